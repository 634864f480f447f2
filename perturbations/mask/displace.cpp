#include <cmath>

#include "core/text.h"
#include "imaging/random_field.h"
#include "perturbations/mask_change.h"
#include "perturbations/moved_surface.h"

namespace radgauge::perturbations {

namespace {

/// Each component of the field is cut at this many of its standard deviations, so that its reach is known.
constexpr double kCutSd = 4;

struct Displace {
  double rms_mm = 0;
  double correlation_mm = 10;
  static constexpr bool random = true;

  bool identity() const { return rms_mm == 0; }
  static auto fields() {
    return FieldList{field("rms_mm", &Displace::rms_mm, "mm", between(0, 20),
                           "root mean square length of the displacement"),
                     field("correlation_mm", &Displace::correlation_mm, "mm", between(0, 100),
                           "w of the autocorrelation exp(-d^2 / (4 w^2)) of each component")};
  }
  double component_sd_mm() const { return rms_mm / std::sqrt(3.0); }
  double reach_mm() const { return kCutSd * rms_mm; }
  Support support() const { return {Support::Reach::margin, reach_mm() + kBackgroundRoomMm}; }
};

/// The three components of the displacement in mm along the index axes, on a box of the mask's lattice.
std::array<Grid<float>, 3> displacement_field(const Mask& mask, const Box& box, const Displace& p,
                                              const Draws& draws) {
  std::array<Grid<float>, 3> field;
  const double limit = kCutSd * p.component_sd_mm();
  for (std::size_t a = 0; a < 3; ++a) {
    field[a] = imaging::random_field(crop(mask.lattice, box), crop(mask.window, box), p.correlation_mm, draws,
                                     static_cast<std::uint32_t>(a));
    for (float& v : field[a].voxels)
      v = static_cast<float>(std::clamp(p.component_sd_mm() * static_cast<double>(v), -limit, limit));
  }
  return field;
}

struct Displaced {
  Mask mask;
  double rms_mm;  ///< of the displacements within a voxel of the surface before
};

Displaced displaced(const Mask& mask, const LevelSet& surface, const Box& box, const Displace& p,
                    const Draws& draws) {
  const auto field = displacement_field(mask, box, p, draws);
  const Vec3& spacing = mask.lattice.spacing_mm;
  const double near_mm = *std::max_element(spacing.begin(), spacing.end());
  Displaced out{Mask(mask.lattice), 0};
  out.mask.window = mask.window;
  double squares = 0, n = 0;
  std::size_t i = 0;
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x, ++i) {
        Vec3 at{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)};
        double square = 0;
        for (std::size_t a = 0; a < 3; ++a) {
          const auto u = static_cast<double>(field[a].voxels[i]);
          at[a] += u / spacing[a];
          square += u * u;
        }
        out.mask(x, y, z) = surface.at(at) < 0 ? 1 : 0;
        if (std::abs(surface.at(x, y, z)) > near_mm) continue;
        squares += square;
        n += 1;
      }
  out.rms_mm = std::sqrt(squares / n);
  return out;
}

MaskOutput apply_displace(const MaskInput& in, const Displace& p) {
  require_mask(in.mask);
  Displaced out{in.mask, 0};
  if (!p.identity()) {
    const DistancesOf distances(in);
    const LevelSet surface(in.mask, *distances, interpolation_band_mm(in.mask.lattice),
                           LevelSet::Steps::smooth);
    out = displaced(in.mask, surface, reach_box(in.mask, p.reach_mm()), p, in.draws);
    require_voxels(out.mask, "a displacement of " + to_rounded_text(p.rms_mm) + " mm RMS");
  }
  std::string status = p.identity() ? "ok" : edge_status(in.mask, out.mask);
  if (status == "ok" && !p.identity() && out.mask.voxels == in.mask.voxels)
    status = "below the size of a voxel: no voxel changed";
  MaskOutput done{out.mask, {{"rms_mm", p.rms_mm, out.rms_mm, "mm", status}}};
  const std::vector<Magnitude> measured = measure_mask_change(in.mask, out.mask);
  done.magnitudes.insert(done.magnitudes.end(), measured.begin(), measured.end());
  return done;
}

}  // namespace

namespace operations {

Operation displace() {
  return mask_operation<Displace, apply_displace>(
      {"mask.displace", "displace the mask by a smooth random field",
       "A voxel at x is inside afterwards when the signed distance to the surface before (that of "
       "mask.grow_mm, interpolated linearly) is below 0 at x + u(x); its steps are smoothed as in "
       "mask.shift. The components of u along the index axes are independent Gaussian fields of standard "
       "deviation rms_mm / sqrt(3), cut at 4 of these, with the autocorrelation exp(-d^2 / (4 "
       "correlation_mm^2)) in mm, so that spacing and slice thickness do not matter; labels are never "
       "interpolated. The RMS is that of the distribution: one draw on a small surface has more or less, and "
       "the achieved RMS is measured over the voxels within one voxel of the surface. Draws depend on the "
       "place in the whole image; levels of rms_mm share them. Across the surface the displacement has a "
       "standard deviation of rms_mm / sqrt(3).",
       "Teng et al. 2022, Sci Rep 12:10035, doi:10.1038/s41598-022-14178-x (random displacement fields on "
       "contours); Lantuejoul 2002, doi:10.1007/978-3-662-04808-5 (the fields)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
