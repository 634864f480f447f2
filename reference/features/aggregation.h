#pragma once

#include <array>
#include <span>
#include <vector>

#include "reference/features/family.h"

namespace radgauge {

/// The six aggregations of matrices that are counted per direction (IBSI manual, "Aggregating features"), in
/// the order of the reference tables. Families without directions (zones, neighbours) use 2D, 2_5D and 3D.
enum class DirectionMerge { slice_mean, slice_merged, direction_mean, merged, volume_mean, volume_merged };
struct AggregationName {
  DirectionMerge merge;
  std::string_view suffix;  ///< "2D_avg", ...
};
/// Those that the setting asks for.
std::span<const AggregationName> direction_aggregations(Aggregation aggregation);

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

/// A builder counts pairs, runs, ... along directions. `Counts` has clear(), add(other), empty().
///   Counts make() const                                  an empty table
///   void in_plane(z, std::span<Counts, 4>) const          adds slice z along the 4 directions within it
///   void across(std::span<Counts, 9>) const               adds the volume along the 9 others
///   Matrix matrix(const Counts&) const                    what the features are functions of
/// Computes every row under each aggregation, aggregation by aggregation.
template <class Matrix, class Builder>
FeatureVector aggregate_directions(const Builder& builder, std::int64_t slices, Aggregation aggregation,
                                   std::span<const FeatureRow<Matrix>> rows, std::string_view empty_reason) {
  using Counts = decltype(builder.make());
  const bool by_slice = aggregation != Aggregation::volume;
  const bool volume = aggregation != Aggregation::by_slice;
  const FeatureMean none(rows.size(), empty_reason);
  std::array<FeatureMean, 6> means{none, none, none, none, none, none};
  const auto put = [&](DirectionMerge merge, const Counts& counts) {
    if (!counts.empty())
      means[static_cast<std::size_t>(merge)].add(evaluate<Matrix>(rows, builder.matrix(counts)));
  };

  const Counts fresh = builder.make();
  std::vector<Counts> directions(volume ? 13 : 4, fresh);
  const auto plane = std::span(directions).template first<4>();
  std::vector<Counts> slice(by_slice ? 4 : 0, fresh);
  Counts merged = fresh;
  for (std::int64_t z = 0; z < slices; ++z) {
    if (!by_slice) {
      builder.in_plane(z, plane);
      continue;
    }
    builder.in_plane(z, std::span<Counts, 4>(slice));
    for (std::size_t d = 0; d < 4; ++d) {
      put(DirectionMerge::slice_mean, slice[d]);
      merged.add(slice[d]);
      plane[d].add(slice[d]);
      slice[d].clear();
    }
    put(DirectionMerge::slice_merged, merged);
    merged.clear();
  }
  if (by_slice) {
    for (const Counts& counts : plane) {
      put(DirectionMerge::direction_mean, counts);
      merged.add(counts);
    }
    put(DirectionMerge::merged, merged);
    merged.clear();
  }
  if (volume) {
    builder.across(std::span(directions).template last<9>());
    for (const Counts& counts : directions) {
      put(DirectionMerge::volume_mean, counts);
      merged.add(counts);
    }
    put(DirectionMerge::volume_merged, merged);
  }

  FeatureVector values;
  for (const AggregationName& name : direction_aggregations(aggregation)) {
    const FeatureVector mean = means[static_cast<std::size_t>(name.merge)].result();
    values.insert(values.end(), mean.begin(), mean.end());
  }
  return values;
}

/// The rows' features under each aggregation of the setting.
template <class Matrix>
std::vector<FeatureInfo> direction_infos(std::span<const FeatureRow<Matrix>> rows, std::string_view family,
                                         Aggregation aggregation) {
  std::vector<FeatureInfo> list;
  for (const AggregationName& name : direction_aggregations(aggregation))
    append_infos(rows, family, name.suffix, list);
  return list;
}

}  // namespace radgauge
