#include "agreement/variation.h"

#include <cmath>
#include <vector>

#include "agreement/regression.h"
#include "statistics/distributions.h"
#include "statistics/repeatability.h"

namespace radgauge::agreement {
namespace {

// 1 or -1 where every value has that sign, else 0.
int common_sign(const Ratings& ratings) {
  bool positive = true, negative = true;
  for (const double value : ratings.values) {
    if (std::isnan(value)) continue;
    positive = positive && value > 0;
    negative = negative && value < 0;
  }
  return positive ? 1 : negative ? -1 : 0;
}

double log_wsd(const Ratings& ratings, const Repeatability& r, int sign) {
  if (sign > 0) return r.wsd_log;
  Ratings mirrored = ratings;
  for (double& value : mirrored.values) value = -value;
  return repeatability(mirrored).wsd_log;
}

void fill_log_scale(double wsd_log, const ChiSquareFactors& factors, AgreementDetail& detail,
                    Evidence& evidence) {
  const auto arm = [](double sd) { return 100 * std::expm1(kRepeatabilityFactor * sd) + 0.0; };  // no -0
  detail.rc_log_percent_lower = arm(-wsd_log);
  detail.rc_log_percent_upper = arm(wsd_log);
  if (detail.scale != "log") return;
  evidence.rc_percent = {arm(factors.lower * wsd_log), arm(factors.upper * wsd_log)};
  evidence.rc_percent_name = "RC % (log scale)";
}

}  // namespace

SdMeanSlope sd_mean_slope(const SubjectSums& sums) {
  std::vector<double> x, y;
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

void fill_variation(const FeatureCells& cells, ScaleRule rule, FeatureRow& row, AgreementDetail& detail,
                    Evidence& evidence) {
  const Repeatability r = repeatability(cells.ratings);
  row.wsd = r.wsd;
  row.rc = r.rc;
  row.rc_lower = r.rc_lower;
  row.rc_upper = r.rc_upper;
  detail.wsd_lower = r.wsd_lower;
  detail.wsd_upper = r.wsd_upper;
  evidence.why_no_wcv = r.reason.empty() ? "object means cross zero: wCV and RC % say nothing" : r.reason;
  if (!r.means_cross_zero) row.wcv = r.wcv_rms_pooled_df;
  if (r.wsd == 0) row.wcv = 0;
  const ChiSquareFactors factors = chi_square_factors(r.df_within);
  if (row.wcv == 0) evidence.wcv = {0, 0};
  if (row.wcv > 0) evidence.wcv = {factors.lower * row.wcv, factors.upper * row.wcv};
  detail.wcv_lower = evidence.wcv.lower;
  detail.wcv_upper = evidence.wcv.upper;
  const double percent = 100 * kRepeatabilityFactor;
  evidence.rc_percent = {percent * evidence.wcv.lower, percent * evidence.wcv.upper};

  const SdMeanSlope slope = sd_mean_slope(cells.sums);
  detail.sd_mean_slope = slope.slope;
  const int sign = common_sign(cells.ratings);
  const bool follows_mean = slope.slope > 0.5 && slope.lower > 0;
  const bool log_scale =
      sign != 0 && (rule == ScaleRule::log || (rule == ScaleRule::automatic && follows_mean));
  detail.scale = log_scale ? "log" : "raw";
  if (sign == 0 || !r.reason.empty()) return;
  detail.wsd_log = log_wsd(cells.ratings, r, sign);
  fill_log_scale(detail.wsd_log, factors, detail, evidence);
}

}  // namespace radgauge::agreement
