#include "reference/measured.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::all_aggregations;
using testing::blob;
using testing::measure;
using testing::Scatter;
using testing::textured;
using testing::unit_lattice;

Lattice reordered(const Lattice& from, const std::array<std::size_t, 3>& order) {
  Lattice to = from;
  for (std::size_t a = 0; a < 3; ++a) {
    to.size[a] = from.size[order[a]];
    to.spacing_mm[a] = from.spacing_mm[order[a]];
  }
  return to;
}

/// Axis a of the result is axis order[a] of `from`, backwards where flip[a].
template <class T>
Grid<T> turned(const Grid<T>& from, const std::array<std::size_t, 3>& order,
               const std::array<bool, 3>& flip) {
  Grid<T> to(reordered(from.lattice, order));
  for (std::int64_t z = 0; z < to.lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < to.lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < to.lattice.size[0]; ++x) {
        const Index3 here{x, y, z};
        Index3 there;
        for (std::size_t a = 0; a < 3; ++a)
          there[order[a]] = flip[a] ? to.lattice.size[a] - 1 - here[a] : here[a];
        to(x, y, z) = from(there[0], there[1], there[2]);
      }
  return to;
}

// invariant: flips and quarter turns change no 3D feature.
TEST(ExtractorInvariant, FlipsAndQuarterTurns) {
  Lattice lattice = unit_lattice({20, 18, 16});
  lattice.spacing_mm = {1, 1.25, 2.5};
  const Volume image = textured(lattice, 90);
  Mask mask = blob(lattice, {9, 9, 8}, 6);
  Scatter scatter(3);
  for (auto& v : mask.voxels) v = v != 0 && scatter.next() < 0.7 ? 1 : 0;
  const auto plain = measure(image, mask, {});
  const std::array<std::array<std::size_t, 3>, 3> orders{{{0, 1, 2}, {1, 0, 2}, {2, 0, 1}}};
  for (const auto& order : orders)
    for (const std::array<bool, 3>& flip : {std::array<bool, 3>{true, false, false}, {false, true, true}}) {
      const auto other = measure(turned(image, order, flip), turned(mask, order, flip), {});
      for (const auto& [tag, value] : plain) {
        ASSERT_EQ(other.at(tag).status, value.status) << tag;
        if (value.status == Status::ok) {
          EXPECT_NEAR(other.at(tag).value, value.value, 1e-9 * std::max(1.0, std::abs(value.value))) << tag;
        }
      }
    }
}

// invariant: adding a constant moves the intensities, not the FBN textures.
TEST(ExtractorInvariant, AddingAConstantLeavesFbnTexturesUnchanged) {
  const Lattice lattice = unit_lattice({16, 15, 14});
  const Mask ball = blob(lattice, {7, 7, 7}, 5);
  Volume image = textured(lattice, 90);
  for (float& v : image.voxels) v = std::floor(v);
  Volume shifted = image;
  for (float& v : shifted.voxels) v += 1000;
  const auto a = measure(image, ball, all_aggregations());
  const auto b = measure(shifted, ball, all_aggregations());
  for (const auto& [tag, value] : a) {
    const bool of_intensities = tag.starts_with("morph_") || tag.starts_with("loc_") ||
                                tag.starts_with("stat_") || tag.starts_with("ivh_");
    if (!of_intensities) {
      EXPECT_EQ(b.at(tag).status, value.status) << tag;
      if (value.status == Status::ok) {
        EXPECT_EQ(b.at(tag).value, value.value) << tag;
      }
    }
  }
  EXPECT_NEAR(b.at("stat_mean").value, a.at("stat_mean").value + 1000, 1e-9);
  EXPECT_NEAR(b.at("stat_var").value, a.at("stat_var").value, 1e-9);
}

// invariant: background does not matter, but for the peaks, which look at it.
TEST(ExtractorInvariant, PaddingWithBackground) {
  const Lattice lattice = unit_lattice({14, 14, 14});
  const Volume image = textured(lattice, 90);
  const Mask ball = blob(lattice, {7, 7, 7}, 6);
  Volume wide(unit_lattice({30, 25, 20}), -999);
  Mask wide_mask(wide.lattice);
  for (std::int64_t z = 0; z < 14; ++z)
    for (std::int64_t y = 0; y < 14; ++y)
      for (std::int64_t x = 0; x < 14; ++x) {
        wide(x + 9, y + 5, z + 3) = image(x, y, z);
        wide_mask(x + 9, y + 5, z + 3) = ball(x, y, z);
      }
  const auto a = measure(image, ball, all_aggregations());
  const auto b = measure(wide, wide_mask, all_aggregations());
  for (const auto& [tag, value] : a) {
    if (tag.starts_with("loc_")) continue;
    EXPECT_EQ(b.at(tag).status, value.status) << tag;
    if (value.status == Status::ok) {
      EXPECT_EQ(b.at(tag).value, value.value) << tag;
    }
  }
}

// invariant: doubling the spacing scales lengths by 2, areas by 4, volumes by 8, and nothing else but the
// peaks, whose sphere has a size of its own.
TEST(ExtractorInvariant, DoublingTheSpacing) {
  Lattice lattice = unit_lattice({14, 14, 14});
  Volume image = textured(lattice, 90);
  Mask ball = blob(lattice, {7, 7, 7}, 6);
  const auto a = measure(image, ball, {});
  for (Lattice* l : {&image.lattice, &ball.lattice}) l->spacing_mm = {2, 2, 2};
  const auto b = measure(image, ball, {});
  const std::map<std::string, double> powers{
      {"mm", 2}, {"mm^2", 4}, {"mm^3", 8}, {"mm^-1", 0.5}, {"intensity*mm^3", 8}};
  for (const FeatureInfo& info : feature_list(FeatureSettings{})) {
    if (info.family == "loc") continue;
    const double factor = powers.count(info.unit) != 0 ? powers.at(info.unit) : 1;
    const double expected = a.at(info.tag).value * factor;
    EXPECT_NEAR(b.at(info.tag).value, expected, 1e-12 * std::max(1.0, std::abs(expected))) << info.tag;
  }
}

}  // namespace
}  // namespace radgauge
