#include "perturbations/reader_fit.h"

#include "mask_fixtures.h"

namespace radgauge {
namespace {

using Given = std::vector<std::pair<std::string, Value>>;

const Lattice kReaderFitLattice = lattice_of({36, 36, 36}, {2, 2, 2});

/// Two readers of each of `objects` balls of 12 to 16 mm: observers of the same truth, with draws of their
/// own.
std::vector<ReaderMasks> readers_of(const Given& errors, std::uint64_t seed, int objects, int readers = 2) {
  const Applied op("mask.observer", errors);
  std::vector<ReaderMasks> all;
  for (int i = 0; i < objects; ++i) {
    const Mask truth = ball(kReaderFitLattice, {35 + 0.3 * i, 34.6, 35.1}, 12 + 4.0 * i / objects);
    ReaderMasks object{"object " + std::to_string(i), {}};
    for (int r = 0; r < readers; ++r) {
      const Draws draws(seed, object.object, "reader", static_cast<std::uint32_t>(r), 0);
      object.masks.push_back(op.operation->mask({Volume(kReaderFitLattice), truth, draws}, op.values).mask);
    }
    all.push_back(std::move(object));
  }
  return all;
}

struct Fitted {
  double sd_mm;
  double correlation_mm;
  Calibration calibration;
};

Fitted fitted_to(const std::vector<ReaderMasks>& readers) {
  const Applied op("mask.observer", {{"calibrate", std::string("readers")}});
  Calibration found = op.operation->calibrate(readers, op.values);
  return {magnitude(found.magnitudes, "sd_mm").achieved,
          magnitude(found.magnitudes, "correlation_mm").achieved, found};
}

// oracle: readers that are observers of known SD and correlation length are recovered: in the mean over 3
// studies of 10 lesions within 15 % (SD) and 25 % (length). A lesion has about its surface over 4 pi w^2
// independent places, 3 to 8; of 90 to 240 places, and of as many simulated ones, the SD is known to 5 to 8
// %.
class KnownReadersOracle : public testing::TestWithParam<std::pair<double, double>> {};

TEST_P(KnownReadersOracle, AreRecovered) {
  const auto& [sd, length] = GetParam();
  double mean_sd = 0, mean_length = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Fitted fitted = fitted_to(readers_of({{"sd_mm", sd}, {"correlation_mm", length}}, seed, 10));
    mean_sd += fitted.sd_mm / 3;
    mean_length += fitted.correlation_mm / 3;
  }
  EXPECT_NEAR(mean_sd, sd, 0.15 * sd);
  EXPECT_NEAR(mean_length, length, 0.25 * length);
}

INSTANTIATE_TEST_SUITE_P(Errors, KnownReadersOracle,
                         testing::Values(std::pair{1.5, 5.0}, std::pair{2.5, 8.0}));

// oracle: what was fitted makes pairs that agree as the readers do.
TEST(ReaderFitOracle, FittedObserversAgreeAsTheReadersDo) {
  const Fitted fitted = fitted_to(readers_of({{"sd_mm", 1.5}, {"correlation_mm", 5.0}}, 9, 8, 3));
  const Magnitude& dice = magnitude(fitted.calibration.magnitudes, "dice");
  const Magnitude& hd95 = magnitude(fitted.calibration.magnitudes, "hd95_mm");
  EXPECT_NEAR(dice.achieved, dice.requested, 0.02);
  EXPECT_NEAR(hd95.achieved, hd95.requested, 0.75);
  EXPECT_EQ(magnitude(fitted.calibration.magnitudes, "pairs").achieved, 24);
}

// mechanics: the values that come back apply as they are, and without a fit nothing is made up.
TEST(ReaderFitMechanics, ValuesAreThoseOfTheOperation) {
  const auto readers = readers_of({{"sd_mm", 1.5}, {"correlation_mm", 5.0}}, 2, 3);
  const Fitted fitted = fitted_to(readers);
  Applied op("mask.observer", {{"calibrate", std::string("readers")}});
  EXPECT_TRUE(op.operation->wants_readers(op.values));
  EXPECT_FALSE(Applied("mask.observer").operation->wants_readers(Applied("mask.observer").values));
  EXPECT_FALSE(op.operation->identity(op.values));
  const Mask mask = ball(kReaderFitLattice, {34, 34, 34}, 13);
  EXPECT_THROW(apply_to(op, mask), Error);
  // The crop of an object does not depend on what is found.
  const double margin_mm = op.operation->support(op.values).margin_mm;
  op.values = fitted.calibration.values;
  EXPECT_EQ(op.operation->support(op.values).margin_mm, margin_mm);
  const MaskOutput out = apply_to(op, mask);
  EXPECT_EQ(magnitude(out.magnitudes, "fitted_sd_mm").achieved, fitted.sd_mm);
  EXPECT_EQ(magnitude(out.magnitudes, "sd_mm").requested, fitted.sd_mm);
  EXPECT_EQ(magnitude(out.magnitudes, "fitted_correlation_mm").achieved, fitted.correlation_mm);
  EXPECT_EQ(fitted_to(readers).calibration.values, fitted.calibration.values);
}

TEST(ReaderFitMechanics, SaysWhenReadersDoNotTell) {
  EXPECT_THROW(fitted_to({}), Error);
  const Mask mask = ball(kReaderFitLattice, {34, 34, 34}, 13);
  EXPECT_THROW(fitted_to({{"same", {mask, mask}}}), Error);
  const Applied both("mask.observer", {{"calibrate", std::string("readers")}, {"target_dice", 0.8}});
  EXPECT_NE(both.operation->refusal(both.values, Modality::ct), "");
  const Applied given("mask.observer", {{"calibrate", std::string("readers")}, {"sd_mm", 1.0}});
  EXPECT_NE(given.operation->refusal(given.values, Modality::ct), "");
  // One voxel, and readers that hardly overlap, give a figure or an error, never a hang or a NaN.
  const Mask voxel = box_mask(kReaderFitLattice, {{15, 15, 15}, {16, 16, 16}});
  for (const Mask& other : {mask, ball(kReaderFitLattice, {52, 52, 52}, 5)}) {
    try {
      const Fitted fitted = fitted_to({{"odd", {voxel, other}}});
      EXPECT_TRUE(std::isfinite(fitted.sd_mm) && fitted.sd_mm <= 20);
      EXPECT_TRUE(std::isfinite(fitted.correlation_mm) && fitted.correlation_mm <= 100);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
    }
  }
}

}  // namespace
}  // namespace radgauge
