#include <numbers>

#include "core/error.h"
#include "image_fixtures.h"
#include "perturbations/image_change.h"
#include "perturbations/kspace.h"

namespace radgauge {

using namespace radgauge::perturbations;

namespace {

const Lattice kMrKspaceLattice = lattice_of({64, 60, 3}, {1, 1, 3});
const Mask kMrKspaceRoi = box_mask(kMrKspaceLattice, {{20, 20, 1}, {40, 40, 2}});

/// Cycles per field of view along y.
double wave(double cycles, double y, double n = 60) {
  return std::cos(2 * std::numbers::pi * cycles * y / n);
}

Volume filtered(const Volume& image, const std::vector<std::pair<std::string, Value>>& given) {
  return changed("mr.kspace", image, kMrKspaceRoi, given, 0, Modality::mr).image;
}

// oracle: what lies within the acquired frequencies stays, what lies beyond is gone, to float precision.
TEST(MrKspaceOracle, FrequenciesAreKeptOrLost) {
  const auto image = [&](bool with_fine) {
    return volume_of(kMrKspaceLattice, [&](double x, double y, double) {
      return 100 + 20 * wave(5, y) + 15 * wave(9, x, 64) + (with_fine ? 10 * wave(20, y) : 0);
    });
  };
  const Volume coarse = image(false);
  const Volume out = filtered(image(true), {{"phase_fraction", 0.5}});
  for (std::size_t i = 0; i < out.voxels.size(); ++i) ASSERT_NEAR(out.voxels[i], coarse.voxels[i], 2e-5);
  const Volume read = filtered(coarse, {{"read_fraction", 0.25}});
  const Volume along_y =
      volume_of(kMrKspaceLattice, [&](double, double y, double) { return 100 + 20 * wave(5, y); });
  for (std::size_t i = 0; i < out.voxels.size(); ++i) ASSERT_NEAR(read.voxels[i], along_y.voxels[i], 2e-5);
}

// oracle: partial Fourier loses one of two conjugate lines: |100 + 10 e^(-i a)|.
TEST(MrKspaceOracle, PartialFourierLosesOneSide) {
  const Volume image =
      volume_of(kMrKspaceLattice, [](double, double y, double) { return 100 + 20 * wave(10, y); });
  const ImageOutput out =
      changed("mr.kspace", image, kMrKspaceRoi, {{"partial_fourier", 0.625}}, 0, Modality::mr);
  for (std::int64_t y = 0; y < 60; ++y) {
    const double angle = 2 * std::numbers::pi * 10 * static_cast<double>(y) / 60;
    ASSERT_NEAR(out.image(7, y, 1), std::abs(100.0 + 10.0 * std::polar(1.0, -angle)), 2e-5);
  }
  EXPECT_NEAR(magnitude(out.magnitudes, "phase_acquired").achieved, 0.625, 1.0 / 60);
  EXPECT_DOUBLE_EQ(magnitude(out.magnitudes, "phase_acquired").requested, 0.625);
  const Volume low =
      volume_of(kMrKspaceLattice, [](double, double y, double) { return 100 + 20 * wave(7, y); });
  const Volume kept = filtered(low, {{"partial_fourier", 0.625}});
  for (std::size_t i = 0; i < low.voxels.size(); ++i) ASSERT_NEAR(kept.voxels[i], low.voxels[i], 2e-5);
}

// oracle: windows scale a wave by their weight, at u = 12 / 15 of the highest frequency.
TEST(MrKspaceOracle, WindowsWeightFrequencies) {
  const Volume image =
      volume_of(kMrKspaceLattice, [](double, double y, double) { return 100 + 20 * wave(12, y); });
  const double u = 12.0 / 15, t = (u - 0.6) / 0.4;
  const std::pair<std::string, double> windows[] = {{"none", 1},
                                                    {"hamming", 0.54 + 0.46 * std::cos(std::numbers::pi * u)},
                                                    {"tukey", 0.5 * (1 + std::cos(std::numbers::pi * t))},
                                                    {"fermi", 1 / (1 + std::exp(10 * (t - 0.5)))}};
  for (const auto& [window, weight] : windows) {
    const Volume out = filtered(image, {{"phase_fraction", 0.5}, {"window", window}, {"taper", 0.4}});
    // The Fermi weight of frequency 0 is not quite 1.
    const double flat = window == "fermi" ? 1 / (1 + std::exp(10 * (-0.6 / 0.4 - 0.5))) : 1;
    for (std::int64_t y = 0; y < 60; ++y)
      ASSERT_NEAR(out(7, y, 1), flat * (100 * flat + 20 * weight * wave(12, static_cast<double>(y))), 1e-4)
          << window;
  }
}

// oracle: the overshoot at an edge is 8.95 % of its height (Wilbraham-Gibbs).
TEST(MrKspaceOracle, GibbsOvershoot) {
  const Lattice tall = lattice_of({4, 1024, 1}, {1, 1, 1});
  const Volume edge = volume_of(tall, [](double, double y, double) { return y < 512 ? 100.0 : 200.0; });
  const Volume out =
      changed("mr.kspace", edge, Mask(tall, 1), {{"phase_fraction", 0.125}}, 0, Modality::mr).image;
  EXPECT_NEAR(*std::max_element(out.voxels.begin(), out.voxels.end()), 200 + 8.95, 0.15);
  EXPECT_NEAR(*std::min_element(out.voxels.begin(), out.voxels.end()), 100 - 8.95, 0.15);
}

// invariant: factors of 1 give back any slice, also of sides with other factors than 2, 3 and 5.
TEST(MrKspaceInvariant, UnfilteredLinesComeBack) {
  const Lattice odd = lattice_of({61, 59, 1}, {1, 1, 1});
  const Volume image = grainy(odd, 100, 20);
  for (const int axis : {0, 1}) {
    const Lines lines({61, 59}, axis);
    ComplexSlice slice = slice_of(image, 0);
    lines.filter(slice, std::vector<std::complex<double>>(static_cast<std::size_t>(lines.bins()), 1));
    for (std::size_t i = 0; i < slice.values.size(); ++i)
      ASSERT_NEAR(std::abs(slice.values[i] - static_cast<double>(image.voxels[i])), 0, 1e-11);
  }
}

// invariant: the phase axis turns with the image; slices do not know each other.
TEST(MrKspaceInvariant, AxesAndSlices) {
  const Volume image = grainy(lattice_of({60, 60, 3}, {1, 1, 3}), 100, 20);
  Volume turned = image;
  for_each_voxel(image, [&](std::size_t i, std::int64_t x, std::int64_t y, std::int64_t z) {
    turned(y, x, z) = image.voxels[i];
  });
  const Mask roi(image.lattice, 1);
  const std::vector<std::pair<std::string, Value>> along_y{{"phase_fraction", 0.6},
                                                           {"partial_fourier", 0.75}};
  auto along_x = along_y;
  along_x.emplace_back("phase_axis", std::string("x"));
  const Volume a = changed("mr.kspace", image, roi, along_y).image;
  const Volume b = changed("mr.kspace", turned, roi, along_x).image;
  for_each_voxel(a, [&](std::size_t i, std::int64_t x, std::int64_t y, std::int64_t z) {
    ASSERT_NEAR(a.voxels[i], b(y, x, z), 1e-4);
  });
}

TEST(MrKspaceInvariant, CropChangesNoByte) {
  const Volume image = grainy(lattice_of({64, 50, 12}, {1, 1, 3}), 100, 20);
  const Mask roi = box_mask(image.lattice, {{20, 20, 5}, {40, 40, 7}});
  expect_crop_changes_no_byte("mr.kspace", image, roi, {{"phase_fraction", 0.6}, {"partial_fourier", 0.75}},
                              Modality::mr);
}

TEST(MrKspaceMechanics, RefusesWhatMakesNoSense) {
  EXPECT_NE(refusal_of("mr.kspace", Modality::ct), "");
  EXPECT_NE(refusal_of("mr.kspace", Modality::pet), "");
  EXPECT_EQ(refusal_of("mr.kspace", Modality::mr), "");
  expect_refused_values("mr.kspace", "phase_fraction", {0, -1, NAN, 1.1});
  expect_refused_values("mr.kspace", "partial_fourier", {0.5, NAN, 1.1});
  const Volume image = grainy(kMrKspaceLattice, 100, 20);
  EXPECT_EQ(filtered(image, {}), image);
  EXPECT_THROW(filtered(grainy(kMrKspaceLattice, -100, 20), {{"phase_fraction", 0.5}}), Error);
}

}  // namespace
}  // namespace radgauge
