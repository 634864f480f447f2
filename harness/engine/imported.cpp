#include "core/error.h"
#include "engine/registry.h"

namespace radgauge::engine {

namespace {

/// Stands in a study whose values were imported; what it measured is in the store of the run.
class Imported : public Engine {
 public:
  const std::string& name() const override {
    static const std::string text = "imported";
    return text;
  }
  std::vector<MappedFeature> features(const FeatureRequest&) const override { throw refused(); }
  std::vector<FeatureVector> extract(const Subject&, std::span<const FeatureRequest>) const override {
    throw refused();
  }

 private:
  static Error refused() {
    return {ErrorKind::study,
            "the values of this study were imported from a table and cannot be measured again; use radgauge "
            "analyse, certify, compare or gate on the folder of the import"};
  }
};

std::shared_ptr<const Engine> make_imported(const io::Yaml*) {
  return std::make_shared<Imported>();
}

}  // namespace

namespace engines {

EngineKind imported() {
  return {"imported",
          "values of a table that radgauge import made a run of; measures nothing",
          {},
          false,
          &make_imported};
}

}  // namespace engines
}  // namespace radgauge::engine
