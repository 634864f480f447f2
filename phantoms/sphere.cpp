#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text.h"
#include "phantoms/object/phantom.h"
#include "phantoms/object/solid.h"

namespace radgauge::phantoms {

namespace {

constexpr int kSamples = 4;
constexpr double kMostVoxels = 1 << 27;

struct Sphere {
  double radius_mm = 10;
  double inside = 100;
  double outside = 0;
  double spacing_x_mm = 1;
  double spacing_y_mm = 1;
  double spacing_z_mm = 1;
  double margin_mm = 15;
  double jitter = 0;

  static auto fields() {
    const Range spacing{0.05, 20};
    const Range hu{-1024, 30000};
    return FieldList{
        field("radius_mm", &Sphere::radius_mm, "mm", between(0.1, 200), "radius of the ball"),
        field("inside", &Sphere::inside, "intensity", hu, "intensity of the ball"),
        field("outside", &Sphere::outside, "intensity", hu, "intensity around it"),
        field("spacing_x_mm", &Sphere::spacing_x_mm, "mm", spacing, "voxel spacing along x"),
        field("spacing_y_mm", &Sphere::spacing_y_mm, "mm", spacing, "voxel spacing along y"),
        field("spacing_z_mm", &Sphere::spacing_z_mm, "mm", spacing, "voxel spacing along z"),
        field("margin_mm", &Sphere::margin_mm, "mm", between(0, 200), "background around the ball"),
        field("jitter", &Sphere::jitter, "voxel", between(0, 1),
              "width of the range from which each object draws the phase of its centre")};
  }
  Vec3 spacing_mm() const { return {spacing_x_mm, spacing_y_mm, spacing_z_mm}; }
  /// Voxels from the centre to the end of the image.
  double half_voxels(std::size_t axis) const {
    return std::ceil((radius_mm + margin_mm) / spacing_mm()[axis]);
  }
  std::string problem() const {
    double voxels = 1;
    for (std::size_t a = 0; a < 3; ++a) voxels *= 2 * half_voxels(a) + 1;
    if (!(voxels > kMostVoxels)) return {};
    return "a radius of " + to_text(radius_mm) + " mm and a margin of " + to_text(margin_mm) +
           " mm at this spacing need " + to_rounded_text(voxels, 3) + " voxels, more than " +
           to_rounded_text(kMostVoxels, 3) + "; use a larger spacing";
  }
};

Lattice lattice_of(const Sphere& p) {
  if (const std::string wrong = p.problem(); !wrong.empty())
    throw Error(ErrorKind::study, "phantom sphere: " + wrong);
  Lattice lattice;
  lattice.spacing_mm = p.spacing_mm();
  for (std::size_t a = 0; a < 3; ++a) {
    lattice.size[a] = 2 * static_cast<std::int64_t>(p.half_voxels(a)) + 1;
    lattice.origin_mm[a] = -p.half_voxels(a) * lattice.spacing_mm[a];
  }
  return lattice;
}

Vec3 centre_of(const Sphere& p, std::uint64_t seed, std::uint64_t index) {
  const Draws draws(seed, "sphere-" + std::to_string(index), "phantom.sphere", 0, 0);
  Vec3 centre;
  for (std::size_t a = 0; a < 3; ++a) centre[a] = p.jitter * (draws.uniform(a) - 0.5) * p.spacing_mm()[a];
  return centre;
}

double square_distance(const Vec3& point, const Vec3& centre) {
  const Vec3 d = point - centre;
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
}

/// Share of the voxel around `point` within the ball, from 4 x 4 x 4 points.
double share_within(const Vec3& point, const Vec3& centre, const Vec3& spacing_mm, double radius_mm) {
  const double half = 0.5 * std::sqrt(square_distance(spacing_mm, {0, 0, 0}));
  const double distance = std::sqrt(square_distance(point, centre));
  if (distance + half <= radius_mm) return 1;
  if (distance - half > radius_mm) return 0;
  int within = 0;
  for (int k = 0; k < kSamples; ++k)
    for (int j = 0; j < kSamples; ++j)
      for (int i = 0; i < kSamples; ++i) {
        const Vec3 step{(i + 0.5) / kSamples - 0.5, (j + 0.5) / kSamples - 0.5, (k + 0.5) / kSamples - 0.5};
        Vec3 sample = point;
        for (std::size_t a = 0; a < 3; ++a) sample[a] += step[a] * spacing_mm[a];
        within += square_distance(sample, centre) <= radius_mm * radius_mm;
      }
  return within / static_cast<double>(kSamples * kSamples * kSamples);
}

Scan generate_sphere(const Sphere& p, std::uint64_t seed, std::uint64_t index) {
  const Lattice lattice = lattice_of(p);
  const Vec3 centre = centre_of(p, seed, index);
  Scan scan{Volume(lattice), Mask(lattice), Modality::ct, "HU"};
  std::size_t i = 0;
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x, ++i) {
        const Vec3 point =
            lattice.to_physical({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)});
        const double share = share_within(point, centre, lattice.spacing_mm, p.radius_mm);
        scan.image.voxels[i] = static_cast<float>(p.outside + share * (p.inside - p.outside));
        scan.mask.voxels[i] = square_distance(point, centre) <= p.radius_mm * p.radius_mm ? 1 : 0;
      }
  if (count(scan.mask) == 0)
    throw Error(ErrorKind::study, "phantom sphere: a ball of radius " + to_text(p.radius_mm) +
                                      " mm holds no voxel centre at this spacing; use a larger radius");
  return scan;
}

Object describe_sphere(const Sphere& p, std::uint64_t seed, std::uint64_t index) {
  const double r = p.radius_mm;
  Object object = solid_in_body({ShapeKind::ellipsoid, centre_of(p, seed, index), {r, r, r}},
                                {p.inside, p.outside, p.margin_mm});
  constexpr double kPi = std::numbers::pi;
  object.truth =
      solid_truth(4 * kPi / 3 * r * r * r, 4 * kPi * r * r, 2 * r, {r * r / 5, r * r / 5, r * r / 5});
  object.truth.push_back({"radius_mm", r, "mm"});
  return object;
}

}  // namespace

namespace generators {

Phantom sphere() {
  return phantom<Sphere, generate_sphere, describe_sphere>(
      {"sphere", "a uniform ball with partial volume",
       "A ball of one intensity in a background of another; a voxel on its surface mixes the two by the "
       "share of its 4 x 4 x 4 sample points within the ball. The mask holds the voxels whose centre lies "
       "within. The centre is that of the middle voxel, moved for each object by a phase drawn from a range "
       "of width jitter voxels around it. Volume, surface and diameters have closed forms. In a scanner it "
       "stands in a cylinder of the outside intensity along z, margin_mm wider than the ball, and the spacing "
       "serves for the jitter alone: scanners have voxels of their own.",
       "none, because a ball is geometry; its voxelisation by oversampling is described here in full"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
