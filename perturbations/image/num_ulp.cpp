#include <bit>
#include <cmath>

#include "imaging/region.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

struct NumUlp {
  std::int64_t ulps = 0;
  static constexpr bool random = true;

  bool identity() const { return ulps == 0; }
  static auto fields() {
    return FieldList{field("ulps", &NumUlp::ulps, "", between(0, 1000000),
                           "largest step of a voxel, in units in the last place of its float32")};
  }
};

/// Floats in their order as whole numbers; both zeros are 0.
std::int64_t rank(float value) {
  const auto bits = std::bit_cast<std::int32_t>(value);
  return bits >= 0 ? bits : std::int64_t{INT32_MIN} - bits;
}
float of_rank(std::int64_t rank) {
  return std::bit_cast<float>(static_cast<std::int32_t>(rank >= 0 ? rank : INT32_MIN - rank));
}

ImageOutput apply_num_ulp(const ImageInput& in, const NumUlp& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  roi_range(in.image, roi);
  ImageOutput out{in.image, {}};
  const double choices = 2 * static_cast<double>(p.ulps) + 1;
  std::int64_t largest = 0;
  double moved = 0, voxels = 0;
  for_each_voxel(in.image, [&](std::size_t i, std::int64_t x, std::int64_t y, std::int64_t z) {
    float& v = out.image.voxels[i];
    const double u = in.draws.uniform(voxel_key(in.image.window, x, y, z));
    const auto step = static_cast<std::int64_t>(std::floor(choices * u)) - p.ulps;
    if (const float to = of_rank(rank(v) + step); std::isfinite(v) && std::isfinite(to)) v = to;
    if (roi.voxels[i] == 0) return;
    const std::int64_t done = std::abs(rank(v) - rank(in.image.voxels[i]));
    largest = std::max(largest, done);
    moved += done != 0;
    voxels += 1;
  });
  out.magnitudes = {{"ulps", static_cast<double>(p.ulps), static_cast<double>(largest), "1"},
                    {"moved", std::nan(""), moved / voxels, "1"},
                    {"change_sd", std::nan(""), sd_of_change(in.image, out.image, roi), "intensity"}};
  return out;
}

}  // namespace

namespace operations {

Operation num_ulp() {
  return image_operation<NumUlp, apply_num_ulp>(
      {"num.ulp", "jitter every voxel in its last binary place",
       "Every voxel moves by a whole number of units in the last place of its float32, drawn evenly from "
       "-ulps to ulps; 1 is the smallest change that a float32 image can have. What a feature moves by is "
       "its numerical noise floor: no tolerance of a gate can be smaller, and a feature that jumps sits at "
       "an edge of bins, a threshold or a tie. Whole numbers (CT) that are rounded after interpolation come "
       "back, except where interpolation left them half-way. Voxels without a number stay. A voxel's draw "
       "depends on study, object, repetition and its place in the whole image.",
       "Goldberg 1991, doi:10.1145/103162.103163 (units in the last place)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
