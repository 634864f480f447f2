#include "statistics/sections.h"

#include <fstream>
#include <set>

#include "core/error.h"
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

Table small_icc() {
  return {{"subject", "rater", "feature", "value"},
          {{"1", "a", "f", "1.5"},
           {"1", "b", "f", "1.75"},
           {"01", "a", "f", "4"},
           {"01", "b", "f", "4.5"},
           {"3", "a", "f", "2"},
           {"3", "b", "f", "2.5"}}};
}

std::string error_of(const std::string& section, const Table& table, ErrorKind kind) {
  try {
    run_section(section, table);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

TEST(SectionsInvariant, RowOrderAndNaRowsChangeNothing) {
  Table shuffled = small_icc();
  std::reverse(shuffled.rows.begin(), shuffled.rows.end());
  std::swap(shuffled.rows[1], shuffled.rows[3]);
  shuffled.rows.push_back({"9", "c", "f", "NA"});
  const auto a = run_section("icc", small_icc()), b = run_section("icc", shuffled);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].quantity, b[i].quantity);
    EXPECT_EQ(to_text(a[i].value), to_text(b[i].value)) << a[i].quantity;
  }
  EXPECT_EQ(a[0].value, 3) << "'1' and '01' are two subjects";
}

TEST(SectionsMechanics, UnknownSectionNamesTheNearest) {
  const std::string text = error_of("ic", small_icc(), ErrorKind::usage);
  EXPECT_NE(text.find("did you mean 'icc'"), std::string::npos) << text;
  EXPECT_NE(text.find("basic"), std::string::npos) << text;
}

TEST(SectionsMechanics, BadInputIsRefusedWithItsRow) {
  Table table = small_icc();
  table.rows[3][3] = "4,5x";
  EXPECT_NE(error_of("icc", table, ErrorKind::data).find("row 4"), std::string::npos);
  table = small_icc();
  table.rows.push_back({"1", "a", "f", "9"});
  const std::string twice = error_of("icc", table, ErrorKind::data);
  EXPECT_NE(twice.find("rows 1 and 7"), std::string::npos) << twice;
  table = small_icc();
  table.header[1] = "raters";
  EXPECT_NE(error_of("icc", table, ErrorKind::data).find("'rater' is missing (did you mean 'raters'?)"),
            std::string::npos);
  table = small_icc();
  table.rows[0][3] = "inf";
  error_of("icc", table, ErrorKind::data);
  table.rows.clear();
  error_of("icc", table, ErrorKind::data);
  error_of("basic", {{"index", "value"}, {{"1", "NA"}}}, ErrorKind::data);
  error_of("agreement", {{"subject", "x"}, {{"1"}}}, ErrorKind::data);
}

TEST(SectionsMechanics, OneRaterIsUndefinedEverywhere) {
  const Table table{{"subject", "rater", "feature", "value"}, {{"1", "a", "f", "1"}, {"2", "a", "f", "2"}}};
  for (const StatRow& row : run_section("icc", table))
    if (row.quantity.rfind("ICC", 0) == 0) {
      EXPECT_EQ(row.status, "undefined") << row.quantity;
      EXPECT_EQ(row.reason, "fewer than two raters");
    }
}

}  // namespace
}  // namespace radgauge
