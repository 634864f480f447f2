#pragma once

#include <array>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/operation.h"
#include "core/random.h"
#include "core/scanner_host.h"
#include "phantoms/object/object.h"

namespace radgauge::phantoms {

/// What of a scan does not depend on its noise: made once, shared by its repeats, and asked from several
/// threads at once.
class Exposure {
 public:
  virtual ~Exposure() = default;
  /// The scan without noise.
  virtual const Volume& noiseless() const = 0;
  /// A scan with noise of its own. Equal draws, equal bytes.
  virtual Volume scan(const Draws& draws) const = 0;
  /// What the scanner knows of the scan, e.g. {"noise_sigma", 1.7, "intensity"}.
  virtual Truth truth() const { return {}; }
};

/// A virtual scanner: sampling, blur and noise of one modality.
class Scanner {
 public:
  virtual ~Scanner() = default;
  /// Where its voxels are for an object: its pixels and slices, centred on the object.
  virtual Lattice lattice(const Object& object) const = 0;
  /// Throws Error(data) for an object that it cannot see.
  virtual std::unique_ptr<Exposure> expose(const Object& object) const = 0;
};

/// One row of a scanner's self-test: what its file promises, and what its scans show.
struct ScannerCheck {
  std::string quantity;  ///< "MTF50", "water SD"
  std::string unit;
  double predicted = 0;
  double measured = 0;
  double tolerance = 0;
  bool relative = true;  ///< is the tolerance a share of the prediction, or in its unit?

  bool holds() const;
};

/// A measured curve beside its prediction, e.g. the MTF over frequency.
struct ScannerCurve {
  std::string name;
  std::string x_unit;
  std::string y_unit;
  std::vector<double> x;
  std::vector<double> predicted;
  std::vector<double> measured;
};

struct ScannerSelfTest {
  std::vector<ScannerCheck> checks;
  std::vector<ScannerCurve> curves;
};

/// Curves that a scanner file names by path, already read: field name -> {x, y} with x rising.
using ScannerTables = std::map<std::string, std::vector<std::array<double, 2>>>;

/// A text field of a scanner that names a CSV file of two columns, the first of which rises.
struct CurveField {
  std::string name;
  bool starts_at_zero = true;  ///< the first column is a frequency, whose level at 0 must be known
};

/// A model of scanners as data; a scanner is one with values.
struct ScannerKind {
  std::string id;  ///< "ct", "mr", "pet", "ideal": the `modality` of a scanner file
  Modality modality = Modality::other;
  std::string unit;  ///< of the intensities
  /// Modality and unit, where they follow from the values; nullptr: they are those above.
  std::pair<Modality, std::string> (*yields)(std::span<const Value>) = nullptr;
  std::string summary;
  std::string details;
  std::string citation;
  std::vector<Field> fields;
  std::vector<CurveField> curve_fields;
  /// What is wrong between these values, "" for nothing. Asked where they are written.
  ValuesProblem problem = nullptr;
  std::unique_ptr<Scanner> (*make)(std::span<const Value>, const ScannerTables&) = nullptr;
  /// Scans objects with closed forms and compares. nullptr: there is nothing to compare.
  ScannerSelfTest (*self_test)(std::span<const Value>, const ScannerTables&, std::uint64_t seed) = nullptr;
  /// The scanner as operations on images of a real one ask it; of CT alone.
  std::unique_ptr<CtSystem> (*ct_system)(std::span<const Value>, const ScannerTables&) = nullptr;
};

/// Make: std::unique_ptr<Scanner>(const P&, const ScannerTables&); Test: ScannerSelfTest(const P&, const
/// ScannerTables&, std::uint64_t seed), or nullptr.
template <class P, auto Make, auto Test>
ScannerKind scanner_kind(const OperationText& text, Modality modality, std::string unit) {
  ScannerKind kind;
  kind.id = text.id;
  kind.modality = modality;
  kind.unit = std::move(unit);
  kind.summary = text.summary;
  kind.details = text.details;
  kind.citation = text.citation;
  kind.fields = field_table<P>();
  kind.problem = &values_problem<P>;
  kind.make = [](std::span<const Value> v, const ScannerTables& t) { return Make(from_values<P>(v), t); };
  if constexpr (!std::is_same_v<decltype(Test), std::nullptr_t>)
    kind.self_test = [](std::span<const Value> v, const ScannerTables& t, std::uint64_t seed) {
      return Test(from_values<P>(v), t, seed);
    };
  return kind;
}

/// All kinds of scanners, ordered by id.
std::span<const ScannerKind> scanner_kinds();
/// nullptr if there is none of that id.
const ScannerKind* find_scanner_kind(std::string_view id);

}  // namespace radgauge::phantoms
