#include "runner/unit_parts.h"

#include "core/error.h"
#include "core/text.h"

namespace radgauge::runner {

void note(std::vector<store::StoredMagnitude>& to, const std::string& prefix,
          const study::AppliedOperation& step, const std::vector<Magnitude>& magnitudes) {
  const std::string name =
      prefix + step.operation->id + (step.ordinal > 0 ? "#" + to_text(std::int64_t{step.ordinal} + 1) : "");
  for (const Magnitude& m : magnitudes)
    to.push_back({name, m.parameter, m.requested, m.achieved, m.unit, m.status});
}

CellExtractions settings_of(const study::Study& study, const GridGroup& group,
                            const study::Condition& condition) {
  CellExtractions own;
  for (const std::size_t e : group.extractions) {
    const study::Extraction& extraction = study.extractions[e];
    own.settings.push_back(extraction.settings);
    ExtractionSettings& settings = own.settings.back();
    const auto failure = problem_of([&] {
      for (const study::AppliedOperation& step : condition.chain) {
        if (step.operation->stage != Stage::extraction) continue;
        try {
          ExtractionOutput out = step.operation->extraction(settings, step.values);
          note(own.magnitudes, e == 0 ? "" : extraction.name + ".", step, out.magnitudes);
          settings = std::move(out.settings);
        } catch (const Error& error) {
          throw error.within(step.operation->id);
        }
      }
    });
    if (failure && !own.problem) own.problem = failure;
  }
  return own;
}

void extract(const engine::Engine& engine, const Volume& image, const Mask& mask,
             std::vector<CellExtractions>& wanted) {
  std::vector<ExtractionSettings> all;
  for (const CellExtractions& own : wanted)
    if (!own.problem) all.insert(all.end(), own.settings.begin(), own.settings.end());
  std::vector<FeatureVector> vectors;
  if (!problem_of([&] { vectors = engine.extract(image, mask, all); })) {
    auto next = vectors.begin();
    for (CellExtractions& own : wanted) {
      if (own.problem) continue;
      const auto end = next + static_cast<std::ptrdiff_t>(own.settings.size());
      own.vectors.assign(std::make_move_iterator(next), std::make_move_iterator(end));
      next = end;
    }
    return;
  }
  for (CellExtractions& own : wanted)
    if (!own.problem)
      own.problem = problem_of([&] { own.vectors = engine.extract(image, mask, own.settings); });
}

}  // namespace radgauge::runner
