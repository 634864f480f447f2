#include "io/image_file.h"

#include <cmath>
#include <limits>
#include <thread>

#include "core/error.h"
#include "core/text.h"
#include "data.h"
#include "io/csv.h"
#include "io/nifti_bytes.h"
#include "io/temporary_folder.h"

namespace radgauge {
namespace {

const std::vector<std::string> kEndings{".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd"};

Volume oblique_volume(const Index3& size) {
  Lattice lattice;
  lattice.size = size;
  lattice.spacing_mm = {0.9765625, 1.25, 3.27};
  lattice.origin_mm = {-250.5, 12.25, 1034.75};
  lattice.direction = multiply(rotation(2, 20), rotation(0, -35));
  Volume image(lattice);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>(i % 251) * 8.125F - 1000.1F;
  return image;
}

/// The text of the Error(data) that reading gives; "" if it reads.
std::string refusal(const std::string& path) {
  try {
    read_image(path);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data) << error.what();
    EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
    return error.what();
  }
  return {};
}

class BrokenImageMechanics : public testing::Test {
 protected:
  static void SetUpTestSuite() { initialise_image_io(); }
  void SetUp() override {
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
  }
  void TearDown() override {
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  }
  /// Writes `bytes` and expects that reading refuses them with `words`.
  void expect_refused(const std::string& name, const std::string& bytes, const std::string& words) {
    write_bytes(folder_.file(name), bytes);
    const std::string text = refusal(folder_.file(name));
    EXPECT_NE(text.find(words), std::string::npos) << name << ": '" << text << "'";
  }
  TemporaryFolder folder_;
};

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

TEST_F(BrokenImageMechanics, WrongPathsAreExplained) {
  write_bytes(folder_.file("P01_image.nii.gz"), gzip(NiftiBytes().bytes()));
  EXPECT_NE(refusal(folder_.file("P01_imge.nii.gz")).find("did you mean 'P01_image.nii.gz'?"),
            std::string::npos);
  EXPECT_NE(refusal(folder_.file("gone/a.nii")).find("does not exist"), std::string::npos);
  EXPECT_NE(refusal(folder_.path()).find("this is a folder"), std::string::npos);
  expect_refused("a.img", "x", ".nii.gz");
}

TEST_F(BrokenImageMechanics, TruncatedFilesAreFound) {
  const Volume image = oblique_volume({40, 30, 20});
  for (const auto& ending : kEndings) {
    write_image(folder_.file("whole" + ending), image);
    const std::string data = ending == ".nhdr" ? ".raw.gz" : ending == ".mhd" ? ".zraw" : ending;
    const std::string bytes = file_bytes(folder_.file("whole" + data));
    ASSERT_GT(bytes.size(), 400u) << ending;
    // The header stays whole in the detached formats; the voxels of its data file are cut.
    for (const std::size_t kept : {bytes.size() - 1, bytes.size() - 5, bytes.size() / 2, bytes.size() / 4,
                                   std::size_t{20}, std::size_t{0}}) {
      write_bytes(folder_.file("whole" + data), bytes.substr(0, kept));
      EXPECT_NE(refusal(folder_.file("whole" + ending)), "") << ending << " cut to " << kept;
    }
  }
}

TEST_F(BrokenImageMechanics, DamagedCompressionIsFound) {
  const Volume image = oblique_volume({40, 30, 20});
  for (const std::string ending : {".nii.gz", ".nrrd", ".mha"}) {
    const std::string path = folder_.file("whole" + ending);
    write_image(path, image);
    std::string bytes = file_bytes(path);
    bytes[bytes.size() * 3 / 4] = static_cast<char>(bytes[bytes.size() * 3 / 4] ^ 0x10);
    write_bytes(path, bytes);
    EXPECT_NE(refusal(path).find("truncated or damaged"), std::string::npos) << ending;
  }
}

TEST_F(BrokenImageMechanics, NamesThatLieAreFound) {
  for (const auto& ending : kEndings) {
    expect_refused("empty" + ending, "", "empty");
    expect_refused("text" + ending, "Dear colleague,\nplease find attached\n", "not");
    expect_refused("long" + ending, std::string(5000, '\x07'), "not");
  }
  expect_refused("packed.nii", gzip(NiftiBytes().bytes()), "rename it to .nii.gz");
}

TEST_F(BrokenImageMechanics, NiftiHeadersWithoutSenseAreFound) {
  const auto with = [](auto change) {
    NiftiBytes file;
    change(file);
    return file.bytes();
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  expect_refused("a.nii", with([](auto& f) { f.pixdim[2] = 0; }), "spacing of 0 mm along y");
  expect_refused("b.nii", with([&](auto& f) { f.pixdim[3] = nan; }), "spacing of nan mm along z");
  expect_refused("c.nii", with([](auto& f) { f.pixdim[1] = -1; }), "spacing of -1 mm along x");
  expect_refused("d.nii", with([&](auto& f) { f.quaternion[4] = nan; }), "not a number");
  expect_refused("e.nii", with([](auto& f) { f.qform_code = 0, f.sform_code = 1, f.matrix[0] = 2; }),
                 "contradicts itself");
  expect_refused("f.nii", with([](auto& f) {
                   f.qform_code = 0, f.sform_code = 1;
                   f.matrix[1] = 0.6F, f.matrix[5] = 0.8F;
                 }),
                 "not perpendicular");
  expect_refused("g.nii", with([](auto& f) { f.size = {4, 3, 2, 5}; }), "4 x 3 x 2 x 5");
  expect_refused("h.nii", with([](auto& f) { f.size = {4}; }), "1 dimensions");
  expect_refused("i.nii", with([](auto& f) { f.size = {4, -3, 2}, f.voxels = "x"; }), "size of -3");
  expect_refused("j.nii", with([](auto& f) { f.datatype = 128, f.bits = 24; }), "colour");
  expect_refused("k.nii", with([](auto& f) { f.datatype = 32, f.bits = 64; }), "type 32");
  expect_refused("l.nii", with([](auto& f) { f.bits = 8; }), "16 bits");
  expect_refused("m.nii", with([](auto& f) { f.size = {32767, 32767, 32767}, f.voxels = "x"; }), "truncated");
  std::string second = NiftiBytes().bytes();
  second[0] = 0x1c, second[1] = 0x02;
  expect_refused("n.nii", second, "NIfTI-2");
  std::string pair = NiftiBytes().bytes();
  pair[345] = 'i';
  expect_refused("o.nii", pair, "one .nii or .nii.gz file");
}

TEST_F(BrokenImageMechanics, TextHeadersWithoutSenseAreFound) {
  const std::string meta = "ObjectType = Image\nNDims = 3\nDimSize = 2 1 1\nElementSpacing = 1 1 1\n";
  const std::string tail = "ElementType = MET_UCHAR\nElementDataFile = LOCAL\n12";
  write_bytes(folder_.file("good.mha"), meta + tail);
  EXPECT_EQ(read_image(folder_.file("good.mha")).voxels, (std::vector<float>{'1', '2'}));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string text = meta + tail;
    return text.replace(text.find(from), from.size(), to);
  };
  expect_refused("a.mha", changed("ElementSpacing = 1 1 1\n", ""), "no voxel spacing");
  expect_refused("b.mha", changed("Spacing = 1 1 1", "Spacing = 1 nan 1"), "'1 nan 1'");
  expect_refused("c.mha", changed("Spacing = 1 1 1", "Spacing = 1 0 1"), "'1 0 1'");
  expect_refused("d.mha", changed("DimSize = 2 1 1", "DimSize = 2 -1 1"), "DimSize");
  expect_refused("e.mha", changed("DimSize = 2 1 1", "DimSize = 2 1"), "NDims = 3");
  expect_refused("f.mha", changed("DimSize = 2 1 1", "DimSize = 200000 100000 100000"), "truncated");
  expect_refused("g.mha", changed("LOCAL", "gone.raw"), "no such file");
  expect_refused("h.mha", changed("MET_UCHAR", "MET_UCHAR_ARRAY"), "MET_UCHAR_ARRAY");
  const std::string nrrd =
      "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 1 1\nspacings: 1 1 1\nencoding: raw\n\n12";
  write_bytes(folder_.file("good.nrrd"), nrrd);
  EXPECT_EQ(read_image(folder_.file("good.nrrd")).voxels, (std::vector<float>{'1', '2'}));
  const auto altered = [&](const std::string& from, const std::string& to) {
    std::string text = nrrd;
    return text.replace(text.find(from), from.size(), to);
  };
  expect_refused("a.nrrd", altered("spacings: 1 1 1\n", ""), "no voxel spacing");
  expect_refused("b.nrrd", altered("1 1 1", "nan nan nan"), "'nan nan nan'");
  expect_refused("c.nrrd",
                 altered("spacings: 1 1 1",
                         "space: left-posterior-superior\nspace directions: (1,0,0) "
                         "(0.5,1,0) (0,0,1)\nspace origin: (0,0,0)"),
                 "not perpendicular");
  expect_refused("d.nrrd", altered("sizes: 2", "sizes: 2000000"), "truncated");
  expect_refused("e.nrrd", altered("encoding: raw", "encoding: gzip"), "truncated or damaged");
  expect_refused("f.nrrd", altered("encoding: raw", "encoding: bzip2"), "bzip2");
}

TEST_F(BrokenImageMechanics, RandomDamageNeverCrashes) {
  const Volume image = oblique_volume({9, 8, 7});
  std::uint32_t state = 1;
  const auto next = [&](std::size_t below) {
    state = state * 1664525u + 1013904223u;
    return static_cast<std::size_t>(state >> 8) % below;
  };
  for (const std::string ending : {".nii", ".nii.gz", ".nrrd", ".mha"}) {
    const std::string path = folder_.file("fuzz" + ending);
    write_image(path, image);
    const std::string whole = file_bytes(path);
    for (int round = 0; round < 300; ++round) {
      std::string bytes = whole;
      for (std::size_t change = 1 + next(4); change > 0; --change)
        bytes[next(std::min<std::size_t>(bytes.size(), 400))] = static_cast<char>(next(256));
      write_bytes(path, bytes);
      try {
        read_image(path);
      } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find(path), std::string::npos);
      }
    }
  }
}

TEST_F(BrokenImageMechanics, ThreadsMayReadAtOnce) {
  const Volume image = oblique_volume({20, 20, 10});
  for (const auto& ending : kEndings) write_image(folder_.file("a" + ending), image);
  write_bytes(folder_.file("bad.nrrd"), "NRRD0004\ntype: uchar\n");
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int round = 0; round < 5; ++round)
        for (const auto& ending : kEndings) {
          if (read_image(folder_.file("a" + ending)).voxels != image.voxels) ++wrong;
          try {
            read_image(folder_.file("bad.nrrd"));
            ++wrong;
          } catch (const Error&) {
          }
        }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(BrokenImageMechanics, FailedWritesLeaveTheOldFile) {
  const std::string path = folder_.file("a.nii.gz");
  const Volume image = oblique_volume({4, 3, 2});
  write_image(path, image);
  Volume broken = image;
  broken.lattice.spacing_mm[0] = 0;
  EXPECT_THROW(write_image(path, broken), Error);
  EXPECT_EQ(read_image(path).voxels, image.voxels);
  EXPECT_THROW(write_image(folder_.file("gone/a.nii"), image), Error);
  EXPECT_THROW(write_image(folder_.file("a.dcm"), image), Error);
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
