#include "study/study.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "study/keys.h"
#include "study/plan.h"
#include "study/selection.h"

namespace radgauge {

using namespace radgauge::io;
using namespace radgauge::study;

namespace {

const std::string kStudyGrid = "extractions: {original: {preset: ct-1mm}}\n";
const std::string kStudyPhantoms = "study: s\nphantoms: {kind: lesion, count: 3}\n";

Study study_decode(const std::string& text) {
  return decode_study(parse_yaml(text, "study.yaml"), "");
}

std::string study_message_of(const std::string& text) {
  try {
    study_decode(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study) << error.what();
    return error.what();
  }
  return "no error";
}

void study_expect_message(const std::string& text, const std::vector<std::string>& parts) {
  const std::string message = study_message_of(text);
  for (const auto& part : parts)
    EXPECT_NE(message.find(part), std::string::npos) << "'" << part << "' is not in: " << message;
}

// mechanics: an operation whose defaults do something needs no parameter.
TEST(StudyMechanics, BareOperationThatDoesSomething) {
  const Study study = decode_study(
      parse_yaml(kStudyPhantoms + "conditions: {a: {chain: [{control.shuffle: {}}]}}\n", "study.yaml"), "");
  EXPECT_EQ(make_plan(study).conditions.back().name, "control.shuffle");
}

TEST(StudyMechanics, MessagesNamePlaceValueAndRemedy) {
  study_expect_message(kStudyPhantoms + "conditionss: {}\n",
                       {"study.yaml:3:1", "conditionss", "did you mean 'conditions'"});
  study_expect_message(kStudyPhantoms + "conditions: {a: {chain: [{geom.rotat: {}}]}}\n",
                       {"study.yaml:3", "geom.rotat", "did you mean 'geom.rotate'"});
  study_expect_message(kStudyPhantoms + "conditions: {a: {chain: [{geom.rotate: {angel_deg: 5}}]}}\n",
                       {"angel_deg", "did you mean 'angle_deg'"});
  study_expect_message(kStudyPhantoms + "conditions: {a: {chain: [{geom.rotate: {angle_deg: 400}}]}}\n",
                       {"angle_deg = 400 deg is outside [-180, 180]"});
  study_expect_message(kStudyPhantoms + "conditions: {a: {chain: [{geom.rotate: {angle_deg: .nan}}]}}\n",
                       {"angle_deg = nan"});
  study_expect_message(kStudyPhantoms + "conditions: {a: {chain: [{mask.grow_fraction: {fraction: -1}}]}}\n",
                       {"fraction = -1"});
  study_expect_message(kStudyPhantoms + "conditions: {a: {chain: [{geom.rotate: {}}]}}\n",
                       {"would change nothing"});
  study_expect_message(kStudyPhantoms + "conditions: {a: {chain: []}}\n", {"is empty"});
  study_expect_message(kStudyPhantoms + "conditions: {a: {chain: [{geom.rotate: {angle_deg: [5, 5]}}]}}\n",
                       {"lists the level 5 twice"});
  study_expect_message(
      kStudyPhantoms + "conditions: {a: {chain: [{geom.rotate: {angle_deg: 5}}], repeats: 3}}\n",
      {"nothing in its chain is random"});
  study_expect_message(kStudyPhantoms + "conditions: {base: {chain: [{geom.rotate: {angle_deg: 5}}]}}\n",
                       {"cannot be called 'base'"});
  study_expect_message(kStudyPhantoms + "seed: 1\nseed: 2\n", {"study.yaml:4", "seed"});
  study_expect_message(kStudyPhantoms + "seed: 1.5\n", {"study.yaml:3:7", "1.5"});
  study_expect_message(kStudyPhantoms + "extractions: {original: {preset: ct-2mm}}\n",
                       {"unknown preset 'ct-2mm'", "did you mean 'ct-1mm'"});
  study_expect_message(kStudyPhantoms + "extractions: {original: {bin_width: 0}}\n",
                       {"bin_width = 0", "above 0"});
  study_expect_message(kStudyPhantoms + "extractions: {original: {families: glmc}}\n", {"glmc"});
  study_expect_message(
      kStudyPhantoms + "extractions: {a: {resegmentation_lower: 5, resegmentation_upper: 4}}\n",
      {"is above"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: nois}]\n",
                       {"over = 'nois'", "acquired factor"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: reader, limits: {icc_lower: 2}}]\n",
                       {"icc_lower = 2", "[-1, 1]"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: reader, limits: {failure_max: 1.5}}]\n",
                       {"failure_max = 1.5", "[0, 1]"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: reader, limits: {ndc_mn: 5}}]\n",
                       {"study.yaml:3", "ndc_mn", "did you mean 'ndc_min'"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: reader, limits: {bias_max: .nan}}]\n",
                       {"bias_max = nan"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: reader, strata: [volumes]}]\n",
                       {"strata = 'volumes' is not one of volume, site, modality", "did you mean 'volume'"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: reader, strata: [site, site]}]\n",
                       {"'site' twice"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: site, strata: [site]}]\n",
                       {"question over site cannot be answered within each site"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: reader, missing: remll}]\n",
                       {"missing = 'remll' is not one of complete_cases, reml", "did you mean 'reml'"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: reader, against: base}]\n",
                       {"study.yaml:3", "against = 'base'", "reader are acquired", "ask over a group"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: reader, against: bases}]\n",
                       {"against = 'bases' is not one of base, each_other"});
  study_expect_message(
      kStudyPhantoms + "questions: [{name: q, over: reader, objects: material}]\n",
      {"objects = 'material' is not one of patients, materials", "did you mean 'materials'"});
  study_expect_message(kStudyPhantoms + "questions: [{name: q, over: reader, scale: logarithmic}]\n",
                       {"scale = 'logarithmic' is not one of auto, raw, log"});
  study_expect_message("study: s\n", {"neither 'cohort'", "'phantoms'"});
  study_expect_message("study: 'a/b'\nphantoms: {kind: lesion, count: 1}\n", {"a/b"});
  study_expect_message("study: s\nphantoms: {kind: leson, count: 1}\n",
                       {"unknown phantom 'leson'", "did you mean 'lesion'"});
  study_expect_message("study: s\nphantoms: {kind: lesion, count: 0}\n", {"count = 0"});
  study_expect_message("study: s\ncohort: nowhere.csv\n", {"nowhere.csv", "does not exist"});
  study_expect_message("study: s\ncohort: [{patient: A, image: i.nii, mask: m.nii}]\n",
                       {"modality is empty"});
  study_expect_message("study: s\ncohort: [{patient: A, image: i.nii, mask: m.nii, modality: XR}]\n",
                       {"modality 'XR'"});
  study_expect_message("study: s\ncohort: [{patient: A, image: i, mask: m, modality: CT, mask_labl: 2}]\n",
                       {"mask_labl", "mask_label"});
}

