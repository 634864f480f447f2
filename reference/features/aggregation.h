#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "reference/features/family.h"
#include "reference/features/matrix_checksum.h"

namespace radgauge::reference {

/// The six aggregations of matrices that are counted per direction (IBSI manual, "Aggregating features"), in
/// the order of the reference tables. A family without directions (zones, neighbours) has one matrix per
/// slice and one of the volume, so the three means over directions fall together with the merged ones.
enum class Merge { slice_mean, slice_merged, direction_mean, merged, volume_mean, volume_merged };
struct AggregationName {
  Merge merge;
  std::string_view suffix;  ///< "2D_avg", ...
};
/// Those that the setting asks for.
std::span<const AggregationName> aggregation_names(Aggregation aggregation, bool by_direction);

/// Mean of every feature over the matrices that have it. A feature that none of them has keeps the state of
/// the first; without any matrix it is degenerate, for `reason`.
class FeatureMean {
 public:
  FeatureMean(std::size_t features, std::string_view reason);
  void add(const FeatureVector& values);
  FeatureVector result() const;

 private:
  std::vector<double> sums_;
  std::vector<std::int64_t> counts_;
  FeatureVector first_;
  bool empty_ = true;
};

/// What a builder of matrices declares. Its Counts (the type of make()) have clear(), add(other), empty().
///   kSlice                                     tables of a slice: 4 directions, or 1 for a family without
///   kVolume, kShared                           tables of the volume, and how many of the first of them are
///                                              the slices' tables added up: 13 and 4, or 1 and 0
///   Counts make() const                        an empty table
///   void slices(begin, end, std::span<Counts>) const
///                                              adds slices from begin to end (without padding) to kSlice
///                                              tables
///   void volume(std::span<Counts>) const       adds the volume to its last kVolume - kShared tables
///   std::size_t classes() const, class_of(d)   tables of one class are merged by addition; the classes of a
///                                              merged matrix are weighted and added in matrix()
///   Matrix matrix(std::span<const Counts>)     of one table, or of one merged table per class
template <class Builder>
inline constexpr bool kByDirection = Builder::kVolume > 1;

/// Tables merged over directions or slices, one per class.
template <class Builder, class Counts>
class Merged {
 public:
  explicit Merged(const Builder& builder) : builder_(builder), tables_(builder.classes(), builder.make()) {}
  void add(std::size_t direction, const Counts& counts) { tables_[builder_.class_of(direction)].add(counts); }
  std::span<const Counts> tables() const { return tables_; }
  void clear() {
    for (Counts& table : tables_) table.clear();
  }

 private:
  const Builder& builder_;
  std::vector<Counts> tables_;
};

/// Computes every row under each aggregation, aggregation by aggregation. Without levels every value has the
/// state of the levels. `matrices`, if given, takes the checksum of every matrix.
template <class Matrix, class Builder>
FeatureVector aggregate(const Builder& builder, const Levels& levels, Aggregation aggregation,
                        std::span<const FeatureRow<Matrix>> rows, std::string_view empty_reason,
                        MatrixChecksum* matrices = nullptr) {
  using Counts = decltype(builder.make());
  constexpr bool kDirected = kByDirection<Builder>;
  if (levels.state.status != Status::ok)
    return FeatureVector(rows.size() * aggregation_names(aggregation, kDirected).size(), levels.state);
  const bool by_slice = aggregation != Aggregation::volume;
  const bool volume = aggregation != Aggregation::by_slice;
  const FeatureMean none(rows.size(), empty_reason);
  std::array<FeatureMean, 6> means{none, none, none, none, none, none};
  const auto put = [&](Merge merge, std::span<const Counts> tables) {
    if (std::all_of(tables.begin(), tables.end(), [](const Counts& c) { return c.empty(); })) return;
    const Matrix matrix = builder.matrix(tables);
    if (matrices != nullptr) matrices->add(matrix);
    means[static_cast<std::size_t>(merge)].add(evaluate<Matrix>(rows, matrix));
  };

  std::vector<Counts> directions(volume ? Builder::kVolume : Builder::kSlice, builder.make());
  const auto plane = std::span(directions).first(Builder::kSlice);
  Merged<Builder, Counts> merged(builder);
  if (by_slice) {
    std::vector<Counts> slice(Builder::kSlice, builder.make());
    for (std::int64_t z = 0; z < levels.slices(); ++z) {
      builder.slices(z, z + 1, std::span(slice));
      for (std::size_t d = 0; d < slice.size(); ++d) {
        if (kDirected) put(Merge::slice_mean, std::span(&slice[d], 1));
        merged.add(d, slice[d]);
        plane[d].add(slice[d]);
        slice[d].clear();
      }
      put(Merge::slice_merged, merged.tables());
      merged.clear();
    }
    for (std::size_t d = 0; d < plane.size(); ++d) {
      if (kDirected) put(Merge::direction_mean, std::span(&plane[d], 1));
      merged.add(d, plane[d]);
    }
    put(Merge::merged, merged.tables());
    merged.clear();
  } else if (Builder::kShared > 0) {
    builder.slices(0, levels.slices(), plane);
  }
  if (volume) {
    for (std::size_t d = Builder::kShared; d < Builder::kSlice; ++d) plane[d].clear();
    builder.volume(std::span(directions).subspan(Builder::kShared));
    for (std::size_t d = 0; d < directions.size(); ++d) {
      if (kDirected) put(Merge::volume_mean, std::span(&directions[d], 1));
      merged.add(d, directions[d]);
    }
    put(Merge::volume_merged, merged.tables());
  }

  FeatureVector values;
  for (const AggregationName& name : aggregation_names(aggregation, kDirected)) {
    const FeatureVector mean = means[static_cast<std::size_t>(name.merge)].result();
    values.insert(values.end(), mean.begin(), mean.end());
  }
  return values;
}

/// f(levels), or f(the same levels with more padding) if they have less than `padding`.
template <class F>
FeatureVector with_padding(const Levels& levels, std::int64_t padding, F f) {
  return levels.padding < padding && levels.state.status == Status::ok ? f(repadded(levels, padding))
                                                                       : f(levels);
}

/// The family's features under each aggregation of the setting.
template <class Matrix>
std::vector<FeatureInfo> aggregated_infos(std::span<const FeatureRow<Matrix>> rows, std::string_view family,
                                          Aggregation aggregation, bool by_direction) {
  std::vector<FeatureInfo> list;
  for (const AggregationName& name : aggregation_names(aggregation, by_direction))
    append_infos(rows, family, name.suffix, list);
  return list;
}

}  // namespace radgauge::reference
