#include "analysis/questions.h"

#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "analysis/base_values.h"
#include "runner/unit.h"

namespace radgauge {

using namespace radgauge::agreement;
using namespace radgauge::analysis;
using namespace radgauge::io;
using namespace radgauge::store;
using namespace radgauge::study;

namespace {

/// A store in which the value of a cell tells its place: 100 x row of the cohort + condition.
class QuestionsMechanics : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove(path_); }
  void TearDown() override { std::filesystem::remove(path_); }

  std::vector<AskedQuestion> ask_of(const std::string& yaml) {
    study_ = decode_study(parse_yaml(yaml, "study.yaml"), "");
    plan_ = make_plan(study_);
    StoreTables tables;
    for (const CohortRow& row : study_.rows)
      tables.objects.push_back({row.patient, row.lesion, "", row.session, row.reader, "", ""});
    for (const Condition& condition : plan_.conditions) tables.conditions.push_back({condition.name, "", 0});
    tables.features.push_back({"stat_mean", "original", {"stat_mean", "Q4LE", "Mean", "1", "stat", ""}});
    tables.planned_cells = static_cast<std::int64_t>(plan_.cells.size());
    Store store = Store::create(path_, tables);
    std::vector<CellRecord> cells;
    for (std::size_t i = 0; i < plan_.cells.size(); ++i) {
      CellRecord cell;
      cell.plan_index = static_cast<std::int64_t>(i);
      cell.object = static_cast<std::int64_t>(plan_.cells[i].row);
      cell.condition = static_cast<std::int64_t>(plan_.cells[i].condition);
      cell.values = {100.0 * static_cast<double>(cell.object) + static_cast<double>(cell.condition)};
      cell.statuses = {Status::ok};
      if (cell.condition == 0)  // 1 cm^3 for the first row, 2 for the second
        for (const char* name :
             {object_magnitude::kVolume, object_magnitude::kVoxels, object_magnitude::kNoise})
          cell.magnitudes.push_back({object_magnitude::kOperation, name, std::nan(""),
                                     1000.0 * static_cast<double>(cell.object + 1), "", "ok"});
      cells.push_back(std::move(cell));
    }
    store.write_unit(cells);
    measurements_ = std::make_unique<Measurements>(store);
    return ask(study_, plan_, *measurements_);
  }

  std::string path_ = (std::filesystem::temp_directory_path() /
                       ("radgauge_questions_" + std::to_string(getpid()) + ".sqlite"))
                          .string();
  Study study_;
  Plan plan_;
  std::unique_ptr<Measurements> measurements_;
};

double value_in(const QuestionTable& table, std::size_t row, std::size_t column) {
  std::vector<double> values(table.objects.size() * table.columns.size());
  std::vector<Status> statuses(values.size());
  table.read(0, values, statuses);
  return values[row * table.columns.size() + column];
}

const std::string kReaders =
    "study: s\ncohort:\n"
    "  - {patient: A, image: a, mask: m1, modality: CT, reader: R1}\n"
    "  - {patient: A, image: a, mask: m2, modality: CT, reader: R2}\n"
    "  - {patient: B, image: b, mask: m3, modality: CT, reader: R1}\n"
    "  - {patient: B, image: b, mask: m4, modality: CT, reader: R2}\n";

TEST_F(QuestionsMechanics, FixedLevelsAreCrossedWithBase) {
  const auto asked = ask_of(kReaders +
                            "conditions: {g: {chain: [{mask.grow_mm: {distance_mm: [-1, 0, "
                            "1]}}]}}\nquestions: [{name: q, over: g}]\n");
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].question.form, IccForm::agreement);
  EXPECT_EQ(asked[0].table.columns,
            (std::vector<std::string>{"base", "mask.grow_mm:distance_mm=-1", "mask.grow_mm:distance_mm=1"}));
  EXPECT_EQ(asked[0].table.base_column, 0);
  EXPECT_EQ(asked[0].table.objects, (std::vector<std::string>{"A/1", "B/1"}));
  EXPECT_EQ(value_in(asked[0].table, 1, 2), 202);
}

