#include "agreement/estimate.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "agreement/estimate_reml.h"
#include "core/text.h"
#include "statistics/cluster.h"
#include "statistics/equivalence.h"
#include "statistics/icc.h"

namespace radgauge::agreement {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::string number(std::size_t n) {
  return to_text(static_cast<std::int64_t>(n));
}

void take_jackknife(const statistics::JackknifeLimits& jack, const Limits& limits, IccResult& out) {
  out.n_patients = jack.n_patients;
  out.n_objects = jack.n_objects;
  out.limits = {jack.lower, jack.upper};
  out.lower_one_sided = jack.lower_one_sided;
  if (limits.icc_lower >= 0 && limits.icc_lower < 1)
    out.p_value = statistics::icc_test(jack, limits.icc_lower).p;
}

void one_way(const Question& question, const FeatureCells& cells, IccResult& out) {
  const statistics::OneWayAnova anova = statistics::one_way_anova(cells.ratings);
  const statistics::JackknifeLimits jack = statistics::jackknife_one_way(cells.ratings, cells.patients);
  take_jackknife(jack, question.limits, out);
  out.value = anova.icc.value;
  out.within = anova.msw;
  out.between = std::max(0.0, anova.var_subject);
  out.why = anova.icc.reason.empty() ? jack.reason : anova.icc.reason;
  if (cells.ratings.complete()) {
    const statistics::IccEstimate exact = statistics::icc_one_way(
        {cells.ratings.n_subjects, cells.ratings.n_raters, anova.msb, kNaN, kNaN, anova.msw});
    out.classical = {exact.lower, exact.upper};
  } else {
    out.notes = {to_text(static_cast<std::int64_t>(anova.n_values)) + " of " +
                     number(cells.ratings.values.size()) + " values",
                 "unbalanced n0 form"};
  }
}

void crossed(const Question& question, const statistics::Ratings& ratings,
             std::span<const std::size_t> patients, IccResult& out) {
  const bool absolute = question.form == IccForm::agreement;
  const statistics::MeanSquares ms = statistics::mean_squares(ratings);
  const statistics::IccEstimate icc =
      absolute ? statistics::icc_agreement(ms) : statistics::icc_consistency(ms);
  const bool drawn = question.levels == Levels::drawn;
  const statistics::JackknifeLimits jack = statistics::jackknife_crossed(
      ratings, patients, absolute ? statistics::CrossedForm::agreement : statistics::CrossedForm::consistency,
      drawn ? statistics::ColumnSampling::drawn : statistics::ColumnSampling::fixed);
  take_jackknife(jack, question.limits, out);
  // The test statistic knows fixed columns only.
  if (drawn && absolute) out.p_value = kNaN;
  out.value = icc.value;
  out.why = icc.reason;
  const double n = static_cast<double>(ms.n_subjects), k = static_cast<double>(ms.n_raters);
  out.within = ms.mse + (absolute ? std::max(0.0, (ms.msj - ms.mse) / n) : 0);
  out.between = std::max(0.0, (ms.msb - ms.mse) / k);
  if (jack.n_patients < 2) {
    out.limits = {};
    out.why = jack.reason.empty() ? std::string_view("one patient") : jack.reason;
    return;
  }
  out.classical = {icc.lower, icc.upper};
  if (!std::isnan(jack.lower)) return;
  out.limits = out.classical;
  out.notes.push_back("McGraw-Wong limits: " + std::string(jack.reason));
}

void complete_crossed(const Question& question, const FeatureCells& cells, IccResult& out) {
  if (cells.ratings.complete()) return crossed(question, cells.ratings, cells.patients, out);
  std::vector<std::size_t> kept, patients;
  const statistics::Ratings complete = statistics::complete_cases(cells.ratings, &kept);
  for (const std::size_t i : kept) patients.push_back(cells.patients[i]);
  out.notes = {"complete cases: " + number(kept.size()) + " of " + number(cells.rows.size()) + " objects"};
  crossed(question, complete, patients, out);
}

void note_what_is_left_out(const FeatureCells& cells, std::vector<std::string>& notes) {
  if (cells.rows.size() < cells.objects)
    notes.push_back(number(cells.objects - cells.rows.size()) + " of " + number(cells.objects) +
                    " objects have no value at all and are left out");
  if (!cells.empty_columns.empty())
    notes.push_back("left out for want of any value: " +
                    (cells.empty_columns.size() > 3 ? number(cells.empty_columns.size()) + " conditions"
                                                    : join(cells.empty_columns, " ")));
}

std::size_t patients_with_repeats(const FeatureCells& cells) {
  std::set<std::size_t> found;
  for (std::size_t i = 0; i < cells.rows.size(); ++i) {
    std::size_t values = 0;
    for (std::size_t j = 0; j < cells.columns.size(); ++j)
      values += std::isnan(cells.ratings.at(i, j)) ? 0 : 1;
    if (values >= 2) found.insert(cells.patients[i]);
  }
  return found.size();
}

}  // namespace

IccResult estimate_icc(const Question& question, const FeatureCells& cells, bool with_reml) {
  IccResult out;
  out.n_patients = static_cast<double>(count_patients(cells.patients));
  out.n_objects = static_cast<double>(cells.rows.size());
  const Spread spread = spread_of(cells.ratings);
  if (spread.total <= kRounding * spread.magnitude) {
    out.constant = true;
    out.why = "constant: every object has the same value";
    return out;
  }
  const bool incomplete = !cells.ratings.complete();
  if (incomplete && question.missing == MissingRule::reml)
    estimate_reml(question, cells, out);
  else if (question.form == IccForm::one_way)
    one_way(question, cells, out);
  else
    complete_crossed(question, cells, out);
  if (incomplete && with_reml && question.missing != MissingRule::reml)
    out.reml = icc_reml(question.form, cells.ratings).value;
  note_what_is_left_out(cells, out.notes);
  // Of a crossed question on complete cases, those that are complete say it, and nobody else.
  const bool complete_cases =
      question.form != IccForm::one_way && (!incomplete || question.missing != MissingRule::reml);
  const double patients = complete_cases ? out.n_patients : static_cast<double>(patients_with_repeats(cells));
  if (spread.within <= kRounding * spread.magnitude && patients >= 2) {
    out.value = out.limits.lower = out.limits.upper = 1;
    out.lower_one_sided = out.p_value = kNaN;
    out.classical = {};
    out.why = {};
    out.unchanged = true;
    out.notes.emplace_back("unchanged in every condition");
  }
  return out;
}

double icc_value(const Question& question, const statistics::Ratings& ratings) {
  if (question.missing == MissingRule::reml && !ratings.complete())
    return icc_reml(question.form, ratings).value;
  if (question.form == IccForm::one_way) return statistics::one_way_anova(ratings).icc.value;
  const statistics::MeanSquares ms = statistics::mean_squares(statistics::complete_cases(ratings));
  return (question.form == IccForm::agreement ? statistics::icc_agreement(ms)
                                              : statistics::icc_consistency(ms))
      .value;
}

}  // namespace radgauge::agreement
