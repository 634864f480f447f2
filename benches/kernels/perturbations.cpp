// Image-stage operations on the crop of a scan, through the registry. Each must first reach what it was asked
// for; its own tests check it against a closed form.
#include <cmath>

#include "common/scans.h"
#include "io/bias_field.h"
#include "kernels/kernels.h"
#include "kernels/operations.h"
#include "runner/program_host.h"
#include "study/scanner_systems.h"

namespace radgauge::bench {

namespace {

struct Asked {
  const char* id;
  Modality modality;
  Given given;
  double tolerance;  ///< of achieved / requested of the first magnitude
};

/// A usual level of each. Intensities of the scan are CT numbers, made positive for MR and PET.
const std::vector<Asked>& asked() {
  static const std::vector<Asked> list{
      {"noise.nps", Modality::ct, {{"sd", 20.0}, {"slice_mm", 3.0}}, 0.2},
      {"noise.rician", Modality::mr, {{"fraction", 0.05}}, 0.05},
      {"noise.poisson", Modality::pet, {{"cov", 0.1}, {"fwhm_mm", 5.0}}, 0.3},
      {"res.psf", Modality::ct, {{"fwhm_mm", 3.0}}, 0.05},
      {"res.kernel", Modality::ct, {{"source_f50_per_mm", 0.45}, {"target_f50_per_mm", 0.3}}, 0.05},
      {"scan.ct", Modality::ct, {{"target", std::string("CT-A")}}, 0.05},
      {"scan.dose", Modality::ct, {{"dose", 0.25}}, 1e-9},
      {"sample.slice", Modality::ct, {{"thickness_mm", 6.0}}, 0.2},
      {"sample.pixel", Modality::ct, {{"pixel_mm", 2.0}}, 1e-9},
      {"int.affine", Modality::mr, {{"scale", 1.1}}, 1e-4},
      {"int.gamma", Modality::mr, {{"log_gamma", 0.3}}, 1e-3},
      {"int.normalise",
       Modality::mr,
       {{"method", std::string("z_score")}, {"region", std::string("roi")}, {"scale", 100.0}},
       1e-4},
      {"io.quantise", Modality::ct, {{"step", 2.0}}, 1e-9},
      {"mr.bias", Modality::mr, {{"amplitude", 0.2}}, 1},
      {"mr.ghost", Modality::mr, {{"intensity", 0.1}}, 0.1},
      {"mr.kspace", Modality::mr, {{"phase_fraction", 0.7}, {"partial_fourier", 0.75}}, 0.1},
      {"mr.motion", Modality::mr, {{"translation_mm", 2.0}, {"rotation_deg", 2.0}}, 1},
      {"mr.n4", Modality::mr, {}, 1},
      {"control.shuffle", Modality::ct, {{"region", std::string("rim")}}, 0.2},
      {"control.sample", Modality::ct, {{"region", std::string("rim")}}, 0.2},
      {"control.uniform", Modality::ct, {{"region", std::string("rim")}}, 0.2},
      {"num.ulp", Modality::ct, {{"ulps", std::int64_t{1}}}, 1e-9}};
  return list;
}

const Volume& image_for(const Region& r, Modality modality) {
  static const Volume positive = [&] {
    Volume image = r.image;
    for (float& v : image.voxels) v = std::max(v + 1100, 0.0F);
    return image;
  }();
  return modality == Modality::ct ? r.image : positive;
}

ImageOutput apply(const Region& r, const Asked& what) {
  static const runner::LocalPrograms programs("");
  static const study::ScannerSystems scanners("");
  const Operation& operation = *perturbations::find_perturbation(what.id);
  const Draws draws(1, "bench", what.id, 0, 0);
  static const io::N4Host bias;
  const ImageInput input{
      image_for(r, what.modality), r.mask, draws, what.modality, &programs, &scanners, "CT-D", &bias};
  return operation.image(input, values_of(operation, what.given));
}

std::string check_achieved(const Region& r, const Asked& what) {
  const ImageOutput out = apply(r, what);
  const Magnitude& done = out.magnitudes.front();
  if (out.image == image_for(r, what.modality)) return std::string(what.id) + " changed nothing";
  if (std::isnan(done.requested)) return {};  // it was asked for nothing that it can be measured by
  return compare(std::string(what.id) + " achieved / requested", done.achieved / done.requested, 1,
                 what.tolerance);
}

const Asked kCopy{"image.command", Modality::ct, {{"command", std::string("cp {image} {output}")}}, 0};

}  // namespace

void add_perturbation_benches(const std::string& scan) {
  for (const Asked& what : asked())
    add_bench(
        std::string(what.id) + "/radgauge/" + scan + "/native",
        [=] { return check_achieved(region(scan, "2"), what); },
        [=] { return region(scan, "2").source_voxels(); }, "voxel",
        [=] { benchmark::DoNotOptimize(apply(region(scan, "2"), what)); });
  // What files and a process cost; the program's own time is the program's.
  add_bench(
      "image.command/radgauge/" + scan + "/native",
      [=] {
        const bool same = apply(region(scan, "2"), kCopy).image == region(scan, "2").image;
        return std::string(same ? "" : "image.command: the copy differs");
      },
      [=] { return region(scan, "2").source_voxels(); }, "voxel",
      [=] { benchmark::DoNotOptimize(apply(region(scan, "2"), kCopy)); });
}

}  // namespace radgauge::bench
