#include "compliance/claims.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <map>

#include "core/error.h"
#include "core/text.h"
#include "engine/feature_values.h"
#include "engine/name_map.h"
#include "io/csv.h"
#include "io/files.h"

namespace radgauge::compliance {

using reference::ReferenceValue;

namespace {

/// Names are compared without case and with one spelling of 2.5D.
std::string folded(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (auto at = text.find("2.5d"); at != std::string::npos; at = text.find("2.5d"))
    text.replace(at, 4, "2_5d");
  return text;
}

/// The words of the reference manual for an aggregation, beside the ends of the tags.
std::string folded_aggregation(const std::string& text) {
  static const std::map<std::string, std::string> words{
      {"2d, averaged", "2d_avg"},    {"2d, slice-merged", "2d_comb"}, {"2_5d, direction-merged", "2_5d_avg"},
      {"2_5d, merged", "2_5d_comb"}, {"3d, averaged", "3d_avg"},      {"3d, merged", "3d_comb"}};
  const std::string plain = folded(trim(text));
  const auto word = words.find(plain);
  return word == words.end() ? plain : word->second;
}

/// The features of the validation set are those of the digital phantom, 3D ones among them.
std::span<const ReferenceValue> features_of(const std::string& set) {
  return reference::reference_features(set == reference::kValidation ? "digital" : set);
}

std::string quoted(const std::string& text) {
  return "'" + text + "'";
}

/// Where something stands, and errors there.
struct Place {
  const io::CsvTable& table;
  std::size_t row;

  std::string line() const { return table.file + ":" + to_text(std::int64_t{table.lines[row]}); }
  std::string of(std::size_t column) const { return line() + ", column " + quoted(table.header[column]); }
  /// For results, which hold no path.
  std::string in_results(std::size_t column) const {
    return std::filesystem::path(table.file).filename().string() + ":" +
           to_text(std::int64_t{table.lines[row]}) + ", column " + quoted(table.header[column]);
  }
  Error error(std::size_t column, const std::string& message) const {
    return {ErrorKind::data, of(column) + ": " + message};
  }
};

/// Nothing for an empty field; NaN as written.
std::optional<double> number_at(const Place& place, std::size_t column) {
  const std::string text = trim(place.table.rows[place.row][column]);
  if (text.empty()) return std::nullopt;
  const auto value = parse_double(text);
  if (!value) throw place.error(column, quoted(text) + " is not a number");
  return value;
}

/// Things of one kind that were passed over: the first few are named.
class Skipped {
 public:
  void add(const std::string& text) {
    if (++count_ <= 5) examples_.push_back(text);
  }
  void tell(const std::string& what, std::vector<std::string>& notes) const {
    if (count_ == 0) return;
    notes.push_back(to_text(count_) + " " + what + ": " + join(examples_, "; ") +
                    (count_ > 5 ? "; ..." : ""));
  }

 private:
  std::int64_t count_ = 0;
  std::vector<std::string> examples_;
};

class ClaimList {
 public:
  explicit ClaimList(ClaimTable& table) : table_(table) {}

  /// Refuses a second value of the same feature unless it is the same.
  void add(Claim claim) {
    const auto [known, is_new] = first_.emplace(key(claim), table_.claims.size());
    if (is_new) {
      if (!std::isfinite(claim.value))
        table_.notes.push_back(claim.place + ": " + claim.tag + " is " + to_text(claim.value) +
                               "; on this object it has a value, so it counts as a mismatch");
      table_.claims.push_back(std::move(claim));
      return;
    }
    const Claim& before = table_.claims[known->second];
    const bool same = before.value == claim.value || (std::isnan(before.value) && std::isnan(claim.value));
    if (!same)
      throw Error(ErrorKind::data, claim.place + ": " + claim.tag + " is " + to_text(claim.value) + ", but " +
                                       before.place + " says " + to_text(before.value) +
                                       "; leave one value for each feature");
    repeated_.add(claim.tag + " (" + claim.place + " and " + before.place + ")");
  }

  /// Call once, after the last value.
  void tell_repeated() { repeated_.tell("values stand twice, the same each time", table_.notes); }

 private:
  static std::string key(const Claim& claim) {
    return claim.set + "/" + claim.object + "/" + claim.modality + "/" + claim.filter + "/" + claim.tag;
  }

  ClaimTable& table_;
  Skipped repeated_;
  std::map<std::string, std::size_t> first_;
};

/// Finds the feature that a row of a tidy table means.
class TidyReader {
 public:
  TidyReader(const io::CsvTable& table, std::string set) : table_(table), set_(std::move(set)) {
    tag_ = table.column("tag") ? table.column("tag") : table.column("feature");
    code_ = table.column("ibsi_code");
    aggregation_ = table.column("aggregation");
    in_set_ = table.column("set");
    object_ = table.column("object") ? table.column("object") : table.column("patient");
    modality_ = table.column("modality");
    filter_ = table.column("filter");
    value_ = table.column("value");
  }
  bool applies() const { return value_ && (tag_ || code_); }

