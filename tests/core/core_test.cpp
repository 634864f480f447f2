#include <bit>
#include <cmath>

#include "core/error.h"
#include "core/field.h"
#include "core/geometry.h"
#include "core/hash.h"
#include "core/machine_speed.h"
#include "core/text.h"
#include "core/volume.h"

namespace radgauge {
namespace {

Lattice oblique() {
  Lattice lattice;
  lattice.size = {5, 6, 7};
  lattice.spacing_mm = {0.5, 0.75, 3};
  lattice.origin_mm = {-10, 20, 5};
  lattice.direction = multiply(rotation(2, 30), rotation(0, 17));
  return lattice;
}

// oracle: FIPS 180-4 example and the empty string.
TEST(HashOracle, Sha256KnownAnswers) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(GeometryInvariant, IndexAndPhysicalAreInverse) {
  const Lattice lattice = oblique();
  const Vec3 index{1.25, 4, 2.5};
  const Vec3 back = lattice.to_index(lattice.to_physical(index));
  for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(back[a], index[a], 1e-12);
}

TEST(GeometryInvariant, CropKeepsPositions) {
  const Lattice lattice = oblique();
  const Lattice part = crop(lattice, Box{{1, 2, 3}, {4, 5, 6}});
  const Vec3 whole = lattice.to_physical({3, 3, 4});
  const Vec3 cropped = part.to_physical({2, 1, 1});
  for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(whole[a], cropped[a], 1e-12);
}

TEST(GeometryInvariant, QuarterTurnsAreExact) {
  EXPECT_EQ(rotation(2, 90), (Matrix3{0, -1, 0, 1, 0, 0, 0, 0, 1}));
  EXPECT_EQ(multiply(rotation(0, 180), rotation(0, 180)), kIdentity3);
}

TEST(GeometryOracle, DisplacementOfShiftAndRotation) {
  Lattice a = oblique();
  Lattice b = a;
  b.origin_mm[1] += 0.25;
  EXPECT_NEAR(largest_displacement_mm(a, b), 0.25, 1e-12);
  const std::string text = explain_difference(a, b, "image", "mask");
  EXPECT_NE(text.find("origin"), std::string::npos);
  EXPECT_NE(text.find("0.25 mm"), std::string::npos);
  EXPECT_EQ(text.find("spacing"), std::string::npos);
}

TEST(GeometryMechanics, BadLatticesAreRefused) {
  Lattice bad = oblique();
  bad.spacing_mm[1] = std::nan("");
  EXPECT_THROW(check_lattice(bad), Error);
  bad = oblique();
  bad.direction[0] = 3;
  EXPECT_THROW(check_lattice(bad), Error);
  bad = oblique();
  bad.size[2] = 0;
  EXPECT_THROW(check_lattice(bad), Error);
}

TEST(VolumeMechanics, BoundingBoxAndCrop) {
  Lattice lattice = oblique();
  Mask mask(lattice);
  EXPECT_TRUE(bounding_box(mask).empty());
  mask(1, 2, 3) = 1;
  mask(3, 4, 3) = 1;
  EXPECT_EQ(bounding_box(mask), (Box{{1, 2, 3}, {4, 5, 4}}));
  const Mask part = crop(mask, Box{{1, 2, 3}, {4, 5, 4}});
  EXPECT_EQ(count(part), 2);
  EXPECT_EQ(part(2, 2, 0), 1);
  EXPECT_EQ(part.window.offset, (Index3{1, 2, 3}));
  EXPECT_EQ(part.window.whole_size, lattice.size);
}

// invariant: rows are looked through eight voxels at a time; both ends are found wherever they lie.
TEST(VolumeInvariant, TwoVoxelsOfARowAreItsBoundingBox) {
  Lattice lattice;
  for (const std::int64_t width : {1, 7, 8, 9, 27}) {
    lattice.size = {width, 2, 2};
    EXPECT_TRUE(bounding_box(Mask(lattice)).empty());
    for (std::int64_t first = 0; first < width; ++first)
      for (std::int64_t last = first; last < width; ++last) {
        Mask mask(lattice);
        mask(first, 1, 0) = mask(last, 1, 0) = 1;
        EXPECT_EQ(bounding_box(mask), (Box{{first, 1, 0}, {last + 1, 2, 1}})) << first << " to " << last;
      }
  }
}

// How long it takes is nobody's promise, so of this machine nothing is asked.
TEST(MachineSpeedInvariant, HalfTheTimeIsTwiceTheSpeed) {
  EXPECT_EQ(machine_speed(0.25), 2 * machine_speed(0.5));
  EXPECT_TRUE(std::isfinite(machine_speed(0))) << "a clock that stands still";
  EXPECT_GT(machine_speed(), 0);
}

TEST(TextInvariant, NumbersRoundTrip) {
  for (double value : {0.1, 1.0 / 3, 1e-300, 5e-324, 1.7976931348623157e308, -0.0, 123456789.125})
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*parse_double(to_text(value))),
              std::bit_cast<std::uint64_t>(value));
  EXPECT_TRUE(std::isnan(*parse_double("nan")));
  EXPECT_FALSE(parse_double("1,5"));
  EXPECT_FALSE(parse_double("0x10"));
  EXPECT_FALSE(parse_double(""));
  EXPECT_FALSE(parse_double("1.5 "));
  EXPECT_FALSE(parse_double("+-1"));
  EXPECT_EQ(*parse_double("+2.5"), 2.5);
  EXPECT_EQ(*parse_int("010"), 10);
}

