#include <algorithm>
#include <cmath>
#include <numbers>

#include "imaging/region.h"
#include "perturbations/image_change.h"
#include "perturbations/kspace.h"

namespace radgauge::perturbations {

namespace {

struct MrGhost {
  double intensity = 0;
  double shift = 0.25;
  PhaseAxis phase_axis = PhaseAxis::y;
  static constexpr bool random = true;

  bool identity() const { return intensity == 0; }
  static auto fields() {
    using P = MrGhost;
    return FieldList{
        field("intensity", &P::intensity, "1", between(0, 1), "of each ghost, as a part of the image"),
        field("shift", &P::shift, "1", Range{0, 0.5, true},
              "how far the ghosts lie from the image, as a part of the field of view"),
        field("phase_axis", &P::phase_axis, {{"x", PhaseAxis::x}, {"y", PhaseAxis::y}},
              "axis of the slice along which lines follow each other")};
  }
  std::string refusal(Modality modality) const { return not_mr(modality); }
  Support support() const { return {Support::Reach::slice, 0}; }
};

ImageOutput apply_mr_ghost(const ImageInput& in, const MrGhost& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  require_not_negative(roi_range(in.image, roi), "a magnitude image");
  if (p.identity()) return {in.image, {}};
  const Index3& n = in.image.lattice.size;
  const int axis = p.phase_axis == PhaseAxis::x ? 0 : 1;
  const Lines lines({n[0], n[1]}, axis);
  const double phase = 2 * std::numbers::pi * in.draws.uniform(0);
  const double turn = 2 * std::numbers::pi * p.shift *
                      static_cast<double>(n[static_cast<std::size_t>(axis)]) /
                      static_cast<double>(lines.bins());
  std::vector<std::complex<double>> factors;
  for (std::int64_t bin = 0; bin < lines.bins(); ++bin)
    factors.emplace_back(1 + 2 * p.intensity *
                                 std::cos(turn * static_cast<double>(lines.frequency(bin)) + phase));
  ImageOutput out{in.image, {}};
  for (std::int64_t z = 0; z < n[2]; ++z) {
    ComplexSlice slice = slice_of(in.image, z);
    lines.filter(slice, factors);
    set_magnitudes(out.image, z, slice);
  }
  const auto [least, most] = std::minmax_element(
      factors.begin(), factors.end(), [](const auto& a, const auto& b) { return a.real() < b.real(); });
  out.magnitudes = {{"intensity", p.intensity, (most->real() - least->real()) / 4, "1"},
                    {"phase_deg", std::nan(""), phase * 180 / std::numbers::pi, "deg"},
                    {"change_sd", std::nan(""), sd_of_change(in.image, out.image, roi), "intensity"}};
  return out;
}

}  // namespace

namespace operations {

Operation mr_ghost() {
  return image_operation<MrGhost, apply_mr_ghost>(
      {"mr.ghost", "add ghosts of periodic motion",
       "The lines of k-space of each slice are weighted by 1 + 2 a cos(2 pi s k + p), a the intensity, s the "
       "shift, k the number of the line from the middle: the signal swells with breathing or pulse while "
       "lines are acquired. The image becomes |I(y) + a e^(ip) I(y + s) + a e^(-ip) I(y - s)|, two ghosts "
       "that wrap round the field of view. Achieved is what the weights of the lines acquired amount to. The "
       "phase p is drawn anew for each object and repetition, and shared by levels. A side that is no "
       "product of 2, 3 and 5 is followed by zeros up to the next before the transform, so that ghosts leave "
       "there instead of wrapping. Refused on CT and PET.",
       "Wood and Henkelman 1985, doi:10.1118/1.595782 (ghosts of periodic motion)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
