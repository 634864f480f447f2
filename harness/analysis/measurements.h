#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/feature.h"
#include "store/store.h"
#include "study/plan.h"

namespace radgauge::analysis {

/// One feature over all stored cells, in plan order. A value counts where its status is ok; a cell that was
/// not made has NaN and failed.
struct FeatureColumn {
  std::span<const double> values;
  std::span<const Status> statuses;
};

/// What a magnitude is of: equal ones are kept once. Texts are those of StoredMagnitude.
struct MagnitudeKind {
  std::string operation;
  std::string parameter;
  std::string unit;
  std::string status;
  friend auto operator<=>(const MagnitudeKind&, const MagnitudeKind&) = default;
};

struct MeasuredMagnitude {
  std::uint32_t kind = 0;  ///< of Measurements::kinds()
  double requested = 0;    ///< NaN: nothing was asked for
  double achieved = 0;
};

/// A notice of one cell; its extraction, or "" of the object as acquired.
struct CellNotice {
  std::uint32_t cell = 0;
  std::string extraction;
  Notice notice;
};

/// A stored cell without its values; it refers to the measurements.
struct MeasuredCell {
  std::size_t plan_index = 0;
  std::size_t row = 0;  ///< of the cohort
  std::size_t condition = 0;
  Status status = Status::ok;
  bool has_values = false;
  double seconds = 0;
  std::string_view reason;
  std::span<const MeasuredMagnitude> magnitudes;
};

/// No cell is stored there.
inline constexpr std::uint32_t kNoCell = UINT32_MAX;

/// A store in memory, in columns: 9 bytes a value (of several channels 8, and one for each of them), and what
/// is known of each cell beside them. Cells count from 0 in plan order. Reading changes nothing; any number
/// of threads.
class Measurements {
 public:
  /// Reads every stored cell, one at a time.
  explicit Measurements(const store::Store& store);
  /// Before a run: every planned cell is there without a value, so that questions know their rows and
  /// columns.
  Measurements(store::StoreTables tables, const study::Plan& plan);

  const store::StoreTables& tables() const { return tables_; }
  /// What is compared: the features of the tables; where rows have several channels, those of each channel,
  /// with its name before them, which cells of other channels lack (absent).
  const std::vector<store::StoredFeature>& features() const { return features_; }
  /// The feature that number `stored` of the tables is in a row.
  std::size_t feature_of(std::size_t row, std::size_t stored) const {
    return channel_of_row_.empty() ? stored : channel_of_row_[row] * tables_.features.size() + stored;
  }
  std::size_t n_cells() const { return cells_.size(); }
  MeasuredCell cell(std::size_t cell) const;
  /// In the order in which they first occur.
  const std::vector<MagnitudeKind>& kinds() const { return kinds_; }

  /// Of all cells, in their order.
  std::span<const CellNotice> notices() const { return notices_; }
  /// What image and mask of each row held when they were measured; zeros where nothing says.
  const std::vector<store::AcquiredContent>& contents() const { return contents_; }

  /// Features here and below are those of features().
  FeatureColumn column(std::size_t feature) const;
  /// Why the value is not ok; "" where nothing is said.
  std::string_view reason(std::size_t cell, std::size_t feature) const;

  /// The cell of a row of the cohort under a condition; kNoCell if that was not measured.
  std::uint32_t find(std::size_t row, std::size_t condition) const;
  /// NaN if that cell was not measured or not made.
  double value(std::size_t row, std::size_t condition, std::size_t feature) const;
  /// absent if that cell was not measured.
  Status status(std::size_t row, std::size_t condition, std::size_t feature) const;

  /// Bytes that cells and values take: all that grows with them.
  std::size_t bytes() const;

 private:
  class Loader;

  struct CellFacts {
    double seconds = 0;
    std::uint32_t plan_index = 0;
    std::uint32_t row = 0;
    std::uint32_t condition = 0;
    std::uint32_t reason = 0;           ///< of texts_
    std::uint32_t first_magnitude = 0;  ///< of magnitudes_; the cell's end where the next one's begin
    std::uint32_t reasons = 0;          ///< of reason_lists_
    Status status = Status::failed;
    bool has_values = false;
  };
  struct ReasonOfValue {
    std::uint32_t feature = 0;
    std::uint32_t text = 0;  ///< of texts_
  };

  void make_index(std::size_t rows, std::size_t conditions);
  void split_by_channel();
  bool has_feature(std::size_t row, std::size_t feature) const {
    return channel_of_row_.empty() || channel_of_row_[row] == feature / tables_.features.size();
  }

  store::StoreTables tables_;
  std::vector<store::StoredFeature> features_;
  std::vector<std::uint32_t> channel_of_row_;  ///< empty: all rows are of one
  std::vector<CellFacts> cells_;
  std::size_t stride_ = 0;  ///< from a column to the next; 0: all features of a channel share one
  std::vector<double> values_;
  std::vector<Status> statuses_;  ///< of each channel
  std::vector<MeasuredMagnitude> magnitudes_;
  std::vector<MagnitudeKind> kinds_;
  std::vector<CellNotice> notices_;
  std::vector<store::AcquiredContent> contents_;
  std::vector<std::string> texts_{""};
  std::vector<std::vector<ReasonOfValue>> reason_lists_{{}};  ///< many cells lack the same values
  std::vector<std::uint32_t> index_;                          ///< [row * n_conditions_ + condition] -> cell
  std::size_t n_conditions_ = 0;
};

}  // namespace radgauge::analysis
