#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "study/study.h"

namespace radgauge::study {

/// An operation with its parameters, as one condition applies it.
struct AppliedOperation {
  const Operation* operation = nullptr;
  std::vector<Value> values;
  std::uint32_t ordinal = 0;  ///< position among the operations of the same id in the chain
};

/// One level of every applied factor. Two groups that list the same condition share it.
struct Condition {
  std::string name;                     ///< "base", or "noise.white:k=1+mask.grow_fraction:fraction=-0.1#3"
  std::vector<AppliedOperation> chain;  ///< ordered by stage; within a stage as written
  std::int64_t repetition = 0;          ///< from 0
  std::vector<std::size_t> groups;  ///< of Study::groups; of base, those with a level that changes nothing
};

/// A condition of an `oat` group: one factor at one level.
struct PlannedDose {
  std::size_t group = 0;      ///< of Study::groups
  std::size_t factor = 0;     ///< of oat_factors() of that group
  double level = 0;           ///< of the parameter
  std::size_t condition = 0;  ///< of Plan::conditions
};

/// The condition under which nothing is changed: always the first.
inline constexpr std::size_t kBase = 0;

/// One cell of the plan.
struct PlannedCell {
  std::size_t row = 0;        ///< of Study::rows
  std::size_t condition = 0;  ///< of Plan::conditions
};

/// Cells that share an acquired image and its image-stage operations: computed together, stored in one
/// transaction.
struct PlannedUnit {
  std::size_t acquisition = 0;     ///< of Plan::acquisitions
  std::size_t image_variant = 0;   ///< of Plan::image_variants
  std::vector<std::size_t> cells;  ///< of Plan::cells, ascending
};

/// Rows of the cohort that share one image.
struct Acquisition {
  std::vector<std::size_t> rows;
};

/// What a study comes to. The order of everything follows the study file and the cohort table.
struct Plan {
  std::vector<Condition> conditions;
  std::vector<Acquisition> acquisitions;
  std::vector<PlannedCell> cells;
  std::vector<PlannedUnit> units;
  /// What the image stages of conditions make, each once, by name; "" is the image as acquired.
  std::vector<std::string> image_variants;
  std::vector<PlannedDose> doses;  ///< levels at which nothing changes are base, and not here

  /// "P01/1/reader=A::noise.white:k=1#2": what --only takes.
  std::string cell_name(const Study& study, std::size_t cell) const;
};

/// Throws Error(study) if a condition cannot be applied to an object (noise.rician on CT), naming both.
Plan make_plan(const Study& study);

/// The text of a chain in a condition name: defaults are left out.
std::string chain_name(const std::vector<AppliedOperation>& chain);

/// Crossing table for people: which object is measured under how many acquired levels and conditions, and
/// what is confounded.
struct Crossing {
  struct Factor {
    std::string name;
    std::vector<std::string> levels;
    std::size_t objects_with_two = 0;  ///< objects measured at two or more levels
    std::size_t absent = 0;            ///< combinations object x level that the data does not have
  };
  std::size_t n_patients = 0;
  std::size_t n_objects = 0;
  std::size_t n_rows = 0;
  std::vector<Factor> factors;        ///< acquired factors with at least one named level
  std::vector<std::string> warnings;  ///< e.g. "scanner is confounded with patient: ..."
  struct GroupCount {
    std::string name;
    std::size_t conditions = 0;
    std::size_t cells = 0;
  };
  std::vector<GroupCount> groups;  ///< base first
};
Crossing crossing(const Study& study, const Plan& plan);

}  // namespace radgauge::study
