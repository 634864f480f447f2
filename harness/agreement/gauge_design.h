#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "statistics/component_model.h"

namespace radgauge::agreement {

/// The model of a gauge study as far as its design lets it be estimated.
struct GaugeDesign {
  statistics::ComponentModel model;
  /// Of the measurements, those that enter: all, or the ones of the objects measured in every cell where the
  /// design is unbalanced and too large for REML.
  std::vector<std::size_t> kept;
  std::vector<statistics::ConfoundedFactors> dropped;  ///< factors that left the model
  statistics::Grouping objects;                        ///< of the kept measurements
  std::string text;                                    ///< "object x reader x repeat, balanced: ..."
  std::string note;
  std::string reason;     ///< why the factor in question cannot be judged; empty if it can
  bool estimable = true;  ///< some component exists
};

/// `over` is the factor in question (0: repeats), `most_reml_cells` the size from which no REML fit is made.
GaugeDesign gauge_design(statistics::LabelledValues measurements, unsigned over, std::size_t most_reml_cells);

}  // namespace radgauge::agreement
