#include "runner/engine_check.h"

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
    for (std::size_t e = 0; e < study.extractions.size(); ++e) {
      const FeatureRequest plain = study.extractions[e].request();
      const std::string why = engine.refusal({plain, asked.requests[e], condition.name});
      if (!why.empty()) throw Error(ErrorKind::study, where + ": " + why);
    }
  }
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
