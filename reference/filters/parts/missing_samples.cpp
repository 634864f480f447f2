#include "reference/filters/parts/missing_samples.h"

namespace radgauge::reference {

void MissingSamples::add(std::size_t i, std::size_t j) {
  if (before_.empty()) before_.assign((width_ + 1) * (height_ + 1), 0);
  ++before(i + 1, j + 1);
}

void MissingSamples::finish() {
  if (before_.empty()) return;
  for (std::size_t j = 1; j <= height_; ++j)
    for (std::size_t i = 1; i <= width_; ++i)
      before(i, j) += before(i - 1, j) + before(i, j - 1) - before(i - 1, j - 1);
}

bool MissingSamples::any_in(std::size_t i, std::size_t j, std::size_t n_i, std::size_t n_j) const {
  if (before_.empty()) return false;
  return before(i + n_i, j + n_j) + before(i, j) != before(i + n_i, j) + before(i, j + n_j);
}

}  // namespace radgauge::reference
