#include "study/cohort.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "core/text.h"
#include "io/csv.h"
#include "io/image_file.h"
#include "study/acquired.h"
#include "study/keys.h"
#include "study/name_letters.h"

namespace radgauge::study {

namespace {

/// One row as column -> text, with a function that makes an error at its place.
struct RawRow {
  std::map<std::string, std::string> fields;
  std::string where;
  std::function<Error(const std::string& message)> error;
};

void check_id(const RawRow& raw, const std::string& column, const std::string& text) {
  for (const char c : text)
    if (!is_name_letter(c))
      throw raw.error(column + " '" + shortened(text) +
                      "' has a character that names of cells need for themselves (one of " +
                      std::string(kReservedLetters) + ")");
}

std::string text_of(const RawRow& raw, const std::string& column) {
  const auto it = raw.fields.find(column);
  return it == raw.fields.end() ? std::string() : trim(it->second);
}

/// A whole number, also as pandas writes one in a column with gaps: "1.0".
std::optional<std::int64_t> whole_number(std::string_view text) {
  if (const auto point = text.find('.'); point != std::string_view::npos && point + 1 < text.size() &&
                                         text.find_first_not_of('0', point + 1) == std::string_view::npos)
    text = text.substr(0, point);
  return parse_int(text);
}

CohortRow decode_row(const RawRow& raw) {
  CohortRow row;
  row.where = raw.where;
  for (const Key& key : cohort_keys().keys)
    if (key.required && text_of(raw, key.name).empty()) throw raw.error(key.name + " is empty; " + key.help);
  row.patient = text_of(raw, "patient");
  if (const auto lesion = text_of(raw, "lesion"); !lesion.empty()) row.lesion = lesion;
  row.channel = text_of(raw, "channel");
  row.image = text_of(raw, "image");
  row.mask = text_of(raw, "mask");
  for (const std::string* path : {&row.image, &row.mask}) try {
      expand_variables(*path);
    } catch (const Error& error) {
      throw raw.error(error.what());
    }
  check_id(raw, "patient", row.patient);
  check_id(raw, "lesion", row.lesion);
  check_id(raw, "channel", row.channel);
  for (const AcquiredFactor& factor : acquired_columns()) {
    row.*factor.level = text_of(raw, factor.name);
    // A site is in no name of a cell.
    if (factor.level != &CohortRow::site) check_id(raw, factor.name, row.*factor.level);
  }
  if (const auto label = text_of(raw, "mask_label"); !label.empty() && !row.set_label(label))
    throw raw.error("mask_label '" + shortened(label) + "' is not a whole number other than 0");
  if (const auto problem = row.set_contour_coverage(text_of(raw, "contour_coverage")))
    throw raw.error(*problem);
  const auto word = text_of(raw, "modality");
  const auto modality = parse_modality(word);
  if (!modality) throw raw.error("modality '" + shortened(word) + "' is not one of CT, MR, PET, other");
  row.modality = *modality;
  row.unit = usual_unit(row.modality);
  if (const auto unit = text_of(raw, "unit"); !unit.empty()) row.unit = unit;
  const auto known = cohort_keys().names();
  for (const auto& [column, text] : raw.fields)
    if (std::find(known.begin(), known.end(), column) == known.end()) row.covariates[column] = text;
  return row;
}

std::vector<CohortRow> decode_rows(const std::vector<RawRow>& raw_rows) {
  std::vector<CohortRow> rows;
  std::map<std::string, std::string> seen;
  std::map<std::string, std::pair<std::string, std::string>> images;
  for (const RawRow& raw : raw_rows) {
    rows.push_back(decode_row(raw));
    const CohortRow& row = rows.back();
    if (const auto [it, is_new] = seen.emplace(row.name(), row.where); !is_new)
      throw raw.error(shortened(row.name(), 200) + " stands in the table twice, first at " + it->second +
                      "; rows that measure the same lesion again need another session, reader or scanner");
    const auto [it, is_new] = images.emplace(row.acquisition(), std::pair{row.image, row.where});
    if (!is_new && it->second.first != row.image)
      throw raw.error("image '" + shortened(row.image, 200) + "' of " + shortened(row.acquisition(), 200) +
                      " differs from '" + shortened(it->second.first, 200) + "' at " + it->second.second +
                      "; readers of one acquisition share its image (give another session otherwise)");
  }
  return rows;
}

/// Do two column names differ by one letter, by case or by spaces only?
bool almost_equal(const std::string& a, const std::string& b) {
  const auto plain = [](const std::string& text) {
    std::string lower;
    for (const char c : trim(text)) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
  };
  const std::string x = plain(a), y = plain(b);
  if (x == y) return true;
  const std::string &shorter = x.size() < y.size() ? x : y, &longer = x.size() < y.size() ? y : x;
  if (longer.size() - shorter.size() > 1) return false;
  std::size_t head = 0;
  while (head < shorter.size() && shorter[head] == longer[head]) ++head;
  return shorter.substr(shorter.size() == longer.size() ? std::min(head + 1, shorter.size()) : head) ==
         longer.substr(head + 1);
}

/// A misspelt required or known column would silently become a covariate; name it instead.
void check_columns(const io::CsvTable& table) {
  const auto known = cohort_keys().names();
  for (const Key& key : cohort_keys().keys) {
    if (!key.required || table.column(key.name)) continue;
    std::vector<std::string> strangers;
    for (const auto& column : table.header)
      if (std::find(known.begin(), known.end(), column) == known.end()) strangers.push_back(column);
    const auto meant = nearest(key.name, strangers);
    throw Error(ErrorKind::study, table.file + ":1: the cohort table has no column '" + key.name + "'" +
                                      (meant ? " (is it '" + shortened(*meant) + "'?)" : "") + "; it has " +
                                      listed(table.header));
  }
  for (const auto& column : table.header)
    for (const auto& name : known)
      if (column != name && std::find(known.begin(), known.end(), column) == known.end() &&
          !table.column(name) && almost_equal(column, name))
        throw Error(ErrorKind::study, table.file + ":1: the column '" + shortened(column) + "' is almost '" +
                                          name + "', which the table does not have; write '" + name +
                                          "', or give a covariate another name");
}

}  // namespace

std::string CohortRow::whole_lesion() const {
  return patient + "/" + lesion;
}

std::string CohortRow::object() const {
  return whole_lesion() + (channel.empty() ? "" : "/" + channel);
}

std::string CohortRow::label() const {
  return !mask_name.empty() || !mask_label ? mask_name : to_text(*mask_label);
}

bool CohortRow::set_label(std::string_view text) {
  mask_name.clear();
  mask_label = whole_number(text);
  if (io::has_image_ending(mask)) return mask_label && *mask_label != 0;
  mask_name = std::string(text);
  return true;
}

std::optional<std::string> CohortRow::set_contour_coverage(std::string_view text) {
  contour_coverage = 0;
  if (text.empty()) return std::nullopt;
  const auto share = parse_double(text);
  if (!share || !(*share >= 0 && *share <= 1))
    return "contour_coverage '" + shortened(text) +
           "' is not a share from 0 (the centre of a voxel) to 1 (its whole area)";
  if (*share > 0 && io::has_image_ending(mask))
    return "contour_coverage is of contours, and the mask '" + shortened(mask) +
           "' has voxels already; leave it empty";
  contour_coverage = *share;
  return std::nullopt;
}

std::string expand_variables(const std::string& text) {
  std::string result;
  std::size_t at = 0;
  for (auto open = text.find("${"); open != std::string::npos; open = text.find("${", at)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos) break;
    const std::string name = text.substr(open + 2, close - open - 2);
    const char* value = std::getenv(name.c_str());
    if (value == nullptr)
      throw Error(ErrorKind::study, "the path '" + shortened(text) + "' needs the environment variable " +
                                        shortened(name) + ", which is not set; `export " + shortened(name) +
                                        "=...` first");
    result += text.substr(at, open - at) + value;
    at = close + 1;
  }
  return result + text.substr(at);
}

