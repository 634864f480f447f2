#include <limits>

#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

namespace {

struct EdgeDisk {
  double radius_mm = 60;
  double contrast = 1000;
  double water_mm = 40;
  std::int64_t slices = 4;

  static auto fields() {
    return FieldList{
        field("radius_mm", &EdgeDisk::radius_mm, "mm", between(1, 300), "radius of the disk"),
        field("contrast", &EdgeDisk::contrast, "HU", between(-1000, 3000), "of the disk above water"),
        field("water_mm", &EdgeDisk::water_mm, "mm", between(5, 300), "water around the disk"),
        field("slices", &EdgeDisk::slices, "1", between(1, 4096), "slices of the scan")};
  }
};

Object describe_edge_disk(const EdgeDisk& p, std::uint64_t, std::uint64_t) {
  const auto endless = [](double radius_mm) {
    return Shape{
        ShapeKind::cylinder, {0, 0, 0}, {radius_mm, radius_mm, std::numeric_limits<double>::infinity()}};
  };
  Object object;
  object.parts = {{endless(p.radius_mm + p.water_mm), kWater},
                  {endless(p.radius_mm), water_of_hu(p.contrast) - kWater}};
  object.slices = p.slices;
  object.truth = {{"radius_mm", p.radius_mm, "mm"}};
  const double radius = p.radius_mm;
  object.regions = {{[radius](const Vec3& at) { return at[0] * at[0] + at[1] * at[1] <= radius * radius; },
                     {-radius, -radius, -1e6},
                     {radius, radius, 1e6}}};
  return object;
}

}  // namespace

namespace generators {

Phantom edge_disk() {
  return object_phantom<EdgeDisk, describe_edge_disk>(
      {"edge_disk", "a disk in water whose edge shows the MTF",
       "An endless cylinder of radius_mm around the axis of the scanner, contrast HU above the water that "
       "surrounds it for water_mm. The region is the disk. Its circular edge gives the edge spread in all "
       "directions at distances finer than a pixel, and so the modulation transfer function.",
       "Richard et al. 2012, doi:10.1118/1.4725171 (MTF from the edge of a disk)"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
