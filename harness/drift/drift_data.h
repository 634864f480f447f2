#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/model.h"

namespace radgauge::drift {

/// Whom a column of the cohort puts together: of each object its level, "" where that is not known.
struct DriftGroups {
  std::string column;
  std::vector<std::string> level;
};

/// Who was measured how, in columns. Every list that a function returns has one number for each object, NaN
/// where there is none.
struct DriftData {
  std::string over;                     ///< what the conditions are levels of
  std::vector<std::string> conditions;  ///< the reference first
  std::vector<std::size_t> patient;     ///< of each object, from 0 without gaps
  std::size_t repeats = 1;              ///< most measurements of an object under one condition
  /// An input in a measurement (`repeat` from 0) of each object under a condition.
  std::function<std::vector<double>(const models::Input& input, std::size_t condition, std::size_t repeat)>
      input;
  /// 1 where an object has the outcome of a model (of one of its classes), else 0; of an identity link its
  /// value.
  std::function<std::vector<double>(const models::ModelCard& card, std::size_t output)> outcome;
  /// The time of a Cox model.
  std::function<std::vector<double>(const models::ModelCard& card)> time;
  std::vector<DriftGroups> groups = {};  ///< in which decisions are compared, too (sex, age, site)
  std::vector<std::string> period = {};  ///< of each object, for the record over time; empty: none
  /// Columns of the cohort whose effect ComBat keeps; none: those of each model.
  std::vector<models::Input> covariates = {};
  /// Patients whom the comparison leaves out, under the same conditions: from them a cure may learn. Nothing
  /// where there are none.
  std::shared_ptr<const DriftData> learning = {};

  std::size_t n_objects() const { return patient.size(); }
};

}  // namespace radgauge::drift
