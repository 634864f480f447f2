#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "phantoms/scanners/ct/geometry.h"
#include "phantoms/scanners/ct/parameters.h"

namespace radgauge::phantoms::ct {

/// What a failing scanner makes of line integrals. cupping: p becomes p - b p^2, with b such that water of
/// kReferenceWaterMm around the axis reads cupping_hu sqrt(1 - r^2 / R^2) too low at radius r. tube drift: p
/// is multiplied by 1 + drift t / pi in the view of angle t, so that round objects about the axis read half
/// the drift too much. rings: column c reads -ln(1 + g) too
/// much, with g normal, the same in every view and scan.
class Faults {
 public:
  Faults(const Parameters& p, std::int64_t half_columns);

  bool none() const { return bend_ == 0 && drift_ == 0 && rings_.empty(); }
  /// Is distorted() other than the line integral itself?
  bool distorts() const { return bend_ != 0 || drift_ != 0; }
  /// Does what a reading shows depend on the sum of what lies in its way?
  bool additive() const { return bend_ == 0; }
  /// What the rays of a view read in place of a line integral, without rings.
  double distorted(double line_integral, const View& view) const;
  /// Adds the rings to columns -half_columns to half_columns - 1.
  void add_rings(std::span<double> row) const;

 private:
  double bend_ = 0;
  double drift_ = 0;
  std::vector<double> rings_;
};

}  // namespace radgauge::phantoms::ct
