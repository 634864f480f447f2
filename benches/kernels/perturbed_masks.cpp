// Mask-stage operations on the region of a scan at 2 mm with the room that each declares. Each must first
// reach what it was asked for and change the mask; its own tests check it against a closed form.
#include <cmath>
#include <map>

#include "common/scans.h"
#include "kernels/kernels.h"
#include "kernels/operations.h"
#include "runner/program_host.h"

namespace radgauge::bench {

namespace {

struct PerturbedMasksAsked {
  const char* id;
  Given given;
  double tolerance;  ///< of achieved / requested of the first magnitude
};

const std::vector<PerturbedMasksAsked>& perturbed_masks_asked() {
  static const std::vector<PerturbedMasksAsked> list{
      {"mask.grow_mm", {{"distance_mm", 3.0}}, 0.2},
      {"mask.grow_fraction", {{"fraction", 0.2}}, 0.01},
      {"mask.shift", {{"shift_x_mm", 2.0}}, 0.05},
      {"mask.displace", {{"rms_mm", 2.0}}, 0.5},
      {"mask.observer", {{"sd_mm", 2.0}}, 0.5},
      {"mask.supervoxel", {}, 0.5},
      {"mask.rasterise", {{"coverage", 0.5}}, 0.2},
      {"mask.threshold", {{"rule", std::string("absolute")}, {"absolute", 0.0}, {"margin_mm", 5.0}}, 0}};
  return list;
}

const reference::Prepared& with_room(const std::string& scan, double room_mm) {
  static std::map<std::pair<std::string, double>, reference::Prepared> made;
  reference::Prepared& prepared = made[{scan, room_mm}];
  const Region& r = region(scan, "2");
  if (prepared.mask.voxels.empty())
    prepared = reference::resample(r.source, r.image, r.mask,
                                   reference::grid_plan(reference::whole_lattice(r.image), r.settings),
                                   r.settings, room_mm);
  return prepared;
}

const reference::Prepared& input_of(const std::string& scan, const Operation& operation, const Given& given) {
  return with_room(scan, operation.support(values_of(operation, given)).margin_mm);
}

MaskOutput apply(const std::string& scan, const char* id, const Given& given) {
  static const runner::LocalPrograms programs("");
  const Operation& operation = *perturbations::find_perturbation(id);
  const reference::Prepared& in = input_of(scan, operation, given);
  const Draws draws(1, "bench", id, 0, 0);
  return operation.mask({in.image, in.mask, draws, nullptr, nullptr, &programs}, values_of(operation, given));
}

std::string check_achieved(const std::string& scan, const PerturbedMasksAsked& what) {
  const MaskOutput out = apply(scan, what.id, what.given);
  const Magnitude& done = out.magnitudes.front();
  if (out.mask == input_of(scan, *perturbations::find_perturbation(what.id), what.given).mask)
    return std::string(what.id) + " changed nothing";
  // A threshold of 0 is met by what is at or above it.
  if (done.requested == 0)
    return done.achieved >= 0 ? "" : std::string(what.id) + " went below its threshold";
  return compare(std::string(what.id) + " achieved / requested", done.achieved / done.requested, 1,
                 what.tolerance);
}

const Given kPerturbedMasksCopy{{"command", std::string("cp {mask} {output}")}};

}  // namespace

void add_mask_operation_benches(const std::string& scan) {
  const auto voxels = [=](const char* id, const Given& given) {
    return [=] {
      return static_cast<double>(
          input_of(scan, *perturbations::find_perturbation(id), given).mask.voxels.size());
    };
  };
  for (const PerturbedMasksAsked& what : perturbed_masks_asked())
    add_bench(
        std::string(what.id) + "/radgauge/" + scan + "/2mm", [=] { return check_achieved(scan, what); },
        voxels(what.id, what.given), "voxel",
        [=] { benchmark::DoNotOptimize(apply(scan, what.id, what.given)); });
  // What files and a process cost; the program's own time is the program's.
  add_bench(
      "mask.command/radgauge/" + scan + "/2mm",
      [=] {
        const bool same =
            apply(scan, "mask.command", kPerturbedMasksCopy).mask ==
            input_of(scan, *perturbations::find_perturbation("mask.command"), kPerturbedMasksCopy).mask;
        return std::string(same ? "" : "mask.command: the copy differs");
      },
      voxels("mask.command", kPerturbedMasksCopy), "voxel",
      [=] { benchmark::DoNotOptimize(apply(scan, "mask.command", kPerturbedMasksCopy)); });
}

}  // namespace radgauge::bench
