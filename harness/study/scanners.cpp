#include "study/scanners.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "phantoms/scanners/fleet.h"
#include "study/decode_parts.h"
#include "study/study.h"
#include "study/yaml_text.h"

namespace radgauge::study {

using io::Yaml;

namespace {

constexpr std::string_view kScannerSuffix = ".yaml";

double number_of(const io::CsvTable& table, std::size_t row, std::size_t column) {
  const std::string& text = table.rows[row][column];
  const std::optional<double> number = parse_double(trim(text));
  if (!number || !std::isfinite(*number))
    throw Error(ErrorKind::study, table.file + ":" + to_text(static_cast<std::int64_t>(table.lines[row])) +
                                      ": " + table.header[column] + " is '" + shortened(text) +
                                      "', not a finite number");
  return *number;
}

/// What only the whole scanner can tell (curves against each other, values against curves), at the key that
/// it is about.
void check_whole_scanner(const ScannerUse& scanner, const Yaml& yaml) {
  try {
    scanner.make();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::study) throw;
    const std::string why = error.what();
    for (const Yaml::Entry& entry : yaml.entries)
      if (why.rfind(entry.key + ":", 0) == 0 || why.rfind(entry.key + " ", 0) == 0)
        throw entry.value.error(why);
    throw yaml.error(why);
  }
}

ScannerUse decode_written_out(const Yaml& yaml, const std::string& folder, bool read_tables) {
  yaml.as_map("a scanner");
  const Yaml* name = yaml.find("scanner");
  const Yaml* modality = yaml.find("modality");
  if (name == nullptr) throw yaml.error("a scanner file has no key 'scanner', its name");
  ScannerUse scanner;
  scanner.name = name->as_text("scanner");
  check_name(*name, scanner.name, "the name of a scanner");
  const std::vector<std::string> kinds = ids_of(phantoms::scanner_kinds());
  if (modality == nullptr)
    throw yaml.error("a scanner file has no key 'modality', one of " + join(kinds, ", "));
  std::string kind = modality->as_text("modality");
  for (char& c : kind) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  scanner.kind = phantoms::find_scanner_kind(kind);
  if (scanner.kind == nullptr)
    throw modality->error("there is no scanner of modality '" + shortened(modality->text) + "'" +
                          did_you_mean(kind, kinds) + "; known: " + join(kinds, ", "));
  Yaml parameters = yaml;
  std::erase_if(parameters.entries,
                [](const Yaml::Entry& e) { return e.key == "scanner" || e.key == "modality"; });
  scanner.values = io::decode_fields(parameters, scanner.kind->fields,
                                     "the " + kind + " scanner " + scanner.name, scanner.kind->problem);
  for (std::size_t f = 0; read_tables && f < scanner.values.size(); ++f)
    for (const phantoms::CurveField& curve : scanner.kind->curve_fields) {
      if (curve.name != scanner.kind->fields[f].name) continue;
      if (const std::string& path = std::get<std::string>(scanner.values[f]); !path.empty())
        scanner.tables[curve.name] =
            read_curve((std::filesystem::path(folder) / path).string(), curve.starts_at_zero);
    }
  if (read_tables) check_whole_scanner(scanner, yaml);
  return scanner;
}

}  // namespace

bool is_truth(const Study& study, const CohortRow& row) {
  const PhantomCohort& cohort = study.sources[row.source].phantoms;
  const auto is_ideal = [](const ScannerUse& scanner) { return scanner.kind->id == "ideal"; };
  return cohort.scanners_named && is_ideal(cohort.scanners[cohort.place(row.number).scanner]) &&
         !std::all_of(cohort.scanners.begin(), cohort.scanners.end(), is_ideal);
}

std::vector<std::array<double, 2>> read_curve(const std::string& path, bool starts_at_zero) {
  const io::CsvTable table = io::read_spreadsheet(path, io::Separators::any);
  if (table.header.size() != 2 || table.rows.size() < 2)
    throw Error(ErrorKind::study, path +
                                      ": a curve of a scanner has two columns and at least two rows, not " +
                                      to_text(static_cast<std::int64_t>(table.header.size())) + " and " +
                                      to_text(static_cast<std::int64_t>(table.rows.size())));
  std::vector<std::array<double, 2>> curve;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    curve.push_back({number_of(table, row, 0), number_of(table, row, 1)});
    const std::string at = path + ":" + to_text(static_cast<std::int64_t>(table.lines[row])) + ": ";
    if (row == 0 && starts_at_zero && curve[0][0] != 0)
      throw Error(ErrorKind::study, at + table.header[0] + " starts at " + to_text(curve[0][0]) +
                                        "; a curve of a scanner starts at 0, or its level there is unknown");
    if (row > 0 && !(curve[row][0] > curve[row - 1][0]))
      throw Error(ErrorKind::study, at + table.header[0] + " = " + to_text(curve[row][0]) +
                                        " does not rise above " + to_text(curve[row - 1][0]) +
                                        " before it; sort the rows");
  }
  return curve;
}

std::vector<std::string> fleet_names() {
  std::vector<std::string> names;
  for (const phantoms::FleetFile& file : phantoms::fleet())
    names.push_back(file.name.substr(0, file.name.size() - kScannerSuffix.size()));
  return names;
}

std::optional<std::string> fleet_text(const std::string& name) {
  for (const phantoms::FleetFile& file : phantoms::fleet())
    if (file.name == name + std::string(kScannerSuffix)) return file.text;
  return {};
}

ScannerUse read_scanner(const std::string& name_or_path, const std::string& folder) {
  if (const std::optional<std::string> text = fleet_text(name_or_path))
    return decode_written_out(io::parse_yaml(*text, name_or_path + std::string(kScannerSuffix)), folder,
                              true);
  const std::filesystem::path path = std::filesystem::path(folder) / name_or_path;
  if (!io::file_exists(path.string()))
    throw Error(ErrorKind::usage, "there is no scanner '" + shortened(name_or_path) + "'" +
                                      did_you_mean(name_or_path, fleet_names()) +
                                      " and no file of that name; known: " + join(fleet_names(), ", "));
  return decode_written_out(io::read_yaml(path.string()), path.parent_path().string(), true);
}

ScannerUse decode_scanner(const Yaml& yaml, const std::string& folder, bool read_tables) {
  if (yaml.kind == Yaml::Kind::map) return decode_written_out(yaml, folder, read_tables);
  try {
    return read_scanner(yaml.as_text("a scanner"), folder);
  } catch (const Error& error) {
    throw error.kind() == ErrorKind::usage ? yaml.error(error.what()) : error;
  }
}

std::string scanner_text(const ScannerUse& scanner) {
  return "{scanner: " + io::yaml_scalar(scanner.name) + ", modality: " + scanner.kind->id + ", " +
         parameters_text(scanner.kind->fields, scanner.values) + "}";
}

std::string scanner_identity(const ScannerUse& scanner) {
  std::string text = scanner_text(scanner);
  for (const auto& [field, curve] : scanner.tables) {
    text += "\n" + field;
    for (const auto& [x, y] : curve) text += " " + to_text(x) + " " + to_text(y);
  }
  return text;
}

}  // namespace radgauge::study
