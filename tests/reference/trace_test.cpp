#include "core/error.h"
#include "reference/extractor.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::blob;
using testing::textured;
using testing::unit_lattice;

class TraceMechanics : public ::testing::Test {
 protected:
  TraceMechanics()
      : lattice_(unit_lattice({14, 14, 14})),
        image_(textured(lattice_, 90)),
        mask_(blob(lattice_, {7, 7, 7}, 5)) {
    request_.settings.discretisation = Discretisation::fbs;
    request_.settings.bin_width = 5;
    before_ = trace(image_, mask_, {}, request_);
  }
  std::string moved() const { return first_difference(before_, trace(image_, mask_, {}, request_)); }

  Lattice lattice_;
  Volume image_;
  Mask mask_;
  FeatureRequest request_;
  std::vector<TraceStep> before_;
};

TEST_F(TraceMechanics, NamesTheFirstStepThatDiffers) {
  EXPECT_EQ(moved(), "");
  request_.settings.bin_width = 6;
  EXPECT_EQ(moved(), "discretised");
  request_.settings.bin_width = 5;
  request_.settings.cm_distance = 2;
  EXPECT_EQ(moved(), "matrix");
  request_.settings.cm_distance = 1;
  request_.settings.resegmentation_lower = 20;
  EXPECT_EQ(moved(), "resegmented");
  request_.settings.resegmentation_lower = FeatureSettings{}.resegmentation_lower;
  mask_(7, 7, 13) = 1;
  EXPECT_EQ(moved(), "mask");
  mask_(7, 7, 13) = 0;
  image_(0, 0, 0) += 1;
  EXPECT_EQ(moved(), "image");
}

TEST_F(TraceMechanics, HasEveryStepInOrder) {
  const std::vector<std::string> order{"image", "mask", "resegmented", "discretised", "matrix", "value"};
  std::size_t at = 0;
  std::map<std::string, int> counts;
  for (const TraceStep& step : before_) {
    while (at < order.size() && order[at] != step.step) ++at;
    ASSERT_LT(at, order.size()) << step.step << " is out of order";
    ++counts[step.step];
  }
  EXPECT_EQ(counts.size(), order.size());
  EXPECT_EQ(counts["matrix"], 6) << "cm, rlm, szm, dzm, ngt, ngl";
  EXPECT_EQ(static_cast<std::size_t>(counts["value"]), feature_list(request_).size());
}

// What is kept has the checksums of the trace, and its grey levels are inside the region alone.
TEST_F(TraceMechanics, KeepsWhatItHasTheChecksumsOf) {
  request_.settings.resegmentation_lower = 20;
  const std::vector<TraceStep> sums = trace(image_, mask_, {}, request_);
  const std::vector<KeptStep> kept = kept_steps(image_, mask_, {}, request_);
  const auto find = [&](const std::string& step, const std::string& part) -> const KeptStep& {
    for (const KeptStep& one : kept)
      if (one.step == step && one.part == part) return one;
    throw std::runtime_error(step + " " + part + " is not kept");
  };
  EXPECT_EQ(find("image", "").voxels, image_);
  EXPECT_EQ(find("mask", "").voxels, as_volume(mask_));
  for (const TraceStep& sum : sums)
    if (sum.step == "matrix") {
      EXPECT_GT(find("matrix", sum.part).numbers.size(), 8u) << sum.part;
    }
  // oracle: bins of FBS from 20 on, of the voxels of the mask from 20 on.
  const Volume &levels = find("discretised", "").voxels, &inside = find("resegmented", "").voxels;
  std::int64_t voxels = 0, offset = 0;
  for (std::int64_t z = 0; z < levels.lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < levels.lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < levels.lattice.size[0]; ++x) {
        const Index3& o = levels.window.offset;
        offset += o[0];
        const float value = image_(x + o[0], y + o[1], z + o[2]);
        const bool is_in = mask_(x + o[0], y + o[1], z + o[2]) != 0 && value >= 20;
        const float level = is_in ? std::floor((value - 20) / 5) + 1 : 0;
        ASSERT_EQ(levels(x, y, z), level) << x << " " << y << " " << z;
        ASSERT_EQ(inside(x, y, z), is_in ? 1 : 0);
        voxels += is_in ? 1 : 0;
      }
  EXPECT_GT(voxels, 100);
  EXPECT_GT(offset, 0) << "the box of the mask begins inside the image";
  // Values are those of extract, in its order.
  const FeatureVector values = extract(image_, mask_, {}, std::span(&request_, 1)).front();
  std::size_t f = 0;
  for (const KeptStep& one : kept)
    if (one.step == "value")
      for (const NamedNumber& number : one.numbers) {
        ASSERT_LT(f, values.size());
        if (values[f].status == Status::ok) {
          EXPECT_EQ(number.value, values[f].value) << number.name;
        } else {
          EXPECT_NE(number.reason, "") << number.name;
        }
        ++f;
      }
  EXPECT_EQ(f, values.size());
}

// oracle: a map that is twice the image has twice its mean, over the voxels that the image keeps.
TEST(MapsOracle, MaskComesFromTheImageAndValuesFromTheMap) {
  const Lattice lattice = unit_lattice({14, 14, 14});
  Volume image = textured(lattice, 90);
  for (float& v : image.voxels) v = std::floor(v);  // so that its double is exact
  const Mask mask = blob(lattice, {7, 7, 7}, 5);
  NamedMap twice{"twice", image};
  for (float& v : twice.image.voxels) v = 2 * v + 1000;
  FeatureRequest request;
  request.settings.families = "morph+stat+cm";
  request.settings.resegmentation_lower = 20;
  request.settings.resegmentation_upper = 70;
  request.maps = {"original", "twice"};
  const FeatureVector values = extract(image, mask, std::span(&twice, 1), std::span(&request, 1)).front();
  const std::vector<MappedFeature> list = feature_list(request);
  ASSERT_EQ(values.size(), list.size());
  const auto value = [&](const std::string& map, const std::string& tag) {
    for (std::size_t f = 0; f < list.size(); ++f)
      if (list[f].map == map && list[f].info.tag == tag) return values[f].value;
    ADD_FAILURE() << map << " " << tag;
    return std::nan("");
  };
  EXPECT_NEAR(value("twice", "stat_mean"), 2 * value("original", "stat_mean") + 1000, 1e-6);
  EXPECT_NEAR(value("twice", "stat_min"), 2 * value("original", "stat_min") + 1000, 1e-6);
  EXPECT_EQ(value("twice", "cm_contrast_3D_comb"), value("original", "cm_contrast_3D_comb"))
      << "a fixed number of bins sees the same levels";
  for (const MappedFeature& feature : list)
    EXPECT_FALSE(feature.map == "twice" && feature.info.family == "morph") << feature.info.tag;
  request.maps = {"original"};
  const FeatureVector alone = extract(image, mask, {}, std::span(&request, 1)).front();
  for (std::size_t f = 0; f < alone.size(); ++f)
    if (alone[f].status == Status::ok) {
      EXPECT_EQ(alone[f].value, values[f].value) << list[f].info.tag;
    }
}

TEST(MapsMechanics, AMapThatIsNotThereIsAnError) {
  const Lattice lattice = unit_lattice({6, 6, 6});
  FeatureRequest request;
  request.settings.families = "stat";
  request.maps = {"log"};
  EXPECT_THROW(extract(Volume(lattice, 1), Mask(lattice, 1), {}, std::span(&request, 1)), Error);
}

}  // namespace
}  // namespace radgauge
