#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text.h"
#include "imaging/random_field.h"
#include "phantoms/object/phantom.h"

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

/// Smooth bumps on the unit sphere: a sum of plane waves of random direction and of 1.5 to 4 radians per
/// radius, mean 0, standard deviation about 1.
class Bumps {
 public:
  explicit Bumps(const Draws& draws) {
    for (std::uint64_t w = 0; w < kWaves; ++w) {
      Vec3 direction;
      double square = 0;
      for (std::size_t a = 0; a < 3; ++a) {
        direction[a] = draws.normal(5 * w + a, kBumps);
        square += direction[a] * direction[a];
      }
      const double frequency = between_levels(1.5, 4, draws.uniform(5 * w + 3, kBumps)) / std::sqrt(square);
      for (double& d : direction) d *= frequency;
      waves_[w] = {direction, 2 * std::numbers::pi * draws.uniform(5 * w + 4, kBumps)};
    }
  }

  double at(const Vec3& unit) const {
    double sum = 0;
    for (const auto& [k, phase] : waves_)
      sum += std::cos(k[0] * unit[0] + k[1] * unit[1] + k[2] * unit[2] + phase);
    return sum * std::sqrt(2.0 / kWaves);
  }

 private:
  static constexpr std::uint64_t kWaves = 10;
  std::array<std::pair<Vec3, double>, kWaves> waves_;
};

/// Distance from the rough surface along the radius, in mm: negative inside. Far from the surface the bumps
/// do not matter and are not computed.
double level_mm(const Vec3& point, const Lesion& p, double radius_mm, const Bumps& bumps) {
  const double r = std::sqrt(point[0] * point[0] + point[1] * point[1] + point[2] * point[2]);
  const double reach = radius_mm * p.roughness * 3 + p.edge_mm;
  if (r < radius_mm - reach || r > radius_mm + reach || !(r > 0)) return r - radius_mm;
  const double bump = std::clamp(bumps.at({point[0] / r, point[1] / r, point[2] / r}), -3.0, 3.0);
  return r - radius_mm * (1 + p.roughness * bump);
}

Lattice lattice_of(const Lesion& p) {
  Lattice lattice;
  lattice.size = {p.size_x, p.size_y, p.size_z};
  lattice.spacing_mm = {p.spacing_x_mm, p.spacing_y_mm, p.spacing_z_mm};
  for (std::size_t a = 0; a < 3; ++a)
    lattice.origin_mm[a] = -0.5 * static_cast<double>(lattice.size[a] - 1) * lattice.spacing_mm[a];
  return lattice;
}

Scan generate_lesion(const Lesion& p, std::uint64_t seed, std::uint64_t index) {
  if (const std::string wrong = p.problem(); !wrong.empty())
    throw Error(ErrorKind::study, "phantom lesion: " + wrong);
  const Draws draws(seed, "lesion-" + std::to_string(index), "phantom.lesion", 0, 0);
  const Latent latent = draw_latent(p, draws);
  const Bumps bumps(draws);
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
        const double level = level_mm(point, p, latent.radius_mm, bumps);
        const double share = p.edge_mm > 0 ? std::clamp(0.5 - level / p.edge_mm, 0.0, 1.0)
                             : level <= 0  ? 1
                                           : 0;
        const double tissue = p.background_sd * static_cast<double>(background.voxels[i]);
        const double lesion = latent.contrast + latent.texture_sd * static_cast<double>(texture.voxels[i]);
        const double value = p.background_mean + (1 - share) * tissue + share * lesion +
                             p.noise_sd * static_cast<double>(noise.voxels[i]);
        scan.image.voxels[i] = static_cast<float>(std::round(value));
        scan.mask.voxels[i] = level <= 0 ? 1 : 0;
      }
  return scan;
}

}  // namespace

namespace generators {

Phantom lesion() {
  return phantom<Lesion, generate_lesion>(
      {"lesion", "a rough, textured lesion in a textured background, CT-like",
       "A ball whose radius carries smooth random bumps (ten plane waves on the unit sphere) around the "
       "middle of the image. Lesion and background are Gaussian random fields with autocorrelation "
       "exp(-d^2/(4 w^2)); radius, correlation length w, contrast and standard deviation of the lesion are "
       "drawn uniformly from their ranges for each object, so that objects truly differ. The two mix "
       "linearly over edge_mm across the surface, white noise is added, and values are rounded to whole HU. "
       "The mask holds the voxels whose centre lies within the surface.",
       "none, because the object is our own design; its random fields follow Lantuejoul "
       "2002, doi:10.1007/978-3-662-04808-5"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
