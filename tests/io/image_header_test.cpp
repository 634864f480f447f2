// Headers that are legal and say something else than they seem to: units, rescales, two positions, names.
#include <cmath>

#include "core/error.h"
#include "io/image_example.h"
#include "io/image_file.h"
#include "io/nifti_bytes.h"
#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::io;

namespace {

class ImageHeaderMechanics : public testing::Test {
 protected:
  std::string file(const std::string& name) const { return folder_.file(name); }

  std::string refusal(const std::string& name) const {
    try {
      read_noted_image(file(name));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      return error.what();
    }
    return "";
  }
  /// A NRRD image of 2 x 2 x 2 bytes 1 to 8 with these lines in its header.
  std::string nrrd(const std::string& lines, const std::string& type = "uchar") const {
    const std::string name = "a.nrrd";
    std::string voxels;
    for (char v = 1; v <= 8; ++v) voxels += type == "short" ? std::string{v, 0} : std::string{v};
    write_bytes(file(name),
                "NRRD0004\ntype: " + type +
                    "\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 2 2\nendian: little\n"
                    "space directions: (2,0,0) (0,3,0) (0,0,4)\nspace origin: (10,20,30)\n"
                    "encoding: raw\n" +
                    lines + "\n" + voxels);
    return name;
  }
  /// The same as MetaImage.
  std::string meta(const std::string& lines) const {
    const std::string name = "a.mha";
    write_bytes(file(name),
                "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
                "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 10 20 30\nElementSpacing = 2 3 4\n"
                "DimSize = 2 2 2\n" +
                    lines + "ElementType = MET_UCHAR\nElementDataFile = LOCAL\n\1\2\3\4\5\6\7\10");
    return name;
  }
  void expect_lattice(const std::string& name, double factor) const {
    const Lattice lattice = read_image(file(name)).lattice;
    const Vec3 spacing{2, 3, 4}, origin{10, 20, 30};
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_NEAR(lattice.spacing_mm[a], factor * spacing[a], 1e-9 * factor) << name;
      EXPECT_NEAR(lattice.origin_mm[a], factor * origin[a], 1e-9 * factor) << name;
    }
  }
  /// A file whose qform (spacing of pixdim) and sform place voxels as given.
  std::string two_forms(const std::array<float, 12>& sform, int sform_code = 1, int qform_code = 1) const {
    NiftiBytes bytes;
    bytes.pixdim = {1, 2, 3, 4};
    bytes.qform_code = static_cast<std::int16_t>(qform_code);
    bytes.sform_code = static_cast<std::int16_t>(sform_code);
    bytes.matrix = sform;
    write_bytes(file("two.nii"), bytes.bytes());
    return "two.nii";
  }
  TemporaryFolder folder_;
};

TEST_F(ImageHeaderMechanics, UnitsOfLengthAreHonoured) {
  expect_lattice(nrrd(""), 1);
  expect_lattice(nrrd("space units: \"mm\" \"mm\" \"mm\"\n"), 1);
  expect_lattice(nrrd("space units: \"um\" \"um\" \"um\"\n"), 1e-3);
  expect_lattice(nrrd("space units: \"\xc2\xb5m\" \"\xc2\xb5m\" \"\xc2\xb5m\"\n"), 1e-3);
  expect_lattice(nrrd("space units: \"cm\" \"cm\" \"cm\"\n"), 10);
  expect_lattice(meta(""), 1);
  expect_lattice(meta("DistanceUnits = mm\n"), 1);
  expect_lattice(meta("DistanceUnits = um\n"), 1e-3);
  expect_lattice(meta("DistanceUnits = cm\n"), 10);
  NiftiBytes bytes;
  bytes.pixdim = {1, 2, 3, 4};
  std::string text = bytes.bytes();
  text[123] = 3;  // micrometres
  write_bytes(file("um.nii"), text);
  EXPECT_NEAR(read_image(file("um.nii")).lattice.spacing_mm[2], 4e-3, 1e-9);
}

