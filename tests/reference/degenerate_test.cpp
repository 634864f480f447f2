#include <set>

#include "reference/measured.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::all_aggregations;
using testing::blob;
using testing::measure;
using testing::textured;
using testing::unit_lattice;

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

/// Regions with too few voxels, without an extent along an axis, or in parts that do not touch.
std::map<std::string, Mask> sparse_regions(const Lattice& lattice) {
  std::map<std::string, Mask> regions;
  const auto put = [&](const char* name, const std::vector<Index3>& voxels) {
    Mask mask(lattice);
    for (const Index3& v : voxels) mask(v[0], v[1], v[2]) = 1;
    regions[name] = mask;
  };
  put("voxel in a corner", {{0, 0, 0}});
  put("two that touch", {{5, 5, 5}, {6, 5, 5}});
  put("two over an edge", {{5, 5, 5}, {6, 6, 5}});
  put("two over a corner", {{5, 5, 5}, {6, 6, 6}});
  put("two slices apart", {{5, 5, 2}, {5, 5, 9}});
  put("opposite corners", {{0, 0, 0}, {11, 11, 11}});
  std::vector<Index3> column, plane, scattered, parts;
  for (std::int64_t i = 0; i < 12; ++i) column.push_back({4, 4, i});
  for (std::int64_t i = 0; i < 144; ++i) plane.push_back({6, i % 12, i / 12});
  for (std::int64_t i = 0; i < 216; ++i) scattered.push_back({2 * (i % 6), 2 * (i / 6 % 6), 2 * (i / 36)});
  for (const std::int64_t corner : {1, 8})
    for (std::int64_t i = 0; i < 27; ++i)
      parts.push_back({corner + i % 3, corner + i / 3 % 3, corner + i / 9});
  put("column", column);
  put("plane across slices", plane);
  put("isolated voxels", scattered);
  put("two parts", parts);
  put("two parts and a voxel", [&] {
    parts.push_back({11, 0, 0});
    return parts;
  }());
  return regions;
}

// Every feature of every family has a finite value or a reason (which `measure` asserts), and what needs no
// more than a voxel has a value.
TEST(DegenerateMechanics, SparseRegions) {
  const Lattice lattice = unit_lattice({12, 12, 12});
  const std::set<std::string> with_a_voxel{"rlm", "szm", "dzm", "ngl"};
  for (const auto& [name, mask] : sparse_regions(lattice))
    for (const Volume& image : {textured(lattice, 90), Volume(lattice, -3), Volume(lattice, 1e6F)})
      for (const Discretisation d : {Discretisation::fbn, Discretisation::fbs})
        for (const Discretisation ivh : {Discretisation::none, Discretisation::fbn, Discretisation::fbs}) {
          SCOPED_TRACE(name);
          ExtractionSettings s = all_aggregations();
          s.discretisation = d;
          s.ivh_discretisation = ivh;
          const auto values = measure(image, mask, s);
          for (const FeatureInfo& info : feature_list(s))
            if (with_a_voxel.contains(info.family)) {
              EXPECT_EQ(values.at(info.tag).status, Status::ok) << info.tag;
            }
        }
}

// oracle: one voxel of level 1 is one run, one zone and one dependence of size 1: every emphasis, share and
// non-uniformity is 1 (the number of directions where they are merged), every variance and entropy 0. It has
// no pair and no neighbour.
TEST(DegenerateOracle, OneVoxel) {
  const Lattice lattice = unit_lattice({12, 12, 12});
  Mask one(lattice);
  one(5, 6, 7) = 1;
  const ExtractionSettings s = all_aggregations();
  const auto values = measure(textured(lattice, 90), one, s);
  std::map<std::string, int> compared;
  for (const FeatureInfo& info : feature_list(s)) {
    const FeatureValue& value = values.at(info.tag);
    ++compared[info.family];
    if (info.family == "cm" || info.family == "ngt") {
      EXPECT_EQ(value.status, Status::degenerate) << info.tag;
    } else if (info.family == "rlm" || info.family == "szm" || info.family == "dzm" || info.family == "ngl") {
      const bool spread =
          info.name.find("variance") != std::string::npos || info.name.find("entropy") != std::string::npos;
      // Matrices of directions that are merged have one run for each.
      const bool runs = info.tag.starts_with("rlm_glnu_") || info.tag.starts_with("rlm_rlnu_");
      const double number = !runs || !info.aggregation.ends_with("comb") ? 1
                            : info.aggregation.starts_with("3D")         ? 13
                                                                         : 4;
      const bool share = info.tag.find("_norm_") != std::string::npos;
      EXPECT_EQ(value.value, spread ? 0 : share ? 1 : number) << info.tag;
    }
  }
  for (const char* family : {"cm", "ngt", "rlm", "szm", "dzm", "ngl"})
    EXPECT_GE(compared[family], 15) << family;
}

// invariant: in one slice all slices are that slice, and directions that leave it have no pairs. Runs across
// it and distances to its faces are others in 3D.
TEST(DegenerateInvariant, OneSlice) {
  const Lattice lattice = unit_lattice({12, 12, 12});
  Mask slice(lattice);
  for (std::int64_t i = 0; i < 144; ++i) slice(i % 12, i / 12, 4) = i % 7 != 0 ? 1 : 0;
  const ExtractionSettings s = all_aggregations();
  const auto values = measure(textured(lattice, 90), slice, s);
  int compared = 0;
  const std::map<std::string, std::set<std::string>> equal{
      {"2D", {"2_5D", "3D"}}, {"2D_avg", {"2_5D_avg", "3D_avg"}}, {"2D_comb", {"2_5D_comb", "3D_comb"}}};
  for (const FeatureInfo& info : feature_list(s)) {
    if (!equal.contains(info.aggregation)) continue;
    const std::string name = info.tag.substr(0, info.tag.size() - info.aggregation.size());
    for (const std::string& other : equal.at(info.aggregation)) {
      if (other.starts_with("3D") && (info.family == "rlm" || info.family == "dzm")) continue;
      ++compared;
      EXPECT_EQ(values.at(name + other).status, Status::ok) << name + other;
      EXPECT_NEAR(values.at(name + other).value, values.at(info.tag).value,
                  1e-12 * std::max(1.0, std::abs(values.at(info.tag).value)))
          << name + other;
    }
  }
  EXPECT_EQ(compared, 4 * 25 + 2 * 16 + 2 * 16 + 16 + 2 * 5 + 2 * 17);
}

}  // namespace
}  // namespace radgauge
