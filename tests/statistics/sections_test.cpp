#include "statistics/sections.h"

#include <fstream>
#include <set>

#include "core/error.h"
#include "core/nan.h"
#include "core/text.h"
#include "data.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

Table read_table(const std::string& path) {
  std::ifstream in(path);
  Table table;
  std::string line;
  for (bool first = true; std::getline(in, line); first = false) {
    if (line.empty()) continue;
    auto fields = split(line, ',');
    (first ? table.header : table.rows.emplace_back()) = std::move(fields);
  }
  return table;
}

struct Expected {
  std::string case_name, feature, method, quantity, role, note;
  double value, relative, absolute;
};

std::vector<Expected> read_expected(const std::string& path) {
  std::vector<Expected> out;
  for (const auto& row : read_table(path).rows)
    out.push_back({row[0], row[1], row[2], row[3], row[5], row.size() > 9 ? row[9] : "",
                   *parse_double(row[6]), *parse_double(row[7]), *parse_double(row[8])});
  return out;
}

const StatRow* find(const std::vector<StatRow>& rows, const Expected& e) {
  for (const StatRow& row : rows)
    if (row.feature == e.feature && row.method == e.method && row.quantity == e.quantity) return &row;
  return nullptr;
}

void check(const StatRow& got, const Expected& e) {
  const std::string where = e.case_name + " " + e.feature + " " + e.method + " " + e.quantity;
  if (std::isnan(e.value)) {
    EXPECT_EQ(got.status, "undefined") << where;
    EXPECT_FALSE(got.reason.empty()) << where;
    EXPECT_TRUE(std::isnan(got.value)) << where;
  } else if (std::isinf(e.value)) {
    EXPECT_EQ(got.value, e.value) << where;
  } else {
    EXPECT_LE(std::abs(got.value - e.value), e.absolute + e.relative * std::abs(e.value))
        << where << ": got " << to_text(got.value) << ", expected " << to_text(e.value);
  }
}

struct Coverage {
  int primary = 0;
  int checked = 0;
  std::set<std::string> missing;
};

// The margin and the ICC to test against stand among the expected rows.
StatOptions inputs_of(const std::vector<Expected>& all, const std::string& case_name) {
  StatOptions options;
  for (const Expected& e : all) {
    if (e.case_name != case_name) continue;
    if (e.quantity == "margin") options.margin = e.value;
    if (e.quantity == "icc_null") options.icc_null = e.value;
  }
  return options;
}

// Every primary row of a section against run_section.
Coverage check_section(const std::string& section, const std::string& folder) {
  Coverage coverage;
  std::map<std::string, std::vector<StatRow>> results;
  const std::vector<Expected> all = read_expected(folder + "/expected.csv");
  for (const Expected& e : all) {
    if (e.role != "primary") continue;
    ++coverage.primary;
    if (!results.count(e.case_name))
      results[e.case_name] = run_section(section, read_table(folder + "/data/" + e.case_name + ".csv"),
                                         inputs_of(all, e.case_name));
    if (const StatRow* row = find(results[e.case_name], e)) {
      check(*row, e);
      ++coverage.checked;
    } else {
      coverage.missing.insert(e.method + " " + e.quantity);
    }
  }
  return coverage;
}

TEST(SectionsOracle, IccRowsMatch) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/icc");
  const Coverage c = check_section("icc", folder);
  EXPECT_EQ(c.primary, 379);
  EXPECT_EQ(c.checked, 379);
}

TEST(SectionsOracle, BasicRowsMatch) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/basic");
  const Coverage c = check_section("basic", folder);
  EXPECT_EQ(c.checked, 118);
  EXPECT_EQ(c.primary, 118);
}

TEST(SectionsOracle, IccClusterRowsMatch) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/icc_cluster");
  const Coverage c = check_section("icc_cluster", folder);
  EXPECT_EQ(c.checked, 41);
  EXPECT_EQ(c.primary, 41);
}

TEST(SectionsOracle, EquivalenceRowsMatch) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/equivalence");
  const Coverage c = check_section("equivalence", folder);
  EXPECT_EQ(c.primary, 13);
  EXPECT_EQ(c.checked, 13);
}

TEST(SectionsOracle, ComponentsRowsMatch) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/components");
  const Coverage c = check_section("components", folder);
  EXPECT_EQ(c.primary, 447);
  EXPECT_EQ(c.checked, 447);
  for (const std::string& name : c.missing) ADD_FAILURE() << name << " is not offered";
}

TEST(SectionsOracle, AgreementRowsMatch) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/agreement");
  const Coverage c = check_section("agreement", folder);
  EXPECT_EQ(c.primary, 138);
  EXPECT_EQ(c.checked, 138);
}

// The coefficient at which R's iteration was stopped after it had diverged, -3.8e14; the likelihood has a
// maximum, where the residuals of the outcome add up to 0.
constexpr const char* kDivergedInR = "- citl_clip1e_6";

// A case that must be refused has values of the same functions beside it, which are tested where they are.
Coverage check_accepted(const std::string& section, const std::string& folder) {
  Coverage coverage;
  std::map<std::string, std::vector<StatRow>> results;
  std::set<std::string> refused;
  for (const auto& row : read_table(folder + "/cases.csv").rows)
    if (row[2] == "error") refused.insert(row[0]);
  for (const std::string& name : refused) {
    try {
      run_section(section, read_table(folder + "/data/" + name + ".csv"));
      ADD_FAILURE() << name << " is accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data) << name;
    }
  }
  for (const Expected& e : read_expected(folder + "/expected.csv")) {
    if (e.role != "primary" || refused.count(e.case_name)) continue;
    ++coverage.primary;
    if (!results.count(e.case_name))
      results[e.case_name] = run_section(section, read_table(folder + "/data/" + e.case_name + ".csv"));
    if (const StatRow* row = find(results[e.case_name], e)) {
      if (e.method + " " + e.quantity == kDivergedInR)
        EXPECT_LT(std::abs(row->value), 30) << e.case_name;
      else
        check(*row, e);
      ++coverage.checked;
    } else {
      coverage.missing.insert(e.method + " " + e.quantity);
    }
  }
  return coverage;
}

TEST(SectionsOracle, PerformanceRowsMatch) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/performance");
  const Coverage c = check_accepted("performance", folder);
  EXPECT_EQ(c.primary, 630);
  EXPECT_EQ(c.missing, std::set<std::string>{});
}

TEST(SectionsOracle, SurvivalRowsMatch) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/survival");
  const Coverage c = check_accepted("survival", folder);
  EXPECT_EQ(c.primary, 86);
  EXPECT_EQ(c.missing, std::set<std::string>{});
}

TEST(SectionsOracle, ShiftRowsMatch) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/shift");
  const Coverage c = check_accepted("shift", folder);
  EXPECT_EQ(c.primary, 84);
  EXPECT_EQ(c.missing, std::set<std::string>{});
}

TEST(SectionsOracle, CombatRowsMatch) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/combat");
  const Coverage c = check_accepted("combat", folder);
  EXPECT_EQ(c.primary, 244);
  EXPECT_EQ(c.missing, std::set<std::string>{});
}

}  // namespace
}  // namespace radgauge
