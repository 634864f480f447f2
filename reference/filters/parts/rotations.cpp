#include "reference/filters/parts/rotations.h"

#include <algorithm>
#include <map>

namespace radgauge::reference {

namespace {

AxisKernel reversed_kernel(AxisKernel kernel) {
  std::reverse(kernel.begin(), kernel.end());
  return kernel;
}

/// The kernel or its negative, whichever has the larger first weight that is not 0, and the sign between.
std::pair<AxisKernel, double> without_sign(AxisKernel kernel) {
  const auto first = std::find_if(kernel.begin(), kernel.end(), [](double w) { return w != 0; });
  if (first == kernel.end() || *first > 0) return {std::move(kernel), 1.0};
  for (double& weight : kernel) weight = 0 - weight;
  return {std::move(kernel), -1.0};
}

}  // namespace

std::vector<RightAngleRotation> right_angle_rotations(Dimension dimension) {
  const std::size_t n = dimension == Dimension::in_volume ? 3 : 2;
  std::vector<RightAngleRotation> rotations;
  std::array<std::size_t, 3> from{0, 1, 2};
  do {
    std::size_t inversions = 0;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j) inversions += from[i] > from[j] ? 1 : 0;
    for (std::size_t flips = 0; flips < (std::size_t{1} << n); ++flips) {
      RightAngleRotation rotation{from, {}};
      std::size_t count = inversions;
      for (std::size_t a = 0; a < n; ++a) {
        rotation.reversed[a] = (flips >> a & 1U) != 0;
        count += rotation.reversed[a] ? 1 : 0;
      }
      if (count % 2 == 0) rotations.push_back(rotation);
    }
  } while (std::next_permutation(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(n)));
  return rotations;
}

KernelSet rotated(const KernelSet& kernels, const RightAngleRotation& rotation) {
  KernelSet turned;
  for (std::size_t a = 0; a < 3; ++a) {
    turned[a] = kernels[rotation.from[a]];
    if (rotation.reversed[a]) turned[a] = reversed_kernel(turned[a]);
  }
  return turned;
}

SeparableBank pooled_bank(const std::vector<KernelSet>& rotated_kernels, Pooling pooling) {
  SeparableBank bank;
  bank.largest = pooling == Pooling::max;
  std::map<std::array<std::size_t, 3>, std::array<std::int64_t, 2>> found;  // how often, with + and with -
  for (const KernelSet& kernels : rotated_kernels) {
    std::array<std::size_t, 3> numbers{};
    double sign = 1;
    for (std::size_t a = 0; a < 3; ++a) {
      const auto [kernel, own] = without_sign(kernels[a]);
      numbers[a] = bank.number_of(kernel);
      sign *= own;
    }
    ++found[numbers][sign > 0 ? 0 : 1];
  }
  const double share = pooling == Pooling::average ? 1.0 / static_cast<double>(rotated_kernels.size()) : 1.0;
  for (const auto& [numbers, count] : found) {
    if (bank.largest) {
      if (count[0] > 0) bank.terms.push_back({numbers, 1.0});
      if (count[1] > 0) bank.terms.push_back({numbers, -1.0});
    } else {
      // Also with a weight of 0: a sample that is NaN is one for the mean all the same.
      bank.terms.push_back({numbers, share * static_cast<double>(count[0] - count[1])});
    }
  }
  return bank;
}

SeparableBank pooled_bank(const KernelSet& kernels, Dimension dimension, Pooling pooling) {
  std::vector<KernelSet> all;
  for (const RightAngleRotation& rotation : right_angle_rotations(dimension)) {
    all.push_back(rotated(kernels, rotation));
    if (pooling == Pooling::none) break;
  }
  return pooled_bank(all, pooling);
}

}  // namespace radgauge::reference
