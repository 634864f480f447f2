#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text.h"
#include "imaging/random_field.h"
#include "phantoms/object/phantom.h"
#include "phantoms/object/rough_ball.h"

namespace radgauge::phantoms {

namespace {

/// What is wrong with a pair of bounds, "" for nothing.
std::string order_problem(const std::string& low_name, double low, const std::string& high_name,
                          double high) {
  if (low <= high) return {};
  return low_name + " = " + to_text(low) + " is above " + high_name + " = " + to_text(high) + "; swap them";
}

struct Lesion {
  static constexpr bool population = true;
  double radius_low_mm = 8;
  double radius_high_mm = 20;
  double roughness = 0.12;
  double correlation_low_mm = 1;
  double correlation_high_mm = 6;
  double contrast_low = 40;
  double contrast_high = 90;
  double texture_sd_low = 15;
  double texture_sd_high = 40;
  double background_mean = 30;
  double background_sd = 12;
  double background_correlation_mm = 3;
  double edge_mm = 1.5;
  double noise_sd = 8;
  double spacing_x_mm = 1;
  double spacing_y_mm = 1;
  double spacing_z_mm = 2;
  std::int64_t size_x = 64;
  std::int64_t size_y = 64;
  std::int64_t size_z = 40;

  static auto fields() {
    const Range length{0, 30};
    const Range hu{-1000, 3000};
    const Range sd{0, 1000};
    const Range spacing{0.2, 10};
    const Range size{8, 512};
    return FieldList{
        field("radius_low_mm", &Lesion::radius_low_mm, "mm", between(2, 100), "smallest mean radius"),
        field("radius_high_mm", &Lesion::radius_high_mm, "mm", between(2, 100), "largest mean radius"),
        field("roughness", &Lesion::roughness, "1", between(0, 0.3),
              "standard deviation of the surface as a fraction of the radius"),
        field("correlation_low_mm", &Lesion::correlation_low_mm, "mm", length, "finest lesion texture"),
        field("correlation_high_mm", &Lesion::correlation_high_mm, "mm", length, "coarsest lesion texture"),
        field("contrast_low", &Lesion::contrast_low, "intensity", hu,
              "smallest lesion mean minus background mean"),
        field("contrast_high", &Lesion::contrast_high, "intensity", hu,
              "largest lesion mean minus background mean"),
        field("texture_sd_low", &Lesion::texture_sd_low, "intensity", sd,
              "smallest SD of the lesion texture"),
        field("texture_sd_high", &Lesion::texture_sd_high, "intensity", sd,
              "largest SD of the lesion texture"),
        field("background_mean", &Lesion::background_mean, "intensity", hu, "mean of the background"),
        field("background_sd", &Lesion::background_sd, "intensity", sd, "SD of the background texture"),
        field("background_correlation_mm", &Lesion::background_correlation_mm, "mm", length,
              "correlation length of the background texture"),
        field("edge_mm", &Lesion::edge_mm, "mm", between(0, 20),
              "width over which lesion and background mix"),
        field("noise_sd", &Lesion::noise_sd, "intensity", sd, "SD of the white noise of the acquisition"),
        field("spacing_x_mm", &Lesion::spacing_x_mm, "mm", spacing, "voxel spacing along x"),
        field("spacing_y_mm", &Lesion::spacing_y_mm, "mm", spacing, "voxel spacing along y"),
        field("spacing_z_mm", &Lesion::spacing_z_mm, "mm", spacing, "slice spacing"),
        field("size_x", &Lesion::size_x, "voxel", size, "voxels along x"),
        field("size_y", &Lesion::size_y, "voxel", size, "voxels along y"),
        field("size_z", &Lesion::size_z, "voxel", size, "slices")};
  }
  std::string problem() const {
    for (const std::string& wrong :
         {order_problem("radius_low_mm", radius_low_mm, "radius_high_mm", radius_high_mm),
          order_problem("correlation_low_mm", correlation_low_mm, "correlation_high_mm", correlation_high_mm),
          order_problem("contrast_low", contrast_low, "contrast_high", contrast_high),
          order_problem("texture_sd_low", texture_sd_low, "texture_sd_high", texture_sd_high)})
      if (!wrong.empty()) return wrong;
    const double width_mm =
        std::min({spacing_x_mm * static_cast<double>(size_x), spacing_y_mm * static_cast<double>(size_y),
                  spacing_z_mm * static_cast<double>(size_z)});
    // Three standard deviations of roughness.
    const double needed_mm = 2 * radius_high_mm * (1 + 3 * roughness);
    if (!(needed_mm > width_mm)) return {};
    return "radius_high_mm = " + to_text(radius_high_mm) + " with roughness " + to_text(roughness) +
           " needs " + to_rounded_text(needed_mm, 3) + " mm, but the image is only " +
           to_rounded_text(width_mm, 3) + " mm wide; raise size or spacing";
  }
};

/// Which field of random numbers is drawn for what.
enum Draw : std::uint32_t { kLatent, kBumps, kTexture, kBackground, kNoise };

/// What one lesion is: drawn once per object, and the truth a study may compare with.
struct Latent {
  double radius_mm;
  double correlation_mm;
  double contrast;
  double texture_sd;
};

double between_levels(double low, double high, double share) {
  return low + share * (high - low);
}

Latent draw_latent(const Lesion& p, const Draws& draws) {
  return {between_levels(p.radius_low_mm, p.radius_high_mm, draws.uniform(0, kLatent)),
          between_levels(p.correlation_low_mm, p.correlation_high_mm, draws.uniform(1, kLatent)),
          between_levels(p.contrast_low, p.contrast_high, draws.uniform(2, kLatent)),
          between_levels(p.texture_sd_low, p.texture_sd_high, draws.uniform(3, kLatent))};
}

Lattice lattice_of(const Lesion& p) {
  Lattice lattice;
  lattice.size = {p.size_x, p.size_y, p.size_z};
  lattice.spacing_mm = {p.spacing_x_mm, p.spacing_y_mm, p.spacing_z_mm};
  for (std::size_t a = 0; a < 3; ++a)
    lattice.origin_mm[a] = -0.5 * static_cast<double>(lattice.size[a] - 1) * lattice.spacing_mm[a];
  return lattice;
}

Draws lesion_draws(std::uint64_t seed, std::uint64_t index) {
  return {seed, "lesion-" + std::to_string(index), "phantom.lesion", 0, 0};
}

Scan generate_lesion(const Lesion& p, std::uint64_t seed, std::uint64_t index) {
  if (const std::string wrong = p.problem(); !wrong.empty())
    throw Error(ErrorKind::study, "phantom lesion: " + wrong);
  const Draws draws = lesion_draws(seed, index);
  const Latent latent = draw_latent(p, draws);
  const RoughBall ball({0, 0, 0}, latent.radius_mm, p.roughness, p.edge_mm, draws, kBumps);
  const Lattice lattice = lattice_of(p);
  const CropWindow whole{{0, 0, 0}, lattice.size};
  const Grid<float> texture = imaging::random_field(lattice, whole, latent.correlation_mm, draws, kTexture);
  const Grid<float> background =
      imaging::random_field(lattice, whole, p.background_correlation_mm, draws, kBackground);
  const Grid<float> noise = imaging::random_field(lattice, whole, 0, draws, kNoise);

  Scan scan{Volume(lattice), Mask(lattice), Modality::ct, "HU"};
  std::size_t i = 0;
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x, ++i) {
        const Vec3 point{lattice.origin_mm[0] + static_cast<double>(x) * p.spacing_x_mm,
                         lattice.origin_mm[1] + static_cast<double>(y) * p.spacing_y_mm,
                         lattice.origin_mm[2] + static_cast<double>(z) * p.spacing_z_mm};
        const double level = ball.level_mm(point);
        const double share = share_inside(level, p.edge_mm);
        const double tissue = p.background_sd * static_cast<double>(background.voxels[i]);
        const double lesion = latent.contrast + latent.texture_sd * static_cast<double>(texture.voxels[i]);
        const double value = p.background_mean + (1 - share) * tissue + share * lesion +
                             p.noise_sd * static_cast<double>(noise.voxels[i]);
        scan.image.voxels[i] = static_cast<float>(std::round(value));
        scan.mask.voxels[i] = level <= 0 ? 1 : 0;
      }
  return scan;
}

/// What stands in a scanner is wider than the crop that features need.
constexpr double kLesionViewMm = 100;
constexpr double kLesionHalfHeightMm = 72;
constexpr double kLesionBodyMm = 100;
constexpr double kLesionCellMm = 0.75;

/// Per HU of contrast or texture. 65 HU more have 300 ms more of T1 and 1.5 more of activity.
constexpr Tissue kLesionOfHu{0.001, 0.0008, 4.6, 0.46, 0.023};

/// (1 - share) background, on nodes that suit its correlation.
Volume background_around(const Lesion& p, const RoughBall& ball, const Draws& draws) {
  const double half = 0.5 * kLesionViewMm + 3;
  const double cell = std::clamp(0.5 * p.background_correlation_mm, kLesionCellMm, 1.0);
  Volume tissue = interpolated_field(nodes_of_box({0, 0, 0}, {half, half, kLesionHalfHeightMm + 3}, cell),
                                     p.background_correlation_mm, p.background_sd, draws, kBackground);
  multiply_by(tissue, [&](const Vec3& at) { return 1 - share_inside(ball.level_mm(at), p.edge_mm); });
  return tissue;
}

/// share (contrast + texture), on fine nodes around the lesion.
Volume lesion_tissue(const Lesion& p, const Latent& latent, const RoughBall& ball, const Draws& draws) {
  const double half = ball.half_box_mm();
  Volume tissue = interpolated_field(nodes_of_box({0, 0, 0}, {half, half, half}, kLesionCellMm),
                                     latent.correlation_mm, latent.texture_sd, draws, kTexture);
  for (float& value : tissue.voxels) value += static_cast<float>(latent.contrast);
  multiply_by(tissue, [&](const Vec3& at) { return share_inside(ball.level_mm(at), p.edge_mm); });
  return tissue;
}

Object describe_lesion(const Lesion& p, std::uint64_t seed, std::uint64_t index) {
  const Draws draws = lesion_draws(seed, index);
  const Latent latent = draw_latent(p, draws);
  if (const double needed_mm = 2 * p.radius_high_mm * (1 + 3 * p.roughness); !(needed_mm <= kLesionViewMm))
    throw Error(ErrorKind::study, "phantom lesion: radius_high_mm = " + to_text(p.radius_high_mm) +
                                      " with roughness " + to_text(p.roughness) + " needs " +
                                      to_rounded_text(needed_mm, 3) + " mm, and " + to_text(kLesionViewMm) +
                                      " mm of it are scanned; use smaller or smoother lesions");
  const RoughBall ball({0, 0, 0}, latent.radius_mm, p.roughness, std::max(p.edge_mm, kLesionCellMm), draws,
                       kBumps);
  Object object;
  object.parts = {{{ShapeKind::cylinder,
                    {0, 0, 0},
                    {kLesionBodyMm, kLesionBodyMm, std::numeric_limits<double>::infinity()}},
                   soft_tissue_of_hu(p.background_mean)}};
  object.textures = {{background_around(p, ball, draws), kLesionOfHu},
                     {lesion_tissue(p, latent, ball, draws), kLesionOfHu}};
  object.regions = {ball.region()};
  object.low_z_mm = -kLesionHalfHeightMm;
  object.high_z_mm = kLesionHalfHeightMm;
  object.field_of_view_mm = kLesionViewMm;
  object.truth = {{"radius_mm", latent.radius_mm, "mm"},
                  {"volume_mm3", ball.volume_mm3(), "mm^3"},
                  {"contrast_hu", latent.contrast, "HU"},
                  {"texture_sd_hu", latent.texture_sd, "HU"},
                  {"correlation_mm", latent.correlation_mm, "mm"}};
  object.inserts = {{{0, 0, 0},
                     latent.radius_mm,
                     p.background_mean + latent.contrast,
                     std::max(0.0, 1 + kLesionOfHu.activity * latent.contrast)}};
  return object;
}

}  // namespace

