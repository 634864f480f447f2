#include <algorithm>
#include <cmath>

#include "phantoms/scanners/scanner.h"

/// Every kind of scanner: the name of the function that describes it.
#define RADGAUGE_SCANNERS(ADD) \
  ADD(ct)                      \
  ADD(ideal)                   \
  ADD(mr)                      \
  ADD(pet)

namespace radgauge::phantoms {

namespace scanner_models {
#define RADGAUGE_DECLARE(name) ScannerKind name();
RADGAUGE_SCANNERS(RADGAUGE_DECLARE)
#undef RADGAUGE_DECLARE
}  // namespace scanner_models

namespace {

std::vector<ScannerKind> all_scanner_kinds() {
#define RADGAUGE_CALL(name) scanner_models::name(),
  std::vector<ScannerKind> all{RADGAUGE_SCANNERS(RADGAUGE_CALL)};
#undef RADGAUGE_CALL
  std::sort(all.begin(), all.end(), [](const ScannerKind& a, const ScannerKind& b) { return a.id < b.id; });
  return all;
}

}  // namespace

std::span<const ScannerKind> scanner_kinds() {
  static const std::vector<ScannerKind> all = all_scanner_kinds();
  return all;
}

const ScannerKind* find_scanner_kind(std::string_view id) {
  for (const ScannerKind& kind : scanner_kinds())
    if (kind.id == id) return &kind;
  return nullptr;
}

bool ScannerCheck::holds() const {
  const double allowed = relative ? tolerance * std::abs(predicted) : tolerance;
  return std::abs(measured - predicted) <= allowed;
}

}  // namespace radgauge::phantoms
