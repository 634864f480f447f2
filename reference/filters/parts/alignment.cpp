#include "reference/filters/parts/alignment.h"

#include <cmath>
#include <vector>

#include "reference/filters/parts/separable.h"

namespace radgauge::reference {

namespace {

AxisKernel gaussian_window(double sigma_voxels) {
  constexpr double kEnd = 4;
  const auto reach = static_cast<std::int64_t>(std::floor(kEnd * sigma_voxels + 0.5));
  AxisKernel kernel;
  double sum = 0;
  for (std::int64_t k = -reach; k <= reach; ++k) {
    const double at = static_cast<double>(k) / sigma_voxels;
    kernel.push_back(std::exp(-at * at / 2));
    sum += kernel.back();
  }
  for (double& weight : kernel) weight /= sum;
  return kernel;
}

SeparableBank window_bank(double sigma_mm, const Vec3& spacing_mm, Dimension dimension) {
  SeparableBank bank;
  SeparableTerm term;
  for (std::size_t a = 0; a < 3; ++a)
    term.kernel[a] = bank.number_of(dimension == Dimension::in_slices && a == 2
                                        ? AxisKernel{1.0}
                                        : gaussian_window(sigma_mm / spacing_mm[a]));
  bank.terms.push_back(term);
  return bank;
}

Volume product_of(const Volume& a, const Volume& b) {
  Volume product = a;
  for (std::size_t i = 0; i < product.voxels.size(); ++i) product.voxels[i] *= b.voxels[i];
  return product;
}

}  // namespace

StructureFrames::StructureFrames(const Volume& image, const Box& wanted, double sigma_mm, Dimension dimension,
                                 Boundary boundary,
                                 const std::function<Volume(std::size_t axis, const Box& box)>& gradient) {
  const std::size_t axes = dimension == Dimension::in_slices ? 2 : 3;
  const SeparableBank bank = window_bank(sigma_mm, image.lattice.spacing_mm, dimension);
  const Box room = boundary == Boundary::periodic ? Box{{0, 0, 0}, image.lattice.size}
                                                  : room_around(image, wanted, bank.reach());
  const Box inside = box_within(wanted, room);
  std::vector<Volume> first;
  for (std::size_t a = 0; a < axes; ++a) first.push_back(gradient(a, room));
  frames_.resize(static_cast<std::size_t>(wanted.voxel_count()));
  // Until all products are in, a frame holds the tensor.
  for (std::size_t a = 0; a < axes; ++a)
    for (std::size_t b = a; b < axes; ++b) {
      const Volume mean = filtered(product_of(first[a], first[b]), inside, bank, boundary);
      for (std::size_t i = 0; i < frames_.size(); ++i)
        frames_[i][3 * a + b] = frames_[i][3 * b + a] = mean.voxels[i];
    }
  for (Volume& transform : first) transform = crop(transform, inside);
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    Rows3 tensor = frame(i);
    if (axes == 2) tensor[2][2] = -1;  // below every other eigenvalue
    const Rows3 vectors = symmetric_eigenvectors(tensor);
    for (std::size_t e = 0; e < 3; ++e) {
      double along = 0;
      for (std::size_t a = 0; a < axes; ++a) along += vectors[e][a] * double{first[a].voxels[i]};
      for (std::size_t a = 0; a < 3; ++a)
        frames_[i][3 * e + a] = static_cast<float>(along < 0 ? -vectors[e][a] : vectors[e][a]);
    }
  }
}

Rows3 StructureFrames::frame(std::size_t i) const {
  Rows3 rows;
  for (std::size_t e = 0; e < 3; ++e)
    for (std::size_t a = 0; a < 3; ++a) rows[e][a] = double{frames_[i][3 * e + a]};
  return rows;
}

double steered_coefficient(const Rows3& frame, const Index3& l, const Index3& m) {
  constexpr std::size_t kSize = kMostAlignedOrder + 1;
  // What stands before the powers a, b, c, of the forms so far.
  double powers[kSize][kSize][kSize] = {};
  powers[0][0][0] = 1;
  const auto most = [&](std::size_t axis) { return static_cast<std::size_t>(m[axis]); };
  for (std::size_t e = 0; e < 3; ++e)
    for (std::int64_t n = 0; n < l[e]; ++n)
      for (std::size_t a = most(0) + 1; a-- > 0;)
        for (std::size_t b = most(1) + 1; b-- > 0;)
          for (std::size_t c = most(2) + 1; c-- > 0;)
            powers[a][b][c] = (a > 0 ? frame[e][0] * powers[a - 1][b][c] : 0) +
                              (b > 0 ? frame[e][1] * powers[a][b - 1][c] : 0) +
                              (c > 0 ? frame[e][2] * powers[a][b][c - 1] : 0);
  return powers[most(0)][most(1)][most(2)];
}

}  // namespace radgauge::reference
