#include "statistics/roc.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/text.h"
#include "statistics/distributions.h"
#include "statistics/log_odds.h"
#include "statistics/sample_moments.h"

namespace radgauge::statistics {
namespace {

constexpr std::string_view kRocOneClass = "only one class of the outcome";
constexpr std::string_view kRocNoVariance =
    "the difference has no variance in these cases: every case of a class differs alike";
constexpr std::string_view kRocOneCase = "one class has a single case, which has no variance";

void check_lengths(std::span<const std::uint8_t> label, std::span<const double> score) {
  if (label.size() != score.size())
    throw Error(ErrorKind::internal, "labels and scores differ in number: " + std::to_string(label.size()) +
                                         " and " + std::to_string(score.size()));
}

double roc_mean(std::span<const double> values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

double roc_covariance(std::span<const double> x, std::span<const double> y) {
  const double mean_x = roc_mean(x), mean_y = roc_mean(y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mean_x) * (y[i] - mean_y);
  return sum / (static_cast<double>(x.size()) - 1);
}

std::vector<double> roc_subtracted(std::span<const double> x, std::span<const double> y) {
  std::vector<double> out(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = x[i] - y[i];
  return out;
}

double two_sided_normal(double z) {
  return std::erfc(std::abs(z) / std::sqrt(2.0));
}

void add_normal_test(AucDifference& out) {
  // Areas are sums of shares: what is below their rounding is 0.
  if (is_rounding(out.se, 1)) {
    out.se = 0;
    if (!is_rounding(std::abs(out.difference), 1)) {
      out.reason = kRocNoVariance;
      return;
    }
    out.difference = 0;
  }
  out.lower = out.difference - kNormal975 * out.se;
  out.upper = out.difference + kNormal975 * out.se;
  // Nothing varies and nothing differs: 0/0 is no evidence, not an unknown.
  out.z = out.difference == 0 && out.se == 0 ? 0 : out.difference / out.se;
  out.p = two_sided_normal(out.z);
}

struct RocPoint {
  double x;
  double y;
};

// Area under the polygon through `points`, of growing x, between `from` and 1 of its x.
double polygon_area(const std::vector<RocPoint>& points, double from, double to) {
  double area = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const RocPoint a = points[i - 1], b = points[i];
    const double left = std::max(a.x, from), right = std::min(b.x, to);
    if (!(right > left)) continue;
    const double slope = (b.y - a.y) / (b.x - a.x);
    const double y_left = a.y + slope * (left - a.x), y_right = a.y + slope * (right - a.x);
    area += (right - left) * (y_left + y_right) / 2;
  }
  return area;
}

PartialAuc rescaled(double area, double least) {
  const double width = 1 - least, chance = width * width / 2;
  return {area, (1 + (area - chance) / (width - chance)) / 2};
}

void check_least(double least) {
  if (!(least >= 0 && least < 1))
    throw Error(ErrorKind::usage,
                "a partial area goes from 1 to a value in [0, 1), not to " + to_text(least));
}

}  // namespace

double Auc::se() const {
  return std::sqrt(variance);
}
double Auc::lower_unclipped() const {
  return auc - kNormal975 * se();
}
double Auc::upper_unclipped() const {
  return auc + kNormal975 * se();
}
double Auc::lower() const {
  const double limit = lower_unclipped();
  return limit < 0 ? 0 : limit;
}
double Auc::upper() const {
  const double limit = upper_unclipped();
  return limit > 1 ? 1 : limit;
}

Auc auc_delong(std::span<const std::uint8_t> label, std::span<const double> score) {
  check_lengths(label, score);
  std::vector<std::pair<double, std::size_t>> order(score.size());
  for (std::size_t i = 0; i < score.size(); ++i) order[i] = {score[i], i};
  std::sort(order.begin(), order.end());
  Auc out;
  for (const std::uint8_t y : label) (y != 0 ? out.n_positive : out.n_negative) += 1;
  const double m = out.n_positive, n = out.n_negative;
  if (!(m > 0 && n > 0)) {
    out.reason = kRocOneClass;
    return out;
  }
  std::vector<double> component(score.size());
  double pairs = 0, positive_below = 0, negative_below = 0;  // sums of halves: exact
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    double positive = 0, negative = 0;
    for (last = first; last < order.size() && order[last].first == order[first].first; ++last)
      (label[order[last].second] != 0 ? positive : negative) += 1;
    const double beaten = negative_below + negative / 2, beating = positive_below + positive / 2;
    for (std::size_t k = first; k < last; ++k)
      component[order[k].second] = label[order[k].second] != 0 ? beaten / n : 1 - beating / m;
    pairs += positive * beaten;
    positive_below += positive;
    negative_below += negative;
  }
  for (std::size_t i = 0; i < score.size(); ++i)
    (label[i] != 0 ? out.positive_components : out.negative_components).push_back(component[i]);
  out.auc = pairs / (m * n);
  if (m > 1 && n > 1)
    out.variance = roc_covariance(out.positive_components, out.positive_components) / m +
                   roc_covariance(out.negative_components, out.negative_components) / n;
  else
    out.reason = kRocOneCase;
  return out;
}

AucLimits auc_logit_limits(const Auc& auc) {
  const double spread = auc.auc * (1 - auc.auc);
  if (!(spread > 0)) return {};
  const double centre = std::log(auc.auc / (1 - auc.auc)), half = kNormal975 * auc.se() / spread;
  return {expit(centre - half), expit(centre + half)};
}

AucLimits auc_score_limits(double auc, double n_positive, double n_negative) {
  if (!(auc >= 0 && auc <= 1 && n_positive > 0 && n_negative > 0)) return {};
  const double pairs = n_positive * n_negative, more = std::max(0.0, 0.5 * (n_positive + n_negative) - 1);
  // Of an area a: how far the observed one lies beyond its own standard errors (Hanley and McNeil's).
  const auto beyond = [&](double a) {
    const double variance = a * (1 - a) * (1 + more * ((1 - a) / (2 - a) + a / (1 + a))) / pairs;
    return std::abs(auc - a) - kNormal975 * std::sqrt(variance);
  };
  // Halves between an end that is beyond and the area itself, which is not.
  const auto limit = [&](double end) {
    double out = end, in = auc;
    if (in == out) return end;
    for (int k = 0; k < 60; ++k) {
      const double middle = 0.5 * (out + in);
      (beyond(middle) > 0 ? out : in) = middle;
    }
    return in;
  };
  return {limit(0), limit(1)};
}

AucDifference auc_difference_paired(const Auc& a, const Auc& b) {
  if (a.positive_components.size() != b.positive_components.size() ||
      a.negative_components.size() != b.negative_components.size())
    throw Error(ErrorKind::internal, "a paired comparison of two areas needs the same cases in both");
  AucDifference out;
  out.reason = !a.reason.empty() ? a.reason : b.reason;
  out.difference = a.auc - b.auc;
  if (std::isnan(a.variance) || std::isnan(b.variance)) return out;
  out.covariance = roc_covariance(a.positive_components, b.positive_components) / a.n_positive +
                   roc_covariance(a.negative_components, b.negative_components) / a.n_negative;
  // From the differences of the components: exactly 0 where both scores rank every case alike.
  const std::vector<double> positive = roc_subtracted(a.positive_components, b.positive_components);
  const std::vector<double> negative = roc_subtracted(a.negative_components, b.negative_components);
  out.se = std::sqrt(roc_covariance(positive, positive) / a.n_positive +
                     roc_covariance(negative, negative) / a.n_negative);
  add_normal_test(out);
  return out;
}

AucDifference auc_difference_unpaired(const Auc& a, const Auc& b) {
  AucDifference out;
  out.reason = !a.reason.empty() ? a.reason : b.reason;
  out.difference = a.auc - b.auc;
  if (std::isnan(a.variance) || std::isnan(b.variance)) return out;
  out.se = std::sqrt(a.variance + b.variance);
  add_normal_test(out);
  const double n_a = a.n_positive + a.n_negative, n_b = b.n_positive + b.n_negative;
  const double sum = a.variance + b.variance;
  out.df = sum * sum / (a.variance * a.variance / (n_a - 1) + b.variance * b.variance / (n_b - 1));
  out.p_welch = 2 * t_upper_tail(std::abs(out.z), out.df);
  return out;
}

RocCurve roc_curve(std::span<const std::uint8_t> label, std::span<const double> score) {
  check_lengths(label, score);
  std::vector<std::size_t> order(score.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return score[a] > score[b]; });
  RocCurve out;
  out.threshold = {std::numeric_limits<double>::infinity()};
  out.true_positives = out.false_positives = {0};
  double tp = 0, fp = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    (label[order[i]] != 0 ? tp : fp) += 1;
    if (i + 1 < order.size() && score[order[i + 1]] == score[order[i]]) continue;
    out.threshold.push_back(score[order[i]]);
    out.true_positives.push_back(tp);
    out.false_positives.push_back(fp);
  }
  out.n_positive = tp;
  out.n_negative = fp;
  return out;
}

