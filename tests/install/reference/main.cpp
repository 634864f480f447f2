#include <cmath>
#include <cstdio>
#include <vector>

#include "reference/extractor.h"

// Mean of the intensities 0 to 63 over the whole of a 4 x 4 x 4 image: 31.5.
int main() {
  radgauge::Lattice lattice;
  lattice.size = {4, 4, 4};
  radgauge::Volume image(lattice);
  for (std::size_t i = 0; i < image.voxels.size(); ++i) image.voxels[i] = static_cast<float>(i);
  radgauge::ExtractionSettings settings;
  settings.families = "stat";
  const auto features = radgauge::reference::feature_list(settings);
  const auto values = radgauge::reference::extract(image, radgauge::Mask(lattice, 1), std::vector{settings});
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (features[i].tag != "stat_mean") continue;
    std::printf("reference consumer: mean %g\n", values[0][i].value);
    return std::abs(values[0][i].value - 31.5) < 1e-12 ? 0 : 1;
  }
  std::puts("reference consumer: there is no stat_mean");
  return 1;
}
