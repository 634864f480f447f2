#include "core/text.h"
#include "io/csv.h"
#include "program.h"

namespace {

using UserTableMechanics = ProgramTest;

constexpr const char* kRatings =
    "subject,rater,feature,value\n1,a,f,1.5\n1,b,f,1.75\n2,a,f,4\n2,b,f,4.5\n3,a,f,2\n3,b,f,2.5\n";

std::string replaced(std::string text, char what, char by) {
  std::replace(text.begin(), text.end(), what, by);
  return text;
}

// The same numbers, however a spreadsheet program wrote them.
TEST_F(UserTableMechanics, SeparatorsAndDecimalSigns) {
  write("plain.csv", kRatings);
  const std::string wanted = run("stats icc plain.csv").out;
  ASSERT_FALSE(wanted.empty());
  const std::string semicolons = replaced(kRatings, ',', ';');
  write("excel.csv", "\xEF\xBB\xBF" + replaced(semicolons, '.', ',') + ";;;\n");
  EXPECT_EQ(run("stats icc excel.csv").out, wanted);
  write("points.csv", semicolons);
  const auto refused = run("stats icc points.csv");
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_NE(refused.err.find("points.csv: data row 1, column 'value': '1.5'"), std::string::npos)
      << refused.err;
  EXPECT_EQ(run("stats icc points.csv --decimal point").out, wanted);
  write("tabs.csv", replaced(kRatings, ',', '\t'));
  EXPECT_EQ(run("stats icc tabs.csv").out, wanted);
  EXPECT_EQ(run("stats icc tabs.csv --decimal dot").exit_code, 2);
  std::string more = kRatings;
  for (std::size_t at = more.find('\n'); at != std::string::npos; at = more.find('\n', at + 9))
    more.insert(at, at < 30 ? ",comment" : ",a note");
  write("more.csv", more);
  EXPECT_EQ(run("stats icc more.csv").out, wanted);
}

TEST_F(UserTableMechanics, GaugeReadsTheSameForms) {
  std::string table = "object,patient,reader,repeat,feature,value\n";
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 2; ++j)
      for (int k = 0; k < 2; ++k)
        table += "1,P" + std::to_string(i) + ",R" + std::to_string(j) + "," + std::to_string(k) + ",f," +
                 std::to_string(i) + "." + std::to_string(3 * j + k + i * j) + "\n";
  write("plain.csv", table);
  const std::string wanted = run("gauge plain.csv").out;
  EXPECT_NE(wanted.find("GRR, 95 % limits"), std::string::npos) << wanted;
  std::string spaced = table;
  spaced.replace(spaced.find("P0,R0,0,f"), 9, "P0 , R0,0,f ");
  write("spaced.csv", spaced);
  EXPECT_EQ(run("gauge spaced.csv").out, wanted);
  write("excel.csv", replaced(replaced(table, ',', ';'), '.', ','));
  EXPECT_EQ(run("gauge excel.csv").out, wanted);
  const auto csv = radgauge::io::parse_csv(run("gauge plain.csv --format csv").out, "gauge.csv");
  const auto lower = csv.column("value_lower"), upper = csv.column("value_upper"),
             value = csv.column("value"), term = csv.column("term");
  int limits = 0;
  for (const auto& row : csv.rows) {
    if (row[*term] != "GRR" && row[*term] != "ndc") {
      EXPECT_EQ(row[*lower], "");
      continue;
    }
    ++limits;
    EXPECT_LE(*radgauge::parse_double(row[*lower]), *radgauge::parse_double(row[*value]));
    EXPECT_GE(*radgauge::parse_double(row[*upper]), *radgauge::parse_double(row[*value]));
  }
  EXPECT_EQ(limits, 2);
}

TEST_F(UserTableMechanics, ErrorsNeverEchoATable) {
  std::string wide = "subject", row = "1";
  for (int i = 0; i < 4000; ++i) {
    wide += ",feature_number_" + std::to_string(i);
    row += ",1";
  }
  write("wide.csv", wide + "\n" + row + "\n");
  write("semicolons.csv", replaced(wide + "\n" + row + "\n", ',', ';'));
  write("long.csv", "subject,rater,feature,value\n1,a,f," + std::string(50000, 'x') + "\n");
  for (const char* file : {"wide.csv", "semicolons.csv", "long.csv"})
    for (const char* section :
         {"icc", "agreement", "basic", "components", "icc_cluster", "equivalence --margin 1"}) {
      const auto result = run(std::string("stats ") + section + " " + file);
      EXPECT_EQ(result.exit_code, 4) << section << " " << file;
      EXPECT_LT(result.err.size(), 2000u) << section << " " << file;
    }
  const auto gauge = run("gauge wide.csv");
  EXPECT_EQ(gauge.exit_code, 4);
  EXPECT_LT(gauge.err.size(), 2000u);
  EXPECT_LT(run("stats icc " + std::string(3000, 'x') + "/t.csv").err.size(), 2000u);
}

}  // namespace
