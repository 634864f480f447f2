#include "reference/filters/parts/eigenvectors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace radgauge::reference {

namespace {

constexpr int kMostSweeps = 30;

/// Makes element (p, q) of m zero by a rotation, which is applied to the rows of `vectors` as well.
void rotate_away(Rows3& m, Rows3& vectors, std::size_t p, std::size_t q) {
  const auto diagonal = [&](std::size_t i) { return m[i][i]; };
  const double theta = (diagonal(q) - diagonal(p)) / (2 * m[p][q]);
  const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
  const double c = 1 / std::sqrt(t * t + 1), s = t * c;
  for (std::size_t k = 0; k < 3; ++k) {
    const double a = m[k][p], b = m[k][q];
    m[k][p] = c * a - s * b;
    m[k][q] = s * a + c * b;
  }
  for (std::size_t k = 0; k < 3; ++k) {
    const double a = m[p][k], b = m[q][k];
    m[p][k] = c * a - s * b;
    m[q][k] = s * a + c * b;
    const double u = vectors[p][k], v = vectors[q][k];
    vectors[p][k] = c * u - s * v;
    vectors[q][k] = s * u + c * v;
  }
}

}  // namespace

Rows3 symmetric_eigenvectors(Rows3 m) {
  Rows3 vectors{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  double size = 0;
  for (const auto& row : m)
    for (const double x : row) size += x * x;
  if (!std::isfinite(size)) return vectors;
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    const double off = m[0][1] * m[0][1] + m[0][2] * m[0][2] + m[1][2] * m[1][2];
    if (off <= 1e-30 * size) break;
    for (std::size_t p = 0; p < 2; ++p)
      for (std::size_t q = p + 1; q < 3; ++q)
        if (m[p][q] != 0) rotate_away(m, vectors, p, q);
  }
  std::array<std::size_t, 3> order{0, 1, 2};
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return m[a][a] > m[b][b]; });
  return {vectors[order[0]], vectors[order[1]], vectors[order[2]]};
}

}  // namespace radgauge::reference
