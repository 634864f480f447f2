#include "statistics/cluster.h"

#include <algorithm>
#include <cmath>

#include "core/nan.h"
#include "statistics/distributions.h"
#include "statistics/icc.h"
#include "statistics/pseudo_values.h"

namespace radgauge::statistics {
namespace {

double positive_or_nan(double above, double below) {
  return above > 0 && below > 0 ? above / below : kNaN;
}

std::size_t patient_count(std::span<const std::size_t> patient) {
  return patient.empty() ? 0 : *std::max_element(patient.begin(), patient.end()) + 1;
}

// Sums after a deletion that are this small against those before are rounding: add up anew.
constexpr double kCancelled = 1e-7;
constexpr double kRounding = 1e-14;

// How far the limits of ln F move, to be added in squares, beyond what the jackknife sees: by the sampling of
// columns.
struct Widening {
  double lower = 0, upper = 0, lower_one_sided = 0;
};

// Limits from F of everything and F without each patient, and the share of each of the variation within
// objects.
void set_limits(JackknifeLimits& out, std::vector<double> without, std::vector<double> share,
                const Widening& wider = {}) {
  const bool exists =
      std::all_of(without.begin(), without.end(), [](double f) { return f > 0 && !std::isinf(f); });
  for (double& f : without) f = std::log(f);
  out.widening_lower = wider.lower;
  out.widening_upper = wider.upper;
  out.pseudo = deciding_values({std::log(out.f), without, std::move(share), -1});
  if (!exists) {
    out.reason =
        "without one of the patients F is 0, infinite or undefined: the interval rests on that patient";
    return;
  }
  const PseudoValues pseudo = pseudo_values(std::log(out.f), without);
  const double df = static_cast<double>(without.size()) - 1, mean = pseudo.mean;
  out.theta_mean = mean;
  out.se = pseudo.se;
  const double t = t_quantile(0.975, df), t_one_sided = t_quantile(0.95, df);
  out.f_lower = std::exp(mean - std::hypot(t * out.se, wider.lower));
  out.f_upper = std::exp(mean + std::hypot(t * out.se, wider.upper));
  out.f_lower_one_sided = std::exp(mean - std::hypot(t_one_sided * out.se, wider.lower_one_sided));
  const auto image = [k = out.k](double f) { return std::isinf(f) ? 1 : (f - 1) / (f + k - 1); };
  out.lower = image(out.f_lower);
  out.upper = image(out.f_upper);
  out.lower_one_sided = image(out.f_lower_one_sided);
}

// F that exists, and its ICC; false, with a reason, if the jackknife has nothing to start from.
bool set_estimate(JackknifeLimits& out, double f) {
  out.f = f;
  if (f > 0 && !std::isinf(f)) out.icc = (f - 1) / (f + out.k - 1);
  if (std::isinf(f) && f > 0) out.icc = 1;
  if (f == 0) out.icc = -1 / (out.k - 1);
  if (std::isnan(f))
    out.reason = "no variation between or within objects";
  else if (std::isinf(f))
    out.reason = "no variation within objects: F is infinite";
  else if (!(f > 0))
    out.reason = "no variation between objects: F is 0";
  else if (out.n_patients < 2)
    out.reason = "one patient: the interval needs two or more";
  return out.reason.empty();
}

// Sums of a one-way analysis; means are relative to the grand mean.
struct OneWaySums {
  double objects = 0, count = 0, total = 0, squares = 0, within = 0;
  void add(double n, double mean, double ss, double sign = 1) {
    objects += sign;
    count += sign * n;
    total += sign * n * mean;
    squares += sign * n * mean * mean;
    within += sign * ss;
  }
  double between() const { return squares - total * total / count; }
  double f() const {
    if (objects < 2 || !(count > objects)) return kNaN;
    if (within == 0 && between() > 0) return std::numeric_limits<double>::infinity();
    return positive_or_nan(between() / (objects - 1), within / (count - objects));
  }
};

std::vector<double> one_way_without(const SubjectSums& sums, std::span<const std::size_t> patient,
                                    std::size_t patients, const OneWaySums& all, double grand) {
  std::vector<OneWaySums> parts(patients, all);
  for (std::size_t i = 0; i < sums.count.size(); ++i)
    parts[patient[sums.subject[i]]].add(sums.count[i], sums.mean[i] - grand, sums.sum_squares[i], -1);
  std::vector<double> out;
  for (std::size_t p = 0; p < patients; ++p) {
    if (parts[p].objects == all.objects) continue;  // a patient without a value
    if (parts[p].between() < kCancelled * all.between() || parts[p].within < kCancelled * all.within) {
      double total = 0, count = 0;
      for (std::size_t i = 0; i < sums.count.size(); ++i) {
        if (patient[sums.subject[i]] == p) continue;
        total += sums.count[i] * sums.mean[i];
        count += sums.count[i];
      }
      OneWaySums anew;
      for (std::size_t i = 0; i < sums.count.size(); ++i)
        if (patient[sums.subject[i]] != p)
          anew.add(sums.count[i], sums.mean[i] - total / count, sums.sum_squares[i]);
      parts[p] = anew;
    }
    out.push_back(parts[p].f());
  }
  return out;
}

// Of the patients that one_way_without() leaves out, in their order.
std::vector<double> within_shares(const SubjectSums& sums, std::span<const std::size_t> patient,
                                  std::size_t patients) {
  std::vector<double> squares(patients, 0), out;
  std::vector<bool> seen(patients, false);
  double total = 0;
  for (std::size_t i = 0; i < sums.count.size(); ++i) {
    squares[patient[sums.subject[i]]] += sums.sum_squares[i];
    seen[patient[sums.subject[i]]] = true;
    total += sums.sum_squares[i];
  }
  for (std::size_t p = 0; p < patients; ++p)
    if (seen[p]) out.push_back(squares[p] / total);
  return out;
}

double crossed_f(double n, double msb, double msj, double mse, CrossedForm form) {
  const double bias = form == CrossedForm::agreement ? (msj - mse) / n : 0;
  const double above = msb + bias, below = mse + bias;
  if (below == 0 && above > 0) return std::numeric_limits<double>::infinity();
  if (above == 0 && below > 0) return 0;
  return positive_or_nan(above, below);
}

Widening column_widening(const MeanSquares& ms, CrossedForm form) {
  if (form == CrossedForm::consistency) return {};
  const double n = static_cast<double>(ms.n_subjects), df = static_cast<double>(ms.n_raters) - 1;
  const double middle = std::log(crossed_f(n, ms.msb, ms.msj, ms.mse, form));
  const auto change = [&](double probability) {
    const double msj = ms.msj * df / chi_square_quantile(probability, df);
    return middle - std::log(crossed_f(n, ms.msb, msj, ms.mse, form));
  };
  return {change(0.025), change(0.975), change(0.05)};
}

// What each patient gives to the sums of a two-way analysis, and what all give.
struct PatientSums {
  struct Part {
    double objects = 0, means = 0, squared_means = 0, squared_residuals = 0;
    double squared_deviations = 0;  // from the object's mean: residuals and columns
  };
  std::vector<Part> parts;
  std::vector<double> columns;  // [patient * k + column]: residual sums; over all patients they are 0
  Part all;
  double squared_raters = 0;  // of everything
};

PatientSums patient_sums(const TwoWayEffects& effects, std::span<const std::size_t> patient) {
  const std::size_t k = effects.raters.size();
  PatientSums sums;
  sums.parts.resize(patient_count(patient));
  sums.columns.resize(sums.parts.size() * k, 0);
  for (std::size_t i = 0; i < effects.subjects.size(); ++i) {
    PatientSums::Part& part = sums.parts[patient[i]];
    double* columns = sums.columns.data() + patient[i] * k;
    const double* residuals = effects.residuals.data() + i * k;
    ++part.objects;
    part.means += effects.subjects[i];
    part.squared_means += effects.subjects[i] * effects.subjects[i];
    for (std::size_t j = 0; j < k; ++j) {
      part.squared_residuals += residuals[j] * residuals[j];
      const double deviation = residuals[j] + effects.raters[j];
      part.squared_deviations += deviation * deviation;
      columns[j] += residuals[j];
    }
  }
  for (const double rater : effects.raters) sums.squared_raters += rater * rater;
  for (const PatientSums::Part& part : sums.parts) {
    sums.all.objects += part.objects;
    sums.all.means += part.means;
    sums.all.squared_means += part.squared_means;
    sums.all.squared_residuals += part.squared_residuals;
    sums.all.squared_deviations += part.squared_deviations;
  }
  return sums;
}

// F without the objects of one patient.
double crossed_without(const TwoWayEffects& effects, const PatientSums& sums, std::size_t patient,
                       CrossedForm form) {
  const PatientSums::Part &all = sums.all, &part = sums.parts[patient];
  const std::size_t columns = effects.raters.size();
  const double k = static_cast<double>(columns), left = all.objects - part.objects;
  if (left < 2) return kNaN;
  const double total = all.means - part.means;
  double between = all.squared_means - part.squared_means - total * total / left;
  double raters = 0, shifts = 0;
  for (std::size_t j = 0; j < columns; ++j) {
    const double shift = -sums.columns[patient * columns + j] / left;
    raters += (effects.raters[j] + shift) * (effects.raters[j] + shift);
    shifts += shift * shift;
  }
  double residual = all.squared_residuals - part.squared_residuals - left * shifts;
  // What is left after a cancellation this deep is rounding.
  if (between < kRounding * all.squared_means) between = 0;
  if (residual < kRounding * all.squared_residuals) residual = 0;
  if (raters < kRounding * sums.squared_raters) raters = 0;
  return crossed_f(left, k * between / (left - 1), left * raters / (k - 1), residual / ((left - 1) * (k - 1)),
                   form);
}

}  // namespace

JackknifeLimits jackknife_one_way(const Ratings& ratings, std::span<const std::size_t> patient) {
  return jackknife_one_way(subject_sums(ratings), patient);
}

JackknifeLimits jackknife_one_way(const SubjectSums& sums, std::span<const std::size_t> patient) {
  JackknifeLimits out;
  const std::size_t patients = patient_count(patient);
  std::vector<bool> seen(patients, false);
  for (const std::size_t subject : sums.subject) seen[patient[subject]] = true;
  out.n_patients = static_cast<double>(std::count(seen.begin(), seen.end(), true));
  out.n_objects = static_cast<double>(sums.count.size());
  const OneWayAnova anova = one_way_anova(sums);
  out.k = anova.k0;
  if (!anova.icc.reason.empty() && std::isnan(anova.k0)) {
    out.reason = anova.icc.reason;
    return out;
  }
  if (!set_estimate(out, anova.icc.f)) return out;
  double total = 0, count = 0;
  for (std::size_t i = 0; i < sums.count.size(); ++i) {
    total += sums.count[i] * sums.mean[i];
    count += sums.count[i];
  }
  OneWaySums all;
  for (std::size_t i = 0; i < sums.count.size(); ++i)
    all.add(sums.count[i], sums.mean[i] - total / count, sums.sum_squares[i]);
  set_limits(out, one_way_without(sums, patient, patients, all, total / count),
             within_shares(sums, patient, patients));
  return out;
}

JackknifeLimits jackknife_of(double k, double f, const std::vector<double>& without) {
  JackknifeLimits out;
  out.k = k;
  out.n_patients = static_cast<double>(without.size());
  if (set_estimate(out, f)) set_limits(out, without, {});
  return out;
}

WithinLimits jackknife_within(const Ratings& ratings, std::span<const std::size_t> patient) {
  return jackknife_within(subject_sums(ratings), patient);
}

WithinLimits jackknife_within(const SubjectSums& sums, std::span<const std::size_t> patient) {
  WithinSums within(patient_count(patient));
  for (std::size_t i = 0; i < sums.count.size(); ++i)
    within.add(patient[sums.subject[i]], {sums.count[i], sums.sum_squares[i]});
  return jackknife_within(within);
}

WithinLimits jackknife_within(const WithinSums& within) {
  WithinLimits out;
  const auto& [squares, df, all_squares, all_df] = within;
  out.n_patients = static_cast<double>(std::count_if(df.begin(), df.end(), [](double d) { return d > 0; }));
  if (!(all_df > 0)) {
    out.reason = "no object has two values";
    return out;
  }
  out.wsd = std::sqrt(all_squares / all_df);
  if (out.n_patients < 2 || out.wsd == 0) {
    out.reason = out.wsd == 0 ? "no variation within objects" : "one patient: the interval needs two or more";
    return out;
  }
  std::vector<double> without, share;
  for (std::size_t p = 0; p < squares.size(); ++p) {
    if (!(df[p] > 0)) continue;
    share.push_back(squares[p] / all_squares);
    double rest = all_squares - squares[p];
    if (rest < kCancelled * all_squares) {
      rest = 0;
      for (std::size_t q = 0; q < squares.size(); ++q) rest += q == p ? 0 : squares[q];
    }
    without.push_back(std::log(std::max(0.0, rest) / (all_df - df[p])));
  }
  out.pseudo = deciding_values({2 * std::log(out.wsd), without, share, 1});
  if (std::any_of(without.begin(), without.end(), [](double x) { return std::isinf(x); })) {
    out.reason =
        "without one of the patients nothing varies within objects: the interval rests on that patient";
    return out;
  }
  const PseudoValues pseudo = pseudo_values(2 * std::log(out.wsd), without);
  const double t = t_quantile(0.975, out.n_patients - 1), one_sided = t_quantile(0.95, out.n_patients - 1);
  out.lower = std::exp((pseudo.mean - t * pseudo.se) / 2);
  out.upper = std::exp((pseudo.mean + t * pseudo.se) / 2);
  out.upper_one_sided = std::exp((pseudo.mean + one_sided * pseudo.se) / 2);
  return out;
}

JackknifeLimits jackknife_crossed(const Ratings& ratings, std::span<const std::size_t> patient,
                                  CrossedForm form, ColumnSampling columns) {
  if (ratings.n_subjects > 0 && ratings.n_raters > 0)
    return jackknife_crossed(two_way_effects(ratings), patient, form, columns);
  TwoWayEffects none;
  none.subjects.resize(ratings.n_subjects);
  none.raters.resize(ratings.n_raters);
  return jackknife_crossed(none, patient, form, columns);
}

JackknifeLimits jackknife_crossed(const TwoWayEffects& effects, std::span<const std::size_t> patient,
                                  CrossedForm form, ColumnSampling columns) {
  JackknifeLimits out;
  const PatientSums sums = patient_sums(effects, patient);
  for (const PatientSums::Part& part : sums.parts) out.n_patients += part.objects > 0 ? 1 : 0;
  out.n_objects = static_cast<double>(effects.subjects.size());
  out.k = static_cast<double>(effects.raters.size());
  if (effects.subjects.size() < 2 || effects.raters.size() < 2) {
    out.reason = effects.subjects.size() < 2 ? "fewer than two complete objects" : "fewer than two columns";
    return out;
  }
  const MeanSquares ms = mean_squares(effects);
  if (!set_estimate(out, crossed_f(out.n_objects, ms.msb, ms.msj, ms.mse, form))) return out;
  std::vector<double> without, share;
  for (std::size_t p = 0; p < sums.parts.size(); ++p)
    if (sums.parts[p].objects > 0) {
      without.push_back(crossed_without(effects, sums, p, form));
      share.push_back(sums.parts[p].squared_deviations / sums.all.squared_deviations);
    }
  set_limits(out, std::move(without), std::move(share),
             columns == ColumnSampling::drawn ? column_widening(ms, form) : Widening{});
  return out;
}

}  // namespace radgauge::statistics
