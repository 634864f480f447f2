#include "statistics/truth.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

constexpr std::size_t kOrders = 3;
constexpr double kTruthRounding = 1e-12;

struct MeanLimits {
  double mean, lower, upper;
};

MeanLimits mean_limits(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double v : values) mean += v / n;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double half = n > 1 ? t_quantile(0.975, n - 1) * std::sqrt(squares / (n - 1) / n) : std::nan("");
  return {mean, mean - half, mean + half};
}

void add_bias(std::span<const double> truth, std::span<const double> value, TruthComparison& out) {
  std::vector<double> absolute, percent;
  double squares = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    absolute.push_back(value[i] - truth[i]);
    squares += absolute.back() * absolute.back();
    if (truth[i] != 0) percent.push_back(100 * absolute.back() / truth[i]);
  }
  const MeanLimits a = mean_limits(absolute);
  out.bias = a.mean;
  out.bias_lower = a.lower;
  out.bias_upper = a.upper;
  out.rmse = std::sqrt(squares / out.n);
  const bool positive = std::all_of(truth.begin(), truth.end(), [](double t) { return t > 0; });
  if (!positive) {
    out.percent_reason = "a truth is not positive: no share of it";
    return;
  }
  const MeanLimits p = mean_limits(percent);
  out.bias_percent = p.mean;
  out.bias_percent_lower = p.lower;
  out.bias_percent_upper = p.upper;
}

/// The polynomials of the truth that are orthogonal over the values (Forsythe 1957, doi:10.1137/0105007), in
/// a truth scaled to -1..1, with leading coefficient 1; and the part of each in the values.
struct Fit {
  double centre = 0, scale = 1;
  std::array<std::vector<double>, kOrders + 1> polynomials;
  std::array<double, kOrders + 1> norms{}, parts{};
  double total_squares = 0;                            ///< of the values
  double middle = 0;                                   ///< the first polynomial is t - middle
  std::array<double, kOrders + 1> residual_squares{};  ///< of the polynomial of each order
};

Fit fit(std::span<const double> truth, std::span<const double> value, std::size_t orders) {
  Fit out;
  const auto [least, most] = std::minmax_element(truth.begin(), truth.end());
  out.centre = (*least + *most) / 2;
  out.scale = (*most - *least) / 2;
  std::vector<double> t;
  for (const double one : truth) t.push_back((one - out.centre) / out.scale);
  std::vector<double> residual(value.begin(), value.end());
  for (const double v : value) out.total_squares += v * v;
  for (std::size_t k = 0; k <= orders; ++k) {
    std::vector<double>& p = out.polynomials[k];
    p.assign(t.size(), 1);
    if (k > 0) {
      const std::vector<double>& before = out.polynomials[k - 1];
      double alpha = 0;
      for (std::size_t i = 0; i < t.size(); ++i) alpha += t[i] * before[i] * before[i] / out.norms[k - 1];
      if (k == 1) out.middle = alpha;
      const double beta = k > 1 ? out.norms[k - 1] / out.norms[k - 2] : 0;
      for (std::size_t i = 0; i < t.size(); ++i)
        p[i] = (t[i] - alpha) * before[i] - (k > 1 ? beta * out.polynomials[k - 2][i] : 0);
    }
    double product = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
      out.norms[k] += p[i] * p[i];
      product += p[i] * residual[i];
    }
    out.parts[k] = product / out.norms[k];
    for (std::size_t i = 0; i < t.size(); ++i) {
      residual[i] -= out.parts[k] * p[i];
      out.residual_squares[k] += residual[i] * residual[i];
    }
  }
  return out;
}

Coefficient leading(const Fit& fit, std::size_t order, double n) {
  Coefficient out;
  const double unit = std::pow(fit.scale, static_cast<double>(order));
  out.value = fit.parts[order] / unit;
  const double df = n - static_cast<double>(order) - 1;
  if (!(df > 0)) return out;
  out.se = std::sqrt(fit.residual_squares[order] / df / fit.norms[order]) / unit;
  // What is left of a line without errors is rounding, however small its error.
  const bool rounding = std::abs(fit.parts[order]) * std::sqrt(fit.norms[order]) <=
                        kTruthRounding * std::sqrt(fit.total_squares);
  out.p = rounding ? 1 : out.se > 0 ? 2 * t_upper_tail(std::abs(out.value) / out.se, df) : 0;
  return out;
}

