#include "core/error.h"
#include "core/text.h"
#include "ct_fixtures.h"
#include "phantoms/scanners/ct/faults.h"
#include "phantoms/scanners/ct/transfer.h"
#include "phantoms/scanners/fleet.h"
#include "phantoms/scanners/measure/edge.h"

namespace radgauge {

using namespace radgauge::phantoms;
using namespace radgauge::phantoms::ct;

namespace {

const ScannerKind& ct_kind() {
  return *find_scanner_kind("ct");
}

/// Values of a flat scanner file of the fleet.
std::vector<Value> fleet_values(const std::string& name) {
  std::vector<std::pair<std::string, Value>> given;
  for (const FleetFile& file : fleet()) {
    if (file.name != name + ".yaml") continue;
    for (const std::string& line : split(file.text, '\n')) {
      const std::size_t colon = line.find(':');
      if (line.empty() || line[0] == '#' || colon == std::string::npos) continue;
      const std::string key = line.substr(0, colon);
      if (key == "scanner" || key == "modality") continue;
      bool known = false;
      for (const Field& field : ct_kind().fields) {
        if (field.name != key) continue;
        Value value;
        std::string problem;
        EXPECT_TRUE(parse(field, trim(line.substr(colon + 1)), value, problem)) << problem;
        EXPECT_EQ(check(field, value), "");
        given.emplace_back(key, value);
        known = true;
      }
      EXPECT_TRUE(known) << name << ": " << key;
    }
  }
  EXPECT_FALSE(given.empty()) << name;
  return with_defaults(ct_kind().fields, given);
}

void expect_holds(const ScannerSelfTest& test) {
  EXPECT_GE(test.checks.size(), 15u);
  EXPECT_EQ(test.curves.size(), 2u);
  for (const ScannerCheck& check : test.checks) {
    EXPECT_TRUE(check.holds()) << check.quantity << ": " << check.measured << " instead of "
                               << check.predicted;
  }
}

class CtFleetOracle : public ::testing::TestWithParam<const char*> {};

// oracle: what a scanner of the fleet shows is what the closed forms say of its file.
TEST_P(CtFleetOracle, MeasuresAsPredicted) {
  const std::vector<Value> values = fleet_values(GetParam());
  EXPECT_EQ(ct_kind().problem(values), "");
  expect_holds(ct_kind().self_test(values, {}, 20261121));
}
INSTANTIATE_TEST_SUITE_P(Fleet, CtFleetOracle,
                         ::testing::Values("CT-A", "CT-B", "CT-C", "CT-D", "CT-E", "CT-F"));

// oracle: the failing scanner's cup is as deep as asked; its CT numbers are out, and the test says so.
TEST(CtFailingScannerOracle, TheScannerFails) {
  const ScannerSelfTest test = ct_kind().self_test(fleet_values("CT-G"), {}, 20261121);
  std::size_t missed = 0;
  for (const ScannerCheck& check : test.checks) {
    const bool insert = check.quantity.rfind("insert", 0) == 0;
    missed += insert && !check.holds();
    EXPECT_TRUE(insert || check.holds()) << check.quantity << ": " << check.measured;
    EXPECT_TRUE(check.quantity != "water" || std::abs(check.measured + 20) < 1) << check.measured;
  }
  EXPECT_EQ(missed, 10u);
}

class CtWindowOracle : public ::testing::TestWithParam<std::string> {};

// oracle: every window on a detector and pixels of its own, with a focal spot and electronic noise.
TEST_P(CtWindowOracle, MeasuresAsPredicted) {
  expect_holds(
      ct_kind().self_test(with_defaults(ct_kind().fields, {{"window", GetParam()},
                                                           {"detector_pitch_mm", 0.9},
                                                           {"pixel_mm", 0.8},
                                                           {"matrix", std::int64_t{256}},
                                                           {"views", std::int64_t{720}},
                                                           {"photons", 2e5},
                                                           {"slice_profile", std::string("gaussian")},
                                                           {"focal_spot_sigma_mm", 0.25},
                                                           {"electronic_noise", 30.0}}),
                          {}, 7));
}
INSTANTIATE_TEST_SUITE_P(Windows, CtWindowOracle,
                         ::testing::Values("hann", "shepp_logan", "soft", "standard", "bone"));

// oracle: closed forms of the transfer function against values worked out by hand (knowledge of the window at
// the Nyquist frequency, half of it, and beyond), and the SD of an unwindowed ramp without repeats.
TEST(CtTransferOracle, ClosedForms) {
  Parameters p;
  p.window_cutoff = 2;
  const Transfer transfer = transfer_of(p, {});
  const double nyquist = p.nyquist_per_mm();
  const auto sinc = [](double x) { return std::sin(M_PI * x) / (M_PI * x); };
  EXPECT_NEAR(transfer.mtf(nyquist), 0.5 * sinc(0.45) * sinc(0.5) * sinc(0.5), 1e-12);
  EXPECT_NEAR(transfer.mtf(1.5 * nyquist),
              (1.0 / 3) * 0.5 * (1 + std::cos(M_PI / 4)) * sinc(0.675) * sinc(0.75) * sinc(0.75), 1e-12);
  EXPECT_EQ(transfer.mtf(0), 1);
  // The figures for 200 mm of water at 300000 photons and 1160 views, windows that end before Nyquist.
  for (const auto& [cutoff, sd, peak] : {std::tuple{0.6, 4.4, 0.16}, {0.85, 7.0, 0.22}}) {
    Parameters known;
    known.window_cutoff = cutoff;
    const Transfer t = transfer_of(known, {});
    const double ray = ray_variance(3e5 * std::exp(-kWaterPerMm * 200), 0);
    EXPECT_NEAR(t.noise_sd(ray), sd, 0.1);
    EXPECT_NEAR(t.noise_peak(), peak, 0.005);
  }
}

// oracle: at a quarter of the dose a denoised scanner has a lower MTF50 and noise of coarser grain; others
// keep both.
TEST(CtTransferOracle, DenoisingDependsOnTheDose) {
  Parameters p;
  Parameters quarter = p;
  quarter.photons /= 4;
  EXPECT_EQ(transfer_of(p, {}).mtf_frequency(0.5), transfer_of(quarter, {}).mtf_frequency(0.5));
  p.denoise_share = quarter.denoise_share = 0.4;
  EXPECT_GT(transfer_of(p, {}).mtf_frequency(0.5), 1.1 * transfer_of(quarter, {}).mtf_frequency(0.5));
  EXPECT_GT(transfer_of(p, {}).noise_peak(), transfer_of(quarter, {}).noise_peak());
}

// oracle: a scanner with measured tables shows their MTF and noise power.
TEST(CtScannerOracle, MeasuredTables) {
  ScannerTables tables;
  double variance = 0;
  for (int i = 0; i <= 60; ++i) {
    const double f = 0.02 * i;
    const double power = 900 * f * std::exp(-f * f / (2 * 0.18 * 0.18));
    tables["mtf_file"].push_back({f, std::exp(-f * f / (2 * 0.25 * 0.25))});
    tables["nps_file"].push_back({f, power});
    variance += 2 * M_PI * f * power * 0.02;
  }
  tables["slice_profile_file"] = {{-3, 0}, {-1, 1}, {1, 1}, {3, 0}};
  Parameters p;
  p.matrix = 256;
  p.views = 720;
  p.mtf_file = p.nps_file = p.slice_profile_file = "tables of this test";
  const ScannerSelfTest test = self_test(p, tables, 3);
  expect_holds(test);
  const double f50 = 0.25 * std::sqrt(2 * std::log(2.0));
  EXPECT_NEAR(test.checks[0].measured, f50, 0.05 * f50);
  EXPECT_EQ(test.checks[2].quantity, "water SD");
  EXPECT_NEAR(test.checks[2].measured, std::sqrt(variance), 0.05 * std::sqrt(variance));
}

// oracle: water about the axis reads half the drift too much; within an ellipse the views weigh ab / (pi
// r^2), with r the half width of its shadow.
TEST(CtFaultsOracle, DriftOfDiskAndEllipse) {
  Parameters p = small_ct();
  p.views = 360;
  p.tube_drift_percent = 4;
  const auto middle = [&](const Part& part) {
    const Volume image = make_scanner(p, {})->expose(object_of({part}))->noiseless();
    return measure::ring_mean(image, 0, {0, 0, 0}, 0, 5);
  };
  EXPECT_NEAR(middle(endless_rod(0, 0, 40)), 20, 0.5);
  Part ellipse = endless_rod(0, 0, 45);
  ellipse.shape.half_mm[1] = 15;
  ellipse.shape.turn_rad = 0.6;
  double expected = 0;
  for (int i = 0; i < 10000; ++i) {
    const double angle = M_PI * (i + 0.5) / 10000;
    const double r2 = std::pow(45 * std::cos(angle - 0.6), 2) + std::pow(15 * std::sin(angle - 0.6), 2);
    expected += 40 * (angle / M_PI) * 45 * 15 / r2 / 10000;
  }
  EXPECT_GT(expected, 24) << "the long way through is seen late";
  EXPECT_NEAR(middle(ellipse), expected, 0.5);
}

// oracle: a column's gain makes a ring, and stays with the column.
TEST(CtFaultsOracle, Rings) {
  Parameters p = small_ct();
  p.views = 360;
  const Object water = object_of({endless_rod(0, 0, 40)});
  const auto image = [&](const Parameters& of) { return make_scanner(of, {})->expose(water)->noiseless(); };
  Parameters rings = p;
  rings.ring_percent = 0.5;
  const auto spread = [&](const Volume& of, const Volume& still, double inner, double outer) {
    double sum = 0, n = 0;
    for (std::int64_t y = 0; y < 64; ++y)
      for (std::int64_t x = 0; x < 64; ++x) {
        const Vec3 at = of.lattice.to_physical({static_cast<double>(x), static_cast<double>(y), 0});
        const double r = std::hypot(at[0], at[1]);
        if (r < inner || r >= outer) continue;
        const double d = static_cast<double>(of(x, y, 0)) - static_cast<double>(still(x, y, 0));
        sum += d * d;
        n += 1;
      }
    return std::sqrt(sum / n);
  };
  const Volume ringed = image(rings);
  EXPECT_GT(spread(ringed, image(p), 5, 35), 1);
  const Faults more(rings, 100), fewer(rings, 50);
  std::vector<double> wide(200, 0.0), narrow(100, 0.0);
  more.add_rings(wide);
  fewer.add_rings(narrow);
  EXPECT_EQ(wide[50], narrow[0]) << "a column keeps its gain on a wider detector";
  EXPECT_EQ(image(rings), ringed);
}

TEST(CtScannerMechanics, RefusesImpossibleFiles) {
  const auto problem = [](const std::vector<std::pair<std::string, Value>>& given) {
    return ct_kind().problem(with_defaults(ct_kind().fields, given));
  };
  EXPECT_EQ(problem({{"window", std::string("bone")}, {"window_cutoff", 1.0}}), "");
  EXPECT_NE(problem({{"window", std::string("bone")}, {"window_cutoff", 0.8}}).find("window_cutoff"),
            std::string::npos);
  EXPECT_NE(problem({{"focal_spot_sigma_mm", 3.0}}).find("focal_spot_sigma_mm"), std::string::npos);
  EXPECT_NE(problem({{"mtf_file", std::string("a.csv")}, {"denoise_share", 0.5}}).find("denoise_share"),
            std::string::npos);
  for (const Field& field : ct_kind().fields) {
    if (field.kind != FieldKind::real || field.name == "tube_drift_percent") continue;
    EXPECT_NE(check(field, -1.0), "") << field.name;
  }

  Parameters p;
  p.mtf_file = "mtf.csv";
  const auto refused = [&](std::vector<std::array<double, 2>> table, const std::string& word) {
    try {
      make_scanner(p, {{"mtf_file", std::move(table)}});
    } catch (const Error& error) {
      return error.kind() == ErrorKind::study && std::string(error.what()).find(word) != std::string::npos;
    }
    return false;
  };
  EXPECT_TRUE(refused({{0.1, 1}, {0.5, 0.5}, {1, 0}}, "must start at frequency 0"));
  EXPECT_TRUE(refused({{0, 1}, {0.5, 0.9}, {1.5, 0.8}}, "Nyquist"));
  EXPECT_TRUE(refused({{0, 0.8}, {0.5, 0.5}, {0.9, 0}}, "divide the table"));
  EXPECT_TRUE(refused({{0, 1}, {0.5, -0.5}, {0.9, 0}}, "0 or more"));
  EXPECT_TRUE(refused({{0, 1}, {0.9, 0}}, "3 or more"));
  EXPECT_FALSE(refused({{0, 1}, {0.5, 0.4}, {0.9, 0}}, ""));
}

}  // namespace
}  // namespace radgauge
