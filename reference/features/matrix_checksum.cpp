#include "reference/features/matrix_checksum.h"

#include <span>

#include "core/hash.h"

namespace radgauge::reference {

void MatrixChecksum::add(std::vector<double> numbers) {
  const std::uint64_t part = radgauge::xxh3(std::as_bytes(std::span(numbers)));
  const std::uint64_t both[] = {sum_, part};
  sum_ = radgauge::xxh3(std::as_bytes(std::span(both)));
}

void MatrixChecksum::add(const Glcm& m) {
  std::vector<double> numbers{m.levels,       m.joint_maximum, m.joint_entropy, m.joint_energy,
                              m.product_mean, m.mean,          m.variance,      m.marginal_entropy};
  numbers.insert(numbers.end(), m.difference.begin(), m.difference.end());
  numbers.insert(numbers.end(), m.sum.begin(), m.sum.end());
  add(std::move(numbers));
}

void MatrixChecksum::add(const SizeMatrix& m) {
  std::vector<double> numbers{m.total,     m.voxels,     m.low_small, m.high_small,
                              m.low_large, m.high_large, m.squares,   m.entropy};
  for (const auto* marginal : {&m.levels, &m.sizes})
    for (const SizeMatrix::Marginal& entry : *marginal)
      numbers.insert(numbers.end(), {entry.value, entry.count});
  add(std::move(numbers));
}

void MatrixChecksum::add(const Ngtdm& m) {
  std::vector<double> numbers{m.total};
  for (const Ngtdm::Level& entry : m.levels)
    numbers.insert(numbers.end(), {entry.level, entry.count, entry.difference});
  add(std::move(numbers));
}

}  // namespace radgauge::reference
