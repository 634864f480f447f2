#include "io/csv.h"

#include <algorithm>

#include "core/error.h"
#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::io;

namespace {

std::string csv_refusal(const std::string& text) {
  try {
    parse_csv(text, "t.csv");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.what();
  }
  return {};
}

TEST(CsvMechanics, ReadsQuotesLineEndsAndByteOrderMark) {
  const CsvTable table =
      parse_csv("\xEF\xBB\xBFpatient,note\r\nP01,\"a, \"\"b\"\"\nc\"\r\n\r\nP02,\nP03,x", "t.csv");
  EXPECT_EQ(table.header, (std::vector<std::string>{"patient", "note"}));
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(table.rows[0][1], "a, \"b\"\nc");
  EXPECT_EQ(table.rows[1], (std::vector<std::string>{"P02", ""}));
  EXPECT_EQ(table.rows[2], (std::vector<std::string>{"P03", "x"}));
  EXPECT_EQ(table.lines, (std::vector<int>{2, 5, 6}));
  EXPECT_EQ(table.column("note"), 1u);
  EXPECT_FALSE(table.column("Note"));
}

TEST(CsvMechanics, RefusalsNameTheLine) {
  EXPECT_EQ(csv_refusal("a,b\n1,2\n\n1,2,3\n"),
            "t.csv:4: this row has 3 fields and the header has 2; quote a field that holds a comma");
  EXPECT_EQ(csv_refusal("a,b\n1,\"x\ny\n"), "t.csv:2: the quote that opens here is never closed");
  EXPECT_EQ(csv_refusal("a,b,a\n"), "t.csv:1: columns 1 and 3 are both named 'a'");
  EXPECT_EQ(csv_refusal("a,,b\n"), "t.csv:1: column 2 has no name");
  EXPECT_EQ(csv_refusal("a,b,\n"), "t.csv:1: column 3 has no name");
  EXPECT_NE(csv_refusal("").find("the table is empty"), std::string::npos);
  EXPECT_NE(csv_refusal("\n\n").find("the table is empty"), std::string::npos);
  EXPECT_NE(csv_refusal("a;b\n1;2\n").find("semicolons"), std::string::npos);
  EXPECT_EQ(csv_refusal("a,b\n1,M\xfcller\n").substr(0, 8), "t.csv:2:");
  EXPECT_EQ(csv_refusal("a,b\n1,x\"y\n").substr(0, 8), "t.csv:2:");
  EXPECT_EQ(csv_refusal("a,b\n1,\"x\"y\n").substr(0, 8), "t.csv:2:");
  EXPECT_EQ(csv_refusal("a,b\r1,2\r").substr(0, 8), "t.csv:1:");
  EXPECT_THROW(read_csv("/nowhere/t.csv"), Error);
}

TEST(CsvMechanics, LinesReadBack) {
  const std::vector<std::vector<std::string>> rows{
      {"plain", "with, comma"}, {"a \"quote\"", "line\nbreak"}, {"", ""}, {" blank ", "\r"}};
  std::string text = csv_line({"x", "y"});
  for (const auto& row : rows) text += csv_line(row);
  EXPECT_EQ(parse_csv(text, "t.csv").rows, rows);
  EXPECT_EQ(csv_line({"a", "b c"}), "a,b c\n");
  EXPECT_EQ(parse_csv("x\n" + csv_line({""}) + csv_line({"1"}), "t.csv").rows.size(), 2u);
}

// Rows without text, columns without name and text, row numbers: what Excel, pandas and R leave behind.
TEST(SpreadsheetInvariant, LeftoversChangeNothing) {
  const CsvTable plain = parse_spreadsheet("a,b\nx,1\ny,2\n", "t.csv");
  for (const char* text :
       {"a,b\nx,1\ny,2\n,\n,,,,\n", "a,b\n , \nx,1\n\ny,2\n", "a,b,,\nx,1,,\ny,2,, \n,,,\n",
        ",a,b\n0,x,1\n1,y,2\n", "\"\",a,b\n\"7\",x,1\n\"3\",y,2\n", ",a,b,\n0,x,1,\n1,y,2,\n"}) {
    const CsvTable table = parse_spreadsheet(text, "t.csv");
    EXPECT_EQ(table.header, plain.header) << text;
    EXPECT_EQ(table.rows, plain.rows) << text;
  }
}

TEST(SpreadsheetMechanics, ColumnsThatHoldSomethingNeedAName) {
  for (const char* text :
       {",a\nx,1\ny,2\n", ",a\n0,1\n0,2\n", ",a\n-1,1\n", ",a\n0.5,1\n", "a,,b\n1,2,3\n"}) {
    try {
      parse_spreadsheet(text, "t.csv");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).substr(0, 8), "t.csv:1:") << text;
      EXPECT_NE(std::string(error.what()).find("has no name"), std::string::npos) << text;
    }
  }
  // A column of one's own that was emptied keeps its name.
  EXPECT_EQ(parse_spreadsheet("a,b\n1,\n2,\n", "t.csv").header.size(), 2u);
}

TEST(SpreadsheetMechanics, SeparatorsByTheHeader) {
  for (const char separator : {',', ';', '\t'}) {
    std::string text = "a|\"b,;\t,;\t\"|c\n1|2,5|x\n";
    if (separator == ',') text = "a|\"b,;\t,;\t\"|c\n1|2|x\n";
    std::replace(text.begin(), text.end(), '|', separator);
    const CsvTable table = parse_spreadsheet(text, "t.csv", Separators::any);
    EXPECT_EQ(table.separator, separator);
    EXPECT_EQ(table.header.size(), 3u);
    EXPECT_EQ(table.rows.at(0).size(), 3u);
  }
  EXPECT_THROW(parse_spreadsheet("a;b\n1;2\n", "t.csv"), Error);
}

TEST(SpreadsheetMechanics, LongNamesStayShortInErrors) {
  const std::string name(50000, 'x');
  try {
    parse_spreadsheet(name + "," + name + "\n1,2\n", "t.csv");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_LT(std::string(error.what()).size(), 2000u);
  }
}

}  // namespace
}  // namespace radgauge
