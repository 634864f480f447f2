#include "analysis/drift_table.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "io/yaml.h"
#include "study/study.h"

namespace radgauge::analysis {
namespace {

// The outcomes of a study of one patient on two scanners, read twice on the first; texts are the column
// `relapse` of its rows.
std::vector<double> outcomes_of(const std::vector<std::string>& texts) {
  const char* const places[] = {"session: 1, scanner: A", "session: 2, scanner: A", "session: 1, scanner: B"};
  std::string yaml = "study: s\ncohort:\n";
  for (std::size_t i = 0; i < texts.size(); ++i)
    yaml +=
        "  - {patient: P7, image: i" + std::to_string(i) + ", mask: m, modality: CT, " + places[i] + "}\n";
  study::Study study = study::decode_study(io::parse_yaml(yaml, "study.yaml"), "");
  study.drift = study::DriftRequest{"scanner", "A"};
  for (std::size_t i = 0; i < texts.size(); ++i) study.rows[i].covariates["relapse"] = texts[i];
  const study::Plan plan = study::make_plan(study);
  const Measurements none(store::StoreTables{}, plan);
  models::ModelCard card;
  card.outcome = "relapse";
  return drift_data(study, plan, none).outcome(card, 0);
}

std::string refusal_of(const std::vector<std::string>& texts) {
  try {
    outcomes_of(texts);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

TEST(DriftTableMechanics, OutcomesOfAnObjectAreComparedAsNumbers) {
  EXPECT_EQ(outcomes_of({"1", "1.0", "1e0"}), std::vector<double>{1});
  EXPECT_EQ(outcomes_of({"", "0", "NA"}), std::vector<double>{0});
  EXPECT_NE(refusal_of({"1", "1.0", "0"}).find("another one has '1'"), std::string::npos);
}

TEST(DriftTableMechanics, TheRowThatIsWrongIsNamed) {
  EXPECT_NE(refusal_of({"", "yes", ""}).find("study.yaml:4"), std::string::npos)
      << refusal_of({"", "yes", ""});
  EXPECT_NE(refusal_of({"", "", "0.5"}).find("study.yaml:5"), std::string::npos);
}

}  // namespace
}  // namespace radgauge::analysis
