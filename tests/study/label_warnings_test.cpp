#include "study/label_warnings.h"

#include "core/text.h"
#include "io/yaml.h"
#include "study/plan.h"

namespace radgauge {

using namespace radgauge::study;

namespace {

struct Row {
  std::string patient, reader;
  std::string lesion = "1", session = "";
};

Study study_of(const std::vector<Row>& rows) {
  std::string text = "study: s\ncohort:\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    text += "  - {patient: '" + row.patient + "', lesion: '" + row.lesion + "', image: i" +
            std::to_string(i) + ", mask: m, modality: CT, reader: '" + row.reader + "', session: 's" +
            std::to_string(i) + row.session + "'}\n";
  }
  return decode_study(io::parse_yaml(text, "study.yaml"), "");
}

std::string said(const std::vector<Row>& rows) {
  return join(label_warnings(study_of(rows)), "\n");
}

TEST(LabelWarningsMechanics, PlainLabels) {
  for (const char* same : {"P01", "p01", "P1", "P001", " p01 ", "P01\xC2\xA0", "P01.0"})
    EXPECT_EQ(plain_label(same), "p1") << same;
  EXPECT_EQ(plain_label("reader A"), plain_label("Reader_a"));
  EXPECT_EQ(plain_label("2021-03-04"), plain_label("2021_3_4"));
  EXPECT_NE(plain_label("P10"), plain_label("P1"));
  EXPECT_NE(plain_label("1.5"), plain_label("1"));
  EXPECT_NE(plain_label("1-11"), plain_label("11-1"));
  EXPECT_EQ(plain_label("0"), "0");
  EXPECT_EQ(plain_label("00"), "0");
  EXPECT_EQ(plain_label(""), "");
}

TEST(LabelWarningsMechanics, AlmostTheSameIsNamed) {
  EXPECT_EQ(said({{"P01", "A"}, {"P01", "B"}, {"P02", "A"}, {"P02", "B"}}), "");
  for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{{"P01", "p01"},
                                                                             {"P01", "P1"},
                                                                             {"P01", "01"},
                                                                             {"P-01", "P_01"},
                                                                             {"7", "7.0"},
                                                                             {"x y", "x\xC2\xA0y"}}) {
    const std::string patients = said({{a, "A"}, {b, "B"}}), readers = said({{"P", a}, {"P", b}});
    EXPECT_NE(patients.find("patients '" + a + "' and '" + b + "' is almost"), std::string::npos)
        << a << " " << b << ": " << patients;
    EXPECT_NE(readers.find("readers '" + a + "' and '" + b + "' is almost"), std::string::npos) << readers;
  }
  EXPECT_NE(said({{"P", "A", "1"}, {"P", "B", "1.0"}}).find("of patient P is almost"), std::string::npos);
  // Lesions of other patients do not compare.
  EXPECT_EQ(said({{"P", "A", "1"}, {"Q", "A", "1.0"}}), "");
}

TEST(LabelWarningsMechanics, MissingAndBlankLevelsAreNamed) {
  for (const char* word : {"NA", "nan", "NaN", "none", "NULL"})
    EXPECT_NE(said({{"P", "A"}, {"Q", "B"}, {"R", word}}).find("reads like an empty field"),
              std::string::npos)
        << word;
  EXPECT_NE(said({{"P", "A"}, {"Q", "B"}, {"R", ""}}).find("reader is blank in 1 of 3 rows"),
            std::string::npos);
  EXPECT_EQ(said({{"P", ""}, {"Q", ""}}), "");
}

TEST(LabelWarningsMechanics, ACohortOfTyposIsNotEchoed) {
  std::vector<Row> rows;
  for (int i = 100; i < 500; ++i)
    for (const char* prefix : {"P", "p"}) rows.push_back({prefix + std::to_string(i), "A"});
  const auto warnings = label_warnings(study_of(rows));
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_LT(warnings[0].size(), 400u);
  EXPECT_NE(warnings[0].find("397 more pairs"), std::string::npos) << warnings[0];
}

std::string completeness(const std::vector<Row>& rows, const std::string& keys) {
  std::string text = "study: s\ncohort:\n";
  for (std::size_t i = 0; i < rows.size(); ++i)
    text += "  - {patient: " + rows[i].patient + ", image: i" + rows[i].patient + ", mask: m" +
            std::to_string(i) + ", modality: CT, reader: " + rows[i].reader + "}\n";
  text += "questions: [{name: q, over: reader" + keys + "}]\n";
  return join(completeness_warnings(decode_study(io::parse_yaml(text, "study.yaml"), "")), "\n");
}

TEST(LabelWarningsMechanics, QuestionsWithoutCompleteObjectsAreNamed) {
  const std::vector<Row> none{{"P", "A"}, {"P", "B"}, {"Q", "A"}, {"Q", "C"}};
  EXPECT_NE(completeness(none, "").find("question q: none of the 2 objects is complete, with all 3 levels"),
            std::string::npos)
      << completeness(none, "");
  EXPECT_EQ(completeness(none, ", form: one_way"), "");
  const std::vector<Row> all{{"P", "A"}, {"P", "B"}, {"Q", "A"}, {"Q", "B"}};
  EXPECT_EQ(completeness(all, ""), "");
  std::vector<Row> few = none;
  few.insert(few.end(), {{"R", "A"}, {"R", "B"}, {"R", "C"}});
  EXPECT_NE(completeness(few, "").find("only 1 of the 3 objects"), std::string::npos)
      << completeness(few, "");
}

}  // namespace
}  // namespace radgauge