PartialAuc partial_auc_specificity(const RocCurve& curve, double least) {
  check_least(least);
  if (!(curve.n_positive > 0 && curve.n_negative > 0)) return {};
  std::vector<RocPoint> points;
  for (std::size_t i = 0; i < curve.threshold.size(); ++i)
    points.push_back(
        {curve.false_positives[i] / curve.n_negative, curve.true_positives[i] / curve.n_positive});
  return rescaled(polygon_area(points, 0, 1 - least), least);
}

PartialAuc partial_auc_sensitivity(const RocCurve& curve, double least) {
  check_least(least);
  if (!(curve.n_positive > 0 && curve.n_negative > 0)) return {};
  std::vector<RocPoint> points;
  for (std::size_t i = 0; i < curve.threshold.size(); ++i)
    points.push_back(
        {curve.true_positives[i] / curve.n_positive, 1 - curve.false_positives[i] / curve.n_negative});
  return rescaled(polygon_area(points, least, 1), least);
}

double average_precision(const RocCurve& curve) {
  if (!(curve.n_positive > 0)) return kNaN;
  double sum = 0;
  for (std::size_t i = 1; i < curve.threshold.size(); ++i)
    sum += (curve.true_positives[i] - curve.true_positives[i - 1]) / curve.n_positive *
           (curve.true_positives[i] / (curve.true_positives[i] + curve.false_positives[i]));
  return sum;
}

