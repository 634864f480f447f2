#include "fixtures.h"
#include "phantoms/object_moments.h"

namespace radgauge {
namespace {

using namespace testing;

struct CartridgeDesign {
  std::string name;
  double mean, sd_low, sd_high;
};
/// Ranges of SD between the cells: of honeycombs, half to all of that of two phases.
const std::vector<CartridgeDesign> kCartridges{{"lattice_20", -800, 200, 400}, {"lattice_30", -700, 229, 458},
                                               {"lattice_40", -600, 245, 490}, {"lattice_50", -500, 250, 500},
                                               {"uniform", 120, 0, 0},         {"fine_grain", -864, 33, 37},
                                               {"coarse_grain", -700, 68, 92}, {"layered", -450, 50, 70},
                                               {"particle_mix", 26, 150, 250}, {"dense_grain", 650, 41, 49}};

// oracle: objects go through the ten materials, each with the mean and SD that it is designed for.
TEST(TextureCartridgeOracle, TenMaterialsAsDesigned) {
  const Made made("texture_cartridge", {{"width_mm", 60.0}, {"thickness_mm", 40.0}, {"cell_mm", 0.75}});
  for (std::uint64_t index = 0; index < 10; ++index) {
    const CartridgeDesign& design = kCartridges[index];
    const phantoms::Object object = made.object(5, index);
    EXPECT_EQ(made.phantom->covariates(made.values, 5, index).at("material"), design.name);
    EXPECT_NEAR(truth_of(object)["mean_hu"], design.mean, 0.5);
    const ObjectMoments m = moments_of(object, {0.67, 0.67, index < 4 ? 10 : 2.3});
    // Four standard errors of the coarsest grain: 80 HU over the root of 58 volumes of correlation.
    EXPECT_NEAR(m.mean, design.mean, index < 4 ? 25 : 42) << design.name;
    EXPECT_GE(m.sd + 1e-9, design.sd_low) << design.name;
    EXPECT_LE(m.sd, design.sd_high + 1e-3) << design.name;
  }
}

// invariant: a chosen material is the same for every object, whose textures differ.
TEST(TextureCartridgeInvariant, OneMaterialIfChosen) {
  const Made made("texture_cartridge",
                  {{"material", std::string("layered")}, {"width_mm", 30.0}, {"thickness_mm", 20.0}});
  const phantoms::Object a = made.object(1, 0), b = made.object(1, 11);
  EXPECT_EQ(made.phantom->covariates(made.values, 1, 0), made.phantom->covariates(made.values, 1, 11));
  EXPECT_NE(a.textures.front().voxels, b.textures.front().voxels);
  EXPECT_FALSE(made.phantom->population);
}

}  // namespace
}  // namespace radgauge
