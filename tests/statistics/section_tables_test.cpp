#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "core/nan.h"
#include "core/text.h"
#include "statistics/sections.h"

// What a table may look like, whatever it is about.
namespace radgauge {

using namespace radgauge::statistics;

namespace {

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

void expect_same(const std::vector<StatRow>& a, const std::vector<StatRow>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].feature + a[i].quantity, b[i].feature + b[i].quantity);
    EXPECT_EQ(to_text(a[i].value), to_text(b[i].value)) << a[i].quantity;
  }
}

// A label with a blank behind it is the same label, in every column of every section; so are names and
// numbers.
TEST(SectionsInvariant, BlanksAroundFieldsChangeNothing) {
  const std::vector<std::pair<std::string, Table>> tables{
      {"icc", small_icc()},
      {"agreement", small_icc()},
      {"agreement", {{"subject", "x", "y"}, {{"a", "1", "2"}, {"b", "2", "2.5"}, {"c", "4", "3"}}}},
      {"icc_cluster",
       {{"patient", "object", "repeat", "feature", "value"},
        {{"p", "1", "1", "f", "1"},
         {"p", "1", "2", "f", "1.5"},
         {"q", "1", "1", "f", "4"},
         {"q", "1", "2", "f", "4.5"},
         {"r", "1", "1", "f", "9"},
         {"r", "1", "2", "f", "8"}}}},
      {"components",
       {{"object", "patient", "reader", "repeat", "feature", "value"},
        {{"1", "p", "a", "1", "f", "1"},
         {"1", "p", "b", "1", "f", "1.5"},
         {"2", "q", "a", "1", "f", "4"},
         {"2", "q", "b", "1", "f", "4.25"},
         {"3", "r", "a", "1", "f", "9"},
         {"3", "r", "b", "1", "f", "8"}}}},
      {"equivalence",
       {{"sample", "feature", "value", "margin"},
        {{"reference", "f", "1", "2"},
         {"reference", "f", "2", "2"},
         {"target", "f", "1.5", "2"},
         {"target", "f", "2.5", "2"}}}}};
  for (const auto& [section, table] : tables) {
    const auto clean = run_section(section, table);
    for (std::size_t c = 0; c < table.header.size(); ++c) {
      Table blank = table;
      blank.header[c] = " " + blank.header[c];
      blank.rows[0][c] += " ";
      blank.rows[1][c] = "\t" + blank.rows[1][c];
      expect_same(clean, run_section(section, blank));
    }
  }
}

TEST(SectionsMechanics, LabelsThatAreMissingOrEndInANoBreakSpaceAreRefused) {
  for (const char* label : {"", " ", "NA", "a\xC2\xA0",
                            "\xC2\xA0"
                            "a"})
    for (const std::size_t column : {std::size_t{0}, std::size_t{1}}) {
      Table table = small_icc();
      table.rows[2][column] = label;
      EXPECT_NE(error_of("icc", table, ErrorKind::data).find("row 3, column '" + table.header[column]),
                std::string::npos);
    }
}

TEST(SectionsInvariant, DecimalCommas) {
  Table comma = small_icc();
  comma.decimal = ',';
  for (auto& row : comma.rows) std::replace(row[3].begin(), row[3].end(), '.', ',');
  expect_same(run_section("icc", small_icc()), run_section("icc", comma));
}

// "1.234" may be a thousand where the comma is the decimal sign, and "1,234" where it is the point.
TEST(SectionsMechanics, TheOtherDecimalSignIsRefused) {
  for (const char* text : {"1.5", "1.234,5", "1.234", ".5"}) {
    Table table = small_icc();
    table.decimal = ',';
    for (auto& row : table.rows) row[3] = "2";
    table.rows[1][3] = text;
    const std::string error = error_of("icc", table, ErrorKind::data);
    EXPECT_NE(error.find("row 2, column 'value': '" + std::string(text)), std::string::npos) << error;
    EXPECT_NE(error.find("--decimal point"), std::string::npos) << error;
  }
  Table table = small_icc();
  table.rows[1][3] = "1,5";
  EXPECT_NE(error_of("icc", table, ErrorKind::data).find("--decimal comma"), std::string::npos);
}

TEST(SectionsMechanics, ErrorsNeverEchoATable) {
  const std::string huge(30000, 'x');
  std::vector<Table> tables{small_icc(), small_icc(), small_icc(), small_icc()};
  tables[0].rows[0][3] = huge;
  for (int i = 0; i < 3000; ++i) tables[1].header.push_back("column_of_a_wide_table_" + std::to_string(i));
  tables[1].header[3] = "values";
  for (auto& row : tables[1].rows) row.resize(tables[1].header.size());
  tables[2].rows[0][0] = tables[2].rows[1][0] = tables[2].rows[0][1] = tables[2].rows[1][1] = huge;
  tables[3].header[3] = huge;
  for (const Table& table : tables)
    for (const char* section : {"icc", "agreement", "equivalence", "basic", "components", "icc_cluster"})
      try {
        run_section(section, table, {section == std::string("equivalence") ? 1.0 : kNaN, kNaN});
      } catch (const Error& error) {
        EXPECT_LT(std::string(error.what()).size(), 2000u) << section;
      }
}

// A share of a mean that may be 0: wCV and RC in percent are not offered, SDs are.
TEST(SectionsMechanics, ValuesThatChangeSignHaveNoShareOfTheMean) {
  const auto rows_of = [](double shift) {
    Table table{{"subject", "rater", "feature", "value"}, {}};
    for (int i = 0; i < 6; ++i)
      for (int j = 0; j < 2; ++j)
        table.rows.push_back(
            {std::to_string(i), std::to_string(j), "f", to_text(i - 2.5 + 0.25 * j * i + shift)});
    return run_section("agreement", table);
  };
  const auto mixed = rows_of(0), positive = rows_of(20), negative = rows_of(-20);
  int shares = 0;
  for (std::size_t i = 0; i < mixed.size(); ++i) {
    const std::string& q = mixed[i].quantity;
    if (q.rfind("wCV", 0) == 0 || q.rfind("RC_percent", 0) == 0 || q.rfind("RC_log", 0) == 0) {
      ++shares;
      EXPECT_EQ(mixed[i].status, "undefined") << q;
      EXPECT_FALSE(mixed[i].reason.empty()) << q;
      EXPECT_EQ(positive[i].status, "ok") << q;
      if (q.find("log") == std::string::npos) {
        EXPECT_EQ(negative[i].status, "ok") << q;
      }
    } else if (q.rfind("wSD", 0) == 0 || q.rfind("RC", 0) == 0) {
      if (q != "wSD_log") {
        EXPECT_EQ(mixed[i].status, "ok") << q;
      }
    }
  }
  EXPECT_EQ(shares, 9);
}

// 1e200 squared is no double: that is said, and not that nothing varies.
TEST(SectionsMechanics, SquaresBeyondDoublesAreNamed) {
  Table table = small_icc();
  for (auto& row : table.rows) row[3] += "e200";
  for (const StatRow& row : run_section("icc", table)) {
    if (row.quantity.find(".value") == std::string::npos) continue;
    EXPECT_EQ(row.status, "undefined");
    EXPECT_EQ(row.reason.find("variation"), std::string::npos) << row.quantity << ": " << row.reason;
  }
}

}  // namespace
}  // namespace radgauge
