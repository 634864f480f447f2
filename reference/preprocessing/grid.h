#pragma once

#include "core/operation.h"

namespace radgauge::reference {

/// The lattice of the whole image or mask of which this is a crop.
Lattice whole_lattice(const Volume& volume);
Lattice whole_lattice(const Mask& mask);

/// The sampling lattice of these settings on a whole image (IBSI "Interpolation": spacing as set, size the
/// ceiling of the extent, aligned at the centre). Without interpolation it is the image's own lattice and
/// `interpolate` is false.
GridPlan grid_plan(const Lattice& whole_image, const GridSettings& settings);

/// An image made ready for sampling: cubic B-spline coefficients (double, mirrored image edges), or the
/// voxels themselves for nearest and linear. One per image and interpolation method; many grids may sample
/// it.
struct SamplingSource {
  Lattice lattice;
  CropWindow window;
  Interpolation interpolation = Interpolation::none;
  bool by_slice = false;
  bool has_missing = false;  ///< some voxels are NaN or infinite; samples that draw on them become NaN
  std::vector<double> coefficients;
};
SamplingSource sampling_source(const Volume& image, Interpolation interpolation, bool by_slice);
SamplingSource sampling_source(const Volume& image, const GridSettings& settings);

/// Room of `margin_mm` in voxels of a lattice, as `resample` leaves it around the mask.
Index3 room_voxels(const Lattice& lattice, double margin_mm);

/// Image and mask on one lattice: what an extractor gets.
struct Prepared {
  Volume image;
  Mask mask;
};

/// The one interpolation of a cell. The source is made with the interpolation of the plan. `mask` may be on
/// its own lattice in the frame of the image, or on that of the plan. The result is
/// the part of plan.output that holds the resampled mask and `margin_mm` around it (room for the mask stage).
/// Points outside the whole source image are outside the mask; within it the image is extended by its edge
/// values. Mask interpolation and rounding are those of the settings. An empty mask gives Error(data); a plan
/// that moves the grid with interpolation `none` gives Error(study).
Prepared resample(const SamplingSource& source, const Volume& image, const Mask& mask, const GridPlan& plan,
                  const GridSettings& settings, double margin_mm);

/// The voxels of plan.output, and beyond it, whose points can lie in the whole image: `resample` samples no
/// other ones, so that an image on this grid ends where this box ends.
Box sampled_extent(const GridPlan& plan, const Lattice& whole_image);

/// A named set of settings ("ibsi-a", "ct-1mm", "none", ...), or nullptr. One line of help each.
struct Preset {
  std::string name;
  std::string help;
  ExtractionSettings settings;
};
const std::vector<Preset>& presets();
const Preset* find_preset(std::string_view name);

}  // namespace radgauge::reference
