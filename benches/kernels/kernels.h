#pragma once

#include "common/program.h"
#include "imaging/interpolation.h"
#include "reference/preprocessing/grid.h"
#include "reference/preprocessing/roi.h"

namespace radgauge::bench {

/// What kernels are measured on: the region of a scan, ready for each stage.
struct Region {
  std::string scan;
  std::string spacing_mm;
  ExtractionSettings settings;  ///< IBSI configuration C, at this spacing, not rounded
  Volume image;                 ///< the box of the ROI and 24 voxels around it, as acquired
  Mask mask;
  std::vector<double> coefficients;  ///< B-spline coefficients of `image`
  reference::SamplingSource source;  ///< `image`, ready for trilinear interpolation
  Matrix3 matrix;                    ///< voxel of the new grid -> continuous index of the whole image
  Vec3 shift;
  Box box;                       ///< of the ROI on the new grid
  reference::Prepared prepared;  ///< image and mask on that box

  double voxels() const { return static_cast<double>(box.voxel_count()); }
  double source_voxels() const { return static_cast<double>(image.voxels.size()); }
  /// `image` (linear) or its coefficients (cubic), as the interpolation takes it.
  const std::vector<double>& values(Interpolation method) const {
    return method == Interpolation::cubic ? coefficients : source.coefficients;
  }
  imaging::SampleArray<double> samples(Interpolation method) const;
};

/// Made once; `scan` is "ct_phantom" or "lesion", `spacing_mm` "1" or "2".
const Region& region(std::string_view scan, std::string_view spacing_mm);

/// "" if no value differs by more than `tolerance`; otherwise how many do, and by how much at most.
std::string compare_all(const std::string& what, std::span<const double> found,
                        std::span<const double> expected, double tolerance);

void add_prefilter_benches(const std::string& scan);
void add_resample_benches(const std::string& scan, const std::string& spacing_mm);
void add_distance_benches(const std::string& scan, const std::string& spacing_mm);
void add_noise_benches(const std::string& scan);
void add_perturbation_benches(const std::string& scan);
void add_grid_operation_benches(const std::string& scan);
void add_mask_operation_benches(const std::string& scan);
void add_family_benches(const std::string& scan, const std::string& spacing_mm);
/// Hull, enclosing bodies, spatial autocorrelation and intensity peaks, of the region of a scan and of a
/// ball.
void add_morphology_benches(const std::string& scan, const std::string& spacing_mm);
void add_morphology_ball_benches(const std::string& voxels, double radius);
/// The same on a textured ball of so many voxels ("515", "5.6k", ...).
void add_ball_benches(const std::string& voxels, double radius);
/// ITK's prefilter and its interpolators, on the same voxels and points; compared with ours first.
void add_itk_prefilter_bench(const std::string& scan);
void add_itk_resample_benches(const std::string& scan, const std::string& spacing_mm);

}  // namespace radgauge::bench
