// Grid-stage operations: each plans where the one interpolation samples; timed are both, on the region of a
// scan at 2 mm. Every voxel is first compared with the interpolation at its own point.
#include <cmath>

#include "common/scans.h"
#include "kernels/kernels.h"
#include "kernels/operations.h"

namespace radgauge::bench {

namespace {

struct PerturbedGridsAsked {
  const char* id;
  Given given;
};

const std::vector<PerturbedGridsAsked>& perturbed_grids_asked() {
  static const std::vector<PerturbedGridsAsked> list{
      {"geom.gridshift", {{"shift_x", 0.25}, {"shift_y", 0.5}, {"shift_z", -0.25}}},
      {"geom.rotate", {{"angle_deg", 10.0}}},
      {"geom.flip", {{"flip_x", true}}},
      {"geom.breathing", {{"amplitude_mm", 5.0}}},
      {"sample.voxel", {{"spacing_mm", 1.5}}},
      {"io.geometry", {{"header", std::string("mask")}, {"jitter_mm", 1.0}, {"angle_deg", 0.5}}}};
  return list;
}

GridOutput planned(const Region& r, const PerturbedGridsAsked& what) {
  const Operation& operation = *perturbations::find_perturbation(what.id);
  GridPlan plan = reference::grid_plan(reference::whole_lattice(r.image), r.settings);
  plan.mask = reference::whole_lattice(r.mask);
  const Draws draws(1, "bench", what.id, 0, 0);
  return operation.grid({plan, centroid_mm(r.mask), draws}, values_of(operation, what.given));
}

reference::Prepared apply(const Region& r, const PerturbedGridsAsked& what) {
  return reference::resample(r.source, r.image, r.mask, planned(r, what).plan, r.settings, 0);
}

std::string check_samples(const Region& r, const PerturbedGridsAsked& what) {
  const GridOutput out = planned(r, what);
  const reference::Prepared found = apply(r, what);
  if (found.image == r.prepared.image && found.mask == r.prepared.mask)
    return std::string(what.id) + " changed nothing";
  const Lattice whole = reference::whole_lattice(r.image);
  std::vector<double> values, expected;
  const Index3& n = found.image.lattice.size;
  for (std::int64_t z = 0; z < n[2]; z += 2)
    for (std::int64_t y = 0; y < n[1]; y += 3)
      for (std::int64_t x = 0; x < n[0]; x += 3) {
        Vec3 point = found.image.lattice.to_physical(
            {static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)});
        for (const Displacement& displace : out.plan.displacements) point = displace(point);
        values.push_back(found.image(x, y, z));
        expected.push_back(imaging::sample_at(r.samples(Interpolation::linear), whole.to_index(point)));
      }
  return compare_all(what.id, values, expected, 1e-3);
}

}  // namespace

void add_grid_operation_benches(const std::string& scan) {
  for (const PerturbedGridsAsked& what : perturbed_grids_asked())
    add_bench(
        std::string(what.id) + "/radgauge/" + scan + "/2mm",
        [=] { return check_samples(region(scan, "2"), what); },
        [=] { return static_cast<double>(apply(region(scan, "2"), what).image.voxels.size()); }, "voxel",
        [=] { benchmark::DoNotOptimize(apply(region(scan, "2"), what)); });
}

}  // namespace radgauge::bench
