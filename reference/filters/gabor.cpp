#include <cmath>
#include <numbers>

#include "core/image_map.h"
#include "core/text.h"
#include "reference/filters/parts/gabor_plane.h"

namespace radgauge::reference {

namespace {

struct GaborFilter {
  double sigma_mm = 3;
  double lambda_mm = 3;
  double gamma = 1;
  double theta_rad = 0;
  double delta_theta_rad = 0;
  bool orthogonal_planes = false;
  Pooling pooling = Pooling::none;
  Boundary boundary = Boundary::mirror;

  static auto fields() {
    using P = GaborFilter;
    constexpr double turn = 2 * std::numbers::pi;
    return FieldList{
        field("sigma_mm", &P::sigma_mm, "mm", Range{0, 100, true}, "standard deviation along the wave"),
        field("lambda_mm", &P::lambda_mm, "mm", Range{0, 1000, true}, "length of the wave"),
        field("gamma", &P::gamma, "1", between(0.1, 10),
              "standard deviation along the wave over that across it"),
        field("theta_rad", &P::theta_rad, "rad", between(-turn, turn),
              "direction of the wave, from x towards y"),
        field("delta_theta_rad", &P::delta_theta_rad, "rad", between(0, turn),
              "step between directions over a full turn, which pooling makes one; 0: theta_rad alone"),
        field("orthogonal_planes", &P::orthogonal_planes,
              "filter the planes x y, x z and y z and pool them (pooling none: their mean)"),
        field("pooling", &P::pooling,
              {{"none", Pooling::none}, {"max", Pooling::max}, {"average", Pooling::average}},
              "over the directions and planes"),
        boundary_field(&P::boundary)};
  }
  std::int64_t directions() const {
    return delta_theta_rad == 0 ? 1 : std::llround(2 * std::numbers::pi / delta_theta_rad);
  }
  std::string problem() const {
    if (delta_theta_rad == 0) return "";
    const double steps = 2 * std::numbers::pi / delta_theta_rad;
    if (!(std::abs(steps - std::round(steps)) <= 0.01))
      return "delta_theta_rad = " + to_text(delta_theta_rad) + " does not divide a full turn of 2 pi";
    if (directions() > 720)
      return "delta_theta_rad = " + to_text(delta_theta_rad) + " asks for more than 720 directions";
    return pooling != Pooling::none
               ? ""
               : "delta_theta_rad makes several responses: set pooling to max or average";
  }
  GaborKernels kernels() const {
    GaborKernels all{sigma_mm, lambda_mm, gamma, {}};
    const std::int64_t n = directions();
    // Opposite directions have conjugate kernels, and one modulus.
    const std::int64_t different = n % 2 == 0 ? n / 2 : n;
    for (std::int64_t i = 0; i < different; ++i)
      all.thetas_rad.push_back(theta_rad +
                               2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n));
    return all;
  }
  Support support() const {
    if (boundary == Boundary::periodic)
      return {orthogonal_planes ? Support::Reach::volume : Support::Reach::slice};
    return {Support::Reach::margin, 2 * kernels().reach_mm()};
  }
};

Volume apply_gabor_filter(const Volume& image, const Box& wanted, const GaborFilter& p) {
  const GaborKernels kernels = p.kernels();
  const Vec3& spacing = image.lattice.spacing_mm;
  std::vector<GaborPlane> planes{GaborPlane(kernels, spacing, {0, 1}, p.pooling)};
  if (p.orthogonal_planes) {
    planes.emplace_back(kernels, spacing, GaborPlane::Axes{0, 2}, p.pooling);
    planes.emplace_back(kernels, spacing, GaborPlane::Axes{1, 2}, p.pooling);
  }
  const double share = p.pooling == Pooling::max ? 1 : 1 / static_cast<double>(planes.size());
  Volume map = blank_part(image, wanted);
  // Slabs of whole tiles keep the sums over the planes small, and cost nothing.
  const std::int64_t thickness = kernels.tile_voxels(spacing[2]), offset = image.window.offset[2];
  for (std::int64_t z = wanted.begin[2]; z < wanted.end[2];) {
    Box slab = wanted;
    slab.begin[2] = z;
    slab.end[2] = z = std::min(wanted.end[2], ((z + offset) / thickness + 1) * thickness - offset);
    std::vector<double> pooled(static_cast<std::size_t>(slab.voxel_count()), 0.0);
    const Index3 n = slab.size();
    for (const GaborPlane& plane : planes)
      plane.respond(image, slab, p.boundary, [&](const Index3& at, double modulus) {
        double& to = pooled[static_cast<std::size_t>(
            at[0] - slab.begin[0] + n[0] * (at[1] - slab.begin[1] + n[1] * (at[2] - slab.begin[2])))];
        to = p.pooling == Pooling::max ? pooled_max(to, modulus) : to + share * modulus;
      });
    float* to = &map(0, 0, slab.begin[2] - wanted.begin[2]);
    for (std::size_t i = 0; i < pooled.size(); ++i) to[i] = static_cast<float>(pooled[i]);
  }
  return map;
}

}  // namespace

namespace filters {

ImageFilter gabor() {
  return image_filter<GaborFilter, apply_gabor_filter>(
      {"gabor", "modulus of the response to a Gabor kernel",
       "Within slices, the modulus of the convolution with exp(-(a^2 + gamma^2 b^2) / (2 sigma^2) + 2 pi i a / "
       "lambda), a = x cos(theta) + y sin(theta), b = y cos(theta) - x sin(theta) in mm, which is not "
       "normalised and ends at 6 standard deviations of its longer axis. With delta_theta_rad the moduli of "
       "all directions of a full turn are pooled, with orthogonal_planes those of the planes x y, x z and y z, "
       "in which x, y are the first and second axis of the plane.",
       "IBSI 2 reference manual, section \"Gabor filters\", arXiv:2006.05470; Whybra, Zwanenburg et al. 2024, "
       "doi:10.1148/radiol.231319"});
}

}  // namespace filters
}  // namespace radgauge::reference
