#include "coverage/intervals.h"

#include <algorithm>
#include <cmath>

#include "statistics/cluster.h"
#include "statistics/distributions.h"
#include "statistics/guarded.h"
#include "statistics/icc.h"
#include "statistics/pairs.h"
#include "statistics/repeatability.h"

namespace radgauge::coverage {

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

void add_jackknife(std::vector<Interval>& out, const statistics::JackknifeLimits& jack, double truth) {
  out.push_back({"jackknife", truth, jack.lower, jack.upper});
  out.push_back({"jackknife one-sided", truth, jack.lower_one_sided, kInf});
  const statistics::GuardedLimits limits = statistics::guarded_icc(jack);
  out.push_back({"guarded", truth, limits.lower, limits.upper});
}

double one_sided_f_limit(const statistics::IccEstimate& icc, double k) {
  const double f = icc.f / statistics::f_quantile(0.95, icc.df1, icc.df2);
  return (f - 1) / (f + k - 1);
}

void one_way(std::vector<Interval>& out, const Design& design, const Sample& sample) {
  const statistics::Ratings& ratings = sample.ratings;
  if (design.population.missing == 0) {
    const statistics::IccEstimate icc = statistics::icc_anova(ratings).one_way;
    out.push_back({"F exact", design.estimand(), icc.lower, icc.upper});
    out.push_back({"F exact one-sided", design.estimand(),
                   one_sided_f_limit(icc, static_cast<double>(ratings.n_raters)), kInf});
  }
  add_jackknife(out, statistics::jackknife_one_way(ratings, sample.patients), design.estimand());
  const statistics::Repeatability r = statistics::repeatability(ratings);
  out.push_back({"wSD chi-square", std::sqrt(design.residual_variance()), r.wsd_lower, r.wsd_upper});
  const statistics::WithinLimits within = statistics::jackknife_within(ratings, sample.patients);
  out.push_back({"wSD jackknife", std::sqrt(design.residual_variance()), within.lower, within.upper});
  const statistics::GuardedLimits guarded = statistics::guarded_within(within);
  out.push_back({"wSD guarded", std::sqrt(design.residual_variance()), guarded.lower, guarded.upper});
}

void crossed(std::vector<Interval>& out, const Design& design, const Sample& sample) {
  const bool absolute = design.form == Form::agreement;
  const statistics::MeanSquares ms = statistics::mean_squares(sample.ratings);
  const statistics::IccEstimate icc =
      absolute ? statistics::icc_agreement(ms) : statistics::icc_consistency(ms);
  const statistics::JackknifeLimits jack = statistics::jackknife_crossed(
      sample.ratings, sample.patients,
      absolute ? statistics::CrossedForm::agreement : statistics::CrossedForm::consistency);
  const double truth = design.estimand();
  out.push_back({absolute ? "McGraw-Wong" : "F exact", truth, icc.lower, icc.upper});
  add_jackknife(out, jack, truth);
  if (!absolute) return;
  const statistics::JackknifeLimits drawn = statistics::jackknife_crossed(
      sample.ratings, sample.patients, statistics::CrossedForm::agreement, statistics::ColumnSampling::drawn);
  out.push_back({"jackknife, columns drawn", truth, drawn.lower, drawn.upper});
  out.push_back({"jackknife, columns drawn, one-sided", truth, drawn.lower_one_sided, kInf});
  const statistics::GuardedLimits limits = statistics::guarded_icc(drawn);
  out.push_back({"guarded, columns drawn", truth, limits.lower, limits.upper});
}

void pairs(std::vector<Interval>& out, const Design& design, const Sample& sample) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < sample.ratings.n_subjects; ++i) {
    x.push_back(sample.ratings.at(i, 0));
    y.push_back(sample.ratings.at(i, 1));
  }
  const statistics::LinConcordance lin = statistics::lin_concordance(x, y);
  out.push_back({"CCC Fisher z", design.icc, lin.z_lower, lin.z_upper});
  const statistics::BlandAltman ba = statistics::bland_altman(x, y);
  const double bias = -std::sqrt(2 * design.column_variance());
  out.push_back({"Bland-Altman bias", bias, ba.bias_lower, ba.bias_upper});
  const double limit = bias + statistics::kNormal975 * std::sqrt(2 * design.residual_variance());
  out.push_back({"Bland-Altman upper limit of agreement", limit, ba.loa_upper - ba.loa_half_width,
                 ba.loa_upper + ba.loa_half_width});
}

}  // namespace

std::vector<Interval> intervals(const Design& design, const Sample& sample) {
  std::vector<Interval> out;
  if (design.form == Form::one_way)
    one_way(out, design, sample);
  else
    crossed(out, design, sample);
  if (design.columns == Columns::fixed && design.n_columns == 2) pairs(out, design, sample);
  return out;
}

std::string certifying_interval(const Design& design) {
  const bool drawn = design.form == Form::agreement && design.columns == Columns::drawn;
  return drawn ? "guarded, columns drawn" : "guarded";
}

}  // namespace radgauge::coverage
