#include "statistics/gtheory.h"

namespace radgauge {
namespace {

constexpr unsigned kObjects = kPatient | kObject;

void fill(DecisionStudy& study, const VarianceComponents& components, const ComponentModel& model) {
  const double scanners = study.scanners > 0 ? study.scanners : 1;
  const double readers = study.readers > 0 ? study.readers : 1;
  double universe = 0;
  study.var_rel = study.var_abs = components.residual / (scanners * readers);
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    const unsigned factors = model.terms[t].factors;
    double variance = components.terms[t];
    if ((factors & ~kObjects) == 0) {
      universe += variance;
      continue;
    }
    if (factors & kScanner) variance /= scanners;
    if (factors & kReader) variance /= readers;
    study.var_abs += variance;
    if (factors & kObjects) study.var_rel += variance;
  }
  if (universe + study.var_rel > 0) study.erho2 = universe / (universe + study.var_rel);
  if (universe + study.var_abs > 0) study.phi = universe / (universe + study.var_abs);
}

}  // namespace

std::vector<DecisionStudy> decision_studies(const VarianceComponents& components, const ComponentModel& model,
                                            int most) {
  unsigned factors = 0;
  for (const ModelTerm& term : model.terms) factors |= term.factors;
  const bool scanner = factors & kScanner, reader = factors & kReader;
  std::vector<DecisionStudy> out;
  if (!scanner && !reader) return out;
  for (int s = scanner ? 1 : 0; s <= (scanner ? most : 0); ++s)
    for (int r = reader ? 1 : 0; r <= (reader ? most : 0); ++r) {
      DecisionStudy study;
      study.scanners = s;
      study.readers = r;
      if (components.reason.empty() && (factors & kObjects)) fill(study, components, model);
      out.push_back(study);
    }
  return out;
}

std::string suffix(const DecisionStudy& study) {
  std::string text;
  if (study.scanners > 0) text += ".scanner" + std::to_string(study.scanners);
  if (study.readers > 0) text += ".reader" + std::to_string(study.readers);
  return text;
}

}  // namespace radgauge
