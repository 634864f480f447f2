#include "io/image_file.h"

#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text.h"
#include "data.h"
#include "io/csv.h"
#include "io/image_example.h"
#include "io/nifti_bytes.h"
#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::io;

namespace {

TEST(ImageFileMechanics, ImagesComeBackInEveryFormat) {
  const TemporaryFolder folder;
  Volume image = oblique_volume({7, 6, 5});
  image.voxels[3] = std::numeric_limits<float>::quiet_NaN();
  for (const auto& ending : kEndings) {
    const std::string path = folder.file("image" + ending);
    write_image(path, image);
    const Volume back = read_image(path);
    EXPECT_EQ(back.lattice.size, image.lattice.size) << ending;
    EXPECT_LT(largest_displacement_mm(back.lattice, image.lattice), 5e-4) << ending;
    EXPECT_EQ(std::memcmp(back.voxels.data(), image.voxels.data(), 4 * image.voxels.size()), 0) << ending;
    const ImageHeader header = read_image_header(path);
    EXPECT_EQ(header.lattice, back.lattice) << ending;
    EXPECT_EQ(header.pixel_type, "float") << ending;
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    EXPECT_EQ(entry.path().string().find(".part-"), std::string::npos) << entry.path();
}

TEST(ImageFileMechanics, SlicesAndMasksComeBack) {
  const TemporaryFolder folder;
  const Volume slice = oblique_volume({7, 6, 1});
  Mask mask(slice.lattice);
  mask(3, 2, 0) = mask(4, 2, 0) = 1;
  for (const auto& ending : kEndings) {
    write_image(folder.file("slice" + ending), slice);
    EXPECT_EQ(read_image(folder.file("slice" + ending)).voxels, slice.voxels) << ending;
    write_mask(folder.file("mask" + ending), mask);
    EXPECT_EQ(read_mask(folder.file("mask" + ending), {}).voxels, mask.voxels) << ending;
  }
}

TEST(ImageFileMechanics, ReadsEveryScalarTypeOfNifti) {
  const TemporaryFolder folder;
  const auto expect = [&](std::int16_t code, std::int16_t bits, const std::string& voxels) {
    NiftiBytes file;
    file.size = {3, 1, 1};
    file.datatype = code;
    file.bits = bits;
    file.voxels = voxels;
    write_bytes(folder.file("typed.nii"), file.bytes());
    EXPECT_EQ(read_image(folder.file("typed.nii")).voxels, (std::vector<float>{1, 2, 100})) << code;
    EXPECT_EQ(count(read_mask(folder.file("typed.nii"), 100)), 1) << code;
  };
  expect(2, 8, bytes_of<std::uint8_t>({1, 2, 100}));
  expect(256, 8, bytes_of<std::int8_t>({1, 2, 100}));
  expect(4, 16, bytes_of<std::int16_t>({1, 2, 100}));
  expect(512, 16, bytes_of<std::uint16_t>({1, 2, 100}));
  expect(8, 32, bytes_of<std::int32_t>({1, 2, 100}));
  expect(768, 32, bytes_of<std::uint32_t>({1, 2, 100}));
  expect(1024, 64, bytes_of<std::int64_t>({1, 2, 100}));
  expect(1280, 64, bytes_of<std::uint64_t>({1, 2, 100}));
  expect(16, 32, bytes_of<float>({1, 2, 100}));
  expect(64, 64, bytes_of<double>({1, 2, 100}));
}

TEST(ImageFileMechanics, NiftiScalingShapesAndMembers) {
  const TemporaryFolder folder;
  const auto read = [&](const std::string& bytes, const char* name = "a.nii") {
    write_bytes(folder.file(name), bytes);
    return read_image(folder.file(name));
  };
  NiftiBytes file;
  file.slope = 2;
  file.intercept = -1024;
  EXPECT_EQ(read(file.bytes()).voxels[5], -1014.0F);
  NiftiBytes four;
  four.size = {4, 3, 2, 1};
  EXPECT_EQ(read(four.bytes()).lattice.size, (Index3{4, 3, 2}));
  NiftiBytes two;
  two.size = {4, 3};
  EXPECT_EQ(read(two.bytes()).lattice.size, (Index3{4, 3, 1}));
  two.size = {4, 3, 1};
  two.pixdim[3] = 0;
  EXPECT_EQ(read(two.bytes()).lattice.spacing_mm[2], 1.0);
  // bgzip writes several members; the last four bytes are then no length of the whole.
  const std::string plain = NiftiBytes().bytes();
  EXPECT_EQ(read(gzip(plain.substr(0, 360)) + gzip(plain.substr(360)), "a.nii.gz").voxels[23], 23.0F);
  EXPECT_EQ(read(plain, "b.nii.gz").voxels[23], 23.0F);
}

TEST(ImageFileMechanics, PhysicalSpaceIsLps) {
  const TemporaryFolder folder;
  NiftiBytes file;  // NIfTI is RAS
  file.qform_code = 0;
  file.sform_code = 1;
  file.pixdim = {1, 2, 3, 4};
  file.matrix = {2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30};
  write_bytes(folder.file("a.nii"), file.bytes());
  const Lattice lattice = read_image_header(folder.file("a.nii")).lattice;
  EXPECT_EQ(lattice.origin_mm, (Vec3{-10, -20, 30}));
  EXPECT_EQ(lattice.direction, (Matrix3{-1, 0, 0, 0, -1, 0, 0, 0, 1}));
  EXPECT_EQ(lattice.spacing_mm, (Vec3{2, 3, 4}));
  EXPECT_FALSE(std::signbit(lattice.direction[1]));
  write_bytes(
      folder.file("b.nrrd"),
      "NRRD0004\ntype: uchar\ndimension: 3\nspace: right-anterior-superior\nsizes: 2 1 1\nspace directions: "
      "(2,0,0) (0,3,0) (0,0,4)\nspace origin: (10,20,30)\nencoding: raw\n\n12");
  EXPECT_EQ(read_image_header(folder.file("b.nrrd")).lattice.origin_mm, (Vec3{-10, -20, 30}));
}

TEST(ImageFileMechanics, LabelsAreChosen) {
  const TemporaryFolder folder;
  const std::string path = folder.file("labels.nii.gz");
  const auto write = [&](const std::vector<float>& voxels) {
    NiftiBytes file;
    file.size = {static_cast<std::int16_t>(voxels.size()), 1, 1};
    file.datatype = 16;
    file.bits = 32;
    file.voxels = bytes_of(voxels);
    write_bytes(path, gzip(file.bytes()));
  };
  const auto message = [&](std::optional<std::int64_t> label) {
    try {
      read_mask(path, label);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      return std::string(error.what());
    }
    return std::string();
  };
  write({0, 3, 0, 7, 7});
  EXPECT_EQ(read_mask(path, 7).voxels, (std::vector<std::uint8_t>{0, 0, 0, 1, 1}));
  EXPECT_NE(message({}).find("several labels (3, 7)"), std::string::npos);
  EXPECT_NE(message(4).find("the labels in this mask are 3, 7"), std::string::npos);
  EXPECT_NE(message(0).find("label 0"), std::string::npos);
  write({0, 255, 0});
  EXPECT_EQ(read_mask(path, {}).voxels, (std::vector<std::uint8_t>{0, 1, 0}));
  write({1, 1, 1});
  EXPECT_EQ(count(read_mask(path, {})), 3);
  write({0, 0});
  EXPECT_NE(message({}).find("the mask is empty"), std::string::npos);
  EXPECT_NE(message(1).find("the mask is empty"), std::string::npos);
  write({0, 0.5F, 1});
  EXPECT_NE(message(1).find("the value 0.5"), std::string::npos);
  write({0, std::numeric_limits<float>::quiet_NaN(), 1});
  EXPECT_NE(message({}).find("the value nan"), std::string::npos);
  std::vector<float> many(2000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<float>(i);
  write(many);
  EXPECT_NE(message({}).find("is it an image?"), std::string::npos);
}

/// Size, spacing and number of mask voxels of every validation image, against the table of the data set.
TEST(ImageFileOracle, ValidationImagesAreAsTheirTableSays) {
  RADGAUGE_REFERENCE_DATA(table_path, "ibsi/validation/cases.csv");
  const CsvTable table = read_csv(table_path);
  const auto cell = [&](std::size_t row, const char* name) { return table.rows[row][*table.column(name)]; };
  int images = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string name = cell(row, "patient") + "/" + cell(row, "modality");
    const std::string image = data_path("ibsi/validation/nifti/" + name + "_image.nii.gz");
    const std::string mask_path = data_path("ibsi/validation/nifti/" + name + "_mask.nii.gz");
    if (image.empty() || mask_path.empty()) continue;
    ++images;
    const Lattice lattice = read_image_header(image).lattice;
    const Mask mask = read_mask(mask_path, {});
    EXPECT_LT(largest_displacement_mm(lattice, mask.lattice), 1e-3) << name;
    EXPECT_EQ(to_text(count(mask)), cell(row, "n_mask_voxels")) << name;
    const char* const sizes[] = {"nx", "ny", "nz"};
    const char* const spacings[] = {"dx_mm", "dy_mm", "dz_mm"};
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_EQ(to_text(lattice.size[a]), cell(row, sizes[a])) << name;
      EXPECT_NEAR(lattice.spacing_mm[a], *parse_double(cell(row, spacings[a])), 1e-5) << name;
    }
  }
  EXPECT_GE(images, 80);
}

TEST(ImageFileOracle, DigitalPhantomIsAsPublished) {
  RADGAUGE_REFERENCE_DATA(path, "ibsi/ibsi1/digital_phantom/image.nii.gz");
  RADGAUGE_REFERENCE_DATA(mask_path, "ibsi/ibsi1/digital_phantom/mask.nii.gz");
  const Volume image = read_image(path);
  EXPECT_EQ(image.lattice.size, (Index3{5, 4, 4}));
  EXPECT_EQ(image.lattice.spacing_mm, (Vec3{2, 2, 2}));
  // First slice of the phantom in the IBSI manual (arXiv:1612.07003, chapter 5).
  const std::vector<float> first{1, 4, 4, 1, 1, 1, 4, 6, 1, 1, 4, 1, 6, 4, 1, 4, 4, 6, 4, 1};
  EXPECT_EQ(std::vector<float>(image.voxels.begin(), image.voxels.begin() + 20), first);
  EXPECT_EQ(count(read_mask(mask_path, {})), 74);
}

}  // namespace
}  // namespace radgauge
