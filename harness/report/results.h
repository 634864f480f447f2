#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agreement/agreement.h"
#include "agreement/detail.h"
#include "agreement/gauge.h"

namespace radgauge::report {

/// A name and what it is, in the order in which a reader shall see them.
using Facts = std::vector<std::pair<std::string, std::string>>;

/// A question with its answer. `obstacle` is why it has none, or empty.
struct QuestionResult {
  Question question;
  std::string obstacle;
  std::vector<FeatureRow> rows;          ///< every stratum; "all" first
  std::vector<AgreementDetail> details;  ///< of the same rows, in their order
  std::vector<WorstCase> worst_cases;    ///< of features that are not certified, largest share first
  std::vector<GaugeRow> gauge;           ///< empty where the question has no gauge table
  std::string power;  ///< what this number of patients and conditions can certify, in a sentence
};

/// A cell that could not be made, and the command that makes it alone.
struct FailedCell {
  std::string object;
  std::string condition;
  std::string reason;
  std::string command;
};

/// What the perturbations of one group really did: the spread of one parameter over its cells. Requested
/// numbers are NaN where nothing was asked for. `n_limited` cells stayed short of the request (status not
/// ok).
struct MagnitudeSummary {
  std::string group;
  std::string operation;
  std::string parameter;
  std::string unit;
  std::int64_t n = 0;
  double requested_min = std::numeric_limits<double>::quiet_NaN();
  double requested_max = std::numeric_limits<double>::quiet_NaN();
  double achieved_mean = std::numeric_limits<double>::quiet_NaN();
  double achieved_min = std::numeric_limits<double>::quiet_NaN();
  double achieved_max = std::numeric_limits<double>::quiet_NaN();
  std::int64_t n_limited = 0;
};

struct StageTiming {
  std::string stage;
  std::int64_t count = 0;
  double seconds = 0;
};

/// Everything that a report says; each output format is a pure function of it. Nothing here may hold an
/// absolute path, a user or a host name.
struct StudyResults {
  std::string study;     ///< its name
  std::string sentence;  ///< what was measured, in one sentence
  Facts facts;           ///< under the title: date, engine, modality, ...
  std::int64_t n_patients = 0;
  std::int64_t n_objects = 0;
  std::int64_t n_conditions = 0;
  std::int64_t n_features = 0;
  std::int64_t n_cells = 0;
  std::int64_t n_failed_cells = 0;
  std::int64_t n_absent_cells = 0;
  std::vector<QuestionResult> questions;
  std::vector<Confounding> confounding;  ///< one for each feature, in their order
  std::vector<FailedCell> failures;
  std::string crossing_table;  ///< plain text: who was measured where
  std::vector<std::string>
      notes;  ///< what a reader must be told: confounding, limits changed since the measurement
  std::vector<MagnitudeSummary> magnitudes;
  std::vector<StageTiming> timings;
  Facts provenance;
  std::string command;  ///< reproduces the run
};

/// The four words of a decision, best first.
inline constexpr std::string_view kDecisions[] = {"certified", "not certified", "inconclusive",
                                                  "not estimable"};

/// How many features of a question have each decision over all objects (stratum "all"), in the order of
/// kDecisions.
struct DecisionCounts {
  std::int64_t of[4] = {0, 0, 0, 0};
  std::int64_t total() const { return of[0] + of[1] + of[2] + of[3]; }
};
DecisionCounts count_decisions(const std::vector<FeatureRow>& rows);

/// Features that are certified by every question, and how many features there are; stratum "all" counts.
struct Certified {
  std::int64_t everywhere = 0;
  std::int64_t features = 0;
};
Certified certified_everywhere(const StudyResults& results);

/// The formats. CSV: columns of features.csv (design 7), full precision, empty field for NaN, LF. JSON:
/// schema `radgauge-summary-1`; NaN is left out as null. HTML: one self-contained page without scripts.
std::string features_csv(const StudyResults& results);
/// gauge.csv: the lines of each gauge table, one number each. `kind` component: variance components, `value`
/// is the one by the method that counts. `kind` variation: EV, AV, INT, GRR, PV, TV as SDs. `kind` summary:
/// ndc, Erho2, Phi, RC, RDC, interaction_p, interaction_pooled. A question without a table has one line with
/// the reason.
std::string gauge_csv(const StudyResults& results);
/// dstudy.csv: what the mean over several levels of each factor gives; an empty field is no factor.
std::string decision_study_csv(const StudyResults& results);
std::string summary_json(const StudyResults& results);
std::string report_html(const StudyResults& results);

}  // namespace radgauge::report
