#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

namespace {

struct EdgeBar {
  double width_mm = 100;
  std::int64_t slices = 8;

  static auto fields() {
    return FieldList{field("width_mm", &EdgeBar::width_mm, "mm", between(1, 1000), "width along x"),
                     field("slices", &EdgeBar::slices, "1", between(1, 4096), "slices of the scan")};
  }
};

Object describe_edge_bar(const EdgeBar& p, std::uint64_t, std::uint64_t) {
  constexpr double kEndlessMm = 1e6;
  Object object;
  object.parts = {{{ShapeKind::box, {0, 0, 0}, {0.5 * p.width_mm, kEndlessMm, kEndlessMm}, 0}, kWater}};
  object.slices = p.slices;
  object.truth = {{"width_mm", p.width_mm, "mm"}};
  const double reach = 0.4 * p.width_mm;
  object.regions = {{[reach](const Vec3& at) { return at[0] >= -reach && at[0] <= reach; },
                     {-reach, -kEndlessMm, -kEndlessMm},
                     {reach, kEndlessMm, kEndlessMm}}};
  return object;
}

}  // namespace

namespace generators {

Phantom edge_bar() {
  return object_phantom<EdgeBar, describe_edge_bar>(
      {"edge_bar", "a bar of water between two straight edges",
       "Water from -width_mm/2 to width_mm/2 along x, endless along y and z, in air. The region is its inner "
       "four fifths. The profile along x is the edge response of a scanner: blur, and the ringing of an MR "
       "scanner that acquires a part of k-space only (overshoot of 8.95 % without a filter).",
       "none, because a bar is geometry"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
