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

/// The axes of a structure tensor, each pointing to where `gradient` is not negative along it.
Rows3 axes_of(const Rows3& tensor, const Vec3& gradient) {
  Rows3 axes = symmetric_eigenvectors(tensor);
  for (Vec3& axis : axes)
    if (axis[0] * gradient[0] + axis[1] * gradient[1] + axis[2] * gradient[2] < 0)
      for (double& x : axis) x = -x;
  return axes;
}

}  // namespace

StructureFrames::StructureFrames(const Volume& image, const Box& wanted, double sigma_mm, Dimension dimension,
                                 Boundary boundary,
                                 const std::function<Volume(std::size_t axis, const Box& box)>& gradient) {
  const std::size_t n = dimension == Dimension::in_slices ? 2 : 3;
  const SeparableBank bank = window_bank(sigma_mm, image.lattice.spacing_mm, dimension);
  const Box room = boundary == Boundary::periodic ? Box{{0, 0, 0}, image.lattice.size}
                                                  : room_around(image, wanted, bank.reach());
  const Box inside = box_within(wanted, room);
  std::vector<Volume> first;
  for (std::size_t a = 0; a < n; ++a) first.push_back(gradient(a, room));
  frames_.reserve(static_cast<std::size_t>(wanted.voxel_count()));
  filter_products(first, inside, bank, boundary,
                  [&](std::int64_t y, std::int64_t z, std::span<const std::span<const double>> rows) {
                    for (std::size_t x = 0; x < rows[0].size(); ++x) {
                      Rows3 tensor{};
                      if (n == 2) tensor[2][2] = -1;  // below every other eigenvalue
                      Vec3 here{0, 0, 0};
                      std::size_t row = 0;
                      for (std::size_t a = 0; a < n; ++a) {
                        here[a] = first[a](inside.begin[0] + static_cast<std::int64_t>(x), y, z);
                        for (std::size_t b = a; b < n; ++b) tensor[a][b] = tensor[b][a] = rows[row++][x];
                      }
                      frames_.push_back(packed_frame(axes_of(tensor, here)));
                    }
                  });
}

Rows3 StructureFrames::frame(std::size_t i) const {
  return unpacked_frame(frames_[i]);
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
