#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "drift/scores.h"
#include "statistics/distribution_shift.h"
#include "statistics/multiplicity.h"

namespace radgauge::drift {
namespace {

constexpr std::size_t kFewestPatients = 3;

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
    shift.reason_p = shift.reason_paired = shift.reason_sd = shift.reason;
    return shift;
  }
  const statistics::SampleDistance d = statistics::sample_distance(reference, here);
  const statistics::StabilityBins bins = statistics::stability_bins(reference, here, true);
  shift.psi = statistics::population_stability(bins.reference, bins.target, 1e-4);
  shift.ks = d.ks;
  shift.ks_p = d.ks_p_asymptotic;
  if (d.reference_sd > 0) {
    shift.wasserstein_sd = d.wasserstein1 / d.reference_sd;
    shift.energy_sd = d.energy / d.reference_sd;
    shift.mean_shift_sd = d.mean_difference / d.reference_sd;
  } else {
    shift.reason_sd = "the input has no spread on the reference";
  }
  return shift;
}

// The false discovery rate over all inputs and conditions.
void add_q(std::vector<InputShift>& shifts, double InputShift::*p, double InputShift::*q) {
  std::vector<double> all;
  for (const InputShift& shift : shifts) all.push_back(shift.*p);
  const std::vector<double> adjusted = statistics::benjamini_hochberg(all);
  for (std::size_t i = 0; i < shifts.size(); ++i) shifts[i].*q = adjusted[i];
}

// Mean move of each patient who has the input on both.
std::vector<double> patient_moves(const DriftData& data, const std::vector<double>& reference,
                                  const std::vector<double>& here) {
  std::map<std::size_t, std::pair<double, double>> sums;  // of patients: moves and their number
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (std::isnan(reference[i]) || std::isnan(here[i])) continue;
    auto& [sum, n] = sums[data.patient[i]];
    sum += here[i] - reference[i];
    n += 1;
  }
  std::vector<double> out;
  for (const auto& [patient, moves] : sums) out.push_back(moves.first / moves.second);
  return out;
}

void add_paired_test(InputShift& shift, const DriftData& data, const std::vector<double>& reference,
                     const std::vector<double>& here) {
  const std::vector<double> moves = patient_moves(data, reference, here);
  if (moves.size() >= kFewestPatients)
    shift.paired_p = paired_mean_p(moves);
  else if (shift.reason_paired.empty())
    shift.reason_paired = moves.empty() ? "no object has the input on both: the test is of the same objects"
                                        : "fewer than three patients have the input on both";
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
      add_paired_test(shift, data, reference, here);
      out[j * others + c - 1] = shift;
    }
  });
  add_q(out, &InputShift::ks_p, &InputShift::ks_q);
  add_q(out, &InputShift::paired_p, &InputShift::paired_q);
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
