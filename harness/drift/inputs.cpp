#include <cmath>

#include "drift/scores.h"
#include "statistics/distribution_shift.h"
#include "statistics/multiplicity.h"

namespace radgauge::drift {
namespace {

std::vector<double> present(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  return values;
}

}  // namespace

std::vector<InputShift> input_shifts(const DriftData& data, const std::vector<models::Input>& inputs) {
  std::vector<InputShift> out;
  std::vector<double> p;
  for (const models::Input& input : inputs) {
    if (input.kind == models::Input::Kind::covariate) continue;  // the same on every scanner
    const std::vector<double> reference = present(data.input(input, 0, 0));
    for (std::size_t c = 1; c < data.conditions.size(); ++c) {
      const std::vector<double> here = present(data.input(input, c, 0));
      const statistics::SampleDistance d = statistics::sample_distance(reference, here);
      const statistics::StabilityBins bins = statistics::stability_bins(reference, here, true);
      InputShift shift;
      shift.input = input;
      shift.condition = data.conditions[c];
      if (!reference.empty() && !here.empty())
        shift.psi = statistics::population_stability(bins.reference, bins.target, 1e-4);
      shift.ks = d.ks;
      shift.ks_p = d.ks_p_asymptotic;
      if (d.reference_sd > 0) {
        shift.wasserstein_sd = d.wasserstein1 / d.reference_sd;
        shift.mean_shift_sd = d.mean_difference / d.reference_sd;
      }
      p.push_back(shift.ks_p);
      out.push_back(shift);
    }
  }
  const std::vector<double> q = statistics::benjamini_hochberg(p);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].ks_q = q[i];
  return out;
}

std::vector<InputAgreement> input_agreements(const DriftData& data, const std::vector<models::Input>& inputs) {
  std::vector<InputAgreement> out;
  for (const models::Input& input : inputs) {
    if (input.kind == models::Input::Kind::covariate) continue;
    std::vector<std::vector<double>> values;
    for (std::size_t c = 0; c < data.conditions.size(); ++c) values.push_back(data.input(input, c, 0));
    out.push_back({input, agreement_of(values).icc});
  }
  return out;
}

}  // namespace radgauge::drift
