#include "engine/name_map.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"
#include "reference/values/embedded.h"
#include "reference/values/reference_values.h"

namespace radgauge::engine {

namespace {

constexpr std::string_view kFolder = "names/";
constexpr std::string_view kEnding = ".csv";

/// `{word}=text` lines: in a name, `{word}` becomes `native` and, in its tag, `tag`.
struct Placeholder {
  std::string word;  ///< with its braces
  std::string native;
  std::string tag;
  std::vector<MapCondition> when;
};

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

class MapReader {
 public:
  explicit MapReader(const io::CsvTable& table) : table_(table) {
    for (const char* column : {"native", "tag", "when", "combine", "scale", "offset", "note"})
      if (!table_.column(column)) throw error(0, std::string("there is no column ") + column);
  }

  std::vector<MapRow> rows() {
    std::vector<MapRow> rows;
    for (line_ = 0; line_ < table_.rows.size(); ++line_) {
      const std::string& native = field("native");
      if (native.starts_with("{") && native.find("}=") != std::string::npos)
        add_placeholder(native);
      else
        add_rows(native, rows);
    }
    return rows;
  }

 private:
  const std::string& field(const char* column) const { return table_.rows[line_][*table_.column(column)]; }

  Error error(int line, const std::string& message) const {
    return {ErrorKind::data,
            table_.file + (line > 0 ? ":" + to_text(std::int64_t{line}) : std::string()) + ": " + message};
  }
  Error error(const std::string& message) const { return error(table_.lines[line_], message); }

  double number(const char* column, double otherwise) const {
    if (field(column).empty()) return otherwise;
    const auto value = parse_double(field(column));
    if (!value || !std::isfinite(*value))
      throw error(std::string(column) + " is '" + field(column) + "', not a number");
    return *value;
  }

  std::vector<MapCondition> conditions() const {
    std::vector<MapCondition> list;
    if (field("when").empty()) return list;
    std::string rest = field("when");
    while (!rest.empty()) {
      const auto end = rest.find(" & ");
      const std::string part = rest.substr(0, end);
      rest = end == std::string::npos ? "" : rest.substr(end + 3);
      const auto sign = part.find('~');
      if (sign == std::string::npos || sign == 0) throw error("'" + part + "' is not 'COLUMN ~ text'");
      const bool negated = part[sign - 1] == '!';
      list.push_back({trim(part.substr(0, sign - (negated ? 1 : 0))), trim(part.substr(sign + 1)), !negated});
    }
    return list;
  }

  void add_placeholder(const std::string& native) {
    const auto end = native.find("}=");
    placeholders_.push_back({native.substr(0, end + 1), native.substr(end + 2), field("tag"), conditions()});
  }

  void add_rows(const std::string& native, std::vector<MapRow>& rows) {
    MapRow row{native,
               field("tag"),
               conditions(),
               field("combine") == "mean",
               number("scale", 1),
               number("offset", 0),
               field("note")};
    if (!field("combine").empty() && !row.mean)
      throw error("combine is '" + field("combine") + "'; it can be mean");
    std::size_t made = 0;
    for (const Placeholder& p : placeholders_) {
      if (row.tag.find(p.word) == std::string::npos) continue;
      MapRow one = row;
      one.native = replaced(row.native, p.word, p.native);
      one.tag = replaced(row.tag, p.word, p.tag);
      one.when.insert(one.when.end(), p.when.begin(), p.when.end());
      rows.push_back(std::move(one));
      ++made;
    }
    if (made > 0) return;
    if (row.tag.find('{') != std::string::npos)
      throw error("'" + row.tag + "' has a placeholder without a line above");
    rows.push_back(std::move(row));
  }

  const io::CsvTable& table_;
  std::size_t line_ = 0;
  std::vector<Placeholder> placeholders_;
};

void check_tags(const NameMap& map, const std::string& file) {
  std::set<std::string> known;
  for (const reference::ReferenceValue& value : reference::reference_features("digital"))
    known.insert(value.tag);
  const std::vector<std::string> list(known.begin(), known.end());
  for (const MapRow& row : map.rows)
    if (known.count(row.tag) == 0)
      throw Error(ErrorKind::data, file + ": '" + row.tag + "' is not the tag of an IBSI 1 feature" +
                                       did_you_mean(row.tag, list) + " (at " + row.native + ")");
}

enum class Holds { yes, no, unknown };

Holds holds(const MapRow& row, const io::CsvTable& table, std::size_t line,
            std::vector<std::string>& lacking) {
  Holds result = Holds::yes;
  for (const MapCondition& condition : row.when) {
    const auto column = table.column(condition.column);
    if (!column) {
      if (std::find(lacking.begin(), lacking.end(), condition.column) == lacking.end())
        lacking.push_back(condition.column);
      result = Holds::unknown;
    } else if ((table.rows[line][*column].find(condition.text) != std::string::npos) != condition.holds) {
      return Holds::no;
    }
  }
  return result;
}

std::vector<std::size_t> matching_columns(const MapRow& row, const std::vector<std::string>& header) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < header.size(); ++i)
    if (matches_pattern(header[i], row.native)) columns.push_back(i);
  return columns;
}

}  // namespace

std::vector<std::string> name_maps() {
  std::vector<std::string> names;
  for (const reference::EmbeddedFile& file : reference::embedded_files())
    if (file.name.starts_with(kFolder))
      names.emplace_back(
          file.name.substr(kFolder.size(), file.name.size() - kFolder.size() - kEnding.size()));
  return names;
}

NameMap load_name_map(const std::string& name_or_path) {
  const auto names = name_maps();
  const bool built_in = std::find(names.begin(), names.end(), name_or_path) != names.end();
  if (!built_in && !io::file_exists(name_or_path))
    throw Error(ErrorKind::usage, "the name map '" + name_or_path + "' is neither built in nor a file" +
                                      did_you_mean(name_or_path, names) + "; built in: " + join(names, ", "));
  const std::string file =
      built_in ? std::string(kFolder) + name_or_path + std::string(kEnding) : name_or_path;
  const io::CsvTable table =
      built_in ? io::parse_csv(std::string(reference::embedded_text(file)), file) : io::read_csv(file);
  NameMap map{name_or_path, MapReader(table).rows()};
  check_tags(map, file);
  return map;
}

std::size_t known_columns(const NameMap& map, const std::vector<std::string>& header) {
  std::size_t known = 0;
  for (const std::string& name : header)
    known += std::any_of(map.rows.begin(), map.rows.end(),
                         [&](const MapRow& row) { return matches_pattern(name, row.native); })
                 ? 1u
                 : 0u;
  return known;
}

std::vector<NativeValue> native_values(const NameMap& map, const io::CsvTable& table, std::size_t row,
                                       std::vector<std::string>& assumed) {
  std::vector<NativeValue> values;
  std::set<std::string> assumed_natives;
  for (const MapRow& entry : map.rows) {
    auto columns = matching_columns(entry, table.header);
    if (columns.empty()) continue;
    const Holds state = holds(entry, table, row, assumed);
    if (state == Holds::no) continue;
    if (state == Holds::unknown && !assumed_natives.insert(entry.native).second) continue;
    values.push_back({&entry, std::move(columns)});
  }
  return values;
}

}  // namespace radgauge::engine
