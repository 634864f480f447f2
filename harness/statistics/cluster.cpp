#include "statistics/cluster.h"

#include <algorithm>
#include <cmath>

#include "statistics/distributions.h"
#include "statistics/icc.h"

namespace radgauge {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double positive_or_nan(double above, double below) {
  return above > 0 && below > 0 ? above / below : kNaN;
}

std::size_t patient_count(std::span<const std::size_t> patient) {
  return patient.empty() ? 0 : *std::max_element(patient.begin(), patient.end()) + 1;
}

// Limits from F of everything and F without each patient.
void set_limits(JackknifeLimits& out, const std::vector<double>& without) {
  const double patients = static_cast<double>(without.size()), theta = std::log(out.f);
  double mean = 0, squares = 0;
  std::vector<double> pseudo;
  for (const double f : without) {
    if (!(f > 0) || std::isinf(f)) {
      out.reason =
          "without one of the patients F is 0, infinite or undefined: the interval rests on that patient";
      return;
    }
    pseudo.push_back(patients * theta - (patients - 1) * std::log(f));
    mean += pseudo.back();
  }
  mean /= patients;
  for (const double value : pseudo) squares += (value - mean) * (value - mean);
  out.theta_mean = mean;
  out.se = std::sqrt(squares / (patients - 1) / patients);
  const double t = t_quantile(0.975, patients - 1), t_one_sided = t_quantile(0.95, patients - 1);
  out.f_lower = std::exp(mean - t * out.se);
  out.f_upper = std::exp(mean + t * out.se);
  out.f_lower_one_sided = std::exp(mean - t_one_sided * out.se);
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
    return positive_or_nan(between() / (objects - 1), within / (count - objects));
  }
};

// Sums after a deletion that are this small against those before are rounding: add up anew.
constexpr double kCancelled = 1e-7;
constexpr double kRounding = 1e-14;

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

double crossed_f(double n, double msb, double msj, double mse, CrossedForm form) {
  const double bias = form == CrossedForm::agreement ? (msj - mse) / n : 0;
  const double above = msb + bias, below = mse + bias;
  if (below == 0 && above > 0) return std::numeric_limits<double>::infinity();
  if (above == 0 && below > 0) return 0;
  return positive_or_nan(above, below);
}

// What one patient gives to the sums of a two-way analysis.
struct PatientPart {
  double objects = 0, means = 0, squared_means = 0, squared_residuals = 0;
  std::vector<double> columns;  // residual sums by column
};

// Fills `parts` from the effects and returns their sum (columns stay empty: residuals of a column add up to
// 0).
PatientPart sum_parts(const TwoWayEffects& effects, std::span<const std::size_t> patient,
                      std::vector<PatientPart>& parts) {
  PatientPart all;
  const std::size_t k = effects.raters.size();
  for (std::size_t i = 0; i < effects.subjects.size(); ++i) {
    PatientPart& part = parts[patient[i]];
    part.columns.resize(k, 0);
    part.means += effects.subjects[i];
    part.squared_means += effects.subjects[i] * effects.subjects[i];
    for (std::size_t j = 0; j < k; ++j) {
      const double r = effects.residuals[i * k + j];
      part.squared_residuals += r * r;
      part.columns[j] += r;
    }
  }
  for (const PatientPart& part : parts) {
    all.objects += part.objects;
    all.means += part.means;
    all.squared_means += part.squared_means;
    all.squared_residuals += part.squared_residuals;
  }
  return all;
}

// F without the objects of one patient.
double crossed_without(const TwoWayEffects& effects, const PatientPart& all, const PatientPart& part,
                       CrossedForm form) {
  const double k = static_cast<double>(effects.raters.size()), left = all.objects - part.objects;
  if (left < 2) return kNaN;
  const double total = all.means - part.means;
  double between = all.squared_means - part.squared_means - total * total / left;
  double raters = 0, shifts = 0;
  for (std::size_t j = 0; j < effects.raters.size(); ++j) {
    const double shift = -part.columns[j] / left;
    raters += (effects.raters[j] + shift) * (effects.raters[j] + shift);
    shifts += shift * shift;
  }
  double residual = all.squared_residuals - part.squared_residuals - left * shifts;
  // What is left after a cancellation this deep is rounding.
  if (between < kRounding * all.squared_means) between = 0;
  if (residual < kRounding * all.squared_residuals) residual = 0;
  return crossed_f(left, k * between / (left - 1), left * raters / (k - 1), residual / ((left - 1) * (k - 1)),
                   form);
}

}  // namespace

JackknifeLimits jackknife_one_way(const Ratings& ratings, std::span<const std::size_t> patient) {
  JackknifeLimits out;
  const SubjectSums sums = subject_sums(ratings);
  const std::size_t patients = patient_count(patient);
  std::vector<bool> seen(patients, false);
  for (const std::size_t subject : sums.subject) seen[patient[subject]] = true;
  out.n_patients = static_cast<double>(std::count(seen.begin(), seen.end(), true));
  out.n_objects = static_cast<double>(sums.count.size());
  const OneWayAnova anova = one_way_anova(ratings);
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
  set_limits(out, one_way_without(sums, patient, patients, all, total / count));
  return out;
}

JackknifeLimits jackknife_of(double k, double f, const std::vector<double>& without) {
  JackknifeLimits out;
  out.k = k;
  out.n_patients = static_cast<double>(without.size());
  if (set_estimate(out, f)) set_limits(out, without);
  return out;
}

JackknifeLimits jackknife_crossed(const Ratings& ratings, std::span<const std::size_t> patient,
                                  CrossedForm form) {
  JackknifeLimits out;
  std::vector<PatientPart> parts(patient_count(patient));
  for (const std::size_t p : patient) ++parts[p].objects;
  for (const PatientPart& part : parts) out.n_patients += part.objects > 0 ? 1 : 0;
  out.n_objects = static_cast<double>(ratings.n_subjects);
  out.k = static_cast<double>(ratings.n_raters);
  if (ratings.n_subjects < 2 || ratings.n_raters < 2) {
    out.reason = ratings.n_subjects < 2 ? "fewer than two complete objects" : "fewer than two columns";
    return out;
  }
  const MeanSquares ms = mean_squares(ratings);
  if (!set_estimate(out, crossed_f(out.n_objects, ms.msb, ms.msj, ms.mse, form))) return out;
  const TwoWayEffects effects = two_way_effects(ratings);
  const PatientPart all = sum_parts(effects, patient, parts);
  std::vector<double> without;
  for (const PatientPart& part : parts)
    if (part.objects > 0) without.push_back(crossed_without(effects, all, part, form));
  set_limits(out, without);
  return out;
}

}  // namespace radgauge
