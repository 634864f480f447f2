#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agreement/agreement.h"
#include "agreement/critical.h"
#include "agreement/detail.h"
#include "agreement/gauge.h"
#include "agreement/simulated_real.h"
#include "analysis/phantom_study.h"
#include "drift/drift_results.h"

namespace radgauge::analysis {

/// What a reader must be told: confounding, copied masks. Of a deviation (questions or limits changed since
/// the measurement) a certificate says so in a place of its own.
struct Note {
  std::string text;
  bool is_deviation = false;
  bool is_of_inputs = false;  ///< of images and masks: a run says it on standard error, too
};

/// A name and what it is, in the order in which a reader shall see them.
using Facts = std::vector<std::pair<std::string, std::string>>;

/// Values of one feature over the rows and columns of a question, for pictures and for people; NaN where
/// there is none. `row` is that of stratum "all" in QuestionResult::rows.
struct ShownFeature {
  std::size_t row = 0;
  std::vector<double> values;         ///< [object * columns + column]
  std::vector<double> reference;      ///< of each object: base, or the first column of a crossed question
  std::vector<std::size_t> compared;  ///< columns whose difference from the reference the bias is of
};

/// All features of a question, or where that would be more than kMostShownValues values those of
/// pictured_rows(). Empty where nothing was answered.
struct ShownValues {
  std::vector<std::string> objects, columns;
  bool acquired = false;  ///< columns are levels of an acquired factor, not conditions
  std::vector<ShownFeature> features;
};
inline constexpr std::size_t kMostShownValues = 20000;

/// A question with its answer. `obstacle` is why it has none, or empty.
struct QuestionResult {
  agreement::Question question;
  std::string obstacle;
  std::vector<agreement::FeatureRow> rows;          ///< every stratum; "all" first
  std::vector<agreement::AgreementDetail> details;  ///< of the same rows, in their order
  std::vector<agreement::WorstCase> worst_cases;  ///< of features that are not certified, largest share first
  std::vector<agreement::GaugeRow> gauge;         ///< empty where the question has no gauge table
  std::string power;  ///< what this number of patients and conditions can certify, in a sentence
  std::vector<agreement::DoseCurve> curves =
      {};                                   ///< of a question over an oat group: its factors and their levels
  agreement::CriticalAnswer critical = {};  ///< of the same
  ShownValues shown = {};
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

/// What one group made of one object: a row of the picture for each condition, in their order.
struct ContactSheet {
  std::string name;  ///< of the file: a group, or a group and one of its perturbations
  std::string object;
  std::vector<std::string> conditions;
  std::string png;  ///< bytes of the file
};

struct StageTiming {
  std::string stage;
  std::int64_t count = 0;
  double seconds = 0;
};

/// Who was measured where: a way of measuring again that came with the data, and how many objects each of its
/// levels has.
struct CrossingFactor {
  std::string name;
  std::vector<std::pair<std::string, std::int64_t>> levels;  ///< name, objects measured
  std::int64_t objects_with_two = 0;                         ///< objects measured at two or more levels
  std::int64_t absent = 0;                                   ///< object x level that the data do not have
};

/// A group of conditions: what it did to every object.
struct CrossingGroup {
  std::string name;
  std::string chain;  ///< operations with their levels; empty for base
  std::int64_t conditions = 0;
  std::int64_t cells = 0;
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
  std::vector<agreement::SimulatedReal>
      simulated_real;     ///< questions over groups against those over acquired factors
  PhantomStudy phantoms;  ///< of materials, and of what has a truth
  std::vector<agreement::Confounding> confounding;  ///< one for each feature, in their order
  drift::DriftResults drift;  ///< of the models of the study; without models there are none
  std::vector<FailedCell> failures;
  std::vector<CrossingFactor> crossing_factors;
  std::vector<CrossingGroup> crossing_groups;  ///< base first
  std::vector<Note> notes;
  std::vector<MagnitudeSummary> magnitudes;
  std::vector<ContactSheet> contact_sheets;
  std::vector<StageTiming> timings;
  Facts families;       ///< of the features: name as in their rows, and what it is
  Facts processing;     ///< of each extraction: name, and its settings in words
  Facts operations;     ///< that perturbed: id, and the citation
  std::string version;  ///< of radgauge
  Facts provenance;
  std::string command;  ///< reproduces the run
};

/// The four decisions, best first.
inline constexpr auto kDecisions = values_of<agreement::Decision>();

/// How many features of a stratum have each decision under a question, in the order of kDecisions.
struct DecisionCounts {
  std::int64_t of[4] = {0, 0, 0, 0};
  std::int64_t total() const { return of[0] + of[1] + of[2] + of[3]; }
};
DecisionCounts count_decisions(const std::vector<agreement::FeatureRow>& rows,
                               const agreement::StratumKey& stratum = {});

/// Features that are certified by every question and were moved by each, those that are certified, too, but
/// that some question did not move in any object (FeatureRow::unmoved), and how many features there are;
/// stratum "all" counts. `answered_only`: questions with an obstacle do not count.
struct Certified {
  std::int64_t everywhere = 0;
  std::int64_t unmoved = 0;
  std::int64_t features = 0;
};
Certified certified_everywhere(const StudyResults& results, bool answered_only = false);

/// One feature over all questions, stratum "all".
struct FeatureOverview {
  std::string feature;
  std::string ibsi_code;
  std::string unit;
  std::string family;
  std::vector<const agreement::FeatureRow*> rows;  ///< by question; nullptr where a question has none
  const agreement::FeatureRow* weakest =
      nullptr;             ///< with the lowest lower limit; nullptr where no question has one
  bool certified = false;  ///< by every question, and moved by each
  bool untested = false;   ///< certified by every question, of which at least one did not move it
  double study_variation_percent = std::numeric_limits<double>::quiet_NaN();  ///< the largest
  double rc = std::numeric_limits<double>::quiet_NaN();                       ///< the largest
  double failure_rate = std::numeric_limits<double>::quiet_NaN();             ///< the largest
  double edge_sensitive = std::numeric_limits<double>::quiet_NaN();           ///< FeatureRow's
};
/// Does the feature jump when a voxel on a bin edge moves by rounding (agreement/numerical_floor.h)?
bool is_edge_sensitive(const FeatureOverview& feature);
/// By lowest lower limit, best first; features without one last, by name. Points into `results`.
std::vector<FeatureOverview> overview(const StudyResults& results);

/// The patients with whom the lower limit of this row's ICC would be `limit`, if the estimate stayed: an even
/// chance of passing. The standard error of a jackknifed ln F falls with the root of the number of patients.
/// NaN where the estimate is not above the limit or has no interval, or is 1.
double patients_for_even_chance(const agreement::FeatureRow& row, double limit);

/// What more patients would do for the inconclusive rows (stratum "all") of a question.
struct Outlook {
  std::int64_t inconclusive = 0;
  std::int64_t above = 0;  ///< the ICC is above its limit, and the limit inside its interval
  std::int64_t below = 0;  ///< the ICC is below its limit
  /// Median over `above`, rounded up; at least the patients below which nothing is certified.
  double patients_for_half = std::numeric_limits<double>::quiet_NaN();
};
Outlook outlook(const QuestionResult& question);

}  // namespace radgauge::analysis
