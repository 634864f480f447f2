#include "perturbations/kspace.h"

#include <algorithm>
#include <numbers>

#include "imaging/interpolation.h"

namespace radgauge::perturbations {

namespace {

/// The image after a pose, one slice at a time.
class Posed {
 public:
  explicit Posed(const Volume& image)
      : image_(image), coefficients_(imaging::bspline_coefficients(image.voxels, image.lattice.size, true)) {
    const Index3& n = image.lattice.size;
    for (std::size_t a = 0; a < 3; ++a)
      array_.axes[a] = {n[a], 0, n[a], a < 2 ? Interpolation::cubic : Interpolation::none, false};
    array_.samples = coefficients_;
  }

  ComplexSlice slice(std::int64_t z, const Pose& pose) const {
    if (pose.angle_deg == 0 && pose.shift_mm[0] == 0 && pose.shift_mm[1] == 0) return slice_of(image_, z);
    const Index3& n = image_.lattice.size;
    const Vec3& edge = image_.lattice.spacing_mm;
    Matrix3 back = rotation(2, -pose.angle_deg);
    back[1] *= edge[1] / edge[0];
    back[3] *= edge[0] / edge[1];
    const Vec3 middle{static_cast<double>(n[0] - 1) / 2, static_cast<double>(n[1] - 1) / 2, 0};
    const Vec3 moved = middle + Vec3{pose.shift_mm[0] / edge[0], pose.shift_mm[1] / edge[1], 0};
    const std::vector<double> values = imaging::sample_affine(array_, back, middle - multiply(back, moved),
                                                              Box{{0, 0, z}, {n[0], n[1], z + 1}});
    return {{n[0], n[1]}, {values.begin(), values.end()}};
  }

 private:
  const Volume& image_;
  std::vector<double> coefficients_;
  imaging::SampleArray<double> array_;
};

}  // namespace

ComplexSlice slice_of(const Volume& volume, std::int64_t z) {
  const Index3& n = volume.lattice.size;
  const auto first = volume.voxels.begin() + static_cast<std::ptrdiff_t>(volume.at(0, 0, z));
  return {{n[0], n[1]}, {first, first + n[0] * n[1]}};
}

void set_magnitudes(Volume& volume, std::int64_t z, const ComplexSlice& slice) {
  float* to = volume.voxels.data() + volume.at(0, 0, z);
  for (const std::complex<double>& value : slice.values) *to++ = static_cast<float>(std::abs(value));
}

Lines::Lines(const std::array<std::int64_t, 2>& slice_size, int axis)
    : plan_(imaging::fft_length(slice_size[static_cast<std::size_t>(axis)])), axis_(axis) {}

void Lines::filter(ComplexSlice& slice, std::span<const std::complex<double>> factors) const {
  const std::int64_t along = axis_ == 0 ? 1 : slice.size[0], across = axis_ == 0 ? slice.size[0] : 1;
  const std::int64_t length = slice.size[static_cast<std::size_t>(axis_)];
  const std::int64_t lines = slice.size[static_cast<std::size_t>(1 - axis_)];
  std::vector<double> block(plan_.block_size()), scratch(plan_.block_size());
  const double scale = 1 / static_cast<double>(bins());
  constexpr auto kLanes = static_cast<std::int64_t>(imaging::kFftLanes);
  for (std::int64_t line = 0; line < lines; line += kLanes) {
    const std::int64_t used = std::min(kLanes, lines - line);
    std::fill(block.begin(), block.end(), 0.0);
    const auto value = [&](std::int64_t i, std::int64_t lane) -> std::complex<double>& {
      return slice.values[static_cast<std::size_t>(i * along + (line + lane) * across)];
    };
    for (std::int64_t i = 0; i < length; ++i)
      for (std::int64_t lane = 0; lane < used; ++lane) {
        double* at = block.data() + imaging::kFftGroup * static_cast<std::size_t>(i) + lane;
        at[0] = value(i, lane).real();
        at[imaging::kFftLanes] = value(i, lane).imag();
      }
    double* spectrum = plan_.forward(block.data(), scratch.data());
    for (std::size_t k = 0; k < factors.size(); ++k)
      for (std::size_t lane = 0; lane < imaging::kFftLanes; ++lane) {
        double* at = spectrum + imaging::kFftGroup * k + lane;
        const std::complex<double> product = std::complex<double>(at[0], at[imaging::kFftLanes]) * factors[k];
        at[0] = product.real();
        at[imaging::kFftLanes] = product.imag();
      }
    const double* back = plan_.backward(spectrum, spectrum == block.data() ? scratch.data() : block.data());
    for (std::int64_t i = 0; i < length; ++i)
      for (std::int64_t lane = 0; lane < used; ++lane) {
        const double* at = back + imaging::kFftGroup * static_cast<std::size_t>(i) + lane;
        value(i, lane) = scale * std::complex<double>(at[0], at[imaging::kFftLanes]);
      }
  }
}

Volume acquired_in_poses(const Volume& image, PhaseAxis axis, std::span<const Pose> poses) {
  Volume result = image;
  const Posed posed(image);
  const Lines lines({image.lattice.size[0], image.lattice.size[1]}, axis == PhaseAxis::x ? 0 : 1);
  for (std::int64_t z = 0; z < image.lattice.size[2]; ++z) {
    ComplexSlice sum = slice_of(image, z);
    std::fill(sum.values.begin(), sum.values.end(), 0.0);
    for (const Pose& pose : poses) {
      std::vector<std::complex<double>> own;
      for (std::int64_t bin = 0; bin < lines.bins(); ++bin) {
        const std::int64_t k = lines.frequency(bin);
        own.emplace_back(k >= pose.first && k < pose.end ? 1 : 0);
      }
      ComplexSlice part = posed.slice(z, pose);
      lines.filter(part, own);
      for (std::size_t i = 0; i < sum.values.size(); ++i) sum.values[i] += part.values[i];
    }
    set_magnitudes(result, z, sum);
  }
  return result;
}

std::string not_mr(Modality modality) {
  if (modality == Modality::ct || modality == Modality::pet)
    return "this is an artefact of MR; " + std::string(to_text(modality)) + " images have none of its kind";
  return {};
}

}  // namespace radgauge::perturbations
