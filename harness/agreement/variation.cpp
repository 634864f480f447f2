#include "agreement/variation.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "agreement/regression.h"
#include "core/nan.h"
#include "statistics/cluster.h"
#include "statistics/distributions.h"
#include "statistics/guarded.h"
#include "statistics/repeatability.h"

namespace radgauge::agreement {
namespace {

// 1 or -1 where every value has that sign, else 0.
int common_sign(const statistics::Ratings& ratings) {
  bool positive = true, negative = true;
  for (const double value : ratings.values) {
    if (std::isnan(value)) continue;
    positive = positive && value > 0;
    negative = negative && value < 0;
  }
  return positive ? 1 : negative ? -1 : 0;
}

// Spread within objects of f(value, i, column) of the values of subject sums.subject[i].
template <class F>
statistics::WithinSums within_of(const FeatureCells& cells, const F& f) {
  const auto most = std::max_element(cells.patients.begin(), cells.patients.end());
  statistics::WithinSums out(most == cells.patients.end() ? 0 : *most + 1);
  std::vector<double> row(cells.ratings.n_raters);
  for (std::size_t i = 0; i < cells.sums.subject.size(); ++i) {
    const std::size_t subject = cells.sums.subject[i];
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = f(cells.ratings.at(subject, j), i, j);
    out.add(cells.patients[subject], statistics::row_spread(row));
  }
  return out;
}

statistics::WithinSums within_logarithms(const FeatureCells& cells, int sign) {
  // Pairs of one object with base follow each other, each with the same first value.
  double known = kNaN, its_logarithm = kNaN;
  return within_of(cells, [&](double value, std::size_t, std::size_t column) {
    if (column > 0) return std::log(sign * value);
    if (value != known) its_logarithm = std::log(sign * value);
    known = value;
    return its_logarithm;
  });
}

// Every value over its object's mean: their wSD is the wCV (rms, pooled by degrees of freedom).
statistics::WithinSums within_over_means(const FeatureCells& cells) {
  return within_of(cells, [&sums = cells.sums](double value, std::size_t i, std::size_t) {
    return value / (sums.pivot + sums.mean[i]);
  });
}

struct WithinSd {
  double wsd;
  statistics::GuardedLimits limits;
};

WithinSd within_sd(const statistics::WithinLimits& jack, const FeatureCells& cells, const Limits& limits) {
  return {jack.wsd, statistics::guarded_within(jack, {.noise_sd_ratio = limits.unseen_noise_ratio,
                                                      .missing_share = missing_share(cells)})};
}

void fill_log_scale(const FeatureCells& cells, int sign, const Limits& limits, AgreementDetail& detail,
                    Evidence& evidence) {
  const auto arm = [](double sd) {
    return 100 * std::expm1(statistics::kRepeatabilityFactor * sd) + 0.0;
  };  // no -0
  const WithinSd wsd = within_sd(statistics::jackknife_within(within_logarithms(cells, sign)), cells, limits);
  detail.wsd_log = wsd.wsd;
  detail.rc_log_percent_lower = arm(-wsd.wsd);
  detail.rc_log_percent_upper = arm(wsd.wsd);
  if (detail.scale != Scale::log) return;
  evidence.rc_percent =
      wsd.wsd == 0 ? Interval{0, 0} : Interval{arm(wsd.limits.lower), arm(wsd.limits.upper)};
  evidence.rc_percent_name = "RC % (log scale)";
}

}  // namespace

bool zero_is_arbitrary(std::string_view unit, std::string_view ibsi_code) {
  // Differences of intensities: variance, ranges, deviations.
  constexpr std::string_view kDifferences[] = {"ECT3", "SALO", "2OJQ", "4FUA", "1128", "N72L", "CNV2"};
  return unit.starts_with("HU") &&
         std::find(std::begin(kDifferences), std::end(kDifferences), ibsi_code) == std::end(kDifferences);
}

SdMeanSlope sd_mean_slope(const statistics::SubjectSums& sums) {
  std::vector<double> x, y;
  x.reserve(sums.count.size());
  y.reserve(sums.count.size());
  bool positive = false, negative = false;
  for (std::size_t i = 0; i < sums.count.size(); ++i) {
    const double mean = sums.pivot + sums.mean[i];
    positive = positive || mean >= 0;
    negative = negative || mean <= 0;
    if (sums.count[i] < 2 || !(sums.sum_squares[i] > 0)) continue;
    x.push_back(std::log(std::abs(mean)));
    y.push_back(std::log(sums.sum_squares[i] / (sums.count[i] - 1)) / 2);
  }
  if ((positive && negative) || x.size() < kScaleObjects) return {};
  const Line line = least_squares(x, y);
  return {line.slope, line.slope_lower, line.slope_upper};
}

void fill_variation(const FeatureCells& cells, const Question& question, FeatureRow& row,
                    AgreementDetail& detail, Evidence& evidence) {
  const statistics::Repeatability r = statistics::repeatability(cells.sums);
  row.wsd = r.wsd;
  row.rc = r.rc;
  row.rc_lower = r.rc_lower;
  row.rc_upper = r.rc_upper;
  detail.wsd_classical_lower = r.wsd_lower;
  detail.wsd_classical_upper = r.wsd_upper;
  const statistics::GuardedLimits within =
      within_sd(statistics::jackknife_within(cells.sums, cells.patients), cells, question.limits).limits;
  detail.wsd_lower = r.wsd == 0 ? 0 : within.lower;
  detail.wsd_upper = r.wsd == 0 ? 0 : within.upper;
  if (zero_is_arbitrary(row.unit, row.ibsi_code) && r.wsd > 0) {
    evidence.why_no_wcv =
        "a share of the mean is not offered in HU, whose zero is arbitrary: see RC in HU, or set another limit";
    detail.scale = Scale::raw;
    return;
  }
  evidence.why_no_wcv = r.reason.empty() ? "object means cross zero: wCV and RC % say nothing" : r.reason;
  if (!r.means_cross_zero) row.wcv = r.wcv_rms_pooled_df;
  if (r.wsd == 0) row.wcv = 0;
  if (row.wcv == 0) evidence.wcv = {0, 0};
  if (row.wcv > 0) {
    const statistics::GuardedLimits limits =
        within_sd(statistics::jackknife_within(within_over_means(cells)), cells, question.limits).limits;
    evidence.wcv = {limits.lower, limits.upper};
    if (std::isnan(evidence.wcv.lower)) evidence.why_no_wcv = within.reason;
  }
  detail.wcv_lower = evidence.wcv.lower;
  detail.wcv_upper = evidence.wcv.upper;
  const double percent = 100 * statistics::kRepeatabilityFactor;
  evidence.rc_percent = {percent * evidence.wcv.lower, percent * evidence.wcv.upper};

  const SdMeanSlope slope = sd_mean_slope(cells.sums);
  detail.sd_mean_slope = slope.slope;
  const int sign = common_sign(cells.ratings);
  const bool follows_mean = slope.slope > 0.5 && slope.lower > 0;
  const bool log_scale = sign != 0 && (question.scale == ScaleRule::log ||
                                       (question.scale == ScaleRule::automatic && follows_mean));
  detail.scale = log_scale ? Scale::log : Scale::raw;
  if (sign == 0 || !r.reason.empty()) return;
  fill_log_scale(cells, sign, question.limits, detail, evidence);
}

}  // namespace radgauge::agreement
