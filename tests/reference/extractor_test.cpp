#include "reference/extractor.h"

#include <numbers>
#include <set>
#include <thread>

#include "core/error.h"
#include "reference/features/mesh.h"
#include "reference/features/weighted_sample.h"
#include "reference/preprocessing/grid.h"
#include "reference/test_images.h"

namespace radgauge {
namespace {

using testing::blob;
using testing::Scatter;
using testing::textured;
using testing::unit_lattice;

std::map<std::string, FeatureValue> measure(const Volume& image, const Mask& mask,
                                            const ExtractionSettings& s) {
  const FeatureVector values = extract(image, mask, std::span(&s, 1))[0];
  const std::vector<FeatureInfo> list = feature_list(s);
  EXPECT_EQ(values.size(), list.size());
  std::map<std::string, FeatureValue> named;
  for (std::size_t i = 0; i < list.size(); ++i) {
    named[list[i].tag] = values[i];
    if (values[i].status == Status::ok)
      EXPECT_TRUE(std::isfinite(values[i].value)) << list[i].tag;
    else
      EXPECT_FALSE(values[i].reason.empty()) << list[i].tag;
  }
  return named;
}

ExtractionSettings all_aggregations() {
  ExtractionSettings s;
  s.aggregation = Aggregation::all;
  return s;
}

std::string message_of(const Volume& image, const Mask& mask, const ExtractionSettings& s) {
  try {
    extract(image, mask, std::span(&s, 1));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.what();
  }
  return {};
}

// Every region that has no size or spread for a feature says so, in all aggregations and discretisations.
TEST(DegenerateMechanics, SmallAndConstantRegions) {
  const Lattice lattice = unit_lattice({12, 12, 12});
  Mask one(lattice), two(lattice), line(lattice), slice(lattice);
  one(5, 5, 5) = 1;
  two(5, 5, 5) = two(9, 5, 5) = 1;
  for (std::int64_t i = 0; i < 12; ++i) line(i, 3, 3) = 1;
  for (std::int64_t y = 2; y < 9; ++y)
    for (std::int64_t x = 2; x < 9; ++x) slice(x, y, 6) = 1;
  const Mask ball = blob(lattice, {6, 6, 6}, 4);
  for (const Volume& image :
       {textured(lattice, 90), Volume(lattice, 42.5F), Volume(lattice, 0.1F), Volume(lattice, 0)})
    for (const Mask* mask : std::array<const Mask*, 5>{&one, &two, &line, &slice, &ball})
      for (const Discretisation d : {Discretisation::none, Discretisation::fbn, Discretisation::fbs})
        for (const double sigma : {0.0, 3.0}) {
          ExtractionSettings s = all_aggregations();
          s.discretisation = d;
          s.resegmentation_sigma = sigma;
          const auto values = measure(image, *mask, s);
          EXPECT_EQ(values.at("stat_mean").status, Status::ok);
          EXPECT_EQ(values.at("morph_volume").status, Status::ok);
        }
}

TEST(DegenerateOracle, ConstantRegion) {
  const Lattice lattice = unit_lattice({12, 12, 12});
  const auto values = measure(Volume(lattice, 0.1F), blob(lattice, {6, 6, 6}, 4), all_aggregations());
  EXPECT_EQ(values.at("stat_var").value, 0);
  EXPECT_EQ(values.at("stat_skew").status, Status::degenerate);
  EXPECT_EQ(values.at("ih_max").value, 1) << "all voxels in level 1";
  EXPECT_EQ(values.at("ih_entropy").value, 0);
  EXPECT_EQ(values.at("cm_energy_3D_comb").value, 1);
  EXPECT_EQ(values.at("cm_corr_3D_comb").status, Status::degenerate);
  EXPECT_EQ(values.at("cm_info_corr2_3D_comb").value, 0);
  EXPECT_EQ(values.at("szm_zs_var_3D").value, 0) << "one zone";
  EXPECT_EQ(values.at("szm_zs_entr_3D").value, 0);
  EXPECT_EQ(values.at("dzm_sde_3D").value, 1);
  EXPECT_EQ(values.at("ngt_coarseness_3D").value, 1e6) << "the largest value that the manual allows";
  EXPECT_EQ(values.at("ngt_contrast_3D").value, 0);
  EXPECT_EQ(values.at("ngt_busyness_3D").value, 0);
  EXPECT_EQ(values.at("ngt_strength_3D").value, 0);
  EXPECT_EQ(values.at("ivh_auc").value, 0);
}

// oracle: voxels far apart have zones and runs, but no neighbours.
TEST(DegenerateOracle, TwoVoxelsApart) {
  const Lattice lattice = unit_lattice({12, 12, 12});
  Mask two(lattice);
  two(5, 5, 5) = two(9, 5, 5) = 1;
  const auto values = measure(textured(lattice, 90), two, all_aggregations());
  EXPECT_EQ(values.at("szm_z_perc_3D").value, 1);
  EXPECT_EQ(values.at("rlm_r_perc_3D_comb").value, 1);
  EXPECT_EQ(values.at("dzm_lde_3D").value, 1);
  EXPECT_EQ(values.at("ngl_hde_3D").value, 1);
  for (const char* tag : {"ngt_coarseness_3D", "ngt_strength_2D", "cm_contrast_3D_avg"})
    EXPECT_EQ(values.at(tag).status, Status::degenerate) << tag;
}

TEST(DegenerateMechanics, NothingIsLeftAfterResegmentation) {
  const Lattice lattice = unit_lattice({12, 12, 12});
  ExtractionSettings s = all_aggregations();
  s.resegmentation_lower = 500;
  const auto values = measure(textured(lattice, 90), blob(lattice, {6, 6, 6}, 4), s);
  EXPECT_EQ(values.at("morph_volume").status, Status::ok) << "the morphological mask stays";
  for (const char* tag :
       {"stat_mean", "ih_mean", "ivh_v10", "cm_energy_3D_comb", "rlm_sre_2D_avg", "szm_sze_2_5D",
        "dzm_sde_3D", "ngt_contrast_2D", "ngl_lde_3D", "morph_com", "morph_integ_int"})
    EXPECT_EQ(values.at(tag).status, Status::degenerate) << tag;
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

// oracle: intensity-volume histograms by hand, in the three conventions. Intensities 1, 1, 2, 4, 8.
TEST(IvhOracle, ByHand) {
  const Lattice lattice = unit_lattice({5, 1, 1});
  Volume image(lattice);
  image.voxels = {1, 1, 2, 4, 8};
  const Mask mask(lattice, 1);
  ExtractionSettings s;
  s.families = "ivh";
  s.ivh_discretisation = Discretisation::none;
  auto v = measure(image, mask, s);
  EXPECT_NEAR(v.at("ivh_v10").value, 0.6, 1e-12) << "intensity 2 is the first at 10 % of [1, 8]";
  EXPECT_NEAR(v.at("ivh_v90").value, 0.2, 1e-12) << "intensity 8";
  EXPECT_EQ(v.at("ivh_i90").value, 2) << "1 is reached by everything";
  EXPECT_EQ(v.at("ivh_i10").status, Status::degenerate) << "8 is reached by a fifth, and ends the range";
  EXPECT_NEAR(v.at("ivh_auc").value, (1 / 2.0 + 0.6 + 0.4 + 0.4 + 0.2 * 3 + 0.2 / 2) / 7, 1e-12);
  s.resegmentation_lower = 0;
  s.resegmentation_upper = 10;
  v = measure(image, mask, s);
  EXPECT_EQ(v.at("ivh_v10").value, 1) << "[0, 10] is the range: intensity 1";
  EXPECT_EQ(v.at("ivh_v90").value, 0) << "intensity 9";
  EXPECT_EQ(v.at("ivh_i10").value, 9);
  EXPECT_EQ(v.at("ivh_diff_i10_i90").value, 7);
  s.ivh_discretisation = Discretisation::fbs;
  s.ivh_bin_width = 2;
  v = measure(image, mask, s);
  EXPECT_EQ(v.at("ivh_i90").value, 3) << "the centre of [2, 4)";
  EXPECT_EQ(v.at("ivh_v90").value, 0.2) << "the bin of 9, the last centre within [0, 10]";
  s.ivh_discretisation = Discretisation::fbn;
  s.ivh_bin_count = 7;
  v = measure(image, mask, s);
  EXPECT_EQ(v.at("ivh_i90").value, 2) << "bins of 1 to 8 are numbered";
  EXPECT_EQ(v.at("ivh_diff_v10_v90").value, 0.6 - 0.2);
  EXPECT_EQ(feature_list(s)[2].unit, "1") << "a bin number is no intensity";
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
  for (const FeatureInfo& info : feature_list({})) {
    if (info.family == "loc") continue;
    const double factor = powers.count(info.unit) != 0 ? powers.at(info.unit) : 1;
    const double expected = a.at(info.tag).value * factor;
    EXPECT_NEAR(b.at(info.tag).value, expected, 1e-12 * std::max(1.0, std::abs(expected))) << info.tag;
  }
}

// oracle: closed forms of the sphere. The mesh of a binary mask overestimates its area by a constant factor
// (about 9 %), so the area is bounded, the others converge.
TEST(MorphologyOracle, Sphere) {
  double last = 1;
  for (const double radius : {6.0, 12.0, 24.0}) {
    const auto n = static_cast<std::int64_t>(2 * radius + 5);
    const Lattice lattice = unit_lattice({n, n, n});
    const Vec3 centre{radius + 2.2, radius + 1.9, radius + 2.1};
    const auto v = measure(Volume(lattice, 7), blob(lattice, centre, radius), {});
    const double volume = 4 * std::numbers::pi / 3 * std::pow(radius, 3);
    const double error = std::abs(v.at("morph_volume").value / volume - 1);
    EXPECT_LT(error, last);
    last = std::max(error, 1e-3);
    EXPECT_NEAR(v.at("morph_area_mesh").value / (4 * std::numbers::pi * radius * radius), 1.085, 0.025);
    EXPECT_NEAR(v.at("morph_diam").value, 2 * radius, 1.2);
    EXPECT_NEAR(v.at("morph_pca_maj_axis").value, 4 * radius / std::sqrt(5.0),
                0.06 * radius / std::sqrt(radius));
    EXPECT_GT(v.at("morph_pca_flatness").value, 0.98);
    EXPECT_NEAR(v.at("morph_com").value, 0, 1e-9);
  }
  EXPECT_LT(last, 0.01);
}

// oracle: the box has exact area and volume but for its cut edges: V = abc - edges/8 + corners/..., computed
// here for one voxel, an octahedron with vertices half a voxel from its centre.
TEST(MeshOracle, OneVoxelIsAnOctahedron) {
  const std::vector<std::uint8_t> voxel{1};
  const MeshMeasure mesh = measure_mesh(voxel, {1, 1, 1}, {2, 2, 2});
  EXPECT_NEAR(mesh.volume_mm3, 4.0 / 3, 1e-12);
  EXPECT_NEAR(mesh.area_mm2, 4 * std::sqrt(3.0), 1e-12);
  EXPECT_NEAR(largest_diameter_mm(voxel, {1, 1, 1}, {2, 2, 2}), 2, 1e-12);
}

// invariant: of every configuration the surface is closed: neighbouring cells cut their common face alike.
TEST(MeshInvariant, SurfaceOfAnyMaskIsClosed) {
  Scatter scatter(11);
  const Index3 n{6, 6, 6};
  std::vector<std::uint8_t> mask(216);
  for (auto& v : mask) v = scatter.next() < 0.5 ? 1 : 0;
  std::map<std::array<std::int64_t, 6>, double> edges;
  const auto inside = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    if (x < 0 || y < 0 || z < 0 || x > 5 || y > 5 || z > 5) return 0U;
    return static_cast<unsigned>(mask[static_cast<std::size_t>(x + 6 * (y + 6 * z))]);
  };
  for (std::int64_t z = -1; z < 6; ++z)
    for (std::int64_t y = -1; y < 6; ++y)
      for (std::int64_t x = -1; x < 6; ++x) {
        unsigned c = 0;
        for (int k = 0; k < 8; ++k) c |= inside(x + ((k >> 2) & 1), y + (k & 1), z + ((k >> 1) & 1)) << k;
        for (const CellTriangle& t : cell_triangles(c))
          for (std::size_t k = 0; k < 3; ++k) {
            std::array<std::int64_t, 6> edge{};
            for (std::size_t a = 0; a < 3; ++a) {
              edge[a] = 2 * std::array{x, y, z}[a] + t.corners[k][a];
              edge[3 + a] = 2 * std::array{x, y, z}[a] + t.corners[(k + 1) % 3][a];
            }
            std::array<std::int64_t, 6> reverse = edge;
            std::rotate(reverse.begin(), reverse.begin() + 3, reverse.end());
            if (edge < reverse)
              edges[edge] += t.weight;
            else
              edges[reverse] -= t.weight;
          }
      }
  EXPECT_GT(edges.size(), 500u);
  for (const auto& [edge, balance] : edges)
    EXPECT_NEAR(balance, 0, 1e-12) << "every edge is passed in both directions";
  double farthest = 0;  // oracle: all pairs of vertices
  for (const auto& [a, unused] : edges)
    for (const auto& [b, unused_too] : edges) {
      double squared = 0;
      for (std::size_t k = 0; k < 3; ++k)
        squared += 0.25 * static_cast<double>((a[k] - b[k]) * (a[k] - b[k]));
      farthest = std::max(farthest, squared);
    }
  EXPECT_NEAR(largest_diameter_mm(mask, n, {1, 1, 1}), std::sqrt(farthest), 1e-12);
}

// oracle: values by hand, and the two ways of counting agree.
TEST(WeightedSampleOracle, ByHandAndByEitherWay) {
  const std::vector<float> values{4, 1, 1, 2, 8, -3, 1};
  const WeightedSample s(values);
  EXPECT_EQ(s.size(), 7);
  EXPECT_EQ(s.mean(), 2);
  EXPECT_EQ(s.energy(), 96);
  EXPECT_EQ(s.percentile(0.5), 1);
  EXPECT_EQ(s.percentile(0.9), 8);
  EXPECT_EQ(s.percentile(0), -3);
  EXPECT_NEAR(s.moment(2), 96.0 / 7 - 4, 1e-12);
  EXPECT_NEAR(s.mean_absolute_deviation(2), 16.0 / 7, 1e-12);
  std::vector<float> wide(5000);  // not whole numbers: sorted by radix
  Scatter scatter(5);
  for (float& v : wide) v = static_cast<float>(200 * scatter.next() - 100);
  const WeightedSample radix(wide);
  std::sort(wide.begin(), wide.end());
  EXPECT_EQ(radix.lowest(), wide.front());
  EXPECT_EQ(radix.percentile(0.25), wide[1249]);
  EXPECT_TRUE(std::is_sorted(radix.values().begin(), radix.values().end()));
}

}  // namespace
}  // namespace radgauge