TEST_F(QuestionsMechanics, PureDrawsAreOneWayAndKeepBaseForTheBias) {
  const auto asked = ask_of(
      kReaders +
      "conditions: {n: {chain: [{noise.white: {k: 1}}], repeats: 3}}\nquestions: [{name: q, over: n}]\n");
  EXPECT_EQ(asked[0].question.form, IccForm::one_way);
  EXPECT_EQ(asked[0].table.columns,
            (std::vector<std::string>{"noise.white:k=1#1", "noise.white:k=1#2", "noise.white:k=1#3"}));
  EXPECT_EQ(asked[0].table.base_column, -1);
  std::vector<double> base(2);
  asked[0].table.read_base(0, base);
  EXPECT_EQ(base, (std::vector<double>{0, 200}));
}

std::vector<std::pair<std::string, std::size_t>> compared(const agreement::QuestionTable& table) {
  std::vector<std::pair<std::string, std::size_t>> out;
  for (const agreement::ComparedLevel& level : table.levels)
    out.emplace_back(level.name, level.columns.size());
  return out;
}

TEST_F(QuestionsMechanics, LevelsAreComparedWithBaseAndDrawsAreOneLevel) {
  using Levels = std::vector<std::pair<std::string, std::size_t>>;
  const auto levels = [&](const std::string& group, const std::string& keys) {
    std::filesystem::remove(path_);
    return compared(ask_of(kReaders + "conditions: {g: {" + group + "}}\nquestions: [{name: q, over: g" +
                           keys + "}]\n")[0]
                        .table);
  };
  const std::string two = "chain: [{noise.white: {k: [0, 1, 2]}}], repeats: 3";
  EXPECT_EQ(levels(two, ""), (Levels{{"noise.white:k=1", 3}, {"noise.white:k=2", 3}}));
  EXPECT_EQ(levels(two, ", levels: drawn"), (Levels{{"g", 6}}));
  EXPECT_EQ(levels(two, ", against: each_other"), Levels{});
  EXPECT_EQ(levels("chain: [{noise.white: {k: 1}}], repeats: 3", ""), (Levels{{"noise.white:k=1", 3}}));
  EXPECT_EQ(levels("chain: [{noise.white: {k: {from: 1, to: 2}}}], design: latin-hypercube, samples: 4", ""),
            (Levels{{"g", 4}}));
  std::filesystem::remove(path_);
  EXPECT_TRUE(compared(ask_of(kReaders)[0].table).empty()) << "readers have no base";
}

TEST_F(QuestionsMechanics, KnownObjectsAreMaterialsAndDrawnOnesPatients) {
  const auto objects = [&](const std::string& phantoms, const std::string& key) {
    std::filesystem::remove(path_);
    return ask_of("study: s\nphantoms: " + phantoms +
                  "\nconditions: {g: {chain: [{noise.white: {k: 1}}]}}\nquestions: [{name: q, over: g" + key +
                  "}]\n")[0]
        .question.objects;
  };
  EXPECT_EQ(objects("{kind: sphere, count: 2}", ""), Objects::materials);
  EXPECT_EQ(objects("{kind: lesion, count: 2}", ""), Objects::patients);
  EXPECT_EQ(objects("{kind: lesion, count: 2}", ", objects: materials"), Objects::materials);
  std::filesystem::remove(path_);
  EXPECT_EQ(ask_of(kReaders)[0].question.objects, Objects::patients);
}