TEST_F(ImageHeaderMechanics, UnitsThatAreNoneAreRefused) {
  EXPECT_NE(refusal(nrrd("space units: \"ly\" \"ly\" \"ly\"\n")).find("lengths in 'ly'"), std::string::npos);
  EXPECT_NE(refusal(nrrd("space units: \"mm\" \"mm\" \"cm\"\n")).find("several units"), std::string::npos);
  EXPECT_NE(refusal(meta("DistanceUnits = furlong\n")).find("export the image in mm"), std::string::npos);
}

TEST_F(ImageHeaderMechanics, RescalesThatReadersPassOverAreRefused) {
  EXPECT_EQ(refusal(meta("ElementToIntensityFunctionSlope = 1\nElementToIntensityFunctionOffset = 0\n")), "");
  const std::string text =
      refusal(meta("ElementToIntensityFunctionSlope = 2\nElementToIntensityFunctionOffset = -1024\n"));
  EXPECT_NE(text.find("2 x value + -1024"), std::string::npos) << text;
  EXPECT_NE(
      refusal(nrrd("old min: -1000\nold max: 3000\n")).find("quantised from intensities of -1000 to 3000"),
      std::string::npos);
}

TEST_F(ImageHeaderMechanics, RescalesOfDicomAreNotedWhereTheVoxelsSeemNotToHaveHadThem) {
  const auto noted = [&](const std::string& name) { return read_noted_image(file(name)).notices; };
  EXPECT_TRUE(noted(nrrd("")).empty());
  for (const std::string key : {"0028|1052", "DICOM_0028_1052", "DICOM.0028.1052", "RescaleIntercept"}) {
    const auto notices = noted(nrrd(key + ":=-1024\n"));
    ASSERT_EQ(notices.size(), 1u) << key;
    EXPECT_EQ(notices.front(), (Notice{NoticeKind::rescale_in_header, 1, -1024}));
  }
  EXPECT_EQ(noted(meta("RescaleSlope = 0.37\n")).size(), 1u);
  EXPECT_TRUE(noted(nrrd("0028|1052:=0\n0028|1053:=1\n")).empty());
  // CT as everybody converts it: the header repeats -1024, and air is there.
  write_bytes(file("ct.nrrd"),
              "NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 1 1\n"
              "endian: little\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\n"
              "encoding: raw\n0028|1052:=-1024\n\n" +
                  bytes_of<std::int16_t>({-1000, 40}));
  EXPECT_TRUE(noted("ct.nrrd").empty());
}

TEST_F(ImageHeaderMechanics, SpacingsOfQformAndSformMustAgree) {
  for (const int sform : {1, 2, 4})
    for (const int qform : {0, 1, 2}) {
      const std::string text = refusal(two_forms({2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 6, 0}, sform, qform));
      for (const char* part :
           {"contradicts itself", "along z is 4 mm", "6 mm by the sform", "export the image"})
        EXPECT_NE(text.find(part), std::string::npos) << text;
    }
  // Rounding of either is none, and neither is an sform that is not in use.
  EXPECT_EQ(refusal(two_forms({2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4.001F, 0})), "");
  EXPECT_EQ(refusal(two_forms({2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 6, 0}, 0)), "");
}

TEST_F(ImageHeaderMechanics, TwoPositionsAreNoted) {
  const auto notices = [&](const std::string& name) { return read_image_header(file(name)).notices; };
  EXPECT_TRUE(notices(two_forms({2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0})).empty());
  EXPECT_TRUE(notices(two_forms({2, 0, 0, 0.5F, 0, 3, 0, 0, 0, 0, 4, 0})).empty()) << "a quarter of a voxel";
  const auto moved = notices(two_forms({2, 0, 0, 3, 0, 3, 0, 4, 0, 0, 4, 0}));
  ASSERT_EQ(moved.size(), 1u);
  EXPECT_EQ(moved.front().kind, NoticeKind::two_positions);
  EXPECT_NEAR(moved.front().amount, 5, 1e-6);
  // Turned by 90 degrees about z: index (3, 2, 0) goes from (6, 6, 0) to (-6, 6, 0).
  const auto turned = notices(two_forms({0, -3, 0, 0, 2, 0, 0, 0, 0, 0, 4, 0}));
  ASSERT_EQ(turned.size(), 1u);
  EXPECT_NEAR(turned.front().amount, 12, 1e-5);
}

