#include "statistics/components.h"

#include <limits>

#include "core/error.h"
#include "core/text.h"
#include "statistics/gauge_rr.h"
#include "statistics/gtheory.h"
#include "statistics/reml.h"
#include "statistics/sections.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

// Sizes of a crossed design; 0: the table has no such column.
struct Sizes {
  int patients = 6, lesions = 1, scanners = 0, sessions = 0, readers = 0, repeats = 1;
};

// Deterministic, without structure: fractional parts of multiples of an irrational number, -0.5 to 0.5.
double noise(int seed) {
  return std::round(std::ldexp(std::fmod(0.6180339887498949 * (seed * seed + 7 * seed + 3), 1.0) - 0.5, 20)) *
         std::ldexp(1.0, -20);
}

// Lesion and session labels repeat under another patient and scanner.
Table crossed(const Sizes& n, double offset = 0) {
  Table table{{"patient", "object", "scanner", "session", "reader", "repeat", "feature", "value"}, {}};
  int seed = 0;
  for (int p = 0; p < n.patients; ++p)
    for (int l = 0; l < n.lesions; ++l)
      for (int s = 0; s < std::max(1, n.scanners); ++s)
        for (int d = 0; d < std::max(1, n.sessions); ++d)
          for (int r = 0; r < std::max(1, n.readers); ++r)
            for (int k = 0; k < n.repeats; ++k) {
              const double value = offset + 8 * noise(p + 1) + 5 * noise(100 + 9 * p + l) +
                                   3 * noise(200 + s) + 2 * noise(300 + 7 * s + d) + 4 * noise(400 + r) +
                                   2 * noise(500 + 31 * p + 5 * r) + noise(1000 + ++seed);
              table.rows.push_back({"P" + std::to_string(p), "L" + std::to_string(l), "S" + std::to_string(s),
                                    "D" + std::to_string(d), "R" + std::to_string(r), std::to_string(k), "f",
                                    to_text(value)});
            }
  const auto drop = [&table](const char* name) {
    const auto at = std::find(table.header.begin(), table.header.end(), name) - table.header.begin();
    table.header.erase(table.header.begin() + at);
    for (auto& row : table.rows) row.erase(row.begin() + at);
  };
  if (n.scanners == 0) drop("scanner");
  if (n.sessions == 0) drop("session");
  if (n.readers == 0) drop("reader");
  return table;
}

LabelledValues measurements_of(const Table& table) {
  LabelledValues m;
  for (const auto& row : table.rows) {
    m.values.push_back(*parse_double(row.back()));
    for (std::size_t c = 0; c < table.header.size(); ++c)
      for (std::size_t f = 0; f < kFactorNames.size(); ++f)
        if (table.header[c] == kFactorNames[f]) m.labels[f].push_back(row[c]);
  }
  return m;
}

std::string terms_of(const Table& table) {
  std::string names;
  for (const ModelTerm& term : component_model(measurements_of(table)).terms)
    names += (names.empty() ? "" : " ") + term.name;
  return names;
}

const StatRow& row_of(const std::vector<StatRow>& rows, const std::string& method,
                      const std::string& quantity) {
  for (const StatRow& row : rows)
    if (row.method == method && row.quantity == quantity) return row;
  static const StatRow none;
  ADD_FAILURE() << method << " " << quantity << " is not there";
  return none;
}

double value_of(const std::vector<StatRow>& rows, const std::string& method, const std::string& quantity) {
  const StatRow& row = row_of(rows, method, quantity);
  EXPECT_EQ(row.status, "ok") << method << " " << quantity << ": " << row.reason;
  return row.value;
}

void expect_undefined(const std::vector<StatRow>& rows, const std::string& method,
                      const std::string& quantity, const std::string& reason) {
  const StatRow& row = row_of(rows, method, quantity);
  EXPECT_EQ(row.status, "undefined") << method << " " << quantity;
  EXPECT_TRUE(std::isnan(row.value)) << method << " " << quantity;
  EXPECT_NE(row.reason.find(reason), std::string::npos) << quantity << ": " << row.reason;
}