TEST_F(QuestionsMechanics, ReadersAreNeverPooledInAGroup) {
  const std::string group =
      "conditions: {g: {chain: [{mask.grow_mm: {distance_mm: [-1, 1]}}], readers: all}}\n";
  EXPECT_EQ(ask_of(kReaders + group + "questions: [{name: q, over: g}]\n")[0].table.objects,
            (std::vector<std::string>{"A/1", "B/1"}));
  std::filesystem::remove(path_);
  const auto held = ask_of(kReaders + group + "questions: [{name: q, over: g, within: [reader]}]\n");
  EXPECT_EQ(held[0].table.objects,
            (std::vector<std::string>{"A/1/reader=R1", "A/1/reader=R2", "B/1/reader=R1", "B/1/reader=R2"}));
  EXPECT_EQ(held[0].table.patients, (std::vector<std::string>{"A", "A", "B", "B"}));
}

TEST_F(QuestionsMechanics, AcquiredFactorsAreComparedUnderBase) {
  const auto asked = ask_of(kReaders);
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].question.over, "reader");
  EXPECT_EQ(asked[0].question.form, IccForm::agreement);
  EXPECT_EQ(asked[0].table.columns, (std::vector<std::string>{"R1", "R2"}));
  EXPECT_EQ(value_in(asked[0].table, 0, 1), 100);
  EXPECT_EQ(value_in(asked[0].table, 1, 0), 200);
}

std::string scan(const std::string& patient, const std::string& session, const std::string& scanner) {
  return "  - {patient: " + patient + ", image: " + patient + session + ", mask: m" + patient + session +
         ", modality: CT, session: '" + session + "', scanner: " + scanner + "}\n";
}

// The design that everybody has: two sessions on one scanner, the third on another.
TEST_F(QuestionsMechanics, SessionsWithinScannersAreRepeatsOfThem) {
  std::string cohort = "study: s\ncohort:\n";
  for (const char* patient : {"A", "B"})
    cohort += scan(patient, "1", "X") + scan(patient, "2", "X") + scan(patient, "3", "Y");
  const auto asked = ask_of(cohort + "questions: [{name: q, over: scanner}]\n");
  const agreement::QuestionTable& table = asked[0].table;
  EXPECT_EQ(table.columns, (std::vector<std::string>{"X", "Y"}));
  EXPECT_EQ(table.objects, (std::vector<std::string>{"A/1#1", "A/1#2", "B/1#1", "B/1#2"}));
  EXPECT_EQ(table.lesions, (std::vector<std::string>{"A/1", "A/1", "B/1", "B/1"}));
  EXPECT_EQ(value_in(table, 0, 0), 0);
  EXPECT_EQ(value_in(table, 1, 0), 100) << "the second session of X";
  EXPECT_EQ(value_in(table, 0, 1), 200);
  EXPECT_EQ(value_in(table, 1, 1), 200) << "Y has one, for both";
  std::filesystem::remove(path_);
  const auto retest = ask_of(cohort + "questions: [{name: q, over: session, within: [scanner]}]\n");
  EXPECT_EQ(retest[0].table.columns.size(), 2u);
  EXPECT_EQ(retest[0].table.objects,
            (std::vector<std::string>{"A/1/scanner=X", "A/1/scanner=Y", "B/1/scanner=X", "B/1/scanner=Y"}));
  EXPECT_EQ(retest[0].table.held, (std::vector<std::string>{"X", "Y", "X", "Y"}));
  EXPECT_EQ(value_in(retest[0].table, 0, 1), 100);
  std::filesystem::remove(path_);
  const auto unasked = ask_of(cohort);
  ASSERT_EQ(unasked.size(), 2u);
  EXPECT_EQ(unasked[1].question.over, "scanner");
  EXPECT_EQ(unasked[1].table.columns.size(), 2u) << "sessions are not held where scanners decide them";
}

// Both sessions on both scanners: which of them is compared is the user's to say.
TEST_F(QuestionsMechanics, SessionsThatCrossScannersMustBeHeld) {
  std::string cohort = "study: s\ncohort:\n";
  for (const char* session : {"1", "2"})
    for (const char* scanner : {"X", "Y"})
      cohort += "  - {patient: A, image: i" + std::string(session) + scanner + ", mask: m" + session +
                scanner + ", modality: CT, session: '" + session + "', scanner: " + scanner + "}\n";
  EXPECT_THROW(ask_of(cohort + "questions: [{name: q, over: scanner}]\n"), Error);
}

