#include <algorithm>
#include <limits>

#include "core/image_map.h"
#include "core/text.h"
#include "reference/filters/parts/rotations.h"
#include "reference/filters/parts/wavelet_kernels.h"

namespace radgauge::reference {

namespace {

struct WaveletFilter {
  std::string wavelet = "db3";
  std::string subband = "LLH";
  std::int64_t level = 1;
  Pooling pooling = Pooling::none;
  Dimension dimension = Dimension::in_volume;
  Boundary boundary = Boundary::mirror;

  static auto fields() {
    using P = WaveletFilter;
    return FieldList{
        field("wavelet", &P::wavelet, "haar, db1 to db20 or coif1 to coif5"),
        field("subband", &P::subband, "L (low-pass) or H (high-pass) along x, y and z (2D: x and y), as LLH"),
        field("level", &P::level, "", between(1, 5), "level of the decomposition; each doubles the scale"),
        pooling_field(&P::pooling),
        dimension_field(&P::dimension),
        boundary_field(&P::boundary)};
  }
  std::size_t axes() const { return dimension == Dimension::in_volume ? 3 : 2; }
  std::string problem() const {
    if (!wavelet_kernels(wavelet))
      return "wavelet = '" + wavelet + "' is none of haar, db1 to db20, coif1 to coif5";
    if (subband.size() != axes() || subband.find_first_not_of("LH") != std::string::npos)
      return "subband = '" + subband + "' is not made of L and H, " +
             (axes() == 3 ? "three in 3D, as LLH" : "two in 2D, as LH");
    return "";
  }
  Support support() const {
    if (boundary == Boundary::periodic) return {Support::Reach::volume};
    const auto taps = static_cast<std::int64_t>(wavelet_kernels(wavelet).value().low.size());
    return {Support::Reach::margin, 0, 0, taps / 2 * ((std::int64_t{1} << level) - 1)};
  }
};

/// The taps with a 0 after them, so that there is a middle one, and 2^(level - 1) - 1 zeros between each two.
AxisKernel stationary_kernel(std::vector<double> taps, std::int64_t level) {
  taps.push_back(0);
  const std::size_t step = std::size_t{1} << (level - 1);
  AxisKernel kernel(step * (taps.size() - 1) + 1, 0.0);
  for (std::size_t k = 0; k < taps.size(); ++k) kernel[step * k] = taps[k];
  return kernel;
}

/// The rotations that reverse the same axes: the low-pass of the levels before is the same for them.
struct SameReversal {
  std::array<bool, 3> reversed{};
  std::vector<KernelSet> kernels;
};

std::vector<SameReversal> wavelet_rotations(const WaveletFilter& p, const WaveletKernels& kernels) {
  KernelSet set{AxisKernel{1.0}, AxisKernel{1.0}, AxisKernel{1.0}};
  for (std::size_t a = 0; a < p.axes(); ++a)
    set[a] = stationary_kernel(p.subband[a] == 'L' ? kernels.low : kernels.high, p.level);
  std::vector<SameReversal> groups;
  for (const RightAngleRotation& rotation : right_angle_rotations(p.dimension)) {
    auto group = std::find_if(groups.begin(), groups.end(), [&](const SameReversal& g) {
      return p.level == 1 || g.reversed == rotation.reversed;
    });
    if (group == groups.end()) group = groups.insert(group, {rotation.reversed, {}});
    group->kernels.push_back(rotated(set, rotation));
    if (p.pooling == Pooling::none) break;
  }
  return groups;
}

/// The low-pass of every level before the last over `wanted`, in the window of the image.
Volume low_passed(const Volume& image, const Box& wanted, const WaveletFilter& p,
                  const std::vector<double>& low, const std::array<bool, 3>& reversed, std::int64_t level) {
  RightAngleRotation reversal;
  reversal.reversed = reversed;
  KernelSet kernels{AxisKernel{1.0}, AxisKernel{1.0}, AxisKernel{1.0}};
  for (std::size_t a = 0; a < p.axes(); ++a) kernels[a] = stationary_kernel(low, level);
  const SeparableBank bank = pooled_bank({rotated(kernels, reversal)}, Pooling::none);
  if (level == 1) return filtered(image, wanted, bank, p.boundary);
  const Box room = p.boundary == Boundary::periodic ? Box{{0, 0, 0}, image.lattice.size}
                                                    : room_around(image, wanted, bank.reach());
  const Volume before = low_passed(image, room, p, low, reversed, level - 1);
  return filtered(before, box_within(wanted, room), bank, p.boundary);
}

/// Slices that are worked on at once: their sums over the rotations stay in memory as doubles.
constexpr std::int64_t kWaveletSlices = 32;

/// One group's part of the pooled response over `slab`.
void pool_group(const Volume& image, const Box& slab, const WaveletFilter& p, const WaveletKernels& kernels,
                const SameReversal& group, std::size_t rotations, std::vector<double>& pooled) {
  SeparableBank bank = pooled_bank(group.kernels, p.pooling);
  const double share = static_cast<double>(group.kernels.size()) / static_cast<double>(rotations);
  const auto pool = [&](std::int64_t y, std::int64_t z, std::span<const double> row, const Box& box) {
    const auto width = static_cast<std::int64_t>(row.size());
    double* to = pooled.data() + width * (y - box.begin[1] + box.size()[1] * (z - box.begin[2]));
    for (std::size_t i = 0; i < row.size(); ++i)
      to[i] = bank.largest ? pooled_max(to[i], row[i]) : to[i] + share * row[i];
  };
  if (p.level == 1) {
    filter_rows(image, slab, bank, p.boundary,
                [&](std::int64_t y, std::int64_t z, std::span<const double> row) { pool(y, z, row, slab); });
    return;
  }
  const Box room = p.boundary == Boundary::periodic ? Box{{0, 0, 0}, image.lattice.size}
                                                    : room_around(image, slab, bank.reach());
  const Volume low = low_passed(image, room, p, kernels.low, group.reversed, p.level - 1);
  const Box inside = box_within(slab, room);
  filter_rows(low, inside, bank, p.boundary,
              [&](std::int64_t y, std::int64_t z, std::span<const double> row) { pool(y, z, row, inside); });
}

Volume apply_wavelet_filter(const Volume& image, const Box& wanted, const WaveletFilter& p) {
  const WaveletKernels kernels = wavelet_kernels(p.wavelet).value();
  const std::vector<SameReversal> groups = wavelet_rotations(p, kernels);
  std::size_t rotations = 0;
  for (const SameReversal& group : groups) rotations += group.kernels.size();
  Volume map = blank_part(image, wanted);
  for (std::int64_t z = wanted.begin[2]; z < wanted.end[2]; z += kWaveletSlices) {
    Box slab = wanted;
    slab.begin[2] = z;
    slab.end[2] = std::min(z + kWaveletSlices, wanted.end[2]);
    const double start = p.pooling == Pooling::max ? -std::numeric_limits<double>::infinity() : 0;
    std::vector<double> pooled(static_cast<std::size_t>(slab.voxel_count()), start);
    for (const SameReversal& group : groups) pool_group(image, slab, p, kernels, group, rotations, pooled);
    float* to = &map(0, 0, z - wanted.begin[2]);
    for (std::size_t i = 0; i < pooled.size(); ++i) to[i] = static_cast<float>(pooled[i]);
  }
  return map;
}

}  // namespace

namespace filters {

ImageFilter wavelet() {
  return image_filter<WaveletFilter, apply_wavelet_filter>(
      {"wavelet", "subband of a stationary separable wavelet transform",
       "Undecimated: at each level the image is convolved with the low-pass or high-pass decomposition "
       "filter along each axis; before a later level it is low-passed along all of them by the levels "
       "before, and the taps are set 2^(level - 1) voxels apart. The taps, an even number, get a 0 after them, "
       "so that their middle is the voxel. Each level extends what the one before made. The response is "
       "pooled over the right-angle rotations of all filters of all levels.",
       "Daubechies 1992, doi:10.1137/1.9781611970104; IBSI 2 reference manual, section \"Separable wavelets\", "
       "arXiv:2006.05470; Whybra, Zwanenburg et al. 2024, doi:10.1148/radiol.231319"});
}

}  // namespace filters
}  // namespace radgauge::reference
