#include <iostream>

#include "common/scans.h"
#include "kernels/kernels.h"

int main(int argc, char** argv) {
  using namespace radgauge::bench;
  const std::string scan = measured_scan();
  if (!has_ct_phantom())
    std::cerr << "Measured on a synthetic lesion: for the IBSI 1 CT phantom set RADGAUGE_DATA to the "
                 "folder that holds "
              << kPhantomImage << " and " << kPhantomMask << ".\n";
  add_prefilter_benches(scan);
  add_itk_prefilter_bench(scan);
  add_noise_benches(scan);
  add_perturbation_benches(scan);
  add_grid_operation_benches(scan);
  add_mask_operation_benches(scan);
  for (const char* spacing : {"1", "2"}) {
    add_resample_benches(scan, spacing);
    add_itk_resample_benches(scan, spacing);
    add_distance_benches(scan, spacing);
    add_family_benches("lesion", spacing);
    add_morphology_benches(scan, spacing);
    if (scan != "lesion") add_family_benches(scan, spacing);
  }
  constexpr std::pair<const char*, double> kBalls[] = {
      {"515", 4.97}, {"5.6k", 11.02}, {"1M", 62.04}, {"10M", 133.65}};  // voxels, radius in voxels
  for (const auto& [voxels, radius] : kBalls) {
    add_ball_benches(voxels, radius);
    add_morphology_ball_benches(voxels, radius);
  }
  return run_benches(argc, argv);
}
