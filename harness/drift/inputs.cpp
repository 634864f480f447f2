#include <oneapi/tbb/parallel_for.h>

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
  const std::size_t others = data.conditions.size() - 1;
  std::vector<InputShift> out(inputs.size() * others);
  oneapi::tbb::parallel_for(std::size_t{0}, inputs.size(), [&](std::size_t j) {
    const models::Input& input = inputs[j];
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