TEST(StudyMechanics, QuestionsThatWouldChooseAmongRowsAreRefused) {
  const std::string rows =
      "study: s\ncohort:\n"
      "  - {patient: P, image: a, mask: m, modality: CT, session: 1, reader: A}\n"
      "  - {patient: P, image: a, mask: n, modality: CT, session: 1, reader: B}\n"
      "  - {patient: P, image: b, mask: o, modality: CT, session: 2, reader: A}\n"
      "  - {patient: P, image: b, mask: p, modality: CT, session: 2, reader: B}\n";
  study_expect_message(rows + "questions: [{name: q, over: reader}]\n",
                       {"study.yaml:7", "question q", "reader 'A' of P/1", "P/1/session=1/reader=A",
                        "P/1/session=2/reader=A", "within: [session]"});
  EXPECT_EQ(study_message_of(rows + "questions: [{name: q, over: reader, within: [session]}]\n"), "no error");
}

TEST(StudyInvariant, QuestionsSurviveTheResolvedText) {
  const Study study =
      study_decode(kStudyPhantoms +
                   "questions: [{name: q, over: reader, limits: {icc_lower: 0.8, ndc_min: 5, bias_max: "
                   "0.25, failure_max: 0.1, wcv_upper: 0.2, rc_percent_upper: 30}, strata: [volume, "
                   "modality], missing: reml, scale: log}, {name: r, over: reader}]\n");
  const Study again = study_decode(resolved_yaml(study));
  ASSERT_EQ(again.questions.size(), 2u);
  EXPECT_EQ(to_values(again.questions[0].limits), to_values(study.questions[0].limits));
  EXPECT_EQ(again.questions[0].limits.failure_max, 0.1);
  EXPECT_EQ(again.questions[0].strata, (std::vector<StratumBy>{StratumBy::volume, StratumBy::modality}));
  EXPECT_EQ(again.questions[0].missing, MissingRule::reml);
  EXPECT_EQ(again.questions[0].scale, ScaleRule::log);
  EXPECT_EQ(again.questions[1].limits.icc_lower, 0.75);
  EXPECT_TRUE(std::isnan(again.questions[1].limits.ndc_min));
  EXPECT_EQ(again.questions[1].missing, MissingRule::complete_cases);
  EXPECT_EQ(again.questions[1].scale, ScaleRule::automatic);
}

