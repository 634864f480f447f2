#include <gtest/gtest.h>

#include <cmath>

#include "fuzz/cases.h"
#include "io/image_example.h"
#include "io/image_file.h"
#include "io/temporary_folder.h"

namespace radgauge {

namespace {

/// An image file of one format as bytes, with those of detached voxels, and where its header ends.
struct ImageBytes {
  std::string ending, detached;
  std::string bytes, voxels;
  std::size_t header = 0;
};

std::vector<ImageBytes> image_bytes() {
  io::initialise_image_io();
  Volume image(Lattice{{14, 12, 8}, {0.9, 1.1, 3}, {-10, 20, 5}, rotation(2, 20)});
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>((i * 7919) % 251) - 100;
  const TemporaryFolder folder;
  std::vector<ImageBytes> all;
  for (const std::string& ending : kEndings) {
    const std::string name = folder.file("image");
    io::write_image(name + ending, image);
    ImageBytes one{ending, ending == ".nhdr" ? ".raw.gz" : ending == ".mhd" ? ".zraw" : "", {}, {}, 0};
    one.bytes = file_bytes(name + ending);
    if (!one.detached.empty()) one.voxels = file_bytes(name + one.detached);
    one.header = std::min<std::size_t>(ending == ".nii" ? 352 : 500, one.bytes.size());
    all.push_back(std::move(one));
  }
  return all;
}

/// What is read is whole, on a lattice that exists, and the same as a mask has; else it is refused.
std::string read_as_both(const std::string& path) {
  std::string wrong;
  const auto judge = [&](const Lattice& lattice, std::size_t voxels) {
    if (static_cast<std::int64_t>(voxels) != lattice.voxel_count()) wrong = "voxels are missing";
    for (std::size_t a = 0; a < 3; ++a)
      if (lattice.size[a] < 1 || !(lattice.spacing_mm[a] > 0) || !std::isfinite(lattice.spacing_mm[a]) ||
          !std::isfinite(lattice.origin_mm[a]))
        wrong = "a lattice that does not exist";
  };
  const std::string image = fuzz::refused_or_fine({"image."}, [&] {
    const Volume read = io::read_image(path);
    judge(read.lattice, read.voxels.size());
  });
  const std::string mask = fuzz::refused_or_fine({"image."}, [&] {
    const Mask read = io::read_mask(path, std::nullopt);
    judge(read.lattice, read.voxels.size());
  });
  return !image.empty() ? image : !mask.empty() ? mask : wrong;
}

TEST(ReadingFuzzInvariant, ChangedImageFilesAreReadWholeOrRefusedInTime) {
  const std::vector<ImageBytes> all = image_bytes();
  // Half of the cases are NIfTI, plain: what hospitals' researchers have.
  fuzz::expect_sound("nifti", fuzz::settings(200), [&](fuzz::Random& random, const std::string& folder) {
    ImageBytes one = fuzz::one_in(random, 2) ? all.front() : fuzz::pick(random, all);
    if (!one.voxels.empty() && fuzz::one_in(random, 2))
      one.voxels = fuzz::mutate_bytes(one.voxels, one.voxels.size(), random);
    else
      one.bytes =
          fuzz::mutate_bytes(one.bytes, fuzz::one_in(random, 4) ? one.bytes.size() : one.header, random);
    write_bytes(folder + "/image" + one.ending, one.bytes);
    if (!one.detached.empty()) write_bytes(folder + "/image" + one.detached, one.voxels);
    return read_as_both(folder + "/image" + one.ending);
  });
}

}  // namespace
}  // namespace radgauge
