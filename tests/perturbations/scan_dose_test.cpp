#include "phantoms/scanners/ct/transfer.h"
#include "two_scanners.h"

namespace radgauge {
namespace {

// oracle: what a quarter of the dose adds is the difference of the two variances, in closed form.
TEST(ScanDoseOracle, NoiseIsThatOfTheLowerDose) {
  const Parameters p = soft_ct();
  const TwoScanners host(p, p);
  const Volume image = phantoms::ct::make_scanner(p, {})->expose(water_of(40, 12))->noiseless();
  const ImageOutput out = imitated("scan.dose", image, host, {{"dose", 0.25}});
  const phantoms::ct::Transfer transfer = phantoms::ct::transfer_of(p, {});
  const double left = p.photons * std::exp(-phantoms::ct::kWaterPerMm * 80);
  const double wanted = std::sqrt(std::pow(transfer.noise_sd(phantoms::ct::ray_variance(0.25 * left, 0)), 2) -
                                  std::pow(transfer.noise_sd(phantoms::ct::ray_variance(left, 0)), 2));
  Volume noise = out.image;
  for (std::size_t i = 0; i < noise.voxels.size(); ++i) noise.voxels[i] -= image.voxels[i];
  EXPECT_NEAR(sd_in_the_middle(noise, 10), wanted, 0.04 * wanted);
  EXPECT_NEAR(magnitude(out.magnitudes, "added_sd").achieved, wanted, 0.05 * wanted);
}

// oracle: a scan with all photons, reduced to a tenth, is as noisy as a scan with a tenth of them.
TEST(ScanDoseOracle, AReducedScanIsAScanWithLess) {
  Parameters full = soft_ct();
  full.electronic_noise = 20;
  Parameters tenth = full;
  tenth.photons *= 0.1;
  const TwoScanners host(full, full);
  const phantoms::Object water = water_of(40, 12);
  const Volume scan = phantoms::ct::make_scanner(full, {})->expose(water)->scan(Draws(1, "a", "scan", 0, 0));
  const Volume less = phantoms::ct::make_scanner(tenth, {})->expose(water)->scan(Draws(2, "b", "scan", 0, 0));
  const ImageOutput out = imitated("scan.dose", scan, host, {{"dose", 0.1}});
  const double wanted = sd_in_the_middle(less, 20);
  EXPECT_NEAR(sd_in_the_middle(out.image, 20), wanted, 0.04 * wanted);
  EXPECT_LT(sd_in_the_middle(scan, 20), 0.4 * wanted);
}

// invariant: the whole dose adds nothing; draws are those of the slice of the whole image.
TEST(ScanDoseInvariant, SlicesHaveTheirOwnDraws) {
  const TwoScanners host(soft_ct(), soft_ct());
  const Volume image = phantoms::ct::make_scanner(soft_ct(), {})->expose(water_of(30, 4))->noiseless();
  const ImageOutput whole = imitated("scan.dose", image, host, {{"dose", 0.5}});
  const Index3& n = image.lattice.size;
  const Volume part = crop(image, Box{{0, 0, 1}, {n[0], n[1], 3}});
  const ImageOutput out = imitated("scan.dose", part, host, {{"dose", 0.5}});
  const auto pixels = static_cast<std::size_t>(n[0] * n[1]);
  for (std::size_t i = 0; i < out.image.voxels.size(); ++i)
    ASSERT_EQ(out.image.voxels[i], whole.image.voxels[i + pixels]) << i;
  EXPECT_EQ(imitated("scan.dose", image, host, {{"dose", 1.0}}).image.voxels, image.voxels);
}

}  // namespace
}  // namespace radgauge
