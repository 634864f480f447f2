#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.h"
#include "engine/name_map.h"
#include "record/table_rows.h"

namespace radgauge::record {

namespace {

/// What a column of a wide table is.
enum class WideRole { skipped, undecided, feature, text };

/// What extractors write beside features: settings, versions, hashes.
bool is_diagnostic(std::string_view column) {
  return column.starts_with("diagnostics_") || column.starts_with("general_info_");
}

/// Numbers that name something and measure nothing.
bool is_number_of_something(std::string_view column) {
  for (const std::string_view name :
       {"series", "Series", "SeriesNumber", "label", "Label", "ID", "id", "index"})
    if (column == name) return true;
  return false;
}

/// A feature and the columns that it is made of.
struct WideFeature {
  std::uint32_t feature = 0;
  std::vector<std::size_t> columns;
  double scale = 1;
  double offset = 0;
};

class WideReader {
 public:
  WideReader(io::RowStream& rows, const TableReading& reading, const std::string& map, ReadTable& out)
      : rows_(rows), names_(rows, reading, RowNames::Columns::usual), filter_(rows, reading), out_(out) {
    if (!map.empty()) map_ = engine::load_name_map(map);
    const auto& header = rows.header();
    for (std::size_t c = 0; c < header.size(); ++c)
      roles_.push_back(is_skipped(c, reading) ? WideRole::skipped : WideRole::undecided);
    for (const engine::MapRow& row : map_.rows)
      for (const engine::MapCondition& condition : row.when) {
        const auto at = std::find(header.begin(), header.end(), condition.column);
        if (at == header.end()) continue;
        const auto column = static_cast<std::size_t>(at - header.begin());
        if (std::find(deciding_.begin(), deciding_.end(), column) == deciding_.end())
          deciding_.push_back(column);
      }
  }

  void read() {
    while (rows_.next()) {
      if (!filter_.takes(rows_)) continue;
      say_extractor();
      const std::uint32_t cell = names_.cell_of(rows_, out_.table);
      if (numbers_.empty()) numbers_.assign(roles_.size(), std::nan(""));
      for (std::size_t c = 0; c < roles_.size(); ++c)
        if (roles_[c] != WideRole::skipped) read_field(c);
      for (const WideFeature& feature : features()) set(cell, feature);
    }
    add_notes();
  }

 private:
  bool is_skipped(std::size_t c, const TableReading& reading) const {
    const std::string& name = rows_.header()[c];
    return names_.uses(c) || name.empty() || name.starts_with("Unnamed: ") || is_diagnostic(name) ||
           name == reading.where_column || is_number_of_something(name) ||
           std::any_of(reading.left_out.begin(), reading.left_out.end(),
                       [&](const std::string& pattern) { return matches_pattern(name, pattern); });
  }

  void read_field(std::size_t c) {
    const std::string_view field = rows_.fields()[c];
    numbers_[c] = std::nan("");
    if (says_nothing(field)) return;
    const auto number = table_number(field, rows_.separator());
    if (roles_[c] == WideRole::undecided) {
      roles_[c] = number ? WideRole::feature : WideRole::text;
      if (!number) first_texts_.emplace(c, field);
    }
    // Whichever of them comes first.
    if (number.has_value() == (roles_[c] == WideRole::text))
      throw rows_.error("'" + shortened(field) + "' in column '" + shortened(rows_.header()[c]) + "' is " +
                        (number ? "a number, and '" + shortened(first_texts_[c]) + "' above is none"
                                : std::string("no number")) +
                        "; leave the field empty, or the column out with --leave-out");
    if (number) numbers_[c] = *number;
  }

  /// pyradiomics says its version in every row.
  void say_extractor() {
    if (!out_.extractor.empty()) return;
    for (std::size_t c = 0; c < roles_.size(); ++c)
      if (const std::string& name = rows_.header()[c];
          name == "diagnostics_Versions_PyRadiomics" || name == "general_info_Version")
        out_.extractor = "pyradiomics " + std::string(rows_.fields()[c]);
  }