TEST(TextMechanics, NearestKey) {
  const std::vector<std::string> keys{"angle_deg", "axis", "fraction"};
  EXPECT_EQ(*nearest("angel_deg", keys), "angle_deg");
  EXPECT_EQ(*nearest("axes", keys), "axis");
  EXPECT_FALSE(nearest("zzz", keys));
  EXPECT_TRUE(matches_pattern("noise.white:k=1", "noise*"));
  EXPECT_TRUE(matches_pattern("abc", "*b?"));
  EXPECT_FALSE(matches_pattern("abc", "*b"));
}

TEST(ErrorMechanics, ContextIsStacked) {
  const Error error = Error(ErrorKind::data, "it is empty").within("mask.nii.gz").within("patient P01");
  EXPECT_STREQ(error.what(), "patient P01: mask.nii.gz: it is empty");
  EXPECT_EQ(exit_code(error.kind()), 4);
}

enum class Shape { ball, cross };
struct Params {
  double angle_deg = 2;
  std::int64_t axis = 1;
  Shape shape = Shape::cross;
  static auto fields() {
    return FieldList{
        field("angle_deg", &Params::angle_deg, "deg", between(-15, 15), "angle"),
        field("axis", &Params::axis, "", between(0, 2), "axis"),
        field("shape", &Params::shape, {{"ball", Shape::ball}, {"cross", Shape::cross}}, "shape")};
  }
};

TEST(FieldMechanics, TableHoldsDefaultsAndRoundTrips) {
  const auto table = field_table<Params>();
  ASSERT_EQ(table.size(), 3u);
  EXPECT_EQ(to_text(table[0].fallback), "2");
  EXPECT_EQ(to_text(table[2].fallback), "cross");
  std::vector<Value> values = to_values(Params{});
  values[2] = std::string("ball");
  EXPECT_EQ(from_values<Params>(values).shape, Shape::ball);
  EXPECT_EQ(from_values<Params>(values).axis, 1);
}

TEST(FieldMechanics, BadValuesAreExplained) {
  const auto table = field_table<Params>();
  Value value;
  std::string problem;
  EXPECT_FALSE(parse(table[0], "40", value, problem));
  EXPECT_EQ(problem, "angle_deg = 40 deg is outside [-15, 15]");
  EXPECT_FALSE(parse(table[0], ".nan", value, problem));
  EXPECT_FALSE(parse(table[1], "1.5", value, problem));
  EXPECT_EQ(problem, "axis = '1.5' is not a whole number");
  EXPECT_FALSE(parse(table[2], "bal", value, problem));
  EXPECT_NE(problem.find("did you mean 'ball'"), std::string::npos);
  EXPECT_TRUE(parse(table[0], "1e1", value, problem));
}

TEST(TextMechanics, WordsOfACommandLine) {
  const auto words = [](const char* text) { return split_words(text).value(); };
  using Words = std::vector<std::string>;
  EXPECT_EQ(words("  a  bc\td\n"), (Words{"a", "bc", "d"}));
  EXPECT_EQ(words(""), Words{});
  EXPECT_EQ(words("'a b' \"c d\"e f\\ g ''"), (Words{"a b", "c de", "f g", ""}));
  EXPECT_EQ(words(R"('$x "y" \n' "\"q\" \\ \n 'z'")"), (Words{R"($x "y" \n)", R"("q" \ \n 'z')"}));
  EXPECT_EQ(words("a=$(b);c|d>e*"), (Words{"a=$(b);c|d>e*"}));
  for (const char* bad : {"'a", "\"a", "a\\", "'a\\", "\"a\\\""})
    EXPECT_FALSE(split_words(bad).has_value()) << bad;
}

TEST(TextMechanics, ListsAndTextsOfMessagesAreShort) {
  const std::vector<std::string> many(5000, std::string(300, 'x'));
  EXPECT_LT(listed(many).size(), 1000u);
  EXPECT_NE(listed(many).find("and 4988 more"), std::string::npos);
  EXPECT_EQ(listed(std::vector<std::string>{"a", "b"}), "a, b");
  EXPECT_EQ(shortened("abc", 16), "abc");
  EXPECT_EQ(shortened(std::string(100, 'a') + std::string(100, 'b'), 23).size(), 23u);
  // Two-byte characters are kept whole at either cut.
  std::string umlauts;
  for (int i = 0; i < 100; ++i) umlauts += "\xC3\xA4";
  for (std::size_t most = 16; most < 40; ++most) {
    const std::string cut = shortened(umlauts, most);
    EXPECT_LE(cut.size(), most);
    EXPECT_EQ((cut.size() - 3) % 2, 0u);
    const auto dots = cut.find("...");
    EXPECT_EQ(dots % 2, 0u);
  }
}

}  // namespace
}  // namespace radgauge
