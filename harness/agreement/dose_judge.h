#pragma once

#include <string>
#include <vector>

#include "agreement/cells.h"
#include "agreement/critical.h"
#include "agreement/dose_sums.h"
#include "agreement/robustness.h"

namespace radgauge::agreement {

/// A limit that is set, with what stands against it at one level: positive margins meet it.
struct Margin {
  const char* limit = "";  ///< key of the limit
  double bound = 0;        ///< of the end of the interval that decides; NaN where there is none
};

/// One feature at one level.
struct LevelVerdict {
  DosePoint point;
  std::vector<Margin> margins;  ///< of the limits that are set, in the order of Limits
  std::vector<PairSums> sums;   ///< of each patient
  bool log_scale = false;       ///< of RC in percent
  bool has_mean = true;         ///< means do not cross zero: wCV and RC in percent exist
  std::string no_discrimination;
  std::int64_t n_patients = 0, n_objects = 0;
};
LevelVerdict judge_level(const Question& question, const QuestionTable& table, const LevelPairs& pairs,
                         const CellBlock& block, std::size_t feature, std::size_t n_patients);

/// Margins of estimates against the limits that are set, in the order of Limits.
std::vector<double> estimate_margins(const Limits& limits, const LevelVerdict& level, const PairEstimates& e);

}  // namespace radgauge::agreement
