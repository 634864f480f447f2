#include "reference/features/aggregation.h"

namespace radgauge {

std::span<const AggregationName> direction_aggregations(Aggregation aggregation) {
  static constexpr std::array<AggregationName, 6> kAll{{{DirectionMerge::slice_mean, "2D_avg"},
                                                        {DirectionMerge::slice_merged, "2D_comb"},
                                                        {DirectionMerge::direction_mean, "2_5D_avg"},
                                                        {DirectionMerge::merged, "2_5D_comb"},
                                                        {DirectionMerge::volume_mean, "3D_avg"},
                                                        {DirectionMerge::volume_merged, "3D_comb"}}};
  const std::span<const AggregationName> all = kAll;
  if (aggregation == Aggregation::by_slice) return all.first(4);
  if (aggregation == Aggregation::volume) return all.last(2);
  return all;
}

FeatureMean::FeatureMean(std::size_t features, std::string_view reason)
    : sums_(features, 0.0), counts_(features, 0), first_(features, FeatureValue::degenerate(reason)) {}

void FeatureMean::add(const FeatureVector& values) {
  if (empty_) first_ = values;
  empty_ = false;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i].status == Status::ok) {
      sums_[i] += values[i].value;
      ++counts_[i];
    }
}

FeatureVector FeatureMean::result() const {
  FeatureVector values = first_;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (counts_[i] > 0) values[i] = FeatureValue::ok(sums_[i] / static_cast<double>(counts_[i]));
  return values;
}

}  // namespace radgauge