std::string shown_path(const std::string& path) {
  const std::filesystem::path as_path(path);
  return as_path.is_absolute() ? as_path.filename().string() : path;
}

Origins origins(const Study& study) {
  Origins result;
  std::set<std::string> listed, patients, generated;
  for (const CohortRow& row : study.rows) {
    const StudySource& source = study.sources[row.source];
    (source.is_generator() ? generated : listed).insert(row.whole_lesion());
    if (!source.is_generator()) patients.insert(row.patient);
  }
  for (const StudySource& source : study.sources)
    if (source.is_generator() && std::find(result.generators.begin(), result.generators.end(),
                                           source.phantoms.phantom->id) == result.generators.end())
      result.generators.push_back(source.phantoms.phantom->id);
  result.listed_objects = listed.size();
  result.listed_patients = patients.size();
  result.generated_objects = generated.size();
  return result;
}

std::string CohortRow::image_path() const {
  return (std::filesystem::path(folder) / expand_variables(image)).string();
}

std::string CohortRow::mask_path() const {
  return (std::filesystem::path(folder) / expand_variables(mask)).string();
}

std::string CohortRow::acquisition() const {
  std::string text = object();
  if (!session.empty()) text += "/session=" + session;
  if (!scanner.empty()) text += "/scanner=" + scanner;
  return text;
}

