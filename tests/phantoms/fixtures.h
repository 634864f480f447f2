#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "phantoms/registry.h"
#include "phantoms/scanners/scanner.h"

namespace radgauge {

/// The defaults of a field table, and some values by name.
inline std::vector<Value> with_defaults(const std::vector<Field>& fields,
                                        const std::vector<std::pair<std::string, Value>>& given) {
  std::vector<Value> values;
  for (const Field& field : fields) {
    values.push_back(field.fallback);
    for (const auto& [name, value] : given)
      if (name == field.name) values.back() = value;
  }
  return values;
}

/// A phantom with the defaults of its field table, and some values by name.
struct Made {
  const phantoms::Phantom* phantom;
  std::vector<Value> values;

  explicit Made(const std::string& id, const std::vector<std::pair<std::string, Value>>& given = {})
      : phantom(phantoms::find_phantom(id)), values(with_defaults(phantom->fields, given)) {}
  Scan scan(std::uint64_t seed = 1, std::uint64_t index = 0) const {
    if (phantom->generate != nullptr) return phantom->generate(values, seed, index);
    return scan_by("ideal", {}, seed, index);
  }
  phantoms::Object object(std::uint64_t seed = 1, std::uint64_t index = 0) const {
    return phantom->object(values, seed, index);
  }
  /// The first region of the object, scanned without noise.
  Scan scan_by(const std::string& scanner, const std::vector<std::pair<std::string, Value>>& given,
               std::uint64_t seed = 1, std::uint64_t index = 0) const {
    const phantoms::ScannerKind& kind = *phantoms::find_scanner_kind(scanner);
    const phantoms::Object made = object(seed, index);
    const auto exposure = kind.make(with_defaults(kind.fields, given), {})->expose(made);
    const Lattice lattice = exposure->noiseless().lattice;
    return {exposure->noiseless(), phantoms::mask_of(made.regions.front(), lattice), kind.modality,
            kind.unit};
  }
};

}  // namespace radgauge
