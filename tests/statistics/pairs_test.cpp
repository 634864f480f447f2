#include "statistics/pairs.h"

#include <cmath>

#include "core/text.h"
#include "statistics/ranks.h"
#include "statistics/sections.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

struct Lists {
  std::vector<double> x, y;
};

// Few levels, so that ties of every kind occur.
Lists made_up(int n, double levels, double offset = 0) {
  Lists out;
  for (int i = 0; i < n; ++i) {
    out.x.push_back(offset + std::floor(levels * std::fmod(0.618 * (i + 1), 1.0)) / 8);
    out.y.push_back(offset + std::floor(levels * std::fmod(0.618 * (i + 1) + 0.3 * (i % 3), 1.0)) / 8);
  }
  return out;
}

TEST(PairsInvariant, TauEqualsTheCountOverAllPairs) {
  for (const double levels : {3.0, 7.0, 1000.0}) {
    const Lists l = made_up(41, levels);
    double score = 0, in_x = 0, in_y = 0;
    for (std::size_t i = 0; i < l.x.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const double a = l.x[i] - l.x[j], b = l.y[i] - l.y[j];
        score += (a * b > 0) - (a * b < 0);
        in_x += a != 0;
        in_y += b != 0;
      }
    EXPECT_NEAR(kendall_tau_b(l.x, l.y), score / std::sqrt(in_x * in_y), 1e-14) << levels;
  }
}

TEST(PairsInvariant, SwappingXAndY) {
  const Lists l = made_up(30, 9);
  const LinConcordance a = lin_concordance(l.x, l.y), b = lin_concordance(l.y, l.x);
  EXPECT_NEAR(a.ccc, b.ccc, 1e-15);
  EXPECT_NEAR(a.se, b.se, 1e-15);
  EXPECT_NEAR(a.z_lower, b.z_lower, 1e-15);
  EXPECT_NEAR(a.scale_shift, 1 / b.scale_shift, 1e-15);
  EXPECT_NEAR(a.location_shift, -b.location_shift, 1e-15);
  const BlandAltman c = bland_altman(l.x, l.y), d = bland_altman(l.y, l.x);
  EXPECT_EQ(c.bias, -d.bias);
  EXPECT_EQ(c.loa_lower, -d.loa_upper);
  EXPECT_EQ(c.loa_se, d.loa_se);
  const Correlations e = correlations(l.x, l.y), f = correlations(l.y, l.x);
  EXPECT_NEAR(e.pearson, f.pearson, 1e-15);
  EXPECT_NEAR(e.pearson_p, f.pearson_p, 1e-13 * e.pearson_p);
  EXPECT_NEAR(e.spearman, f.spearman, 1e-15);
  EXPECT_NEAR(e.kendall_tau_b, f.kendall_tau_b, 1e-15);
}

TEST(PairsInvariant, CccIsPearsonTimesBiasCorrectionAndOffsetsChangeNothing) {
  const Lists near = made_up(30, 9), far = made_up(30, 9, 1e9);
  const LinConcordance a = lin_concordance(near.x, near.y), b = lin_concordance(far.x, far.y);
  EXPECT_NEAR(a.ccc, a.bias_correction * correlations(near.x, near.y).pearson, 1e-14);
  EXPECT_NEAR(a.ccc, b.ccc, 1e-13);
  EXPECT_NEAR(a.z_lower, b.z_lower, 1e-12);
  EXPECT_NEAR(bland_altman(near.x, near.y).sd, bland_altman(far.x, far.y).sd, 1e-13);
  EXPECT_NEAR(correlations(near.x, near.y).pearson_t, correlations(far.x, far.y).pearson_t, 1e-11);
}

TEST(PairsInvariant, PerfectConcordance) {
  const std::vector<double> x{1, 2, 4, 7, 8};
  const LinConcordance c = lin_concordance(x, x);
  EXPECT_EQ(c.ccc, 1);
  EXPECT_EQ(c.asym_lower, 1);
  EXPECT_TRUE(std::isnan(c.z_lower));
  EXPECT_FALSE(c.z_reason.empty());
  const Correlations r = correlations(x, x);
  EXPECT_EQ(r.pearson, 1);
  EXPECT_EQ(r.spearman, 1);
  EXPECT_EQ(r.kendall_tau_b, 1);
  EXPECT_EQ(r.spearman_p_t, 0);
}

TEST(PairsInvariant, NoCorrelationStillHasAnInterval) {
  const std::vector<double> x{-1, 1, -1, 1}, y{-1, -1, 1, 1};
  const LinConcordance c = lin_concordance(x, y);
  EXPECT_EQ(c.ccc, 0);
  EXPECT_NEAR(c.se, std::sqrt(0.5), 1e-15) << "C_b = 1 and r = 0: 1/(n - 2)";
}

TEST(PairsMechanics, DegenerateTablesHaveReasons) {
  const auto undefined = [](const std::vector<std::vector<std::string>>& data,
                            const std::vector<std::string>& names) {
    const auto rows = run_section("agreement", {{"subject", "x", "y"}, data});
    for (const StatRow& row : rows) {
      if (std::isnan(row.value)) {
        EXPECT_EQ(row.status, "undefined") << row.quantity;
        EXPECT_FALSE(row.reason.empty()) << row.quantity;
      }
      if (std::find(names.begin(), names.end(), row.quantity) != names.end()) {
        EXPECT_TRUE(std::isnan(row.value)) << row.quantity;
      }
    }
  };
  undefined({{"1", "NA", "2"}}, {"ccc", "ba_bias", "pearson", "kendall_tau_b"});
  undefined({{"1", "1", "2"}}, {"ccc", "ba_sd", "spearman"});
  undefined({{"1", "1", "2"}, {"2", "3", "1"}}, {"ccc_se", "ccc_z.lower", "pearson_p", "pearson.lower"});
  undefined({{"1", "5", "5"}, {"2", "5", "5"}, {"3", "5", "5"}}, {"ccc", "ccc_se", "pearson"});
  undefined({{"1", "5", "1"}, {"2", "5", "2"}, {"3", "5", "3"}},
            {"pearson", "spearman", "kendall_tau_b", "location_shift", "bias_correction_Cb", "ccc_z.lower"});
}

TEST(PairsMechanics, PairwiseCompleteInAnyOrderByFeature) {
  const Table table{{"feature", "subject", "x", "y"},
                    {{"g", "3", "1.5", "2"},
                     {"f", "1", "1", "2"},
                     {"f", "01", "NA", "2"},
                     {"f", "2", "2", "2.5"},
                     {"f", "3", "4", "3"},
                     {"g", "1", "1", "1"}}};
  Table shuffled = table;
  std::swap(shuffled.rows[1], shuffled.rows[4]);
  std::swap(shuffled.rows[2], shuffled.rows[3]);
  const auto a = run_section("agreement", table), b = run_section("agreement", shuffled);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].feature, b[i].feature);
    EXPECT_EQ(to_text(a[i].value), to_text(b[i].value)) << a[i].quantity;
    if (a[i].quantity == "n") {
      EXPECT_EQ(a[i].value, a[i].feature == "f" ? 3 : 2);
    }
  }
}

}  // namespace
}  // namespace radgauge
