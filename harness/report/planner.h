#pragma once

#include <optional>
#include <string>
#include <vector>

#include "statistics/planner.h"

namespace radgauge::report {

/// One line of what a number of patients can certify; a chance and a number of patients exist where a true
/// value was given.
struct PlannerRow {
  statistics::PlannedDesign design;
  double limit = 0;           ///< of the design's quantity
  double just_certified = 0;  ///< the value of it that is just certified at the limit
  std::optional<double> truth;
  double chance = 0;  ///< that a feature of this true value is certified
  std::optional<std::int64_t> patients_needed;
};

/// Sentences; `wanted` is the chance that the patients are needed for, as the user wrote it.
std::string planner_text(const std::vector<PlannerRow>& rows, const std::string& wanted);
/// form,patients,conditions,condition_share,quantity,noise,limit,just_certified,true_value,chance,method,
/// patients_needed.
std::string planner_csv(const std::vector<PlannerRow>& rows);
/// The same as an object {schema, rows}.
std::string planner_json(const std::vector<PlannerRow>& rows);

}  // namespace radgauge::report
