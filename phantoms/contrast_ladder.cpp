#include <cmath>
#include <limits>
#include <numbers>

#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

namespace {

/// HU of the inserts of two quality phantoms: the Catphan's CTP404 (custom material, polystyrene,
/// polyethylene, PMP, air, Teflon, Delrin, acrylic), and polyethylene and bone of the ACR's.
constexpr double kLadderHu[] = {15, -35, -100, -200, -1000, 990, 340, 120, -95, 955};

struct ContrastLadder {
  double radius_mm = 100;
  double insert_radius_mm = 15;
  double ring_radius_mm = 70;
  std::int64_t slices = 4;

  static auto fields() {
    using P = ContrastLadder;
    return FieldList{
        field("radius_mm", &P::radius_mm, "mm", between(20, 300), "radius of the water"),
        field("insert_radius_mm", &P::insert_radius_mm, "mm", between(1, 50), "radius of each insert"),
        field("ring_radius_mm", &P::ring_radius_mm, "mm", between(10, 280),
              "distance of the inserts from the axis"),
        field("slices", &P::slices, "1", between(1, 4096), "slices of the scan")};
  }
  std::string problem() const {
    if (!(ring_radius_mm + insert_radius_mm < radius_mm))
      return "inserts at ring_radius_mm with insert_radius_mm reach out of the water; raise radius_mm";
    if (!(std::sin(std::numbers::pi / std::size(kLadderHu)) * ring_radius_mm > insert_radius_mm))
      return "inserts overlap: lower insert_radius_mm or raise ring_radius_mm";
    return {};
  }
};

Object describe_contrast_ladder(const ContrastLadder& p, std::uint64_t, std::uint64_t) {
  const double endless = std::numeric_limits<double>::infinity();
  Object object;
  object.parts = {{{ShapeKind::cylinder, {0, 0, 0}, {p.radius_mm, p.radius_mm, endless}}, kWater}};
  for (std::size_t i = 0; i < std::size(kLadderHu); ++i) {
    const double angle =
        2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(std::size(kLadderHu));
    const Vec3 centre{p.ring_radius_mm * std::cos(angle), p.ring_radius_mm * std::sin(angle), 0};
    object.parts.push_back({{ShapeKind::cylinder, centre, {p.insert_radius_mm, p.insert_radius_mm, endless}},
                            water_of_hu(kLadderHu[i]) - kWater});
    object.inserts.push_back({centre, p.insert_radius_mm, kLadderHu[i], 1});
  }
  object.slices = p.slices;
  object.truth = {{"radius_mm", p.radius_mm, "mm"}};
  const double reach = p.radius_mm;
  object.regions = {{[reach](const Vec3& at) { return at[0] * at[0] + at[1] * at[1] <= reach * reach; },
                     {-reach, -reach, -1e6},
                     {reach, reach, 1e6}}};
  return object;
}

}  // namespace

namespace generators {

Phantom contrast_ladder() {
  return object_phantom<ContrastLadder, describe_contrast_ladder>(
      {"contrast_ladder", "ten inserts from air to Teflon in water",
       "Endless rods of insert_radius_mm on a ring in water around the axis of the scanner: 15, -35, -100, "
       "-200, -1000, 990, 340 and 120 HU as in module CTP404 of the Catphan, -95 and 955 HU as in module 1 of "
       "the ACR phantom. They show whether CT numbers are linear. The region is the water with its inserts.",
       "McCollough et al. 2004, doi:10.1118/1.1769632 (the ACR phantom and its CT numbers)"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
