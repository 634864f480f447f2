#pragma once

#include <map>
#include <string>
#include <vector>

#include "agreement/agreement.h"
#include "store/store.h"
#include "study/plan.h"

namespace radgauge::analysis {

/// A store read into memory, by row of the cohort and condition.
class Measurements {
 public:
  explicit Measurements(const store::Store& store);
  /// Before a run: every planned cell is there without a value, so that questions know their rows and
  /// columns.
  Measurements(store::StoreTables tables, const study::Plan& plan);

  const store::StoreTables& tables() const { return tables_; }
  /// In plan order. Values are empty for a failed cell.
  const std::vector<store::CellRecord>& cells() const { return cells_; }
  /// nullptr if that cell was not measured.
  const store::CellRecord* find(std::size_t object_row, std::size_t condition) const;
  double value(std::size_t object_row, std::size_t condition, std::size_t feature) const;
  /// absent if that cell was not measured.
  Status status(std::size_t object_row, std::size_t condition, std::size_t feature) const;

 private:
  store::StoreTables tables_;
  std::vector<store::CellRecord> cells_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> index_;
};

/// A question of the study with the table it is answered from.
struct AskedQuestion {
  agreement::Question question;
  agreement::QuestionTable table;
  std::vector<std::size_t> cohort_rows;  ///< of each row of the table: the first that it is made of
  std::vector<std::size_t> conditions =
      {};  ///< of each column of the table; empty: columns are acquired levels
};

/// The questions of a study on its measurements. A question over a group compares the conditions of the
/// group; base joins them as the level at which nothing was changed, except where the group is independent
/// draws of one condition or a Latin hypercube (of which it may be a sample). A question over an acquired
/// factor compares its levels under base. The tables refer to `measurements`. Strata are those of
/// strata_of().
std::vector<AskedQuestion> ask(const study::Study& study, const study::Plan& plan,
                               const Measurements& measurements);

/// The command that measures one cell again, alone, from the folder of the study file. Each cell has a folder
/// of its own, so that several can be run one after the other.
std::string rerun_command(const study::Study& study, const study::Plan& plan, std::size_t cell);

}  // namespace radgauge::analysis