void add_line(const Fit& fit, std::span<const double> value, TruthComparison& out) {
  const double df = out.n - 2;
  out.slope = fit.parts[1] / fit.scale;
  // The line at truth 0, where t = -centre/scale.
  const double p1_at_0 = -fit.centre / fit.scale - fit.middle;
  out.intercept = fit.parts[0] + fit.parts[1] * p1_at_0;
  double mean = 0, squares = 0;
  for (const double v : value) mean += v / out.n;
  for (const double v : value) squares += (v - mean) * (v - mean);
  out.r_squared = squares > 0 ? 1 - fit.residual_squares[1] / squares : std::nan("");
  if (!(df > 0)) return;
  out.residual_sd = std::sqrt(fit.residual_squares[1] / df);
  out.slope_se = out.residual_sd / std::sqrt(fit.norms[1]) / fit.scale;
  out.intercept_se = out.residual_sd * std::sqrt(1 / fit.norms[0] + p1_at_0 * p1_at_0 / fit.norms[1]);
  const double t = t_quantile(0.975, df);
  out.slope_lower = out.slope - t * out.slope_se;
  out.slope_upper = out.slope + t * out.slope_se;
  out.intercept_lower = out.intercept - t * out.intercept_se;
  out.intercept_upper = out.intercept + t * out.intercept_se;
}

void add_curvature(const Fit& fit, std::size_t orders, std::span<const double> truth, TruthComparison& out) {
  if (orders >= 2) out.quadratic = leading(fit, 2, out.n);
  if (orders >= 3) out.cubic = leading(fit, 3, out.n);
  if (std::isnan(out.quadratic.p)) return;
  std::size_t best = 1;
  if (out.quadratic.p < 0.05) best = 2;
  if (out.cubic.p < 0.05) best = 3;
  out.best_order = static_cast<double>(best);
  out.nonlinearity = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    double difference = 0;
    for (std::size_t k = 2; k <= best; ++k) difference += fit.parts[k] * fit.polynomials[k][i];
    if (std::abs(difference) <= std::abs(out.nonlinearity)) continue;
    out.nonlinearity = difference;
    out.nonlinearity_at = truth[i];
  }
}

void add_lack_of_fit(const Fit& fit, std::span<const double> truth, std::span<const double> value,
                     TruthComparison& out) {
  std::map<double, std::vector<double>> levels;
  for (std::size_t i = 0; i < truth.size(); ++i) levels[truth[i]].push_back(value[i]);
  double pure = 0;
  for (const auto& [level, values] : levels) {
    double mean = 0;
    for (const double v : values) mean += v / static_cast<double>(values.size());
    for (const double v : values) pure += (v - mean) * (v - mean);
  }
  const double df_pure = out.n - out.n_levels, df_lack = out.n_levels - 2;
  if (df_pure < 1 || df_lack < 1 || !(pure > 0)) {
    out.fit_reason = "the fit is tested with repeats that vary, at three levels or more";
    return;
  }
  const double lack = std::max(0.0, fit.residual_squares[1] - pure);
  out.lack_of_fit_f = lack / df_lack / (pure / df_pure);
  out.lack_of_fit_p = f_upper_tail(out.lack_of_fit_f, df_lack, df_pure);
}

}  // namespace

TruthComparison compare_with_truth(std::span<const double> truth, std::span<const double> value) {
  TruthComparison out;
  out.n = static_cast<double>(truth.size());
  std::vector<double> sorted(truth.begin(), truth.end());
  std::sort(sorted.begin(), sorted.end());
  out.n_levels = static_cast<double>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
  if (truth.empty()) {
    out.reason = out.percent_reason = out.line_reason = out.order_reason = out.fit_reason = "no values";
    return out;
  }
  add_bias(truth, value, out);
  if (out.n_levels < 2 || out.n < 3) {
    out.line_reason = out.order_reason = out.fit_reason = "a line needs three values at two truths or more";
    return out;
  }
  const std::size_t orders = std::min<std::size_t>(kOrders, static_cast<std::size_t>(out.n_levels) - 1);
  const Fit polynomials = fit(truth, value, orders);
  add_line(polynomials, value, out);
  if (out.n_levels < 3 || out.n < 4)
    out.order_reason = "curvature needs four values at three truths or more";
  else
    add_curvature(polynomials, orders, truth, out);
  add_lack_of_fit(polynomials, truth, value, out);
  return out;
}

}  // namespace radgauge::statistics
