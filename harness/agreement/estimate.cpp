#include "agreement/estimate.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "agreement/estimate_reml.h"
#include "core/nan.h"
#include "core/text.h"
#include "statistics/cluster.h"
#include "statistics/guarded.h"
#include "statistics/icc.h"

namespace radgauge::agreement {
namespace {

std::string percent(double share) {
  return to_rounded_text(100 * share, 2) + " %";
}

void one_way(const Question& question, const FeatureCells& cells, IccResult& out) {
  const statistics::OneWayAnova anova = statistics::one_way_anova(cells.sums);
  const statistics::JackknifeLimits jack = statistics::jackknife_one_way(cells.sums, cells.patients);
  take_jackknife(jack, question.limits, missing_share(cells), out);
  out.value = anova.icc.value;
  out.within = anova.msw;
  out.between = std::max(0.0, anova.var_subject);
  if (!anova.icc.reason.empty()) out.why = anova.icc.reason;
  if (cells.complete) {
    const statistics::IccEstimate exact = statistics::icc_one_way(
        {cells.ratings.n_subjects, cells.ratings.n_raters, anova.msb, kNaN, kNaN, anova.msw});
    out.classical = {exact.lower, exact.upper};
  } else {
    out.notes = {to_text(static_cast<std::int64_t>(anova.n_values)) + " of " +
                     count_text(cells.ratings.values.size()) + " values",
                 "unbalanced n0 form"};
  }
}

void crossed(const Question& question, const statistics::Ratings& ratings,
             std::span<const std::size_t> patients, double missing, IccResult& out) {
  const bool absolute = question.form == IccForm::agreement;
  const statistics::TwoWayEffects effects = statistics::two_way_effects(ratings);
  const statistics::MeanSquares ms = out.mean_squares =
      ratings.values.empty() ? statistics::mean_squares(ratings) : statistics::mean_squares(effects);
  const statistics::IccEstimate icc =
      absolute ? statistics::icc_agreement(ms) : statistics::icc_consistency(ms);
  const bool drawn = question.levels == Levels::drawn;
  const statistics::JackknifeLimits jack = statistics::jackknife_crossed(
      effects, patients, absolute ? statistics::CrossedForm::agreement : statistics::CrossedForm::consistency,
      drawn ? statistics::ColumnSampling::drawn : statistics::ColumnSampling::fixed);
  take_jackknife(jack, question.limits, missing, out);
  out.value = icc.value;
  if (!icc.reason.empty()) out.why = icc.reason;
  const double n = static_cast<double>(ms.n_subjects), k = static_cast<double>(ms.n_raters);
  out.within = ms.mse + (absolute ? std::max(0.0, (ms.msj - ms.mse) / n) : 0);
  out.between = std::max(0.0, (ms.msb - ms.mse) / k);
  if (jack.n_patients < 2) {
    out.limits = {};
    out.why = jack.reason.empty() ? std::string_view("one patient") : jack.reason;
    return;
  }
  out.classical = {icc.lower, icc.upper};
}

void complete_crossed(const Question& question, const FeatureCells& cells, IccResult& out) {
  if (cells.complete) return crossed(question, cells.ratings, cells.patients, missing_share(cells), out);
  out.complete_cases = statistics::complete_cases(cells.ratings, &out.kept);
  std::vector<std::size_t> patients;
  patients.reserve(out.kept.size());
  for (const std::size_t i : out.kept) patients.push_back(cells.patients[i]);
  out.notes = {"complete cases: " + count_text(out.kept.size()) + " of " + count_text(cells.rows.size()) +
               " objects"};
  const double left_out = 1 - static_cast<double>(out.kept.size()) /
                                  static_cast<double>(std::max(cells.objects, out.kept.size()));
  crossed(question, out.complete_cases, patients, std::max(left_out, missing_share(cells)), out);
}

void note_what_is_left_out(const FeatureCells& cells, std::vector<std::string>& notes) {
  if (cells.rows.size() < cells.objects)
    notes.push_back(count_text(cells.objects - cells.rows.size()) + " of " + count_text(cells.objects) +
                    " objects have no value at all and are left out");
  if (!cells.empty_columns.empty())
    notes.push_back("left out for want of any value: " +
                    (cells.empty_columns.size() > 3 ? count_text(cells.empty_columns.size()) + " conditions"
                                                    : join(cells.empty_columns, " ")));
}

void note_inequality(const FeatureCells& cells, IccResult& out) {
  const statistics::NoiseInequality noise = statistics::noise_inequality(cells.sums, cells.patients);
  out.noise_largest_share = noise.largest_share;
  out.noise_effective_patients = noise.effective_patients;
  if (noise.largest_share >= statistics::kOnePatientsNoise)
    out.notes.push_back("one patient has " + percent(noise.largest_share) +
                        " of the variation within objects: how often that happens, " +
                        to_text(static_cast<std::int64_t>(out.n_patients)) + " patients hardly tell");
}

std::size_t patients_with_repeats(const FeatureCells& cells) {
  std::vector<std::size_t> patients;
  for (std::size_t i = 0; i < cells.sums.count.size(); ++i)
    if (cells.sums.count[i] >= 2) patients.push_back(cells.patients[cells.sums.subject[i]]);
  return count_patients(patients);
}

}  // namespace

void take_jackknife(const statistics::JackknifeLimits& jack, const Limits& limits, double missing_share,
                    IccResult& out) {
  const statistics::Guard guard{.noise_sd_ratio = limits.unseen_noise_ratio, .missing_share = missing_share};
  const statistics::GuardedLimits guarded = statistics::guarded_icc(jack, guard);
  out.n_patients = jack.n_patients;
  out.n_objects = jack.n_objects;
  out.limits = {guarded.lower, guarded.upper};
  out.why = guarded.reason;
  out.jackknife = {jack.lower, jack.upper};
  out.lower_one_sided = jack.lower_one_sided;
  out.p_value = statistics::guarded_p(jack, limits.icc_lower, guard);
}

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
  const bool incomplete = !cells.complete;
  if (incomplete && question.missing == MissingRule::reml)
    estimate_reml(question, cells, out);
  else if (question.form == IccForm::one_way)
    one_way(question, cells, out);
  else
    complete_crossed(question, cells, out);
  if (incomplete && with_reml && question.missing != MissingRule::reml)
    out.reml = icc_reml(question.form, cells.ratings).value;
  note_what_is_left_out(cells, out.notes);
  note_inequality(cells, out);
  // Of a crossed question on complete cases, those that are complete say it, and nobody else.
  const bool complete_cases =
      question.form != IccForm::one_way && (!incomplete || question.missing != MissingRule::reml);
  const double patients = complete_cases ? out.n_patients : static_cast<double>(patients_with_repeats(cells));
  // One column left is no comparison: nothing differs within it.
  if (cells.columns.size() >= 2 && spread.within <= kRounding * spread.magnitude && patients >= 2) {
    out.value = out.limits.lower = out.limits.upper = 1;
    out.lower_one_sided = out.p_value = kNaN;
    out.classical = {};
    out.why = {};
    out.unchanged = true;
    const double untold =
        complete_cases ? 1 - static_cast<double>(complete_objects(cells)) / static_cast<double>(cells.objects)
                       : missing_share(cells);
    out.moved_share_upper = 1 - (1 - untold) * (1 - statistics::unseen_share(out.n_patients));
    out.notes.push_back("unchanged in every condition; of other patients up to " +
                        percent(out.moved_share_upper) + " may still change (95 % bound for " +
                        to_text(static_cast<std::int64_t>(out.n_patients)) + " patients" +
                        (untold > 0 ? ", objects without all their values taken for ones that do)" : ")"));
  }
  return out;
}

double icc_value(const Question& question, const statistics::Ratings& ratings) {
  if (question.missing == MissingRule::reml && !ratings.complete())
    return icc_reml(question.form, ratings).value;
  if (question.form == IccForm::one_way) return statistics::one_way_anova(ratings).icc.value;
  const statistics::MeanSquares ms =
      statistics::mean_squares(ratings.complete() ? ratings : statistics::complete_cases(ratings));
  return (question.form == IccForm::agreement ? statistics::icc_agreement(ms)
                                              : statistics::icc_consistency(ms))
      .value;
}

}  // namespace radgauge::agreement
