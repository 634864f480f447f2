#include "imaging/normalisation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "core/text.h"
#include "imaging/tissue.h"

namespace radgauge {
namespace {

/// Air with a little noise about a box of texture; whole numbers, so that any program can make it.
Volume boxed_image() {
  Volume image(Lattice{{12, 11, 10}, {1, 1, 1}, {0, 0, 0}, kIdentity3});
  for (std::int64_t z = 0; z < 10; ++z)
    for (std::int64_t y = 0; y < 11; ++y)
      for (std::int64_t x = 0; x < 12; ++x) {
        const bool inside = x >= 2 && x < 10 && y >= 2 && y < 9 && z >= 1 && z < 9;
        image(x, y, z) = static_cast<float>(inside ? 100 + (x * 7 + y * 13 + z * 29) % 83 + 10 * x
                                                   : (x * 5 + y * 3 + z * 11) % 4);
      }
  return image;
}

Volume line_of(const std::vector<float>& values) {
  Volume image(Lattice{{static_cast<std::int64_t>(values.size()), 1, 1}, {1, 1, 1}, {0, 0, 0}, kIdentity3});
  image.voxels = values;
  return image;
}

Mask everywhere(const Volume& image) {
  return Mask(image.lattice, 1);
}

NormalisationSettings method(Normalisation what, NormalisationRegion where = NormalisationRegion::image) {
  NormalisationSettings settings;
  settings.normalisation = what;
  settings.normalisation_region = where;
  return settings;
}

Volume normalised(const Volume& image, const NormalisationSettings& settings) {
  const Mask region = imaging::normalisation_region(image, Mask(image.lattice, 1), settings);
  return imaging::mapped(image, imaging::intensity_map(image, region, settings));
}

// oracle: MIRP 2.7.0 (doi:10.21105/joss.06413), MRImage.normalise_intensities with standardisation and
// quantile_range (0.02, 0.98), whole image and tissue_mask_type relative_range (0.02, 1); it computes in
// float32.
TEST(NormalisationOracle, AgreesWithMirp) {
  const Volume image = boxed_image();
  EXPECT_EQ(count(imaging::tissue_mask(image, 0.02)), 372);
  struct Peer {
    Normalisation what;
    NormalisationRegion where;
    double at_0, at_5, at_9;
  };
  for (const Peer& peer : {Peer{Normalisation::z_score, NormalisationRegion::image, -0.7174648642539978,
                                1.7167651653289795, 2.0144002437591553},
                           Peer{Normalisation::z_score, NormalisationRegion::tissue, -6.071183681488037,
                                1.0140266418457031, 1.880340576171875},
                           Peer{Normalisation::percentile_range, NormalisationRegion::image, 0,
                                0.9173944592475891, 1.0295649766921997},
                           Peer{Normalisation::percentile_range, NormalisationRegion::tissue,
                                -1.0809684991836548, 0.7548501491546631, 0.9793170690536499}}) {
    NormalisationSettings settings = method(peer.what, peer.where);
    settings.normalisation_lower_percentile = 2;
    settings.normalisation_upper_percentile = 98;
    const Volume out = normalised(image, settings);
    EXPECT_NEAR(out(0, 0, 0), peer.at_0, 2e-6 * std::max(1.0, std::abs(peer.at_0)));
    EXPECT_NEAR(out(5, 5, 5), peer.at_5, 2e-6);
    EXPECT_NEAR(out(9, 8, 8), peer.at_9, 2e-6);
  }
}

// oracle: 0 to 100 have every percentile as their value, mean 50 and variance (101^2 - 1) / 12.
TEST(NormalisationOracle, ClosedFormsOfARamp) {
  std::vector<float> ramp;
  for (int i = 0; i <= 100; ++i) ramp.push_back(static_cast<float>(i));
  const Volume image = line_of(ramp);
  NormalisationSettings z = method(Normalisation::z_score);
  z.normalisation_scale = 100;
  NormalisationSettings range = method(Normalisation::percentile_range);
  NormalisationSettings histogram = method(Normalisation::histogram);
  histogram.normalisation_standard = "-10/0/10/40/50/60/70/80/200/300/301";
  const Volume by_z = normalised(image, z), by_range = normalised(image, range);
  const Volume by_histogram = normalised(image, histogram);
  const double sd = std::sqrt((101.0 * 101 - 1) / 12);
  for (std::size_t i = 0; i <= 100; ++i) {
    const auto v = static_cast<double>(i);
    EXPECT_NEAR(by_z.voxels[i], 100 * (v - 50) / sd, 2e-5);
    EXPECT_NEAR(by_range.voxels[i], (v - 1) / 98, 1e-7);
  }
  // Landmarks 1, 10, 20, ... 90, 99; the outer pieces go on.
  EXPECT_FLOAT_EQ(by_histogram.voxels[1], -10);
  EXPECT_FLOAT_EQ(by_histogram.voxels[10], 0);
  EXPECT_FLOAT_EQ(by_histogram.voxels[25], 25);
  EXPECT_FLOAT_EQ(by_histogram.voxels[75], 140);
  EXPECT_FLOAT_EQ(by_histogram.voxels[99], 301);
  EXPECT_FLOAT_EQ(by_histogram.voxels[0], static_cast<float>(-10 - 10.0 / 9));
  EXPECT_FLOAT_EQ(by_histogram.voxels[100], static_cast<float>(301 + 1.0 / 9));
}

/// Two tissues: 30,000 voxels about 300 and 15,000 about 500, each normal with SD 20.
Volume two_tissues(double scale) {
  std::vector<float> values;
  const Draws draws(4, "tissue", "test", 0, 0);
  for (std::uint64_t i = 0; i < 45000; ++i)
    values.push_back(static_cast<float>(scale * ((i % 3 == 0 ? 500 : 300) + 20 * draws.normal(i))));
  return line_of(values);
}

// oracle: the modes of two normal tissues are their means, and the stripe about one is the middle of its
// distribution: 5 % of all voxels on either side are 7.5 % of the first tissue, |z| < 0.189.
TEST(NormalisationOracle, PeakFindsEachTissue) {
  NormalisationSettings largest = method(Normalisation::peak), last = largest;
  last.normalisation_peak = HistogramPeak::last;
  const Volume image = two_tissues(1);
  const auto first = imaging::intensity_map(image, everywhere(image), largest).pieces.front();
  const auto second = imaging::intensity_map(image, everywhere(image), last).pieces.front();
  EXPECT_NEAR(first.from, 300, 5);
  EXPECT_NEAR(second.from, 500, 5);
  // Uniform over 2 x 0.189 SD to a good part: SD = 20 x 2 x 0.189 / sqrt(12).
  EXPECT_NEAR(1 / first.slope, 20 * 2 * 0.189 / std::sqrt(12.0), 0.15);
}

// invariant: what a scanner's scale and offset do is undone by every method, to rounding.
TEST(NormalisationInvariant, ScaleAndOffsetAreUndone) {
  const Volume image = two_tissues(1);
  Volume other = image;
  for (float& v : other.voxels) v = 4 * v + 64;
  for (const Normalisation what : {Normalisation::z_score, Normalisation::percentile_range,
                                   Normalisation::histogram, Normalisation::peak}) {
    NormalisationSettings settings = method(what);
    settings.normalisation_standard = "0/5/10/20/30/40/50/60/70/90/100";
    const Volume a = normalised(image, settings), b = normalised(other, settings);
    const double unit = what == Normalisation::histogram ? 100 : 1;
    for (std::size_t i = 0; i < a.voxels.size(); ++i)
      ASSERT_NEAR(a.voxels[i], b.voxels[i], 1e-5 * unit * std::max(1.0F, std::abs(a.voxels[i]))) << i;
  }
}

// invariant: an image matched to a standard has the standard as its landmarks, and the standard of one image
// is its own landmarks from 0 to 100.
TEST(NormalisationInvariant, StandardIsReached) {
  const Volume image = boxed_image(), other = two_tissues(0.37);
  const Mask tissue = imaging::tissue_mask(image, 0.02);
  const std::vector<std::vector<double>> marks{imaging::landmarks(image, tissue, 1, 99),
                                               imaging::landmarks(other, everywhere(other), 1, 99)};
  const std::vector<double> standard = imaging::standard_landmarks(marks);
  EXPECT_EQ(standard.front(), 0);
  EXPECT_EQ(standard.back(), 100);
  NormalisationSettings settings = method(Normalisation::histogram);
  for (const double mark : standard)
    settings.normalisation_standard += (settings.normalisation_standard.empty() ? "" : "/") + to_text(mark);
  EXPECT_EQ(settings.problem(), "");
  const Volume matched = imaging::mapped(other, imaging::intensity_map(other, everywhere(other), settings));
  const std::vector<double> reached = imaging::landmarks(matched, everywhere(matched), 1, 99);
  for (std::size_t i = 0; i < reached.size(); ++i) EXPECT_NEAR(reached[i], standard[i], 0.01);
}

TEST(NormalisationMechanics, SaysWhatCannotBeNormalised) {
  const Volume flat = line_of(std::vector<float>(20, 7)), one = line_of({3});
  Volume hole = line_of({1, 2, 3, 4, NAN, INFINITY});
  for (const Normalisation what : {Normalisation::z_score, Normalisation::percentile_range,
                                   Normalisation::histogram, Normalisation::peak}) {
    NormalisationSettings settings = method(what);
    settings.normalisation_standard = "0/5/10/20/30/40/50/60/70/90/100";
    EXPECT_THROW(imaging::intensity_map(flat, everywhere(flat), settings), Error);
    EXPECT_THROW(imaging::intensity_map(one, everywhere(one), settings), Error);
    EXPECT_THROW(imaging::intensity_map(hole, Mask(hole.lattice), settings), Error);
  }
  const Volume out = normalised(hole, method(Normalisation::z_score));
  EXPECT_TRUE(std::isnan(out.voxels[4]));
  EXPECT_TRUE(std::isinf(out.voxels[5]));
  EXPECT_FLOAT_EQ(out.voxels[0] + out.voxels[3], 0);
  EXPECT_EQ(normalised(boxed_image(), method(Normalisation::none)), boxed_image());
  for (const char* bad : {"", "1/2/3", "0/5/10/20/30/40/50/60/70/90/90", "0/5/10/x/30/40/50/60/70/90/100",
                          "0/5/10/20/30/40/50/60/70/90/inf", "0/5/10/nan/30/40/50/60/70/90/100"}) {
    NormalisationSettings settings = method(Normalisation::histogram);
    settings.normalisation_standard = bad;
    EXPECT_NE(settings.problem(), "") << bad;
  }
}

// A flat image is all tissue, one without a finite voxel has none, and one speck of noise is not tissue.
TEST(NormalisationMechanics, TissueOfOddImages) {
  const Volume flat = line_of(std::vector<float>(20, 7));
  EXPECT_EQ(count(imaging::tissue_mask(flat, 0.02)), 20);
  EXPECT_THROW(imaging::tissue_mask(line_of({NAN, NAN}), 0.02), Error);
  Volume speck = boxed_image();
  speck(0, 0, 0) = 200;
  EXPECT_EQ(imaging::tissue_mask(speck, 0.02)(0, 0, 0), 0);
  EXPECT_EQ(imaging::tissue_mask(speck, 0.02)(5, 5, 5), 1);
}

}  // namespace
}  // namespace radgauge