  /// What the columns of this row mean: asked anew only where a column that decides it says something else.
  const std::vector<WideFeature>& features() {
    std::string key;
    for (const std::size_t column : deciding_) key.append(rows_.fields()[column]).append("\n");
    const auto [at, is_new] = features_.try_emplace(key);
    if (is_new) at->second = find_features();
    return at->second;
  }

  std::vector<WideFeature> find_features() {
    std::vector<WideFeature> list;
    std::vector<bool> mapped(roles_.size(), false);
    io::CsvTable one;
    one.file = rows_.file();
    one.header = rows_.header();
    one.rows.emplace_back(rows_.fields().begin(), rows_.fields().end());
    one.lines.push_back(static_cast<int>(rows_.line()));
    for (const engine::NativeValue& found : engine::native_values(map_, one, 0, assumed_)) {
      if (found.columns.size() > 1 && !found.row->mean)
        throw rows_.error("several columns are " + found.row->tag + " by the name map " + map_.name +
                          "; keep one of them");
      for (const std::size_t column : found.columns) mapped[column] = true;
      list.push_back(
          {out_.table.feature(found.row->tag), found.columns, found.row->scale, found.row->offset});
    }
    for (std::size_t c = 0; c < roles_.size(); ++c)
      if (!mapped[c] && (roles_[c] == WideRole::feature || roles_[c] == WideRole::undecided))
        list.push_back({out_.table.feature(rows_.header()[c]), {c}, 1, 0});
    return list;
  }

  void set(std::uint32_t cell, const WideFeature& feature) {
    double sum = 0, n = 0;
    for (const std::size_t column : feature.columns) {
      if (std::isnan(numbers_[column])) continue;
      sum += numbers_[column];
      n += 1;
    }
    if (n == 0) return;
    const double value = feature.scale * (sum / n) + feature.offset;
    const bool is_new = std::isfinite(value) ? out_.table.set(cell, feature.feature, value, Status::ok)
                                             : out_.table.set(cell, feature.feature, 0, Status::undefined,
                                                              "the table gives " + to_text(value));
    if (!is_new)
      throw rows_.error(names_.text() +
                        " has a row above, too; say what tells them apart, for example --split "
                        "'COLUMN = lesion'" +
                        text_columns());
  }

  std::string text_columns() const {
    std::vector<std::string> names;
    for (std::size_t c = 0; c < roles_.size(); ++c)
      if (roles_[c] == WideRole::text) names.push_back(rows_.header()[c]);
    return names.empty() ? "" : "; columns of text: " + listed(names);
  }

  void add_notes() {
    if (const std::string from = names_.sources(); !from.empty()) out_.notes.push_back(from);
    std::vector<std::string> text, diagnostic, numbers;
    for (std::size_t c = 0; c < roles_.size(); ++c) {
      if (roles_[c] == WideRole::text) text.push_back(rows_.header()[c]);
      if (!names_.uses(c) && is_number_of_something(rows_.header()[c])) numbers.push_back(rows_.header()[c]);
      if (is_diagnostic(rows_.header()[c])) diagnostic.push_back(rows_.header()[c]);
    }
    if (!diagnostic.empty())
      out_.notes.push_back("left out: " + count_text(diagnostic.size()) + " columns of diagnostics");
    if (!text.empty()) out_.notes.push_back("left out, as they hold text: " + listed(text));
    if (!assumed_.empty())
      out_.notes.push_back("the table lacks " + listed(assumed_) + ", by which the name map " + map_.name +
                           " tells variants of a feature apart; the first of each is assumed");
    names_.note_replaced(out_.notes);
    out_.names = names_.cleaner();
  }

  io::RowStream& rows_;
  RowNames names_;
  RowFilter filter_;
  ReadTable& out_;
  engine::NameMap map_;
  std::vector<WideRole> roles_;
  std::map<std::size_t, std::string> first_texts_;  ///< of columns of text
  std::vector<std::size_t> deciding_;               ///< columns of conditions of the name map
  std::vector<std::string> assumed_;
  std::vector<double> numbers_;  ///< of the row
  std::map<std::string, std::vector<WideFeature>> features_;
};

}  // namespace

void read_wide_rows(io::RowStream& rows, const TableReading& reading, const std::string& map,
                    ReadTable& out) {
  WideReader(rows, reading, map, out).read();
}

}  // namespace radgauge::record
