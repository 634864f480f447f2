#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "drift/scores.h"
#include "statistics/distribution_shift.h"
#include "statistics/multiplicity.h"

namespace radgauge::drift {
namespace {

std::vector<double> present(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  return values;
}

// Why the two are not samples of independent patients; "" where they are.
std::string why_dependent(const DriftData& data, const std::vector<double>& a, const std::vector<double>& b) {
  std::set<std::size_t> in_a, in_b;
  bool several = false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!std::isnan(a[i])) several |= !in_a.insert(data.patient[i]).second;
  for (std::size_t i = 0; i < b.size(); ++i)
    if (!std::isnan(b[i])) several |= !in_b.insert(data.patient[i]).second;
  if (std::any_of(in_b.begin(), in_b.end(), [&](std::size_t patient) { return in_a.count(patient) > 0; }))
    return "the same patients are in both: the test is of independent samples, its D describes alone";
  return several ? "patients have several objects: the test is of independent samples, its D describes alone"
                 : "";
}

InputShift input_shift(const std::vector<double>& reference, const std::vector<double>& here) {
  InputShift shift;
  shift.n_reference = static_cast<std::int64_t>(reference.size());
  shift.n = static_cast<std::int64_t>(here.size());
  if (reference.empty() || here.empty()) {
    shift.reason = reference.empty() ? "no object has the input on the reference"
                                     : "no object has the input on this condition";
    shift.reason_p = shift.reason_sd = shift.reason;
    return shift;
  }
  const statistics::SampleDistance d = statistics::sample_distance(reference, here);
  const statistics::StabilityBins bins = statistics::stability_bins(reference, here, true);
  shift.psi = statistics::population_stability(bins.reference, bins.target, 1e-4);
  shift.ks = d.ks;
  shift.ks_p = d.ks_p_asymptotic;
  if (d.reference_sd > 0) {
    shift.wasserstein_sd = d.wasserstein1 / d.reference_sd;
    shift.mean_shift_sd = d.mean_difference / d.reference_sd;
  } else {
    shift.reason_sd = "the input has no spread on the reference";
  }
  return shift;
}

}  // namespace

std::vector<InputShift> input_shifts(const DriftData& data, const std::vector<models::Input>& inputs) {
  const std::size_t others = data.conditions.size() - 1;
  std::vector<InputShift> out(inputs.size() * others);
  oneapi::tbb::parallel_for(std::size_t{0}, inputs.size(), [&](std::size_t j) {
    const models::Input& input = inputs[j];
    const std::vector<double> reference = data.input(input, 0, 0);
    for (std::size_t c = 1; c < data.conditions.size(); ++c) {
      const std::vector<double> here = data.input(input, c, 0);
      InputShift shift = input_shift(present(reference), present(here));
      shift.input = input;
      shift.condition = data.conditions[c];
      const std::string dependent = shift.reason.empty() ? why_dependent(data, reference, here) : "";
      if (!dependent.empty()) {
        shift.ks_p = kNaN;
        shift.reason_p = dependent;
      }
      out[j * others + c - 1] = shift;
    }
  });
  std::vector<double> p;
  for (const InputShift& shift : out) p.push_back(shift.ks_p);
  const std::vector<double> q = statistics::benjamini_hochberg(p);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].ks_q = q[i];
  return out;
}

std::vector<InputAgreement> input_agreements(const DriftData& data,
                                             const std::vector<models::Input>& inputs) {
  std::vector<InputAgreement> out(inputs.size());
  oneapi::tbb::parallel_for(std::size_t{0}, inputs.size(), [&](std::size_t j) {
    std::vector<std::vector<double>> values;
    for (std::size_t c = 0; c < data.conditions.size(); ++c) values.push_back(data.input(inputs[j], c, 0));
    out[j] = {inputs[j], agreement_of(values).icc};
  });
  return out;
}

}  // namespace radgauge::drift
