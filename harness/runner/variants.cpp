#include "runner/variants.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "core/error.h"

namespace radgauge::runner {

namespace {

class NoEngine : public engine::Engine {
 public:
  const std::string& name() const override {
    static const std::string text = "none";
    return text;
  }
  std::vector<MappedFeature> features(const FeatureRequest&) const override { return {}; }
  std::vector<FeatureVector> extract(const engine::Subject&,
                                     std::span<const FeatureRequest> requests) const override {
    return std::vector<FeatureVector>(requests.size());
  }
};

}  // namespace

const engine::Engine& no_engine() {
  static const NoEngine engine;
  return engine;
}

acquire::AcquiredScan acquire_alone(const study::Study& study, const study::Plan& plan,
                                    std::size_t acquisition, double context_mm) {
  const acquire::Sources sources(study);
  std::vector<acquire::RowGeometry> geometry(study.rows.size());
  for (const std::size_t row : plan.acquisitions[acquisition].rows) {
    geometry[row] = sources.of(study.rows[row]).look(study.rows[row]);
    if (geometry[row].problem) throw Error(ErrorKind::data, geometry[row].problem->text());
  }
  return acquire::acquire(sources, plan, plan.acquisitions[acquisition], geometry, context_mm);
}

std::vector<Variant> make_variants(const study::Study& study, const study::Plan& plan,
                                   std::size_t acquisition, const std::vector<std::size_t>& cells,
                                   double context_mm) {
  return make_variants(study, plan, acquisition, acquire_alone(study, plan, acquisition, context_mm), cells,
                       context_mm);
}

std::vector<Variant> make_variants(const study::Study& study, const study::Plan& plan,
                                   std::size_t acquisition, const acquire::AcquiredScan& scan,
                                   const std::vector<std::size_t>& cells, double context_mm) {
  std::map<std::size_t, Variant> made;
  std::mutex mutex;
  const UnitInput input{study,
                        plan,
                        no_engine(),
                        scan,
                        context_mm,
                        [&](std::size_t cell, const Volume& image, const Mask& mask) {
                          const std::lock_guard lock(mutex);
                          made[cell].image = image;
                          made[cell].mask = mask;
                        }};
  StageSeconds seconds{};
  // Units hold the cells of one image variant each.
  for (const study::PlannedUnit& unit : plan.units) {
    if (unit.acquisition != acquisition) continue;
    std::vector<std::size_t> part;
    for (const std::size_t cell : unit.cells)
      if (std::find(cells.begin(), cells.end(), cell) != cells.end()) part.push_back(cell);
    if (part.empty()) continue;
    for (store::CellRecord& record : compute_unit(input, unit, part, seconds))
      made[static_cast<std::size_t>(record.plan_index)].record = std::move(record);
  }
  std::vector<Variant> variants;
  for (const std::size_t cell : cells) {
    variants.push_back(std::move(made[cell]));
    variants.back().cell = cell;
    variants.back().condition = plan.conditions[plan.cells[cell].condition].name;
  }
  return variants;
}

}  // namespace radgauge::runner
