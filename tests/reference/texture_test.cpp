#include "reference/texture_comparison.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using namespace testing;

// invariant: shifting all levels leaves what depends on sizes only; reversing their order swaps nothing there
// either (zones, runs and dependences know levels as labels).
TEST(TextureInvariant, SizesDoNotDependOnTheNamesOfLevels) {
  const LevelRegion r = random_region({9, 8, 7}, 6, 0, 0.8, 1, 21);
  LevelRegion other = r;
  constexpr std::array<float, 7> kNames{0, 41, 3, 700, 12, 1, 90};
  for (float& v : other.image.voxels) v = kNames[static_cast<std::size_t>(v)];
  const ExtractionSettings s = settings_of(r, "rlm+szm+dzm+ngl");
  const FeatureVector a = extract(r.image, r.mask, std::span(&s, 1))[0];
  const FeatureVector b = extract(other.image, other.mask, std::span(&s, 1))[0];
  const std::vector<FeatureInfo> list = feature_list(s);
  int compared = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string& name = list[i].name;
    const bool of_levels = (name.find("grey level") != std::string::npos ||
                            name.find("Grey level variance") != std::string::npos);
    if (of_levels) continue;
    ++compared;
    EXPECT_NEAR(a[i].value, b[i].value, 1e-12 * std::max(1.0, a[i].value)) << list[i].tag;
  }
  EXPECT_GT(compared, 100);
}

}  // namespace
}  // namespace radgauge