std::string CohortRow::name() const {
  return acquisition() + (reader.empty() ? "" : "/reader=" + reader) +
         (engine.empty() ? "" : "/engine=" + engine);
}

std::optional<Modality> parse_modality(std::string_view word) {
  std::string upper;
  for (const char c : word) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (upper == "CT") return Modality::ct;
  if (upper == "MR" || upper == "MRI" || upper.rfind("MR_", 0) == 0) return Modality::mr;
  if (upper == "PET" || upper == "PT") return Modality::pet;
  if (upper == "OTHER") return Modality::other;
  return std::nullopt;
}

std::string usual_unit(Modality modality) {
  if (modality == Modality::ct) return "HU";
  return modality == Modality::pet ? "SUV" : "arbitrary";
}

std::vector<CohortRow> read_cohort(const std::string& path) {
  const io::CsvTable table = io::read_spreadsheet(path);
  check_columns(table);
  if (table.rows.empty()) throw Error(ErrorKind::study, path + ": the cohort table has a header and no row");
  std::vector<RawRow> raw_rows;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    RawRow raw;
    raw.where = table.file + ":" + to_text(std::int64_t{table.lines[r]});
    for (std::size_t c = 0; c < table.header.size(); ++c) raw.fields[table.header[c]] = table.rows[r][c];
    raw.error = [where = raw.where](const std::string& message) {
      return Error(ErrorKind::study, where + ": " + message);
    };
    raw_rows.push_back(std::move(raw));
  }
  auto rows = decode_rows(raw_rows);
  for (CohortRow& row : rows) row.folder = std::filesystem::path(path).parent_path().string();
  return rows;
}

std::vector<CohortRow> decode_inline_cohort(const io::Yaml& list) {
  std::vector<RawRow> raw_rows;
  for (const io::Yaml& item : list.as_sequence("cohort")) {
    item.check_keys(cohort_keys().names(), "a cohort entry");
    RawRow raw;
    raw.where = item.where();
    raw.error = [&item](const std::string& message) { return item.error(message); };
    for (const auto& entry : item.entries)
      if (entry.value.kind != io::Yaml::Kind::null) raw.fields[entry.key] = entry.value.as_text(entry.key);
    raw_rows.push_back(std::move(raw));
  }
  if (raw_rows.empty()) throw list.error("the cohort list is empty");
  return decode_rows(raw_rows);
}

}  // namespace radgauge::study