TEST(PlanMechanics, QuestionsAboutFactorsThatTheDataLacksAreNamed) {
  const Study study = study_decode(kStudyPhantoms + "questions: [{name: q, over: reader}]\n");
  const auto warnings = crossing(study, make_plan(study)).warnings;
  ASSERT_FALSE(warnings.empty());
  EXPECT_NE(warnings.front().find("question q cannot be answered"), std::string::npos) << warnings.front();
}

class CohortMechanics : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("radgauge_cohort_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string write(const std::string& text) {
    const auto path = folder_ / "cohort.csv";
    std::ofstream(path) << text;
    return path.string();
  }
  std::string message(const std::string& text) {
    try {
      read_cohort(write(text));
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  std::filesystem::path folder_;
};

TEST_F(CohortMechanics, RowsHoldFactorsAndCovariates) {
  const auto rows =
      read_cohort(write("patient,lesion,image,mask,mask_label,modality,reader,age\n01,2,a.nii,m.nii,3,MR_T1,"
                        "R1,61\n01,2,a.nii,n.nii,,MR_T1,R2,61\n"));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].name(), "01/2/reader=R1");
  EXPECT_EQ(rows[0].acquisition(), rows[1].acquisition());
  EXPECT_EQ(rows[0].mask_label, 3);
  EXPECT_FALSE(rows[1].mask_label);
  EXPECT_EQ(rows[0].modality, Modality::mr);
  EXPECT_EQ(rows[0].covariates.at("age"), "61");
  EXPECT_EQ(rows[0].image_path(), (folder_ / "a.nii").string());
}

TEST_F(CohortMechanics, AlmostKnownColumnsAreNoCovariates) {
  const std::string row = "\na,b,c,CT,x\n";
  for (const char* column : {"readr", "Reader", "readers", "reqder", "reader "})
    EXPECT_NE(message("patient,image,mask,modality," + std::string(column) + row).find("write 'reader'"),
              std::string::npos)
        << column;
  for (const char* column : {"age", "stage", "outcome", "sex"})
    EXPECT_EQ(message("patient,image,mask,modality," + std::string(column) + row), "no error") << column;
  EXPECT_EQ(message("patient,image,mask,modality,reader,readers\na,b,c,CT,x,y\n"), "no error");
}

TEST_F(CohortMechanics, ALabelIsANameWhereTheMaskIsNoImageFile) {
  const auto rows = read_cohort(
      write("patient,image,mask,modality,mask_label\nA,scans/1,rs.dcm,CT,GTV 1\nB,b.nii,seg,CT,2\n"));
  EXPECT_EQ(rows[0].mask_name, "GTV 1");
  EXPECT_FALSE(rows[0].mask_label);
  EXPECT_EQ(rows[1].label(), "2");
}