YoudenOptimum youden(const RocCurve& curve) {
  YoudenOptimum out;
  const double m = curve.n_positive, n = curve.n_negative;
  if (!(m > 0 && n > 0)) return out;
  const auto gain = [&](std::size_t i) { return curve.true_positives[i] * n - curve.false_positives[i] * m; };
  const auto sensitivity = [&](std::size_t i) { return curve.true_positives[i] / m; };
  const auto specificity = [&](std::size_t i) { return (n - curve.false_positives[i]) / n; };
  double best = gain(1), best_double = sensitivity(0) + specificity(0);
  for (std::size_t i = 1; i < curve.threshold.size(); ++i) {
    best = std::max(best, gain(i));
    best_double = std::max(best_double, sensitivity(i) + specificity(i));
  }
  const double infinite = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < curve.threshold.size(); ++i) {  // from the highest threshold down
    if (gain(i) != best) continue;
    if (out.n_optima == 0) out.highest_threshold = curve.threshold[i];
    out.n_optima += 1;
    out.lowest_threshold = curve.threshold[i];
    out.sensitivity_lowest = sensitivity(i);
    out.specificity_lowest = specificity(i);
    out.j = sensitivity(i) + specificity(i) - 1;
  }
  for (std::size_t i = curve.threshold.size(); i-- > 0;) {
    if (sensitivity(i) + specificity(i) != best_double) continue;
    const double next = i + 1 < curve.threshold.size() ? curve.threshold[i + 1] : -infinite;
    out.mid_first = std::isinf(next)                 ? next
                    : std::isinf(curve.threshold[i]) ? infinite
                                                     : (curve.threshold[i] + next) / 2;
    out.sensitivity_first = sensitivity(i);
    out.specificity_first = specificity(i);
    break;
  }
  return out;
}

}  // namespace radgauge::statistics
