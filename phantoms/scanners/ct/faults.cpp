#include "phantoms/scanners/ct/faults.h"

#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/random.h"
#include "core/text.h"

namespace radgauge::phantoms::ct {

namespace {

/// More columns than any detector has on one side of the axis: a column draws the same gain on any detector.
constexpr std::int64_t kGainColumns = 1 << 20;

}  // namespace

// The filtered backprojection of p^2 = (2 mu)^2 (R^2 - s^2), the square of a disk's line integrals, is
// (8 mu^2 / pi) sqrt(R^2 - r^2), by Abel's inversion.
Faults::Faults(const Parameters& p, std::int64_t half_columns)
    : bend_(p.cupping_hu * std::numbers::pi / (8000 * kWaterPerMm * 0.5 * kReferenceWaterMm)),
      drift_(0.01 * p.tube_drift_percent) {
  if (!(p.ring_percent > 0)) return;
  const Draws draws(0, "detector", "ct.ring", 0, 0);
  for (std::int64_t c = -half_columns; c < half_columns; ++c) {
    const double gain = 0.01 * p.ring_percent * draws.normal(static_cast<std::uint64_t>(kGainColumns + c));
    rings_.push_back(-std::log(std::max(0.05, 1 + gain)));
  }
}

double Faults::distorted(double line_integral, const View& view) const {
  double result = line_integral;
  if (drift_ != 0) result *= 1 + drift_ * std::atan2(view.sine, view.cosine) / std::numbers::pi;
  if (!(2 * bend_ * result <= 1))
    throw Error(ErrorKind::data,
                "cupping_hu is too strong for this object: a line integral of " + to_rounded_text(result, 3) +
                    " would be measured below thinner ones; use less cupping or a thinner object");
  return result - bend_ * result * result;
}

void Faults::add_rings(std::span<double> row) const {
  for (std::size_t i = 0; i < rings_.size(); ++i) row[i] += rings_[i];
}

}  // namespace radgauge::phantoms::ct