TEST_F(CohortMechanics, BadTablesAreExplained) {
  EXPECT_NE(message("patient,image,msk,modality\nA,a,b,CT\n").find("no column 'mask' (is it 'msk'?)"),
            std::string::npos);
  EXPECT_NE(message("patient,image,mask,modality\n").find("no row"), std::string::npos);
  EXPECT_NE(message("patient,image,mask,modality\nA,a,b,CT\nA,a,b,CT\n").find("stands in the table twice"),
            std::string::npos);
  EXPECT_NE(message("patient,image,mask,modality\nA/B,a,b,CT\n").find("cohort.csv:2"), std::string::npos);
  EXPECT_NE(message("patient,image,mask,modality,mask_label\nA,a,b.nii,CT,1.5\n").find("mask_label '1.5'"),
            std::string::npos);
  EXPECT_NE(message("patient,image,mask,modality,reader\nA,a,b,CT,1\nA,c,b,CT,2\n").find("differs from 'a'"),
            std::string::npos);
}

const std::string kConditions =
    "conditions:\n"
    "  noise: {chain: [{noise.white: {k: [0.5, 2]}}], repeats: 2}\n"
    "  both: {chain: [{mask.grow_mm: {distance_mm: [-1, 1]}}, {noise.white: {k: 0.5}}, {geom.rotate: "
    "{angle_deg: 5}}], repeats: 2}\n";

TEST(PlanMechanics, ConditionsAreTheProductInOrder) {
  const Plan plan = make_plan(study_decode(kStudyPhantoms + kStudyGrid + kConditions));
  std::vector<std::string> names;
  for (const Condition& c : plan.conditions) names.push_back(c.name);
  EXPECT_EQ(names, (std::vector<std::string>{
                       "base", "noise.white:k=0.5#1", "noise.white:k=0.5#2", "noise.white:k=2#1",
                       "noise.white:k=2#2",
                       "noise.white:k=0.5+geom.rotate:angle_deg=5+mask.grow_mm:distance_mm=-1#1",
                       "noise.white:k=0.5+geom.rotate:angle_deg=5+mask.grow_mm:distance_mm=-1#2",
                       "noise.white:k=0.5+geom.rotate:angle_deg=5+mask.grow_mm:distance_mm=1#1",
                       "noise.white:k=0.5+geom.rotate:angle_deg=5+mask.grow_mm:distance_mm=1#2"}));
  EXPECT_EQ(plan.cells.size(), 27u);
}

TEST(PlanMechanics, UnitsShareImageVariantsAcrossGroups) {
  const Plan plan = make_plan(study_decode(kStudyPhantoms + kStudyGrid + kConditions));
  // Per object: base, k=0.5 twice (shared by both groups), k=2 twice.
  EXPECT_EQ(plan.units.size(), 15u);
  std::vector<int> seen(plan.cells.size(), 0);
  for (const PlannedUnit& unit : plan.units)
    for (const std::size_t cell : unit.cells) ++seen[cell];
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), 27);
}

TEST(PlanMechanics, GroupsShareEqualConditions) {
  const Plan plan =
      make_plan(study_decode(kStudyPhantoms + kStudyGrid +
                             "conditions: {a: {chain: [{geom.rotate: {angle_deg: [5, 7]}}]}, b: "
                             "{chain: [{geom.rotate: {angle_deg: [7, 9]}}]}}\n"));
  ASSERT_EQ(plan.conditions.size(), 4u);
  EXPECT_EQ(plan.conditions[2].groups, (std::vector<std::size_t>{0, 1}));
}

TEST(PlanMechanics, GridOperationsNeedInterpolation) {
  const std::string rotated = kStudyPhantoms + "conditions: {g: {chain: [{geom.rotate: {angle_deg: 5}}]}}\n";
  try {
    make_plan(study_decode(rotated));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    EXPECT_NE(std::string(error.what()).find("geom.rotate"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("'original' does not interpolate"), std::string::npos);
  }
  EXPECT_NO_THROW(make_plan(study_decode(rotated + "extractions: {original: {preset: ct-1mm}}\n")));
}

TEST(PlanMechanics, LevelsThatChangeNothingAreBase) {
  const Plan plan = make_plan(study_decode(kStudyPhantoms + kStudyGrid +
                                           "conditions: {g: {chain: [{geom.gridshift: {shift_x: [0, "
                                           "0.5]}}, {mask.grow_mm: {distance_mm: [0, 1]}}]}, "
                                           "n: {chain: [{noise.white: {k: [0, 1]}}], repeats: 3}}\n"));
  std::vector<std::string> names;
  for (const Condition& c : plan.conditions) names.push_back(c.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"base", "mask.grow_mm:distance_mm=1", "geom.gridshift:shift_x=0.5",
                                      "geom.gridshift:shift_x=0.5+mask.grow_mm:distance_mm=1",
                                      "noise.white:k=1#1", "noise.white:k=1#2", "noise.white:k=1#3"}));
  EXPECT_EQ(plan.conditions[kBase].groups, (std::vector<std::size_t>{0, 1}));
}

