#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/feature.h"
#include "store/store.h"

namespace radgauge::record {

/// One feature of a table over its cells; where `values` ends before a cell, the table says nothing of it.
struct MeasuredColumn {
  std::string name;
  FeatureInfo info;
  bool has_given_unit = false;  ///< the unit is that of the table
  std::vector<double> values;
  std::vector<std::uint8_t> statuses;  ///< of Status, or kNotGiven
};

/// The table holds nothing for this cell and feature.
inline constexpr std::uint8_t kNotGiven = 255;

/// A table of measurements in memory, in columns: 9 bytes a value. Cells and features are numbered as they
/// are first named; nothing depends on the order in which values are set but these numbers.
class MeasuredTable {
 public:
  /// The cell of an object under a condition, new if need be.
  std::uint32_t cell(const store::StoredObject& object, std::string_view condition);
  /// The column of a feature, new if need be. What is known of it follows from its tag; the unit of a feature
  /// that IBSI does not know is "unknown".
  std::uint32_t feature(std::string_view name);
  /// A unit that the table gives counts before that; "" gives none. False if it gave another one before;
  /// nothing is changed then.
  bool give_unit(std::uint32_t feature, std::string_view unit);
  /// False if that cell has a value or status of this feature already; nothing is changed then. A value
  /// counts where its status is ok.
  bool set(std::uint32_t cell, std::uint32_t feature, double value, Status status,
           std::string_view reason = {});

  std::size_t n_cells() const { return cells_.size(); }
  const std::vector<store::StoredObject>& objects() const { return objects_; }
  std::vector<store::StoredObject>& objects() { return objects_; }
  const std::vector<std::string>& conditions() const { return conditions_; }
  const std::vector<MeasuredColumn>& columns() const { return columns_; }

  struct Cell {
    std::uint32_t object = 0;
    std::uint32_t condition = 0;
  };
  Cell cell_at(std::uint32_t cell) const { return cells_[cell]; }
  std::uint8_t status(std::uint32_t cell, std::size_t feature) const {
    const auto& statuses = columns_[feature].statuses;
    return cell < statuses.size() ? statuses[cell] : kNotGiven;
  }
  /// NaN where there is none.
  double value(std::uint32_t cell, std::size_t feature) const;
  /// Why a value is not ok, in the table's words; "" where it gives none.
  const std::string& reason(std::uint32_t cell, std::size_t feature) const;

 private:
  std::vector<store::StoredObject> objects_;
  std::vector<std::string> conditions_;
  std::vector<Cell> cells_;
  std::vector<MeasuredColumn> columns_;
  std::vector<std::string> texts_{""};
  std::unordered_map<std::string, std::uint32_t> object_of_, condition_of_, feature_of_, text_of_;
  std::unordered_map<std::uint64_t, std::uint32_t> cell_of_;
  std::unordered_map<std::uint64_t, std::uint32_t> reasons_;  ///< by feature and cell; of texts_
  std::uint32_t last_feature_ = 0;
};

}  // namespace radgauge::record
