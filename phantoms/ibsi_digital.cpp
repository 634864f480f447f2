#include <algorithm>

#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

namespace {

/// Grey levels, x fastest, one slice per block; negative outside the mask.
constexpr int kLevels[] = {
    1,  4, 4,  1,  1,   // z = 0
    1,  4, 6,  1,  1,   //
    4,  1, 6,  4,  1,   //
    4,  4, 6,  4,  1,   //
    1,  4, 4,  1,  1,   // z = 1
    1,  1, 6,  1,  1,   //
    -1, 1, 3,  1,  1,   //
    4,  4, 6,  1,  1,   //
    1,  4, 4,  -1, -1,  // z = 2
    1,  1, 1,  1,  1,   //
    1,  1, -9, 1,  1,   //
    1,  1, 6,  1,  1,   //
    1,  4, 4,  -1, -1,  // z = 3
    1,  1, 1,  1,  1,   //
    1,  1, 1,  1,  1,   //
    1,  1, 6,  1,  1,   //
};

struct IbsiDigital {
  static auto fields() { return FieldList<IbsiDigital>{}; }
};

Scan generate(const IbsiDigital&, std::uint64_t, std::uint64_t) {
  Lattice lattice;
  lattice.size = {5, 4, 4};
  lattice.spacing_mm = {2, 2, 2};
  Scan scan{Volume(lattice), Mask(lattice), Modality::ct, "HU"};
  std::size_t i = 0;
  for (const int level : kLevels) {
    scan.image.voxels[i] = static_cast<float>(std::abs(level));
    scan.mask.voxels[i++] = level > 0 ? 1 : 0;
  }
  return scan;
}

}  // namespace

namespace generators {

Phantom ibsi_digital() {
  return phantom<IbsiDigital, generate>(
      {"ibsi_digital", "the digital phantom of IBSI 1",
       "The 5 x 4 x 4 voxels of 2 mm on which the reference values of IBSI 1 without image processing were "
       "found: 74 voxels in the mask, grey levels 1, 3, 4 and 6 in it. Every object and every seed gives the "
       "same image. It has no physical unit; modality CT and HU are formal.",
       "Image Biomarker Standardisation Initiative, data by A. Zwanenburg et al., CC BY 4.0; Zwanenburg et "
       "al. 2020, Radiology 295:328, doi:10.1148/radiol.2020191145"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
