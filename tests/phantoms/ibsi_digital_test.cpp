#include <zlib.h>

#include <cstring>

#include "data.h"
#include "fixtures.h"

namespace radgauge {
namespace {

/// The 80 voxels of a little-endian NIfTI-1 file of 16 bit integers, with its header.
struct Nifti {
  std::vector<char> header = std::vector<char>(348);
  std::vector<std::int16_t> voxels = std::vector<std::int16_t>(80);

  explicit Nifti(const std::string& path) {
    gzFile file = gzopen(path.c_str(), "rb");
    EXPECT_EQ(gzread(file, header.data(), 348), 348);
    EXPECT_EQ(gzseek(file, static_cast<z_off_t>(at<float>(108)), SEEK_SET), 352);
    EXPECT_EQ(gzread(file, voxels.data(), 160), 160);
    gzclose(file);
  }
  template <class T>
  T at(std::size_t offset) const {
    T value;
    std::memcpy(&value, header.data() + offset, sizeof value);
    return value;
  }
};

// oracle: the published files, voxel by voxel.
TEST(IbsiDigitalOracle, EqualsThePublishedFiles) {
  RADGAUGE_REFERENCE_DATA(image_path, "ibsi/ibsi1/digital_phantom/image.nii.gz");
  RADGAUGE_REFERENCE_DATA(mask_path, "ibsi/ibsi1/digital_phantom/mask.nii.gz");
  const Nifti image(image_path);
  const Nifti mask(mask_path);
  const Scan scan = Made("ibsi_digital").scan();
  EXPECT_EQ(image.at<std::int16_t>(70), 4);
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_EQ(image.at<std::int16_t>(42 + 2 * a), scan.image.lattice.size[a]);
    EXPECT_EQ(static_cast<double>(image.at<float>(80 + 4 * a)), scan.image.lattice.spacing_mm[a]);
  }
  ASSERT_EQ(scan.image.voxels.size(), 80u);
  for (std::size_t i = 0; i < 80; ++i) {
    EXPECT_EQ(scan.image.voxels[i], static_cast<float>(image.voxels[i])) << i;
    EXPECT_EQ(scan.mask.voxels[i], mask.voxels[i]) << i;
  }
}

// oracle: 74 voxels, mean 2.15 and the four levels of the IBSI manual.
TEST(IbsiDigitalOracle, CountsOfTheManual) {
  const Scan scan = Made("ibsi_digital").scan(99, 7);
  double sum = 0;
  std::map<float, int> levels;
  for (std::size_t i = 0; i < 80; ++i)
    if (scan.mask.voxels[i] != 0) {
      sum += static_cast<double>(scan.image.voxels[i]);
      ++levels[scan.image.voxels[i]];
    }
  EXPECT_EQ(count(scan.mask), 74);
  EXPECT_NEAR(sum / 74, 2.15, 0.005);
  EXPECT_EQ(levels, (std::map<float, int>{{1, 50}, {3, 1}, {4, 16}, {6, 7}}));
}

}  // namespace
}  // namespace radgauge