TEST(ComponentModelMechanics, TermsFollowTheDesign) {
  EXPECT_EQ(terms_of(crossed({.readers = 3, .repeats = 2})), "object reader object:reader");
  EXPECT_EQ(terms_of(crossed({.readers = 3})), "object reader")
      << "without repeats the residual is the crossing";
  EXPECT_EQ(terms_of(crossed({.lesions = 2, .repeats = 2})), "patient patient:object");
  EXPECT_EQ(terms_of(crossed({.scanners = 2, .sessions = 2, .repeats = 2})),
            "object scanner object:scanner scanner:session object:scanner:session");
  EXPECT_EQ(terms_of(crossed({.scanners = 2, .readers = 2, .repeats = 2})),
            "object scanner reader object:scanner object:reader scanner:reader object:scanner:reader");
  EXPECT_EQ(terms_of(crossed({.lesions = 2, .readers = 2, .repeats = 2})),
            "patient reader patient:object patient:reader patient:object:reader");
}

TEST(ComponentsInvariant, SumsOfSquaresAndDegreesOfFreedomAddUp) {
  for (const Sizes& n : {Sizes{.readers = 3, .repeats = 2}, Sizes{.lesions = 2, .scanners = 3, .repeats = 2},
                         Sizes{.lesions = 3, .scanners = 2, .sessions = 2, .readers = 2, .repeats = 2},
                         Sizes{.scanners = 2, .sessions = 3}}) {
    const LabelledValues m = measurements_of(crossed(n, 1e6));
    const ComponentModel model = component_model(m);
    ASSERT_TRUE(model.balanced);
    const AnovaComponents anova = anova_components(m.values, model);
    double ss = anova.residual.ss, df = anova.residual.df;
    for (const AnovaTerm& term : anova.terms) {
      ss += term.ss;
      df += term.df;
    }
    EXPECT_NEAR(ss, anova.ss_total, 1e-9 * anova.ss_total);
    EXPECT_EQ(df, static_cast<double>(m.values.size()) - 1);
  }
}

// The likelihood of the cells knows nothing of mean squares: two ways to one maximum.
TEST(RemlInvariant, CellsAndMeanSquaresAgreeOnBalancedTables) {
  int all_positive = 0;
  for (const Sizes& n : {Sizes{.readers = 3, .repeats = 2}, Sizes{.lesions = 2, .scanners = 3, .repeats = 2},
                         Sizes{.patients = 4, .lesions = 2, .scanners = 2, .sessions = 2, .readers = 2},
                         Sizes{.patients = 12, .scanners = 2, .sessions = 3, .repeats = 3}}) {
    const LabelledValues m = measurements_of(crossed(n));
    const ComponentModel model = component_model(m);
    const VarianceComponents a = reml_components(m.values, model),
                             b = reml_components_of_cells(m.values, model);
    ASSERT_EQ(a.reason, "");
    ASSERT_EQ(b.reason, "");
    const double total = summarise(a, model).var_total;
    EXPECT_NEAR(a.residual, b.residual, 1e-8 * total);
    bool negative = false;
    const AnovaComponents anova = anova_components(m.values, model);
    for (std::size_t t = 0; t < a.terms.size(); ++t) {
      EXPECT_NEAR(a.terms[t], b.terms[t], 1e-8 * total) << model.terms[t].name;
      EXPECT_EQ(a.terms[t] == 0, b.terms[t] == 0) << model.terms[t].name;
      negative = negative || anova.terms[t].var <= 0;
    }
    all_positive += negative ? 0 : 1;
    for (std::size_t t = 0; !negative && t < a.terms.size(); ++t)
      EXPECT_NEAR(a.terms[t], anova.terms[t].var, 1e-8 * total) << "all positive: REML equals ANOVA";
  }
  EXPECT_GE(all_positive, 1) << "no table compares REML with ANOVA";
  EXPECT_LT(all_positive, 4) << "no table has a component at 0";
}

TEST(ComponentsInvariant, RowOrderLabelsAndOffsetChangeNothing) {
  const Table table = crossed({.readers = 3, .repeats = 2});
  Table shuffled = table;
  std::reverse(shuffled.rows.begin(), shuffled.rows.end());
  std::swap(shuffled.rows[2], shuffled.rows[17]);
  const auto a = run_section("components", table), b = run_section("components", shuffled);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].quantity, b[i].quantity);
    EXPECT_EQ(to_text(a[i].value), to_text(b[i].value)) << a[i].method << " " << a[i].quantity;
  }
  Table renamed = table;
  for (auto& row : renamed.rows) row[2] = row[2] == "R0" ? "z" : row[2] + "'";
  const auto c = run_section("components", renamed),
             d = run_section("components", crossed({.readers = 3, .repeats = 2}, 1e6));
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].status != "ok" || a[i].quantity.rfind("SS", 0) == 0) continue;
    EXPECT_NEAR(c[i].value, a[i].value, 1e-9 * std::abs(a[i].value) + 1e-12) << a[i].quantity;
    EXPECT_NEAR(d[i].value, a[i].value, 1e-6 * std::abs(a[i].value) + 1e-8) << a[i].quantity;
  }
}