TEST_F(QuestionsMechanics, ReadingAFeatureIsReadingItsCells) {
  const auto asked = ask_of(kReaders);
  std::vector<double> values(4);
  std::vector<Status> statuses(4, Status::absent);
  asked[0].table.read(0, values, statuses);
  EXPECT_EQ(values, (std::vector<double>{0, 100, 200, 300}));
  EXPECT_EQ(statuses, std::vector<Status>(4, Status::ok));
}

TEST_F(QuestionsMechanics, KeysOfTheQuestionReachTheAnswer) {
  const auto asked =
      ask_of(kReaders +
             "questions: [{name: q, over: reader, missing: reml, scale: log, limits: {ndc_min: 5, "
             "bias_max: 0.2, failure_max: 0.1}}]\n");
  EXPECT_EQ(asked[0].question.missing, MissingRule::reml);
  EXPECT_EQ(asked[0].question.scale, ScaleRule::log);
  EXPECT_EQ(asked[0].question.limits.ndc_min, 5);
  EXPECT_EQ(asked[0].question.limits.bias_max, 0.2);
  EXPECT_EQ(asked[0].question.limits.failure_max, 0.1);
  EXPECT_TRUE(asked[0].table.strata.empty());
}

TEST_F(QuestionsMechanics, StrataAreOfObjectsWhateverIsHeldFixed) {
  std::string cohort = "study: s\ncohort:\n";
  for (int p = 0; p < 6; ++p)
    for (int reader = 1; reader <= 2; ++reader)
      cohort += "  - {patient: P" + std::to_string(p) + ", image: a" + std::to_string(p) + ", mask: m" +
                std::to_string(p) + std::to_string(reader) + ", modality: " + (p < 2 ? "CT" : "PET") +
                ", site: " + (p % 2 == 0 ? "Gera" : "Jena") + ", reader: R" + std::to_string(reader) + "}\n";
  const auto asked =
      ask_of(cohort +
             "conditions: {g: {chain: [{mask.grow_mm: {distance_mm: [-1, 1]}}], readers: all}}\n"
             "questions: [{name: q, over: reader, strata: [site, volume, modality]}, "
             "{name: g, over: g, within: [reader], strata: [volume]}]\n");
  // Volumes of the first rows: 1, 3, 5, 7, 9, 11 cm^3; tertiles 4.33 and 7.67.
  const auto& strata = asked[0].table.strata;
  ASSERT_EQ(strata.size(), 7u);
  EXPECT_EQ(to_text(strata[0].key), "site: Gera");
  EXPECT_EQ(strata[0].rows, (std::vector<std::size_t>{0, 2, 4}));
  EXPECT_EQ(to_text(strata[2].key), "volume: low (< 4.33 cm^3)");
  EXPECT_EQ(strata[2].rows, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(to_text(strata[4].key), "volume: high (>= 7.67 cm^3)");
  EXPECT_EQ(to_text(strata[6].key), "modality: PET");
  ASSERT_EQ(asked[1].table.strata.size(), 3u);
  EXPECT_EQ(asked[1].table.strata[0].key, strata[2].key);
  EXPECT_EQ(asked[1].table.strata[0].rows, (std::vector<std::size_t>{0, 1, 2, 3}))
      << "both readers of a lesion";
}

TEST_F(QuestionsMechanics, BaseValuesAreOfTheFirstMaskOfEachObject) {
  ask_of(kReaders);
  const BaseValues base = base_values(study_, *measurements_);
  EXPECT_EQ(base.features[0], (std::vector<double>{0, 200}));
  EXPECT_EQ(base.volume, (std::vector<double>{1000, 3000}));
  EXPECT_EQ(base.voxels, base.noise);
}

}  // namespace
}  // namespace radgauge