TEST_F(ImageHeaderMechanics, UnusualSpacingsAreNoted) {
  const auto kinds = [&](const Vec3& spacing_mm, const Index3& size = {4, 3, 2}) {
    Lattice lattice;
    lattice.size = size;
    lattice.spacing_mm = spacing_mm;
    write_image(file("s.nii"), Volume(lattice));
    return read_image_header(file("s.nii")).notices;
  };
  EXPECT_TRUE(kinds({0.7, 0.7, 5}).empty());
  EXPECT_TRUE(kinds({0.06, 0.06, 0.06}).empty()) << "a small animal";
  const auto fine = kinds({0.001, 0.001, 0.003});
  ASSERT_EQ(fine.size(), 1u);
  EXPECT_EQ(fine.front().kind, NoticeKind::unusual_spacing);
  EXPECT_NEAR(fine.front().reference, 0.003, 1e-8);
  EXPECT_THROW(kinds({700, 700, 3000}), Error) << "no unit makes an image of these";
  EXPECT_TRUE(kinds({1, 1, 0.01}, {4, 3, 1}).empty()) << "a slice has no neighbour";
}

// An oblique grid is perpendicular whatever its voxels measure, and a shear is one.
TEST_F(ImageHeaderMechanics, SmallObliqueVoxelsAreRead) {
  const Matrix3 turned = multiply(multiply(rotation(2, 31), rotation(1, -7)), rotation(0, 12));
  const auto sheared = [&](double spacing, double shear) {
    NiftiBytes bytes;
    const auto s = static_cast<float>(spacing);
    bytes.pixdim = {1, s, s, s};
    bytes.qform_code = 0;
    bytes.sform_code = 1;
    for (std::size_t row = 0; row < 3; ++row)
      for (std::size_t a = 0; a < 3; ++a)
        bytes.matrix[4 * row + a] =
            static_cast<float>(spacing * (turned[3 * row + a] + (a == 1 ? shear * turned[3 * row] : 0)));
    bytes.matrix[3] = -100;
    bytes.matrix[7] = 40;
    write_bytes(file("small.nii"), bytes.bytes());
    return refusal("small.nii");
  };
  for (const double spacing : {1.0, 0.3, 0.05, 0.02, 0.01, 0.001}) {
    ASSERT_EQ(sheared(spacing, 0), "") << spacing;
    const Lattice lattice = read_image(file("small.nii")).lattice;
    EXPECT_NEAR(lattice.spacing_mm[1], spacing, 1e-6 * spacing);
    EXPECT_NEAR(lattice.origin_mm[0], 100, 1e-4);
    EXPECT_NEAR(lattice.origin_mm[1], -40, 1e-4);
    EXPECT_NEAR(lattice.direction[0], -turned[0], 1e-5) << spacing;
    EXPECT_NEAR(lattice.direction[8], turned[8], 1e-5) << spacing;
    EXPECT_EQ(read_image(file("small.nii")).voxels[5], 5.0F);
    EXPECT_EQ(read_image_header(file("small.nii")).pixel_type, "short");
    EXPECT_NE(sheared(spacing, 0.02).find("not perpendicular"), std::string::npos) << spacing;
  }
}

