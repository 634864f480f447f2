#include "reference/extractor.h"

#include <thread>

#include "core/error.h"
#include "reference/measured.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::all_aggregations;
using testing::blob;
using testing::textured;
using testing::unit_lattice;

std::string message_of(const Volume& image, const Mask& mask, const ExtractionSettings& s) {
  try {
    extract(image, mask, std::span(&s, 1));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.what();
  }
  return {};
}

TEST(ExtractorMechanics, BadInputIsExplained) {
  const Lattice lattice = unit_lattice({12, 12, 12});
  Volume image = textured(lattice, 90);
  const Mask ball = blob(lattice, {6, 6, 6}, 4);
  EXPECT_NE(message_of(image, Mask(lattice), {}).find("no voxel"), std::string::npos);
  EXPECT_NE(message_of(image, Mask(unit_lattice({3, 3, 3}), 1), {}).find("size"), std::string::npos);
  image(0, 0, 0) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(message_of(image, ball, {}), "") << "outside the mask nobody looks";
  image(6, 6, 5) = std::numeric_limits<float>::infinity();
  image(7, 6, 6) = std::numeric_limits<float>::quiet_NaN();
  const std::string text = message_of(image, ball, {});
  EXPECT_EQ(text.find("2 voxels inside the mask are NaN"), 0u) << text;
  EXPECT_NE(text.find("(6, 6, 5)"), std::string::npos) << text;
}

TEST(ExtractorMechanics, TooManyLevelsNameAWidthThatWorks) {
  const Lattice lattice = unit_lattice({12, 12, 12});
  const Mask ball = blob(lattice, {6, 6, 6}, 4);
  ExtractionSettings s;
  s.discretisation = Discretisation::fbs;
  s.bin_width = 1e-4;
  const Volume image = textured(lattice, 90);
  const std::string text = message_of(image, ball, s);
  const std::string before = "a bin_width of ";
  ASSERT_NE(text.find(before), std::string::npos) << text;
  s.bin_width = std::stod(text.substr(text.find(before) + before.size()));
  EXPECT_EQ(message_of(image, ball, s), "");
}

TEST(ExtractorMechanics, UnknownFamilyIsRefusedWithTheNearest) {
  ExtractionSettings s;
  s.families = "stat+morf";
  try {
    feature_list(s);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    EXPECT_NE(std::string(error.what()).find("did you mean 'morph'"), std::string::npos) << error.what();
  }
}

TEST(ExtractorInvariant, SharedExtractionsEqualSingleOnes) {
  const Lattice lattice = unit_lattice({16, 15, 14});
  const Volume image = textured(lattice, 90);
  const Mask ball = blob(lattice, {7, 7, 7}, 5);
  std::vector<ExtractionSettings> settings(6);
  settings[1].bin_count = 16;
  settings[2].discretisation = Discretisation::fbs;
  settings[3].resegmentation_lower = 20;
  settings[4] = settings[3];
  settings[4].aggregation = Aggregation::all;
  settings[5].families = "cm + stat";
  const auto together = extract(image, ball, settings);
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const FeatureVector alone = extract(image, ball, std::span(&settings[i], 1))[0];
    ASSERT_EQ(alone.size(), together[i].size());
    for (std::size_t f = 0; f < alone.size(); ++f) {
      EXPECT_EQ(alone[f].status, together[i][f].status);
      if (alone[f].status == Status::ok) {
        EXPECT_EQ(alone[f].value, together[i][f].value);
      }
    }
  }
  EXPECT_EQ(feature_list(settings[5]).front().family, "stat") << "families keep the order of the manual";
}

// invariant: nothing is shared between extractions that run at the same time.
TEST(ExtractorInvariant, ThreadsDoNotMeet) {
  const Lattice lattice = unit_lattice({16, 15, 14});
  const Volume image = textured(lattice, 90);
  const ExtractionSettings s = all_aggregations();
  std::vector<FeatureVector> alone, together(6);
  std::vector<Mask> masks;
  for (const double radius : {2.0, 3.0, 4.0, 5.0, 5.5, 6.0})
    masks.push_back(blob(lattice, {7, 7, 7}, radius));
  for (const Mask& mask : masks) alone.push_back(extract(image, mask, std::span(&s, 1))[0]);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < masks.size(); ++i)
    threads.emplace_back([&, i] { together[i] = extract(image, masks[i], std::span(&s, 1))[0]; });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < masks.size(); ++i)
    for (std::size_t f = 0; f < alone[i].size(); ++f) {
      EXPECT_EQ(together[i][f].status, alone[i][f].status);
      if (alone[i][f].status == Status::ok) {
        EXPECT_EQ(together[i][f].value, alone[i][f].value);
      }
    }
}

}  // namespace
}  // namespace radgauge