namespace generators {

Phantom lesion() {
  return phantom<Lesion, generate_lesion, describe_lesion>(
      {"lesion", "a rough, textured lesion in a textured background, CT-like",
       "A ball whose radius carries smooth random bumps (ten plane waves on the unit sphere) around the "
       "middle of the image. Lesion and background are Gaussian random fields with autocorrelation "
       "exp(-d^2/(4 w^2)); radius, correlation length w, contrast and standard deviation of the lesion are "
       "drawn uniformly from their ranges for each object, so that objects truly differ. The two mix "
       "linearly over edge_mm across the surface, white noise is added, and values are rounded to whole HU. "
       "The mask holds the voxels whose centre lies within the surface. In a scanner the same population stands "
       "in the middle of a cylinder of 100 mm radius of the background's tissue, with textures on nodes of 0.75 "
       "mm (background: half its correlation length) whose SD holds between the nodes; 100 x 100 x 144 mm of it "
       "are scanned. noise_sd, spacing and size are those of the image that is made without a scanner and do "
       "not apply, nothing is rounded; radius, shape, contrast and SD of an object are equal in both, its "
       "texture is drawn anew. Per HU, T1 rises by 4.6 ms, T2 by 0.46 ms and activity by 0.023.",
       "none, because the object is our own design; its random fields follow Lantuejoul "
       "2002, doi:10.1007/978-3-662-04808-5"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
