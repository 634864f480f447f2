#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "core/text.h"
#include "statistics/sections.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

// Two features of twelve samples on three scanners, and a column that they follow.
Table three_batches(const std::string& covariate) {
  const Draws draws(3, "samples", "test", 0, 0);
  Table table{{"sample", "batch", covariate, "f1", "f2"}, {}};
  for (std::size_t i = 0; i < 24; ++i) {
    const double age = 50 + 10 * draws.normal(i), scanner = static_cast<double>(i % 3);
    table.rows.push_back({"S" + std::to_string(i), std::string(1, static_cast<char>('A' + i % 3)),
                          to_text(age), to_text(0.1 * age + scanner + draws.normal(i, 1)),
                          to_text(-0.2 * age + 2 * scanner + draws.normal(i, 2))});
  }
  return table;
}

double option_value_of(const std::vector<StatRow>& rows, const std::string& feature,
                       const std::string& quantity) {
  for (const StatRow& row : rows)
    if (row.feature == feature && row.quantity == quantity) return row.value;
  ADD_FAILURE() << feature << " " << quantity;
  return NAN;
}

void expect_usage(const std::string& section, const Table& table, const StatOptions& options,
                  const std::string& part) {
  try {
    run_section(section, table, options);
    ADD_FAILURE() << "no error with " << part;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

}  // namespace

TEST(SectionOptionsInvariant, TheReferenceBatchStaysAsItIs) {
  const Table table = three_batches("age");
  for (const std::string batch : {"", "A", "B", "C"}) {
    StatOptions options;
    options.reference = batch;
    const auto rows = run_section("combat", table, options);
    for (const auto& row : table.rows) {
      const double adjusted = option_value_of(rows, "ref_batch:f1", "adjusted:" + row[0]);
      if (row[1] == (batch.empty() ? "C" : batch))
        EXPECT_EQ(adjusted, parse_double(row[3])) << row[0];
      else
        EXPECT_NE(adjusted, parse_double(row[3])) << row[0];
    }
  }
}

TEST(SectionOptionsInvariant, ACovariateMayHaveAnyName) {
  StatOptions options;
  options.covariates = {"dose"};
  const auto named = run_section("combat", three_batches("dose"), options);
  const auto usual = run_section("combat", three_batches("age"));
  EXPECT_EQ(option_value_of(named, "cov:f2", "beta_dose"), option_value_of(usual, "cov:f2", "beta_age"));
  EXPECT_EQ(option_value_of(named, "cov:f1", "adjusted:S4"), option_value_of(usual, "cov:f1", "adjusted:S4"));
}

// Survival is 1, 3/4, 1/2, 1/4 from 0, 1, 2, 3 on.
TEST(SectionOptionsOracle, MeanUpToTheHorizon) {
  const Table table{{"id", "time", "status", "group", "x1"},
                    {{"a", "1", "1", "g", "1"},
                     {"b", "2", "1", "g", "3"},
                     {"c", "3", "1", "g", "0"},
                     {"d", "4", "1", "g", "2"}}};
  StatOptions options;
  options.horizon = 2.5;
  options.coefficients = {0};
  const auto rows = run_section("survival", table, options);
  EXPECT_NEAR(option_value_of(rows, "group:g", "rmst_2.5"), 2, 1e-15);
  EXPECT_NEAR(option_value_of(run_section("survival", table), "group:g", "rmst_10"), 2.5, 1e-15);
  // With coefficients 0 the likelihood is that of no model: 1/4 1/3 1/2 1/1.
  EXPECT_NEAR(option_value_of(rows, "efron", "loglik_at_fixed_betas"), -std::log(24), 1e-14);
}

TEST(SectionOptionsMechanics, OptionsThatFitNothingAreRefused) {
  StatOptions options;
  options.reference = "D";
  expect_usage("combat", three_batches("age"), options, "A, B, C");
  options = {};
  options.covariates = {"agee"};
  expect_usage("combat", three_batches("age"), options, "did you mean 'age'");
  options = {};
  options.horizon = 5;
  expect_usage("combat", three_batches("age"), options, "takes no --horizon");
  const Table survival{{"id", "time", "status", "x1"}, {{"a", "1", "1", "1"}, {"b", "2", "1", "3"}}};
  options.horizon = 0;
  expect_usage("survival", survival, options, "--horizon");
  options = {};
  options.coefficients = {1, 2};
  expect_usage("survival", survival, options, "--coefficients");
}

}  // namespace radgauge
