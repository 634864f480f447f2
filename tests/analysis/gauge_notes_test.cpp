#include "analysis/gauge_notes.h"

#include <gtest/gtest.h>

namespace radgauge::analysis {
namespace {

QuestionResult result_of(double row_percent, double table_percent) {
  QuestionResult out;
  out.rows.emplace_back().feature = "f";
  out.rows.back().study_variation_percent = row_percent;
  out.gauge.emplace_back().feature = "f";
  out.gauge.back().study_variation_percent = table_percent;
  return out;
}

// Readers who worked on two scanners: with `gauge: {factors: [scanner]}` the scanner's part is in the table
// and not in the row, 31.3 % beside 69.9 %.
TEST(GaugeNotesMechanics, AFactorOfTheTableAloneIsNamed) {
  study::StudyQuestion asked;
  asked.over = "reader";
  asked.gauge.factors = {"scanner", "reader"};
  QuestionResult differs = result_of(31.3, 69.9);
  differs.gauge[0].note = "one session only";
  note_other_rows(asked, differs);
  EXPECT_EQ(differs.gauge[0].note,
            "one session only; % study variation is not that of the row in features.csv: scanner counts as "
            "gauge R&R here, and not there");
  QuestionResult same = result_of(31.3, 31.34);
  note_other_rows(asked, same);
  EXPECT_EQ(same.gauge[0].note, "");
  QuestionResult none = result_of(31.3, std::numeric_limits<double>::quiet_NaN());
  note_other_rows(asked, none);
  EXPECT_EQ(none.gauge[0].note, "");
  asked.gauge = {};
  QuestionResult missing = result_of(31.3, 40);
  note_other_rows(asked, missing);
  EXPECT_NE(missing.gauge[0].note.find("missing"), std::string::npos);
  QuestionResult stratum = result_of(31.3, 40);
  stratum.gauge[0].stratum = {StratumBy::volume, "low"};  // no row of it
  note_other_rows(asked, stratum);
  EXPECT_EQ(stratum.gauge[0].note, "");
}

}  // namespace
}  // namespace radgauge::analysis
