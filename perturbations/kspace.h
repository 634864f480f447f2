#pragma once

#include <complex>
#include <span>
#include <vector>

#include "core/operation.h"
#include "imaging/fft.h"

namespace radgauge::perturbations {

/// The axis of a slice along which lines of k-space are acquired one after the other.
enum class PhaseAxis { x, y };

/// A slice of a volume as complex numbers, x fastest.
struct ComplexSlice {
  std::array<std::int64_t, 2> size{0, 0};
  std::vector<std::complex<double>> values;
};
ComplexSlice slice_of(const Volume& volume, std::int64_t z);
/// Writes the magnitudes of a slice.
void set_magnitudes(Volume& volume, std::int64_t z, const ComplexSlice& slice);

/// The lines of k-space of slices, along one axis. A slice whose lines have no length 2^a 3^b 5^c is
/// followed by zeros up to the next such length, as a larger field of view would.
class Lines {
 public:
  /// `axis` 0 (x) or 1 (y) of a slice of this size.
  Lines(const std::array<std::int64_t, 2>& slice_size, int axis);

  /// Bins of a line: its length with the zeros.
  std::int64_t bins() const { return static_cast<std::int64_t>(plan_.length()); }
  /// Frequency of a bin in cycles per bins() voxels, from -bins()/2 to (bins() - 1)/2.
  std::int64_t frequency(std::int64_t bin) const { return bin <= (bins() - 1) / 2 ? bin : bin - bins(); }
  /// Multiplies the discrete Fourier transform of every line by one factor per bin.
  void filter(ComplexSlice& slice, std::span<const std::complex<double>> factors) const;

 private:
  imaging::FftPlan plan_;
  int axis_;
};

/// Where the head lay while some lines were acquired: frequencies first <= k < end. The image is turned by
/// angle_deg about the middle of the slice (x towards y), then moved by shift_mm.
struct Pose {
  std::int64_t first;
  std::int64_t end;
  std::array<double, 2> shift_mm{0, 0};
  double angle_deg = 0;
};

/// Magnitudes of slices whose lines were acquired in these poses: each line is taken from the Fourier
/// transform of the image in its pose (cubic B-spline in the slice; beyond the edge the edge value
/// continues), and the lines together are transformed back. Whole slices are needed: the volume may be
/// cropped along z only.
Volume acquired_in_poses(const Volume& image, PhaseAxis axis, std::span<const Pose> poses);

/// Empty for MR and other modalities, or why an artefact of k-space makes no sense.
std::string not_mr(Modality modality);

}  // namespace radgauge::perturbations