TEST(PlanMechanics, ReadersAreMeasuredOnRequest) {
  const std::string cohort =
      "study: s\ncohort:\n"
      "  - {patient: A, image: a, mask: m1, modality: CT, reader: R1}\n"
      "  - {patient: A, image: a, mask: m2, modality: CT, reader: R2}\n"
      "  - {patient: A, image: b, mask: m3, modality: CT, reader: R1, session: two}\n";
  const auto cells = [&](const std::string& scope) {
    return make_plan(study_decode(cohort + kStudyGrid +
                                  "conditions: {g: {chain: [{geom.rotate: {angle_deg: 5}}]" + scope + "}}\n"))
        .cells.size();
  };
  EXPECT_EQ(cells(""), 3u + 1u);
  EXPECT_EQ(cells(", readers: all"), 3u + 2u);
  EXPECT_EQ(cells(", sessions: all"), 3u + 2u);
  EXPECT_EQ(cells(", readers: all, sessions: all"), 3u + 3u);
}

TEST(PlanMechanics, SelectionByPatternAndLimit) {
  const Study study = study_decode(kStudyPhantoms + kStudyGrid + kConditions);
  const Plan plan = make_plan(study);
  const auto count = [](const std::vector<bool>& v) { return std::count(v.begin(), v.end(), true); };
  EXPECT_EQ(count(select_cells(study, plan, "lesion-2/1")), 9);
  EXPECT_EQ(count(select_cells(study, plan, "noise.white:k=2*")), 6);
  EXPECT_EQ(count(select_cells(study, plan, plan.cell_name(study, 5))), 1);
  EXPECT_THROW(select_cells(study, plan, "nobody"), Error);
  EXPECT_EQ(count(limit_cells(study, plan, 1)), 9);
  EXPECT_EQ(count(limit_cells(study, plan, 10)), 18);
}

TEST(PlanMechanics, ConfoundedFactorsAreNamed) {
  const Study study = study_decode(
      "study: s\ncohort:\n  - {patient: A, image: a, mask: m, modality: CT, scanner: X}\n  - {patient: B, "
      "image: b, mask: m, modality: CT, scanner: Y}\n");
  const Crossing table = crossing(study, make_plan(study));
  ASSERT_FALSE(table.warnings.empty());
  EXPECT_NE(table.warnings[0].find("scanner is confounded with patient"), std::string::npos);
}

TEST(StudyInvariant, ResolvedStudyReadsBackAsItself) {
  for (const std::string& text :
       {kStudyPhantoms + kConditions +
            "extractions: {original: {preset: ibsi-e}, bin25: {preset: none, discretisation: fbs}}\n",
        std::string("study: s\nseed: 7\ncohort: [{patient: '01', image: 'a b.nii', mask: m, modality: PET, "
                    "reader: 'R:1x'}]\nquestions: []\n")}) {
    if (text.find("R:1x") != std::string::npos) {
      EXPECT_NE(study_message_of(text).find("R:1x"), std::string::npos);
      continue;
    }
    const std::string once = resolved_yaml(study_decode(text));
    EXPECT_EQ(once, resolved_yaml(study_decode(once)));
  }
}

TEST(StudyMechanics, SchemaNamesEveryKeyAndOperation) {
  const std::string schema = study_schema();
  for (const KeyTable* table : key_tables())
    for (const Key& key : table->keys)
      EXPECT_NE(schema.find("\"" + key.name + "\""), std::string::npos) << key.name;
  EXPECT_NE(schema.find("geom.rotate"), std::string::npos);
}

}  // namespace
}  // namespace radgauge
