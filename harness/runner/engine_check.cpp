#include "runner/engine_check.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "engine/registry.h"
#include "engine/several.h"
#include "runner/unit_parts.h"

namespace radgauge::runner {

void check_engine(const engine::Engine& engine, const study::Study& study, const study::Plan& plan) {
  GridGroup all;
  all.extractions.resize(study.extractions.size());
  std::iota(all.extractions.begin(), all.extractions.end(), std::size_t{0});
  const std::string where = study.engine_where.empty() ? study.file : study.engine_where;
  for (const study::Extraction& extraction : study.extractions) engine.features(extraction.request());
  for (const study::Condition& condition : plan.conditions) {
    const CellExtractions asked = requests_of(study, all, condition);
    if (asked.problem) continue;  // a failed cell says so, whatever the engine
    const bool changes_grid =
        std::any_of(condition.chain.begin(), condition.chain.end(),
                    [](const study::AppliedOperation& step) { return step.operation->stage == Stage::grid; });
    for (std::size_t e = 0; e < study.extractions.size(); ++e) {
      const FeatureRequest plain = study.extractions[e].request();
      const std::string why = engine.refusal(
          {plain, asked.requests[e], condition.name, &study.extractions[e].settings, changes_grid});
      if (!why.empty()) throw Error(ErrorKind::study, where + ": " + why);
    }
  }
}

std::vector<std::string> untold_settings(const engine::Engine& engine, const study::Study& study) {
  static const std::string base = "base";
  std::vector<std::string> lines;
  for (const study::Extraction& extraction : study.extractions) {
    const FeatureRequest request = extraction.request();
    for (std::string& line : engine.untold({request, request, base, &extraction.settings, false}))
      lines.push_back(std::move(line));
  }
  return lines;
}

bool wants_whole_images(const engine::Engine& engine, const study::Study& study) {
  if (study.engines.empty()) return engine.input() == engine::Input::native;
  return std::any_of(study.engine_names.begin(), study.engine_names.end(),
                     [&](const std::string& name) { return engine.input(name) == engine::Input::native; });
}

std::shared_ptr<const engine::Engine> checked_engine(const study::Study& study, const study::Plan& plan) {
  std::shared_ptr<const engine::Engine> engine =
      study.engines.empty()
          ? engine::make_engine(study.engine, study.folder, study.engine_where)
          : engine::make_several(study.engines, study.engine_names, study.folder, study.engine_where);
  check_engine(*engine, study, plan);
  return engine;
}

}  // namespace radgauge::runner
