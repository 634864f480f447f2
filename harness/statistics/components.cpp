#include "statistics/components.h"

#include <algorithm>
#include <cmath>

#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

bool contains(unsigned whole, unsigned part) {
  return (whole & part) == part;
}

std::vector<double> centred(const std::vector<double>& values) {
  std::vector<double> out;
  double total = 0;
  for (const double value : values) {
    out.push_back(value - values.front());
    total += out.back();
  }
  const double mean = total / static_cast<double>(values.size());
  for (double& value : out) value -= mean;
  return out;
}

// Takes the group means off the values; their sum of squares.
double sweep(std::vector<double>& values, const Grouping& groups) {
  std::vector<double> mean(groups.n_levels), count(groups.n_levels);
  for (std::size_t i = 0; i < values.size(); ++i) {
    mean[groups.level[i]] += values[i];
    count[groups.level[i]] += 1;
  }
  double squares = 0;
  for (std::size_t g = 0; g < mean.size(); ++g) {
    mean[g] /= count[g];
    squares += count[g] * mean[g] * mean[g];
  }
  for (std::size_t i = 0; i < values.size(); ++i) values[i] -= mean[groups.level[i]];
  return squares;
}

double sum_of_squares(const std::vector<double>& values) {
  double squares = 0;
  for (const double value : values) squares += value * value;
  return squares;
}

// Sums of squares below this are rounding.
double rounding(const std::vector<double>& values) {
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  const double one = 16 * std::numeric_limits<double>::epsilon() * largest;
  return static_cast<double>(values.size()) * one * one;
}

void set_residual(AnovaComponents& out, double squares, double df) {
  if (!(df > 0)) return;
  out.residual = {squares, df, squares / df, squares / df, squares / df};
}

void solve_expected_mean_squares(AnovaComponents& out, const ComponentModel& model, double n) {
  // From the finest term: what it holds besides its own component is known by then.
  for (std::size_t t = model.terms.size(); t-- > 0;) {
    double others = out.residual.ms;
    for (std::size_t u = 0; u < model.terms.size(); ++u)
      if (u != t && contains(model.terms[u].factors, model.terms[t].factors))
        others += n / static_cast<double>(model.terms[u].groups.n_levels) * out.terms[u].var;
    AnovaTerm& term = out.terms[t];
    term.var = (term.ms - others) * static_cast<double>(model.terms[t].groups.n_levels) / n;
    term.var0 = std::max(term.var, 0.0);
  }
}

}  // namespace

AnovaComponents anova_components(const std::vector<double>& values, const ComponentModel& model) {
  AnovaComponents out;
  out.terms.resize(model.terms.size());
  const double n = static_cast<double>(values.size());
  if (values.size() < 2) {
    out.reason = "fewer than two measurements";
    return out;
  }
  std::vector<double> rest = centred(values);
  const double noise = rounding(rest);
  const auto clean = [noise](double squares) { return squares <= noise ? 0 : squares; };
  if (!model.confounding.empty()) {
    out.reason = model.confounding;
    sweep(rest, model.cells);
    set_residual(out, clean(sum_of_squares(rest)), n - static_cast<double>(model.cells.n_levels));
    return out;
  }
  if (!model.balanced) {
    out.reason =
        "the design is not balanced (cells missing or of unequal size): ANOVA is not defined, see reml";
    return out;
  }
  out.ss_total = clean(sum_of_squares(rest));
  double df_left = n - 1;
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    AnovaTerm& term = out.terms[t];
    term.ss = clean(sweep(rest, model.terms[t].groups));
    term.df = static_cast<double>(model.terms[t].groups.n_levels) - 1;
    for (std::size_t u = 0; u < t; ++u)
      if (contains(model.terms[t].factors, model.terms[u].factors)) term.df -= out.terms[u].df;
    term.ms = term.ss / term.df;
    df_left -= term.df;
  }
  set_residual(out, clean(sum_of_squares(rest)), df_left);
  solve_expected_mean_squares(out, model, n);
  return out;
}

VarianceComponents truncated(const AnovaComponents& anova) {
  VarianceComponents out;
  out.reason = anova.reason;
  for (const AnovaTerm& term : anova.terms) out.terms.push_back(term.var0);
  if (out.reason.empty()) out.residual = anova.residual.var0;
  return out;
}

ComponentSummary summarise(const VarianceComponents& components, const ComponentModel& model) {
  ComponentSummary out;
  if (!components.reason.empty()) return out;
  double objects = 0, others = components.residual, repeatability = components.residual;
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    (contains(kPatient | kObject, model.terms[t].factors) ? objects : others) += components.terms[t];
    if (model.terms[t].factors & kDraw) repeatability += components.terms[t];
  }
  out.var_total = objects + others;
  out.rdc = kRepeatabilityFactor * std::sqrt(others);
  if (model.repeats) out.rc = kRepeatabilityFactor * std::sqrt(repeatability);
  return out;
}

}  // namespace radgauge::statistics
