#include <cmath>
#include <limits>
#include <numbers>

#include "core/error.h"
#include "core/nan.h"
#include "core/operation.h"
#include "core/text.h"

namespace radgauge::perturbations {

namespace {

/// How far from the origin of its file a voxel may lie (a whole-body scan), where an angle weighs most.
constexpr double kFarMm = 2000;

enum class Header { both, mask, image };
enum class Axis { x, y, z };

struct IoGeometry {
  Header header = Header::both;
  double jitter_mm = 0;
  double round_to = 0;
  double angle_deg = 0;
  Axis axis = Axis::x;
  static constexpr bool random = true;

  bool identity() const { return jitter_mm == 0 && round_to == 0 && angle_deg == 0; }
  static auto fields() {
    using S = IoGeometry;
    return FieldList{field("header", &S::header,
                           {{"both", Header::both}, {"mask", Header::mask}, {"image", Header::image}},
                           "whose header is wrong: both in the same way, or one of them"),
                     field("jitter_mm", &S::jitter_mm, "mm", between(0, 50),
                           "the origin is off by so much, in a random direction"),
                     field("round_to", &S::round_to, "1", between(0, 0.1),
                           "direction cosines are rounded to multiples of this, e.g. 0.0001; 0: not"),
                     field("angle_deg", &S::angle_deg, "deg", between(-45, 45),
                           "the scan is said to lie turned by this about the first voxel of the image"),
                     field("axis", &S::axis, {{"x", Axis::x}, {"y", Axis::y}, {"z", Axis::z}},
                           "axis in the frame of the scan about which angle_deg turns")};
  }
  /// The mask is sampled away from where it was drawn. Rounding may part even headers that err together.
  Support support() const {
    double margin_mm = kFarMm * 1.5 * round_to;
    if (header != Header::both)
      margin_mm += jitter_mm + kFarMm * std::abs(angle_deg) * std::numbers::pi / 180;
    return {Support::Reach::margin, margin_mm};
  }
};

double norm(const Vec3& v) {
  return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

/// Uniform on the sphere: a normal vector, scaled.
Vec3 random_direction(const Draws& draws) {
  const Vec3 v{draws.normal(0), draws.normal(1), draws.normal(2)};
  const double length = norm(v);
  return {v[0] / length, v[1] / length, v[2] / length};
}

/// What the wrong header says of a lattice, before its cosines are rounded.
Lattice moved(const Lattice& lattice, const IoGeometry& p, const Vec3& towards, const Vec3& pivot_mm) {
  Lattice wrong = lattice;
  if (p.angle_deg != 0) wrong = rotate(lattice, rotation(static_cast<int>(p.axis), p.angle_deg), pivot_mm);
  for (std::size_t a = 0; a < 3; ++a) wrong.origin_mm[a] += p.jitter_mm * towards[a];
  return wrong;
}

Lattice rounded(const Lattice& lattice, double round_to) {
  Lattice wrong = lattice;
  if (round_to > 0)
    for (double& cosine : wrong.direction) cosine = std::round(cosine / round_to) * round_to;
  try {
    check_lattice(wrong);
  } catch (const Error& error) {
    throw error.within("a reader refuses cosines rounded to " + to_text(round_to));
  }
  return wrong;
}

/// `lattice` of a frame in which the image lies at `image_there`, seen from that in which it lies at `here`.
Lattice seen_from(const Lattice& lattice, const Lattice& image_there, const Lattice& here) {
  const Matrix3 turn = multiply(here.direction, inverse(image_there.direction));
  Lattice seen = lattice;
  seen.direction = multiply(turn, lattice.direction);
  seen.origin_mm = here.origin_mm + multiply(turn, lattice.origin_mm - image_there.origin_mm);
  return seen;
}

double largest_change(const Matrix3& a, const Matrix3& b) {
  double largest = 0;
  for (std::size_t i = 0; i < 9; ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

/// Angle of the rotation that takes `from` to `to`.
double angle_between_deg(const Matrix3& from, const Matrix3& to) {
  const Matrix3 r = multiply(to, inverse(from));
  const double sine = 0.5 * norm({r[7] - r[5], r[2] - r[6], r[3] - r[1]});
  return std::atan2(sine, 0.5 * (r[0] + r[4] + r[8] - 1)) * 180 / std::numbers::pi;
}

/// What was done to the lattice of one file.
std::vector<Magnitude> errors_of(const Lattice& right, const IoGeometry& p, const Vec3& towards,
                                 const Vec3& pivot_mm) {
  IoGeometry turn = p;
  turn.jitter_mm = 0;
  const Lattice turned = moved(right, turn, towards, pivot_mm), all = moved(right, p, towards, pivot_mm);
  std::vector<Magnitude> list;
  if (p.jitter_mm > 0)
    list.push_back({"jitter_mm", p.jitter_mm, norm(all.origin_mm - turned.origin_mm), "mm"});
  if (p.angle_deg != 0)
    list.push_back({"angle_deg", p.angle_deg,
                    std::copysign(angle_between_deg(right.direction, all.direction), p.angle_deg), "deg"});
  if (p.round_to > 0) {
    const Lattice last = rounded(all, p.round_to);
    list.push_back({"round_to", p.round_to, p.round_to, "1"});
    list.push_back({"largest_cosine_change", kNaN, largest_change(last.direction, all.direction), "1"});
  }
  return list;
}

GridOutput apply_io_geometry(const GridInput& in, const IoGeometry& p) {
  if (p.identity()) return {in.plan, {}};
  const Lattice& image = in.plan.image;
  const Lattice mask = in.plan.mask.value_or(image);
  const Vec3 towards = random_direction(in.draws);
  const auto misread = [&](const Lattice& lattice) {
    return rounded(moved(lattice, p, towards, image.origin_mm), p.round_to);
  };
  const Lattice said_image = p.header == Header::mask ? image : misread(image);
  const Lattice said_mask = p.header == Header::image ? mask : misread(mask);
  GridOutput out{in.plan, {}};
  // Grid, displacements and ROI stand in the frame of the image and go where its header says it is.
  out.plan.mask = seen_from(said_mask, said_image, image);
  out.magnitudes = errors_of(p.header == Header::image ? image : mask, p, towards, image.origin_mm);
  const Vec3 shift = out.plan.mask->to_physical(mask.to_index(in.roi_centre_mm)) - in.roi_centre_mm;
  out.magnitudes.push_back({"mask_against_image_mm", kNaN, norm(shift), "mm"});
  return out;
}

}  // namespace

namespace operations {

Operation io_geometry() {
  return grid_operation<IoGeometry, apply_io_geometry>(
      {"io.geometry", "misstate the origin or the direction cosines of image and mask",
       "The headers of image and mask, or of one of them, are wrong: the origin is off by jitter_mm in a "
       "random direction (the same for every level), the cosines are rounded to multiples of round_to, or "
       "the scan is said to lie turned by angle_deg about the first voxel of the image (an oblique scan that "
       "was written as a straight one). Voxels are what they were; what changes is where they are said to "
       "lie. The answer is known. Wrong in both (header: both, on one lattice): nothing may happen, to the "
       "last digit, for no feature depends on where the patient lay. Wrong in one: the mask is moved against "
       "the image, by jitter_mm, or by the angle times the distance from the first voxel; it is then "
       "resampled to the grid with the interpolation and threshold of the extraction, as if the study had "
       "allowed it (resample_mask). mask_against_image_mm says by how much the centre of the ROI is off. A "
       "mask that leaves the image, and cosines that a reader would refuse (no perpendicular unit vectors), "
       "make the cell fail.",
       "none, because it states a mistake and not a measurement; the tolerances with which image and mask "
       "are compared are the commonest reason of failed extractions, e.g. "
       "github.com/AIM-Harvard/pyradiomics issue 482"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