  void read(ClaimTable& out) {
    ClaimList claims(out);
    Skipped unknown;
    std::int64_t empty = 0;
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      const Place place{table_, row};
      const auto value = number_at(place, *value_);
      if (!value) {
        ++empty;
        continue;
      }
      const std::string set = set_of(place);
      if (const ReferenceValue* reference = feature_of(place, set, unknown))
        claims.add(claim_of(place, set, reference->tag, *value));
    }
    if (empty > 0)
      out.notes.push_back(to_text(empty) + " rows have no value; their features count as missing");
    unknown.tell("rows name no feature of the set", out.notes);
    claims.tell_repeated();
  }

 private:
  std::string text(std::size_t row, const std::optional<std::size_t>& column) const {
    return column ? trim(table_.rows[row][*column]) : std::string();
  }

  Claim claim_of(const Place& place, const std::string& set, const std::string& tag, double value) const {
    Claim claim{set, tag, value, place.in_results(*value_)};
    if (set == reference::kFilters) claim.filter = filter_of(place);
    if (set != reference::kValidation) return claim;
    claim.filter = text(place.row, filter_);
    if (!object_ || !modality_)
      throw Error(ErrorKind::data,
                  table_.file + ":1: the set validation needs the columns object and modality");
    claim.object = text(place.row, object_);
    claim.modality = text(place.row, modality_);
    return claim;
  }

  std::string filter_of(const Place& place) const {
    if (!filter_)
      throw Error(ErrorKind::data, table_.file + ":1: the set filters needs the column filter (1.A to 9.B)");
    const std::string filter = text(place.row, filter_);
    for (const ReferenceValue& value : features_of(std::string(reference::kFilters)))
      if (value.filter == filter) return filter;
    throw place.error(*filter_, quoted(filter) + " is no filter of phase 2 of IBSI 2: 1.A to 9.B");
  }

  std::string set_of(const Place& place) const {
    const std::string set = text(place.row, in_set_);
    if (set.empty()) return set_;
    if (set == reference::kValidation || set == reference::kValidationEdge)
      return std::string(reference::kValidation);
    if (reference::reference_features(set).empty())
      throw place.error(*in_set_,
                        quoted(set) + " is not a set; known: " + join(reference::reference_sets(), ", "));
    return set;
  }

  const ReferenceValue* feature_of(const Place& place, const std::string& set, Skipped& unknown) const {
    const std::string tag = text(place.row, tag_);
    const std::string code = text(place.row, code_);
    const ReferenceValue* by_tag = find_tag(set, tag);
    if (by_tag) {
      if (!code.empty() && code.substr(0, 4) != by_tag->ibsi_code)
        throw place.error(
            *code_, quoted(code) + " stands beside " + by_tag->tag + ", whose code is " + by_tag->ibsi_code);
      return by_tag;
    }
    if (!code.empty()) return find_code(place, set, code, unknown);
    if (is_diagnostic(set, tag)) return nullptr;
    unknown.add(place.line() + " " + quoted(tag) + did_you_mean(tag, tags(set)));
    return nullptr;
  }

  static const ReferenceValue* find_tag(const std::string& set, const std::string& tag) {
    const std::string wanted = folded(tag);
    for (const ReferenceValue& value : features_of(set))
      if (folded(value.tag) == wanted) return &value;
    return nullptr;
  }

  static bool is_diagnostic(const std::string& set, const std::string& tag) {
    const auto rows = reference::reference_diagnostics(set);
    return std::any_of(rows.begin(), rows.end(), [&](const ReferenceValue& v) { return v.tag == tag; });
  }

  static std::vector<std::string> tags(const std::string& set) {
    std::vector<std::string> list;
    for (const ReferenceValue& value : features_of(set)) list.push_back(value.tag);
    return list;
  }

