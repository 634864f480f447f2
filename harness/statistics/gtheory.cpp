#include "statistics/gtheory.h"

namespace radgauge::statistics {
namespace {

// Measurements of a term's kind that are averaged.
double divisor(unsigned factors, const AveragedLevels& levels) {
  double product = 1;
  for (const auto& [factor, n] : levels)
    if (factors & factor) product *= n;
  return product;
}

}  // namespace

MeanPrecision precision_of_mean(const VarianceComponents& components, const ComponentModel& model,
                                const AveragedLevels& levels, int repeats) {
  MeanPrecision out;
  if (!components.reason.empty() || !(model.factors() & kObjects)) return out;
  double universe = 0;
  out.var_rel = out.var_abs = components.residual / (divisor(~0u, levels) * repeats);
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    const unsigned factors = model.terms[t].factors;
    if ((factors & ~kObjects) == 0) {
      universe += components.terms[t];
      continue;
    }
    const double variance = components.terms[t] / divisor(factors, levels) / (factors & kDraw ? repeats : 1);
    out.var_abs += variance;
    if (factors & kObjects) out.var_rel += variance;
  }
  if (universe + out.var_rel > 0) out.erho2 = universe / (universe + out.var_rel);
  if (universe + out.var_abs > 0) out.phi = universe / (universe + out.var_abs);
  return out;
}

std::vector<DecisionStudy> decision_studies(const VarianceComponents& components, const ComponentModel& model,
                                            int most) {
  const bool scanner = model.factors() & kScanner, reader = model.factors() & kReader;
  std::vector<DecisionStudy> out;
  if (!scanner && !reader) return out;
  for (int s = scanner ? 1 : 0; s <= (scanner ? most : 0); ++s)
    for (int r = reader ? 1 : 0; r <= (reader ? most : 0); ++r) {
      const AveragedLevels levels{{kScanner, s > 0 ? s : 1}, {kReader, r > 0 ? r : 1}};
      out.push_back({precision_of_mean(components, model, levels), s, r});
    }
  return out;
}

std::string suffix(const DecisionStudy& study) {
  std::string text;
  if (study.scanners > 0) text += ".scanner" + std::to_string(study.scanners);
  if (study.readers > 0) text += ".reader" + std::to_string(study.readers);
  return text;
}

}  // namespace radgauge::statistics
