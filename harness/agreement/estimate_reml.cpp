#include "agreement/estimate_reml.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "statistics/cluster.h"
#include "statistics/icc.h"

namespace radgauge::agreement {
namespace {

double f_of(double icc, double k) {
  return (1 + (k - 1) * icc) / (1 - icc);
}

// The jackknife of ln F of the REML estimate: one fit for each patient left out, from that of all.
statistics::JackknifeLimits jackknife_reml(IccForm form, const FeatureCells& cells, const RemlIcc& all) {
  const auto k = static_cast<double>(cells.columns.size());
  std::vector<double> without;
  for (std::size_t p = 0; p <= *std::max_element(cells.patients.begin(), cells.patients.end()); ++p) {
    statistics::Ratings left;
    left.n_raters = cells.ratings.n_raters;
    for (std::size_t i = 0; i < cells.rows.size(); ++i) {
      if (cells.patients[i] == p) continue;
      const auto row = cells.ratings.values.begin() + static_cast<std::ptrdiff_t>(i * left.n_raters);
      left.values.insert(left.values.end(), row, row + static_cast<std::ptrdiff_t>(left.n_raters));
      ++left.n_subjects;
    }
    if (left.n_subjects < cells.rows.size()) without.push_back(f_of(icc_reml(form, left, &all.fit).value, k));
  }
  statistics::JackknifeLimits jack = statistics::jackknife_of(k, f_of(all.value, k), without);
  jack.n_objects = static_cast<double>(cells.rows.size());
  return jack;
}

// McGraw & Wong's limits from the mean squares that balanced data with these components would show.
statistics::IccEstimate limits_at(IccForm form, const RemlIcc& fit, const FeatureCells& cells,
                                  double values) {
  statistics::MeanSquares ms;
  ms.n_subjects = cells.rows.size();
  ms.n_raters = static_cast<std::size_t>(values) / ms.n_subjects;
  const double residual = fit.within - (form == IccForm::agreement ? fit.columns : 0);
  ms.mse = residual;
  ms.msb = residual + static_cast<double>(ms.n_raters) * fit.between;
  ms.msj = residual + static_cast<double>(ms.n_subjects) * fit.columns;
  return form == IccForm::agreement ? statistics::icc_agreement(ms) : statistics::icc_consistency(ms);
}

}  // namespace

RemlIcc icc_reml(IccForm form, const statistics::Ratings& ratings, const statistics::RatingComponents* near) {
  RemlIcc out;
  const statistics::RatingComponents& fit = out.fit = form == IccForm::one_way
                                                          ? statistics::reml_one_way(ratings, near)
                                                          : statistics::reml_two_way(ratings, near);
  out.reason = fit.reason;
  if (std::isnan(fit.var_subject) || std::isnan(fit.var_residual)) return out;
  out.between = fit.var_subject;
  out.columns = fit.var_rater;
  out.within = fit.var_residual + (form == IccForm::agreement ? fit.var_rater : 0);
  if (out.between + out.within > 0) out.value = out.between / (out.between + out.within);
  return out;
}

void estimate_reml(const Question& question, const FeatureCells& cells, IccResult& out) {
  const RemlIcc fit = icc_reml(question.form, cells.ratings);
  const auto values =
      cells.ratings.values.size() -
      static_cast<std::size_t>(std::count_if(cells.ratings.values.begin(), cells.ratings.values.end(),
                                             [](double v) { return std::isnan(v); }));
  out.notes = {"REML, " + to_text(static_cast<std::int64_t>(values)) + " of " +
               to_text(static_cast<std::int64_t>(cells.ratings.values.size())) + " values"};
  out.reml = out.value = fit.value;
  out.within = fit.within;
  out.between = fit.between;
  out.why = fit.reason;
  if (std::isnan(fit.value)) return;
  const statistics::JackknifeLimits jack = jackknife_reml(question.form, cells, fit);
  take_jackknife(jack, question.limits, failed_share(cells), out);
  if (question.form == IccForm::one_way || std::isnan(out.limits.lower)) return;
  const statistics::IccEstimate columns_drawn =
      limits_at(question.form, fit, cells, static_cast<double>(values));
  out.classical = {columns_drawn.lower, columns_drawn.upper};
  if (question.levels == Levels::drawn && !std::isnan(columns_drawn.lower))
    out.limits = {std::min(out.limits.lower, columns_drawn.lower),
                  std::max(out.limits.upper, columns_drawn.upper)};
}

}  // namespace radgauge::agreement
