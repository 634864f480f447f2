#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "study/plan.h"

namespace radgauge::analysis {

inline constexpr std::uint32_t kNoRow = UINT32_MAX;

/// Rows of one object under one level, by repeat; kNoRow where a channel was not measured then.
using RepeatRows = std::vector<std::uint32_t>;

/// Rows of the cohort by what they measure: objects under the levels that models are compared over.
struct DriftPlaces {
  std::vector<std::string> objects;
  std::vector<std::size_t> first_row;      ///< of each object
  std::vector<std::size_t> object_of_row;  ///< SIZE_MAX of rows without a level
  std::vector<std::string> channels;
  std::vector<std::string> levels;          ///< the reference first
  std::vector<std::size_t> plan_condition;  ///< of each level
  /// [channel][level][object]; the levels of a group share the one list of rows
  std::vector<std::vector<std::vector<RepeatRows>>> rows;
  std::size_t repeats = 1;

  const std::vector<RepeatRows>& rows_of(std::size_t channel, std::size_t level) const {
    return rows[channel][rows[channel].size() == 1 ? 0 : level];
  }
};

/// Is this an acquired factor, and no group?
bool is_acquired(const std::string& factor);

/// The rows of a study with `drift:`, of the patients that it takes.
DriftPlaces drift_places(const study::Study& study, const study::Plan& plan);

}  // namespace radgauge::analysis