TEST_F(ImageHeaderMechanics, PercentIsALetterOfAName) {
  const Volume image = oblique_volume({5, 4, 3});
  for (const std::string name : {"77 % x", "100%", "a%d b", "%03d"}) {
    for (const std::string ending : {".nii", ".nii.gz", ".nrrd", ".mha"}) {
      write_image(file(name + ending), image);
      EXPECT_EQ(read_image(file(name + ending)).voxels, image.voxels) << name << ending;
    }
    write_bytes(file(name + ".raw"), bytes_of(image.voxels));
    write_bytes(
        file(name + ".mhd"),
        "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
        "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 0 0 0\nElementSpacing = 1 1 1\nDimSize = 5 4 3\n"
        "ElementType = MET_FLOAT\nElementDataFile = " +
            name + ".raw\n");
    write_bytes(file(name + ".nhdr"),
                "NRRD0004\ntype: float\ndimension: 3\nsizes: 5 4 3\nspacings: 1 1 1\nendian: little\n"
                "encoding: raw\ndata file: " +
                    name + ".raw\n\n");
    EXPECT_EQ(read_image(file(name + ".mhd")).voxels, image.voxels) << name;
    // Teem, whose format it is, takes every "%d" for a pattern and refuses it without a range.
    if (name.find('d') == std::string::npos) {
      EXPECT_EQ(read_image(file(name + ".nhdr")).voxels, image.voxels) << name;
    }
  }
  const std::string header =
      "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 1 2\nspacings: 1 1 1\nencoding: raw\n";
  for (const std::string data : {"s%03d.raw 1 2 1", "LIST"}) {
    write_bytes(file("several.nhdr"), header + "data file: " + data + "\n");
    EXPECT_NE(refusal("several.nhdr").find("spread over several files"), std::string::npos) << data;
  }
}

class Float32LossOracle : public ImageHeaderMechanics {
 protected:
  template <class T>
  Float32Loss loss(std::int16_t code, const std::vector<T>& values, float slope = 0) {
    NiftiBytes bytes;
    bytes.size = {static_cast<std::int16_t>(values.size()), 1, 1};
    bytes.datatype = code;
    bytes.bits = 8 * sizeof(T);
    bytes.slope = slope;
    bytes.voxels = bytes_of(values);
    write_bytes(file("loss.nii"), bytes.bytes());
    Mask region(read_image_header(file("loss.nii")).lattice, 1);
    region.voxels.back() = 0;  // the last value is outside
    return float32_loss(file("loss.nii"), region);
  }
};

// oracle: spacing of float32 numbers: 8 from 2^26, and 2^-20 from 8.
TEST_F(Float32LossOracle, IsTheDistanceToTheNearestFloat) {
  constexpr std::int32_t kBig = 1 << 26;
  EXPECT_EQ((loss<std::int32_t>(8, {kBig, kBig + 3, kBig + 8, kBig + 1, kBig + 4}).largest), 3);
  EXPECT_EQ((loss<std::int32_t>(8, {kBig, kBig + 8, kBig + 16, kBig + 3}).largest), 0) << "lost outside only";
  EXPECT_EQ((loss<std::int32_t>(8, {1 << 24, 7, -5, 0}).largest), 0);
  EXPECT_EQ((loss<std::int64_t>(1024, {(1LL << 40) + 1, 0, 0}).largest), 1);
  EXPECT_DOUBLE_EQ((loss<double>(64, {8 + std::ldexp(1.0, -22), 8, 0}).largest), std::ldexp(1.0, -22));
  EXPECT_TRUE(std::isinf(loss<double>(64, {1e300, 0, 0}).largest));
  EXPECT_EQ((loss<double>(64, {std::nan(""), 4, 0}).largest), 0) << "no number is another fault";
  EXPECT_EQ((loss<float>(16, {1.1F, 4, 0}).largest), 0);
  EXPECT_EQ((loss<std::int16_t>(4, {1, 3, 0}).largest), 0);
  EXPECT_NEAR((loss<std::int32_t>(8, {kBig, kBig + 2, kBig + 4, 0}).sd), std::sqrt(8.0 / 3), 1e-9);
  EXPECT_GT((loss<std::int16_t>(4, {3, 7, 0}, 0.1F).largest), 0) << "scaled to what no float32 is";
}

}  // namespace
}  // namespace radgauge
