#include "core/error.h"
#include "image_fixtures.h"

namespace radgauge {
namespace {

const Lattice kMrBiasLattice = lattice_of({33, 33, 33}, {1, 1, 2});
const Mask kAll(kMrBiasLattice, 1);

ImageOutput biased(const Volume& image, const Mask& roi, double amplitude, std::int64_t order = 3,
                   std::uint32_t repetition = 0) {
  return changed("mr.bias", image, roi, {{"amplitude", amplitude}, {"order", order}}, repetition,
                 Modality::mr);
}

Volume flat(double value) {
  return volume_of(kMrBiasLattice, [&](double, double, double) { return value; });
}

// oracle: the field runs from 1 / (1 + a) to 1 + a over the image (33 voxels a side are the raster itself).
TEST(MrBiasOracle, RangeOverTheImage) {
  for (const std::int64_t order : {1, 2, 3, 4})
    for (std::uint32_t r = 0; r < 5; ++r) {
      const ImageOutput out = biased(flat(1), kAll, 0.25, order, r);
      EXPECT_NEAR(magnitude(out.magnitudes, "lowest_factor").achieved, 0.8, 1e-9);
      EXPECT_NEAR(magnitude(out.magnitudes, "highest_factor").achieved, 1.25, 1e-9);
      EXPECT_NEAR(magnitude(out.magnitudes, "amplitude").achieved, 0.25, 1e-9);
      EXPECT_NEAR(*std::max_element(out.image.voxels.begin(), out.image.voxels.end()), 1.25F, 1e-6);
    }
}

// oracle: ln of the field is a polynomial of the order: the next differences along any axis are 0, those of
// the order itself are not.
TEST(MrBiasOracle, LogarithmIsAPolynomial) {
  const std::vector<std::vector<double>> differences{{1, -2, 1}, {-1, 3, -3, 1}, {1, -4, 6, -4, 1}};
  for (std::size_t order = 1; order <= 3; ++order) {
    const Volume field = biased(flat(1), kAll, 5, static_cast<std::int64_t>(order)).image;
    for (std::size_t a = 0; a < 3; ++a) {
      double most = 0;
      for (std::int64_t start = 0; start < 25; start += 4) {
        double sum = 0;
        for (std::size_t i = 0; i < differences[order - 1].size(); ++i) {
          Index3 at{7, 9, 11};
          at[a] = start + 2 * static_cast<std::int64_t>(i);
          if (at[a] > 32) continue;
          sum += differences[order - 1][i] * std::log(static_cast<double>(field(at[0], at[1], at[2])));
        }
        if (start + 2 * static_cast<std::int64_t>(order + 1) <= 32) {
          EXPECT_NEAR(sum, 0, 3e-6) << order << " axis " << a;
        }
        most = std::max(most, std::abs(std::log(static_cast<double>(field(7, 9, 11)))));
      }
      EXPECT_GT(most, 1e-3);
    }
  }
}

// invariant: the field multiplies, so it can be divided out; levels share its shape.
TEST(MrBiasInvariant, FieldMultipliesAndLevelsShareIt) {
  const Volume image = grainy(kMrBiasLattice, 300, 20);
  const Volume out = biased(image, kAll, 0.2).image, field = biased(flat(1), kAll, 0.2).image;
  const Volume double_field = biased(flat(1), kAll, 0.44).image;
  for (std::size_t i = 0; i < out.voxels.size(); ++i) {
    ASSERT_NEAR(out.voxels[i] / field.voxels[i], image.voxels[i], 1e-4 * 300);
    ASSERT_NEAR(field.voxels[i] * field.voxels[i], double_field.voxels[i], 1e-5);
  }
  EXPECT_NE(biased(image, kAll, 0.2, 3, 1).image, out);
  EXPECT_EQ(biased(image, kAll, 0).image, image);
}

TEST(MrBiasInvariant, CropChangesNoByte) {
  expect_crop_changes_no_byte("mr.bias", grainy(kMrBiasLattice, 300, 20),
                              box_mask(kMrBiasLattice, {{10, 8, 6}, {20, 20, 14}}), {{"amplitude", 0.3}},
                              Modality::mr);
}

TEST(MrBiasMechanics, RefusesWhatMakesNoSense) {
  EXPECT_NE(refusal_of("mr.bias", Modality::ct), "");
  EXPECT_NE(refusal_of("mr.bias", Modality::pet), "");
  EXPECT_EQ(refusal_of("mr.bias", Modality::mr), "");
  expect_refused_values("mr.bias", "amplitude", {-0.1, NAN, 11});
  for (const std::int64_t bad : {0, 5}) EXPECT_NE(Applied("mr.bias", {{"order", bad}}).problem(), "");
  EXPECT_THROW(biased(flat(1), Mask(kMrBiasLattice), 0.1), Error);
}

}  // namespace
}  // namespace radgauge