TEST(RemlInvariant, UnbalancedComponentsScaleWithTheSquareOfTheUnit) {
  Table table = crossed({.patients = 8, .readers = 3, .repeats = 3});
  for (std::size_t i = 0; i < table.rows.size(); i += 5) table.rows[i].back() = "NA";
  std::erase_if(table.rows, [](const auto& row) { return row.back() == "NA"; });
  const LabelledValues m = measurements_of(table);
  LabelledValues scaled = m;
  for (double& value : scaled.values) value = 1e4 - 3 * value;
  const ComponentModel model = component_model(m);
  const VarianceComponents a = reml_components(m.values, model), b = reml_components(scaled.values, model);
  ASSERT_EQ(a.reason, "");
  EXPECT_NEAR(b.residual, 9 * a.residual, 1e-8 * b.residual);
  for (std::size_t t = 0; t < a.terms.size(); ++t)
    EXPECT_NEAR(b.terms[t], 9 * a.terms[t], 1e-8 * summarise(b, model).var_total);
}

TEST(ComponentsMechanics, UnbalancedTablesHaveRemlOnly) {
  Table table = crossed({.readers = 3, .repeats = 2});
  table.rows[5].back() = "NA";
  const auto rows = run_section("components", table);
  expect_undefined(rows, "anova", "var.reader", "not balanced");
  expect_undefined(rows, "anova", "RC.upper", "not balanced");
  expect_undefined(rows, "gauge_rr", "final.GRR", "not balanced");
  expect_undefined(rows, "gtheory", "Phi.reader2", "not balanced");
  EXPECT_GT(value_of(rows, "reml", "var.object"), 0);
  EXPECT_GT(value_of(rows, "gtheory_reml", "Phi.reader2"), 0);
}

TEST(ComponentsMechanics, ConfoundedFactorsAreNamed) {
  Table table = crossed({.readers = 2, .repeats = 2});
  std::erase_if(table.rows, [](const auto& row) { return (row[0] < "P3") != (row[2] == "R0"); });
  auto rows = run_section("components", table);
  for (const char* method : {"anova", "reml"})
    for (const char* quantity : {"var.object", "var.reader", "var.object:reader", "RDC", "var.total"})
      expect_undefined(rows, method, quantity,
                       "reader is confounded with object (each object has one reader only)");
  expect_undefined(rows, "gauge_rr", "final.PV", "reader is confounded with object");
  expect_undefined(rows, "gtheory", "Erho2.reader1", "reader is confounded with object");
  EXPECT_EQ(value_of(rows, "anova", "df.residual"), 6);
  EXPECT_GT(value_of(rows, "anova", "RC"), 0);
  table = crossed({.scanners = 2, .readers = 2, .repeats = 2});
  std::erase_if(table.rows, [](const auto& row) { return (row[2] == "S0") != (row[3] == "R0"); });
  expect_undefined(run_section("components", table), "reml", "var.reader",
                   "reader is confounded with scanner");
  table = crossed({.patients = 4, .lesions = 2, .scanners = 2, .repeats = 2});
  std::erase_if(table.rows, [](const auto& row) { return (row[0] < "P2") != (row[2] == "S0"); });
  expect_undefined(run_section("components", table), "reml", "var.scanner",
                   "scanner is confounded with patient");
  table = crossed({.patients = 4, .scanners = 2, .sessions = 2, .repeats = 2});
  std::erase_if(table.rows, [](const auto& row) { return (row[2] == "S0") != (row[3] == "D0"); });
  expect_undefined(run_section("components", table), "reml", "var.scanner",
                   "session is confounded with scanner");
  expect_undefined(run_section("components", crossed({})), "anova", "var.object",
                   "confounded with the residual");
}

