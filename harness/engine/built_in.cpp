#include "engine/engine.h"
#include "reference/extractor.h"

namespace radgauge::engine {

const Engine& built_in_engine() {
  static const Engine engine{"built-in", &reference::feature_list, &reference::extract};
  return engine;
}

}  // namespace radgauge::engine
