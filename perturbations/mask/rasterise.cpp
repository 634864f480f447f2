#include "imaging/rasterise.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "perturbations/mask_change.h"

namespace radgauge::perturbations {

namespace {

struct Rasterise {
  double coverage = 0;
  double smoothing_voxel = 1;
  double shift_voxel = 0;

  static auto fields() {
    return FieldList{
        field("coverage", &Rasterise::coverage, "1", between(0, 1),
              "share of a voxel's area that the contour must enclose; 0: its centre"),
        field("smoothing_voxel", &Rasterise::smoothing_voxel, "voxel", between(0, 5),
              "standard deviation of the Gaussian that makes the outline of the voxels a smooth contour"),
        field("shift_voxel", &Rasterise::shift_voxel, "voxel", between(-1, 1),
              "shift of the contour along x and y; 0.5: corners of voxels taken for their centres")};
  }
  Support support() const { return {Support::Reach::margin, 0, 1, 4}; }
};

/// One slice of the mask, smoothed in its plane; beyond its edge it goes on as at the edge.
std::vector<float> smooth_slice(const Mask& mask, std::int64_t slice, double sd_voxel) {
  const std::int64_t nx = mask.lattice.size[0], ny = mask.lattice.size[1];
  std::vector<float> values(static_cast<std::size_t>(nx * ny)), rows(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = mask.voxels[static_cast<std::size_t>(slice * nx * ny) + i] != 0 ? 1.0F : 0.0F;
  if (!(sd_voxel > 0)) return values;
  const auto reach = static_cast<std::int64_t>(std::ceil(4 * sd_voxel));
  std::vector<double> weights;
  double sum = 0;
  for (std::int64_t k = -reach; k <= reach; ++k) {
    weights.push_back(std::exp(-0.5 * static_cast<double>(k * k) / (sd_voxel * sd_voxel)));
    sum += weights.back();
  }
  const auto pass = [&](const std::vector<float>& from, std::vector<float>& to, std::int64_t dx,
                        std::int64_t dy) {
    for (std::int64_t y = 0; y < ny; ++y)
      for (std::int64_t x = 0; x < nx; ++x) {
        double total = 0;
        for (std::int64_t k = -reach; k <= reach; ++k)
          total += weights[static_cast<std::size_t>(k + reach)] *
                   static_cast<double>(
                       from[static_cast<std::size_t>(std::clamp<std::int64_t>(x + k * dx, 0, nx - 1) +
                                                     nx * std::clamp<std::int64_t>(y + k * dy, 0, ny - 1))]);
        to[static_cast<std::size_t>(x + nx * y)] = static_cast<float>(total / sum);
      }
  };
  pass(values, rows, 1, 0);
  pass(rows, values, 0, 1);
  return values;
}

MaskOutput apply_rasterise(const MaskInput& in, const Rasterise& p) {
  require_mask(in.mask);
  const std::int64_t nx = in.mask.lattice.size[0], ny = in.mask.lattice.size[1];
  const Box box = bounding_box(in.mask);
  Mask after(in.mask.lattice);
  after.window = in.mask.window;
  double least_share = 1;
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z) {
    auto contours = imaging::isolines(smooth_slice(in.mask, z, p.smoothing_voxel), nx, ny, 0.5);
    for (imaging::PlanePolygon& contour : contours)
      for (auto& point : contour)
        for (double& x : point) x += p.shift_voxel;
    const auto inside = imaging::rasterise(contours, nx, ny, {p.coverage});
    const auto area = imaging::area_inside(contours, nx, ny);
    for (std::size_t i = 0; i < inside.size(); ++i)
      if (inside[i] != 0) least_share = std::min(least_share, static_cast<double>(area[i]));
    std::copy(inside.begin(), inside.end(), after.voxels.begin() + z * nx * ny);
  }
  if (count(after) == 0)
    throw Error(ErrorKind::data, "no voxel is covered to " + to_rounded_text(100 * p.coverage) +
                                     " % by the contours of the mask; ask for a smaller coverage");
  const bool is_changed = after.voxels != in.mask.voxels;
  MaskOutput out{after, {{"coverage", p.coverage, least_share, "1", is_changed ? "ok" : "no voxel changed"}}};
  for (const Magnitude& measured : measure_mask_change(in.mask, after)) out.magnitudes.push_back(measured);
  return out;
}

}  // namespace

namespace operations {

Operation rasterise() {
  return mask_operation<Rasterise, apply_rasterise>(
      {"mask.rasterise", "draw the mask as contours and turn them into voxels by another rule",
       "In each slice the outline of the mask, smoothed by a Gaussian in the plane, becomes contours (its isoline at one "
       "half, linear between voxel centres), and these become voxels again: those whose centre lies inside (coverage 0), "
       "or whose area lies inside to at least that share: 0.01 is every voxel that the contour touches, 1 only whole "
       "ones. Programs differ in this rule, and in whether they place a contour by centres or corners of voxels "
       "(shift_voxel 0.5). Without smoothing and with coverage 0 the mask is given back. The achieved coverage is the smallest share of a voxel that is inside.",
       "Zwanenburg et al. 2020, doi:10.1148/radiol.2020191145 (IBSI: voxel centres inside the contour); Rizzo et al. 2018, "
       "doi:10.1186/s41747-018-0068-z (segmentation as a source of variation)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
