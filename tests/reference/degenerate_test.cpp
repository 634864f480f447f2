#include "reference/measured.h"
#include "reference/test_images.h"

namespace radgauge {
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

}  // namespace
}  // namespace radgauge
