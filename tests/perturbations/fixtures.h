#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "perturbations/registry.h"

namespace radgauge {

inline Lattice lattice_of(const Index3& size, const Vec3& spacing_mm) {
  Lattice lattice;
  lattice.size = size;
  lattice.spacing_mm = spacing_mm;
  return lattice;
}

/// The operation of this id with the defaults of its field table, and some values by name.
struct Applied {
  const Operation* operation;
  std::vector<Value> values;

  explicit Applied(const std::string& id, const std::vector<std::pair<std::string, Value>>& given = {})
      : operation(perturbations::find_perturbation(id)) {
    for (const Field& field : operation->fields) {
      values.push_back(field.fallback);
      for (const auto& [name, value] : given)
        if (name == field.name) values.back() = value;
    }
  }
  /// Empty, or what is wrong with the first value that is out of its range.
  std::string problem() const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::string text = check(operation->fields[i], values[i]);
      if (!text.empty()) return text;
    }
    return {};
  }
  MaskOutput to_mask(const Mask& mask) const {
    const Volume image(mask.lattice);
    const Draws draws(1, "object", operation->id, 0, 0);
    return operation->mask({image, mask, draws}, values);
  }
  GridOutput to_grid(const GridPlan& plan, const Vec3& centre_mm) const {
    const Draws draws(1, "object", operation->id, 0, 0);
    return operation->grid({plan, centre_mm, draws}, values);
  }
};

inline const Magnitude& magnitude(const std::vector<Magnitude>& all, const std::string& parameter) {
  for (const Magnitude& m : all)
    if (m.parameter == parameter) return m;
  static const Magnitude none{"none", NAN, NAN, "", "missing"};
  ADD_FAILURE() << "no magnitude " << parameter;
  return none;
}

/// Voxels whose centres lie within `radius_mm` of `centre_mm` (lattice without origin and direction).
inline Mask ball(const Lattice& lattice, const Vec3& centre_mm, double radius_mm) {
  Mask mask(lattice);
  const Index3& n = lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const Vec3 d =
            lattice.to_physical({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)}) -
            centre_mm;
        if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] <= radius_mm * radius_mm) mask(x, y, z) = 1;
      }
  return mask;
}

inline Mask box_mask(const Lattice& lattice, const Box& box) {
  Mask mask(lattice);
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x) mask(x, y, z) = 1;
  return mask;
}

}  // namespace radgauge