  /// `code` is four characters, or two codes of four with one character between them.
  const ReferenceValue* find_code(const Place& place, const std::string& set, const std::string& code,
                                  Skipped& unknown) const {
    const std::string aggregation = folded_aggregation(text(place.row, aggregation_));
    std::vector<const ReferenceValue*> all, chosen;
    for (const ReferenceValue& value : features_of(set)) {
      const bool both =
          code.size() == 9 && code.substr(0, 4) == value.ibsi_code && code.substr(5) == value.second_code;
      if (value.ibsi_code != code && !both) continue;
      if (!all.empty() && value.filter != all.front()->filter) continue;
      all.push_back(&value);
      if (value.aggregation.empty() || folded(value.aggregation) == aggregation) chosen.push_back(&value);
    }
    if (all.empty()) {
      unknown.add(place.line() + " code " + quoted(code));
      return nullptr;
    }
    if (chosen.empty() && all.size() == 1 && aggregation.empty()) return all.front();
    if (chosen.size() == 1) return chosen.front();
    std::vector<std::string> choices;
    for (const ReferenceValue* value : all)
      choices.push_back(value->second_code.empty()
                            ? value->aggregation
                            : value->ibsi_code + "." + value->second_code + " (" + value->tag + ")");
    const std::string what =
        all.front()->second_code.empty()
            ? "the column aggregation says " + quoted(text(place.row, aggregation_)) + ", and it can be "
            : "write the tag, or both codes: ";
    throw place.error(*code_, quoted(code) + " names " + to_text(static_cast<std::int64_t>(all.size())) +
                                  " features of the set; " + what + join(choices, ", "));
  }

  const io::CsvTable& table_;
  std::string set_;
  std::optional<std::size_t> tag_, code_, aggregation_, in_set_, object_, modality_, filter_, value_;
};

/// Columns that are named by the tags themselves.
engine::NameMap tag_map(const std::vector<std::string>& header) {
  engine::NameMap map{"tags", {}};
  for (const std::string& name : header)
    for (const ReferenceValue& value : reference::reference_features("digital"))
      if (folded(value.tag) == folded(name)) map.rows.push_back({name, value.tag, {}, false, 1, 0, ""});
  return map;
}

/// The map that knows most columns; of equals the plain tags.
engine::NameMap detect_map(const io::CsvTable& table) {
  engine::NameMap best = tag_map(table.header);
  std::size_t known = engine::known_columns(best, table.header);
  for (const std::string& name : engine::name_maps()) {
    engine::NameMap map = engine::load_name_map(name);
    const std::size_t here = engine::known_columns(map, table.header);
    if (here > known) {
      known = here;
      best = std::move(map);
    }
  }
  if (known > 0) return best;
  throw Error(
      ErrorKind::data,
      table.file +
          ":1: no column is known. A tidy table has the columns tag (or ibsi_code) and value; a wide one has "
          "columns named by IBSI tags or as " +
          join(engine::name_maps(), ", ") + " name them; found: " +
          join(std::span(table.header).first(std::min<std::size_t>(table.header.size(), 5)), ", "));
}

void read_wide(const io::CsvTable& table, const engine::NameMap& map, const std::string& set,
               ClaimTable& out) {
  if (set == reference::kFilters)
    throw Error(ErrorKind::data, table.file +
                                     ":1: the set filters needs a tidy table with the columns filter, "
                                     "tag (or ibsi_code) and value");
  ClaimList claims(out);
  std::vector<std::string> assumed;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const Place place{table, row};
    for (const engine::NativeValue& found : engine::native_values(map, table, row, assumed)) {
      double sum = 0;
      std::size_t n = 0;
      for (const std::size_t column : found.columns)
        if (const auto value = number_at(place, column)) {
          sum += *value;
          ++n;
        }
      if (n == 0 || reference::find_reference(set, found.row->tag) == nullptr) continue;
      if (n > 1 && !found.row->mean)
        throw place.error(found.columns[1], "this and column " + quoted(table.header[found.columns[0]]) +
                                                " are both " + found.row->tag + " by the name map " +
                                                map.name + "; keep one of them");
      claims.add({set, found.row->tag, found.row->scale * (sum / static_cast<double>(n)) + found.row->offset,
                  place.in_results(found.columns[0])});
    }
  }
  claims.tell_repeated();
  for (const std::string& column : assumed)
    out.notes.push_back(table.file + " has no column " + quoted(column) +
                        ", which holds the settings; the first ones of the name map " + map.name +
                        " are assumed");
}

}  // namespace

ClaimTable read_claims(const std::string& path, const std::string& map, const std::string& set) {
  const io::CsvTable table = engine::read_separated(path);
  ClaimTable out;
  TidyReader tidy(table, set);
  if (map == "tidy" && !tidy.applies())
    throw Error(ErrorKind::data,
                path + ":1: a tidy table has the columns tag (or ibsi_code) and value; found: " +
                    listed(table.header));
  if (map == "tidy" || (map.empty() && tidy.applies())) {
    out.format = "tidy";
    tidy.read(out);
  } else {
    const engine::NameMap names = map.empty() ? detect_map(table) : engine::load_name_map(map);
    out.format = names.name;
    read_wide(table, names, set, out);
  }
  return out;
}

}  // namespace radgauge::compliance
