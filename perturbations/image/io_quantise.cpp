#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text.h"
#include "imaging/region.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

constexpr double kIoQuantiseNone = std::numeric_limits<double>::infinity();
constexpr double kLowestStored = -32768, kHighestStored = 32767;

struct IoQuantise {
  double step = 0;
  double intercept = 0;
  bool per_slice = false;
  double lower = -kIoQuantiseNone;
  double upper = kIoQuantiseNone;
  double pad_radius_mm = 0;
  double pad_value = -1024;

  bool identity() const {
    return step == 0 && !per_slice && lower == -kIoQuantiseNone && upper == kIoQuantiseNone &&
           pad_radius_mm == 0;
  }
  static auto fields() {
    using P = IoQuantise;
    Range bound = kAnyNumber;
    bound.may_be_infinite = true;
    return FieldList{
        field("step", &P::step, "intensity", kNotNegative,
              "rescale slope: intensities become whole multiples of it as int16; 0 for no rounding"),
        field("intercept", &P::intercept, "intensity", kAnyNumber, "rescale intercept"),
        field("per_slice", &P::per_slice,
              "each slice has a slope of its own, its largest size / 32767 (PET); step is not used"),
        field("lower", &P::lower, "intensity", bound, "intensities below become this; -inf for none"),
        field("upper", &P::upper, "intensity", bound,
              "intensities above become this (3071 in CT with 12 bits); inf for none"),
        field("pad_radius_mm", &P::pad_radius_mm, "mm", kNotNegative,
              "beyond this distance from the middle of each slice comes pad_value; 0 for no padding"),
        field("pad_value", &P::pad_value, "intensity", kAnyNumber, "outside the field of view")};
  }
  std::string problem() const {
    if (per_slice && step > 0) return "step and per_slice exclude each other";
    if (lower < upper) return {};
    return "lower = " + to_text(lower) + " is not below upper = " + to_text(upper);
  }
  Support support() const {
    return per_slice ? Support{Support::Reach::slice, 0} : Support{Support::Reach::voxel, 0};
  }
};

/// Clips and pads; how many voxels of the ROI it reached.
double clip_and_pad(Volume& image, const IoQuantise& p, const Mask& roi) {
  const Vec3& edge = image.lattice.spacing_mm;
  const CropWindow& window = image.window;
  const auto from_middle = [&](std::size_t a, std::int64_t i) {
    return edge[a] *
           (static_cast<double>(i + window.offset[a]) - static_cast<double>(window.whole_size[a] - 1) / 2);
  };
  double reached = 0;
  for_each_voxel(image, [&](std::size_t i, std::int64_t x, std::int64_t y, std::int64_t) {
    const float before = image.voxels[i];
    double v = std::clamp(static_cast<double>(before), p.lower, p.upper);
    if (p.pad_radius_mm > 0 && std::hypot(from_middle(0, x), from_middle(1, y)) > p.pad_radius_mm)
      v = p.pad_value;
    image.voxels[i] = static_cast<float>(v);
    if (roi.voxels[i] != 0 && image.voxels[i] != before) reached += 1;
  });
  return reached;
}

/// The slope of each slice; 0 where nothing is rounded.
std::vector<double> slopes(const Volume& image, const IoQuantise& p) {
  std::vector<double> list(static_cast<std::size_t>(image.lattice.size[2]), p.step);
  if (!p.per_slice) return list;
  std::fill(list.begin(), list.end(), 0.0);
  for_each_voxel(image, [&](std::size_t i, std::int64_t, std::int64_t, std::int64_t z) {
    double& slope = list[static_cast<std::size_t>(z)];
    const double size = std::abs(static_cast<double>(image.voxels[i]) - p.intercept) / kHighestStored;
    if (size > slope) slope = size;
  });
  return list;
}

ImageOutput apply_io_quantise(const ImageInput& in, const IoQuantise& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  roi_range(in.image, roi);
  ImageOutput out{in.image, {}};
  double limited = clip_and_pad(out.image, p, roi);
  const std::vector<double> slope = slopes(out.image, p);
  double sum = 0, voxels = 0;
  for_each_voxel(out.image, [&](std::size_t i, std::int64_t, std::int64_t, std::int64_t z) {
    const double step = slope[static_cast<std::size_t>(z)];
    float& v = out.image.voxels[i];
    if (step > 0) {
      const double stored = std::floor((static_cast<double>(v) - p.intercept) / step + 0.5);
      const double held = std::clamp(stored, kLowestStored, kHighestStored);
      if (roi.voxels[i] != 0 && held != stored) limited += 1;
      v = static_cast<float>(held * step + p.intercept);
    }
    if (roi.voxels[i] == 0) return;
    sum += step;
    voxels += 1;
  });
  Magnitude step{"step", p.per_slice ? std::nan("") : p.step, sum / voxels, "intensity"};
  if (limited > 0) step.status = "some voxels of the ROI were clipped or padded";
  out.magnitudes = {step,
                    {"limited", std::nan(""), limited / voxels, "1"},
                    {"change_sd", std::nan(""), sd_of_change(in.image, out.image, roi), "intensity"}};
  return out;
}

}  // namespace

namespace operations {

Operation io_quantise() {
  return image_operation<IoQuantise, apply_io_quantise>(
      {"io.quantise", "store the image as an archive does",
       "Clips to [lower, upper], replaces what lies beyond a circular field of view by a pad value, then "
       "rounds to stored value x slope + intercept with a stored value of 16 bits, halves up: one slope "
       "(step) for all, or for each slice its own, so large that the largest size in the slice is 32767, as "
       "PET is stored. Values that 16 bits cannot hold become the nearest that they can. Achieved is the "
       "mean slope over the ROI; limited is the part of the ROI that was clipped or padded. Rounding alone "
       "moves a voxel by up to half a slope, with a standard deviation of slope / sqrt(12).",
       "DICOM PS3.3 C.11.1 (modality LUT: rescale slope and intercept); Bennett 1948, "
       "doi:10.1002/j.1538-7305.1948.tb01340.x (error of rounding)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
