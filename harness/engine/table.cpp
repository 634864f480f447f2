#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"
#include "engine/feature_choice.h"
#include "engine/registry.h"
#include "io/csv.h"
#include "io/files.h"

namespace radgauge::engine {

namespace {

namespace fs = std::filesystem;

/// Object and condition in one text.
std::string cell_key(const CellIdentity& cell) {
  return join(std::vector<std::string>{cell.patient, cell.lesion, cell.channel, cell.session, cell.reader,
                                       cell.scanner, cell.site, cell.condition},
              "\n");
}

/// Measurements that were made elsewhere, by object and condition.
class ImportedTable : public Engine {
 public:
  ImportedTable(const io::Yaml& file, const io::Yaml& key) : name_(engine_name(file)) {
    const std::string path = (fs::path(file.file).parent_path() / key.as_text("table, a path")).string();
    if (!io::file_exists(path)) throw key.error("the table " + path + " does not exist");
    identity_ = sha256_file(file.file) + sha256_file(path);
    read(io::read_spreadsheet(path));
  }

  const std::string& name() const override { return name_; }
  std::string identity() const override { return identity_; }

  std::vector<MappedFeature> features(const FeatureRequest& request) const override {
    std::vector<MappedFeature> list;
    for (const std::string& map : request.maps)
      for (const Column& column : columns_)
        if (column.prefix == feature_prefix("", request.extraction, map)) list.push_back({map, column.info});
    if (list.empty())
      throw Error(ErrorKind::study,
                  file_ + ": no feature belongs to extraction " + request.extraction +
                      "; those of an extraction other than original begin with its name and "
                      "a point");
    return list;
  }

  std::string refusal(const PlannedRequest& planned) const override {
    if (conditions_.count(planned.condition) > 0) return {};
    return file_ + " holds no measurement under condition " + planned.condition +
           "; leave the condition out, or import its measurements, too";
  }

  std::vector<FeatureVector> extract(const Subject& subject,
                                     std::span<const FeatureRequest> requests) const override {
    const auto cell = cells_.find(cell_key(subject.cell));
    if (cell == cells_.end()) throw Error(ErrorKind::data, file_ + " has no row of " + subject.cell.text());
    std::vector<FeatureVector> vectors;
    for (const FeatureRequest& request : requests) {
      vectors.emplace_back();
      for (const MappedFeature& feature : features(request)) {
        const auto value =
            cell->second.find(feature_prefix("", request.extraction, feature.map) + feature.info.tag);
        vectors.back().push_back(value == cell->second.end()
                                     ? FeatureValue{std::nan(""), Status::failed, "the table has no value"}
                                     : value->second);
      }
    }
    return vectors;
  }

 private:
  struct Column {
    std::string prefix;  ///< "bin25.", "" for the original
    FeatureInfo info;
  };

  /// Where a table lacks a column, every row has this.
  static std::string field(const io::CsvTable& table, std::size_t row, const char* column,
                           const char* otherwise = "") {
    const auto found = table.column(column);
    const std::string text = found ? trim(table.rows[row][*found]) : std::string();
    return text.empty() ? otherwise : text;
  }

  void read(const io::CsvTable& table) {
    file_ = fs::path(table.file).filename().string();
    for (const char* column : {"patient", "feature", "value"})
      if (!table.column(column))
        throw Error(ErrorKind::data,
                    table.file + ":1: the table has no column " + column +
                        "; it is a tidy table of measurements, with the columns patient, "
                        "lesion, channel, session, reader, scanner, site, condition, feature, "
                        "value, unit, status");
    std::set<std::string> seen;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const std::string feature = field(table, row, "feature");
      const CellIdentity cell{field(table, row, "patient"), field(table, row, "lesion", "1"),
                              field(table, row, "channel"), field(table, row, "session"),
                              field(table, row, "reader"),  field(table, row, "scanner"),
                              field(table, row, "site"),    field(table, row, "condition", "base")};
      conditions_.insert(cell.condition);
      if (seen.insert(feature).second) add_column(feature, field(table, row, "unit", "1"));
      if (!cells_[cell_key(cell)].emplace(feature, value_at(table, row)).second)
        throw Error(ErrorKind::data, place(table, row) + shortened(feature) + " of " +
                                         shortened(cell.text()) + " stands twice");
    }
  }

  void add_column(const std::string& feature, const std::string& unit) {
    const auto point = feature.rfind('.');
    const std::size_t begin = point == std::string::npos ? 0 : point + 1;
    Column column{feature.substr(0, begin), describe_tag(feature.substr(begin))};
    if (column.info.ibsi_code.empty()) column.info.unit = unit;
    columns_.push_back(std::move(column));
  }

  FeatureValue value_at(const io::CsvTable& table, std::size_t row) const {
    const std::string word = field(table, row, "status", "ok");
    const auto status = parse_status(word);
    if (!status)
      throw Error(ErrorKind::data, place(table, row) + "'" + shortened(word) + "' is not a status");
    if (*status != Status::ok)
      return {std::nan(""), *status, texts_.keep(field(table, row, "reason", "the table gives no value"))};
    const std::string text = field(table, row, "value");
    const auto value = parse_double(text);
    if (!value || !std::isfinite(*value))
      throw Error(ErrorKind::data, place(table, row) + "the value '" + shortened(text) +
                                       "' is no number; give its status (undefined, failed) in that column");
    return FeatureValue::ok(*value);
  }

  static std::string place(const io::CsvTable& table, std::size_t row) {
    return table.file + ":" + to_text(std::int64_t{table.lines[row]}) + ": ";
  }

  std::string name_;
  std::string file_;
  std::string identity_;
  std::vector<Column> columns_;
  std::set<std::string> conditions_;
  std::map<std::string, std::map<std::string, FeatureValue>> cells_;
  TextPool texts_;
};

std::shared_ptr<const Engine> make_table(const io::Yaml* file) {
  return std::make_shared<ImportedTable>(*file, *file->find("table"));
}

}  // namespace

namespace engines {

EngineKind table() {
  return {"table",
          "measurements that were made elsewhere: a tidy table by object and condition",
          {},
          true,
          &make_table};
}

}  // namespace engines
}  // namespace radgauge::engine
