#include <gtest/gtest.h>

#include "core/error.h"
#include "dicom/dicom_files.h"
#include "intake/identifiers.h"
#include "intake/name_pattern.h"
#include "intake/pseudonyms.h"
#include "intake/scanner_attributes.h"
#include "intake/study_draft.h"
#include "io/temporary_folder.h"
#include "io/yaml.h"

namespace radgauge::testing {
namespace {

// oracle: test case 1 of RFC 4231.
TEST(PseudonymsOracle, TheyAreHmacSha256) {
  EXPECT_EQ(intake::Pseudonyms(std::string(20, '\x0b')).of("", "Hi There"), "b0344c61d8");
  EXPECT_THROW(intake::Pseudonyms("short"), Error);
}

TEST(NamePatternMechanics, PlaceholdersTakeWhatFits) {
  const intake::NamePattern pattern("data/{patient}/{session}/{modality}_{reader}.nii.gz");
  EXPECT_EQ(pattern.folder(), "data");
  const auto levels = pattern.match("data/P_1/visit 2/MR_T1_mask_A.nii.gz");
  ASSERT_TRUE(levels);
  EXPECT_EQ(levels->at("patient"), "P_1");
  EXPECT_EQ(levels->at("session"), "visit 2");
  EXPECT_EQ(levels->at("modality"), "MR_T1");
  EXPECT_EQ(levels->at("reader"), "mask_A");
  EXPECT_EQ(pattern.match("data/P1/1/CT_reader_2.nii.gz")->at("modality"), "CT");
  for (const char* other :
       {"data/P1/CT_A.nii.gz", "data/P1/1/2/CT_A.nii.gz", "data/P1/1/XX_A.nii.gz", "data/P1/1/CT_.nii.gz"})
    EXPECT_FALSE(pattern.match(other)) << other;
  for (const char* wrong : {"{patient}{reader}", "{patient}_{patient}", "{pat}", "data/x.nii", "{patient"})
    EXPECT_THROW(intake::NamePattern{wrong}, Error) << wrong;
}

TEST(NamePatternMechanics, AReadersTextSaysWhatAFileIs) {
  EXPECT_TRUE(intake::role_of("Image").is_image);
  for (const auto& [text, reader] : std::vector<std::pair<std::string, std::string>>{{"mask", ""},
                                                                                     {"mask_A", "A"},
                                                                                     {"A-seg", "A"},
                                                                                     {"seg", ""},
                                                                                     {"smith", "smith"},
                                                                                     {"masked", "masked"}}) {
    EXPECT_FALSE(intake::role_of(text).is_image);
    EXPECT_EQ(intake::role_of(text).reader, reader) << text;
  }
}

TEST(IdentifiersMechanics, NamesTheirPartsAndDatesAreTold) {
  const TemporaryFolder folder;
  SeriesExample example;
  example.patient_name = "M\xc3\xbcller^Anna Lena";
  write_dicom(folder.file("a"), structure_set_tree({}, example));
  intake::Identifiers identifiers;
  identifiers.add(io::read_dicom_header(folder.file("a")).data);
  for (const char* text :
       {"GTV SECRET-4711", "GTV secret-4711", "lena's GTV", "20210304", "x19510607", "M\xc3\xbcller"})
    EXPECT_TRUE(identifiers.are_in(text)) << text;
  for (const char* text : {"GTV", "Reader-A", "2021", "Lung left"})
    EXPECT_FALSE(identifiers.are_in(text)) << text;
}

TEST(ScannerAttributesMechanics, ManufacturersAreClasses) {
  for (const auto& [name, known] :
       std::vector<std::pair<std::string, std::string>>{{"SIEMENS", "Siemens"},
                                                        {"Siemens Healthineers", "Siemens"},
                                                        {"GE MEDICAL SYSTEMS", "GE"},
                                                        {"GE", "GE"},
                                                        {"Philips Medical Systems", "Philips"},
                                                        {"TOSHIBA", "Canon"},
                                                        {"Acme", "other"},
                                                        {" ", ""}})
    EXPECT_EQ(intake::manufacturer_class(name), known) << name;
}

TEST(StudyDraftMechanics, QuestionsAreThoseThatTheTableCanAnswer) {
  std::vector<study::CohortRow> rows;
  for (const char* patient : {"P1", "P2"})
    for (const char* reader : {"A", "B"}) {
      study::CohortRow row;
      row.patient = patient;
      row.image = std::string(patient) + ".nii";
      row.mask = std::string(patient) + reader + ".nii";
      row.reader = reader;
      row.scanner = patient == std::string("P1") ? "S1" : "S2";
      row.modality = Modality::pet;
      row.unit = "SUV";
      rows.push_back(row);
    }
  const std::string draft = intake::study_draft(rows, "cohort.csv", "s");
  EXPECT_NE(draft.find("\n  - {name: readers, over: reader"), std::string::npos) << draft;
  EXPECT_NE(draft.find("\n  # - {name: scanners, over: scanner"), std::string::npos) << draft;
  EXPECT_NE(draft.find("Cannot be asked: the table has no two levels of session"), std::string::npos)
      << draft;
  EXPECT_NE(draft.find("{preset: pet-3mm}"), std::string::npos);
  EXPECT_NO_THROW(study::decode_study(io::parse_yaml(draft, "study.yaml"), ".", &rows));
  rows.front().modality = Modality::ct;
  EXPECT_THROW(intake::study_draft(rows, "cohort.csv", "s"), Error);
}

}  // namespace
}  // namespace radgauge::testing
