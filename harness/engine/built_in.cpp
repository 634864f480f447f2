#include "engine/engine.h"
#include "reference/extractor.h"

namespace radgauge {

const Engine& built_in_engine() {
  static const Engine engine{"built-in", &feature_list, &extract};
  return engine;
}

}  // namespace radgauge
