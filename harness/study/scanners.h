#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/yaml.h"
#include "phantoms/scanners/scanner.h"

namespace radgauge::study {

/// A virtual scanner as a study or a command names it.
struct ScannerUse {
  std::string name;  ///< the level of the factor scanner: `scanner:` of its file
  const phantoms::ScannerKind* kind = nullptr;
  std::vector<Value> values;
  phantoms::ScannerTables tables;  ///< of the files that its fields name

  std::unique_ptr<phantoms::Scanner> make() const { return kind->make(values, tables); }
  Modality modality() const { return kind->yields != nullptr ? kind->yields(values).first : kind->modality; }
  std::string unit() const { return kind->yields != nullptr ? kind->yields(values).second : kind->unit; }
};

/// Names of the scanners that come with radgauge, ordered: "CT-A", ...
std::vector<std::string> fleet_names();

/// The text of the file of one of them, as a user copies and edits it; nothing if there is none of that name.
std::optional<std::string> fleet_text(const std::string& name);

/// A scanner by the name of the fleet, or by the path of a file, relative to `folder`. Throws Error(study)
/// with file:line:column for a file that does not hold a scanner, Error(usage) for a name that is neither.
ScannerUse read_scanner(const std::string& name_or_path, const std::string& folder);

/// One entry of `scanners:`: a name, a path relative to `folder`, or a scanner written out. Without
/// `read_tables` the files that it names are left alone.
ScannerUse decode_scanner(const io::Yaml& yaml, const std::string& folder, bool read_tables = true);

/// A curve that a scanner file names: CSV of two columns, the first of which rises, from zero if that is
/// asked for. Throws Error(study) with file:line.
std::vector<std::array<double, 2>> read_curve(const std::string& path, bool starts_at_zero = true);

/// The scanner written out in one line: {scanner: CT-A, modality: ct, ...}.
std::string scanner_text(const ScannerUse& scanner);

/// What a scan by it follows from: that line, and the curves of the files that it names.
std::string scanner_identity(const ScannerUse& scanner);

}  // namespace radgauge::study
