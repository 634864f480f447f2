#include "engine/several.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"

namespace radgauge::engine {
namespace {

/// Measures `tags` of everything as `value`, `value` + 1, ...
class Fixed : public Engine {
 public:
  Fixed(std::string name, std::vector<std::string> tags, double value, std::string refusal = {})
      : name_(std::move(name)), tags_(std::move(tags)), value_(value), refusal_(std::move(refusal)) {}
  const std::string& name() const override { return name_; }
  std::vector<MappedFeature> features(const FeatureRequest&) const override {
    std::vector<MappedFeature> list;
    for (const std::string& tag : tags_) {
      list.emplace_back();
      list.back().info.tag = tag;
    }
    return list;
  }
  std::string refusal(const PlannedRequest&) const override { return refusal_; }
  std::vector<FeatureVector> extract(const Subject&,
                                     std::span<const FeatureRequest> requests) const override {
    FeatureVector vector;
    for (std::size_t f = 0; f < tags_.size(); ++f)
      vector.push_back({value_ + static_cast<double>(f), Status::ok, ""});
    return std::vector<FeatureVector>(requests.size(), vector);
  }

 private:
  std::string name_;
  std::vector<std::string> tags_;
  double value_;
  std::string refusal_;
};

struct Scene {
  Volume image{Lattice{}};
  Mask mask{Lattice{}};
  FeatureRequest request;

  Subject by(const std::string& engine) const {
    Subject subject{image, mask};
    subject.cell.engine = engine;
    return subject;
  }
};

std::shared_ptr<const Engine> two() {
  return several_engines({{"one", std::make_shared<Fixed>("One 1", std::vector<std::string>{"b", "a"}, 10)},
                          {"two", std::make_shared<Fixed>("Two 2", std::vector<std::string>{"a", "c"}, 20)}});
}

TEST(SeveralEnginesOracle, EveryFeatureOnceAndEachCellByItsEngine) {
  const Scene scene;
  const auto both = two();
  std::vector<std::string> tags;
  for (const MappedFeature& feature : both->features(scene.request)) tags.push_back(feature.info.tag);
  EXPECT_EQ(tags, (std::vector<std::string>{"b", "a", "c"}));
  EXPECT_EQ(both->name(), "One 1, Two 2");
  const FeatureVector one = both->extract(scene.by("one"), std::span(&scene.request, 1)).front();
  const FeatureVector other = both->extract(scene.by("two"), std::span(&scene.request, 1)).front();
  EXPECT_EQ(one[0].value, 10);
  EXPECT_EQ(one[1].value, 11);
  EXPECT_EQ(one[2].status, Status::absent);
  EXPECT_EQ(other[0].status, Status::absent);
  EXPECT_EQ(other[1].value, 20);
  EXPECT_EQ(other[2].value, 21);
  EXPECT_TRUE(std::isnan(other[0].value));
}

TEST(SeveralEnginesInvariant, ManyAtOnceAreEachAlone) {
  const Scene scene;
  const auto both = two();
  const std::vector<std::string> order{"two", "one", "two"};
  std::vector<Measurement> all;
  for (const std::string& name : order) all.push_back({scene.by(name), std::span(&scene.request, 1)});
  const auto many = both->extract_many(all);
  ASSERT_EQ(many.size(), 3U);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const FeatureVector alone = both->extract(scene.by(order[i]), std::span(&scene.request, 1)).front();
    for (std::size_t f = 0; f < alone.size(); ++f) {
      EXPECT_EQ(many[i].front()[f].status, alone[f].status);
      if (alone[f].status == Status::ok) {
        EXPECT_EQ(many[i].front()[f].value, alone[f].value);
      }
    }
  }
}

TEST(SeveralEnginesMechanics, OneThatCannotRefusesForAllAndACellOfNoneIsAnError) {
  const Scene scene;
  const auto refusing =
      several_engines({{"one", std::make_shared<Fixed>("1", std::vector<std::string>{"a"}, 1)},
                       {"two", std::make_shared<Fixed>("2", std::vector<std::string>{"a"}, 1, "no")}});
  EXPECT_EQ(refusing->refusal({scene.request, scene.request, "base"}), "no");
  EXPECT_THROW(refusing->extract(scene.by("three"), std::span(&scene.request, 1)), Error);
  EXPECT_NE(two()->identity(), refusing->identity());
}

}  // namespace
}  // namespace radgauge::engine