TEST(ComponentsMechanics, DegenerateTablesAreUndefinedNotZero) {
  auto rows = run_section("components", crossed({.readers = 3}));
  for (const char* method : {"anova", "reml"}) expect_undefined(rows, method, "RC", "no repeats");
  expect_undefined(rows, "gauge_rr", "final.EV", "no repeats");
  EXPECT_GT(value_of(rows, "anova", "RDC"), 0);
  rows = run_section("components", crossed({.readers = 1, .repeats = 2}));
  expect_undefined(rows, "anova", "var.reader", "one reader only");
  Table table = crossed({.readers = 2, .repeats = 2});
  for (auto& row : table.rows) row.back() = "3.25";
  rows = run_section("components", table);
  expect_undefined(rows, "reml", "var.object", "all values are the same");
  expect_undefined(rows, "gauge_rr", "final.ndc", "nothing varies");
  expect_undefined(rows, "gtheory", "Phi.reader1", "do not vary");
  table = crossed({.readers = 2, .repeats = 2});
  for (std::size_t i = 1; i < table.rows.size(); i += 2) table.rows[i].back() = table.rows[i - 1].back();
  rows = run_section("components", table);
  expect_undefined(rows, "reml", "var.object", "repeats are identical");
  EXPECT_EQ(value_of(rows, "anova", "var.residual"), 0);
  for (auto& row : table.rows) row.back() = "NA";
  expect_undefined(run_section("components", table), "reml", "var.residual", "fewer than two");
}

TEST(GaugeRrInvariant, SharesAddUpAndPoolingFollowsTheTest) {
  for (const int readers : {2, 3, 4}) {
    const auto rows = run_section("components", crossed({.readers = readers, .repeats = 3}));
    EXPECT_NEAR(value_of(rows, "gauge_rr", "final.pct_contribution.GRR") +
                    value_of(rows, "gauge_rr", "final.pct_contribution.PV"),
                100, 1e-9);
    const bool pooled = value_of(rows, "gauge_rr", "p.interaction") > 0.25;
    EXPECT_EQ(value_of(rows, "gauge_rr", "pooled_selected"), pooled ? 1 : 0);
    EXPECT_EQ(value_of(rows, "gauge_rr", "final.EV"),
              value_of(rows, "gauge_rr", pooled ? "pooled.EV" : "unpooled.EV"));
  }
}

// Objects and readers without interaction beyond the repeats: +-1 repeats make a small F of the interaction.
TEST(GaugeRrMechanics, SmallInteractionIsPooled) {
  Table table = crossed({.readers = 3, .repeats = 2});
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const int cell = static_cast<int>(i) / 2;
    table.rows[i].back() = to_text(4.0 * (cell / 3) + (cell % 3) + (i % 2 == 0 ? 1.0 : -1.0));
  }
  const auto rows = run_section("components", table);
  EXPECT_EQ(value_of(rows, "gauge_rr", "pooled_selected"), 1);
  EXPECT_EQ(value_of(rows, "gauge_rr", "final.INT"), 0);
  // 36 residuals of +-1 on 10 + 18 degrees of freedom.
  EXPECT_NEAR(value_of(rows, "gauge_rr", "final.EV"), std::sqrt(36.0 / 28.0), 1e-12);
}

std::string error_of(const Table& table) {
  try {
    run_section("components", table);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

TEST(ComponentsMechanics, BadInputIsRefusedWithItsRowAndColumn) {
  const Table good = crossed({.readers = 3, .repeats = 2});
  Table table = good;
  table.rows[3].back() = "1,5";
  EXPECT_NE(error_of(table).find("data row 4, column 'value'"), std::string::npos);
  table = good;
  table.rows[6][2] = "";
  EXPECT_NE(error_of(table).find("data row 7, column 'reader'"), std::string::npos);
  table = good;
  table.rows.push_back(table.rows[0]);
  EXPECT_NE(error_of(table).find("data rows 1 and 37"), std::string::npos);
  table = good;
  table.header[2] = "readers";
  EXPECT_NE(error_of(table).find("'readers' is unknown: rename it to 'reader'"), std::string::npos);
  table = good;
  table.header[0] = "subject";
  EXPECT_NE(error_of(table).find("column 'patient' is missing"), std::string::npos);
  table.rows.clear();
  table.header = good.header;
  EXPECT_NE(error_of(table).find("no rows"), std::string::npos);
}

}  // namespace
}  // namespace radgauge
