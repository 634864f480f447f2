#include <limits>
#include <thread>

#include "core/error.h"
#include "io/image_example.h"
#include "io/image_file.h"
#include "io/nifti_bytes.h"
#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::io;

namespace {

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
  expect_refused("far.nii", with([](auto& f) { f.pixdim[2] = 51; }),
                 "51 mm apart along y, and at most 50 mm");
  expect_refused("metres.nii", with([](auto& f) { f.pixdim[3] = 3000; }), "unit of length");
  expect_refused("slice.nii", with([](auto& f) {
                   f.size = {4, 3, 1}, f.pixdim[3] = 1000;
                 }),
                 "1000 mm apart along z");
  expect_refused("d.nii", with([&](auto& f) { f.quaternion[4] = nan; }), "not a number");
  // ITK's decomposition of these does not end.
  for (const std::size_t at : {std::size_t{3}, std::size_t{7}})
    expect_refused("f.nii", with([&](auto& f) {
                     f.sform_code = 1;
                     f.matrix[at] = std::numeric_limits<float>::max();
                   }),
                   "no place in mm");
  expect_refused("g.nii", with([&](auto& f) { f.quaternion[3] = -1e30F; }), "no place in mm");
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
  expect_refused("n.mha", changed("NDims = 3", "NDims = 3\nNDims = 300000000"), "'NDims' twice");
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

}  // namespace
}  // namespace radgauge
