#include "reference/features/aggregation.h"

namespace radgauge::reference {

std::span<const AggregationName> aggregation_names(Aggregation aggregation, bool by_direction) {
  static constexpr std::array<AggregationName, 6> kByDirection{{{Merge::slice_mean, "2D_avg"},
                                                                {Merge::slice_merged, "2D_comb"},
                                                                {Merge::direction_mean, "2_5D_avg"},
                                                                {Merge::merged, "2_5D_comb"},
                                                                {Merge::volume_mean, "3D_avg"},
                                                                {Merge::volume_merged, "3D_comb"}}};
  static constexpr std::array<AggregationName, 3> kWhole{
      {{Merge::slice_merged, "2D"}, {Merge::merged, "2_5D"}, {Merge::volume_merged, "3D"}}};
  const std::span<const AggregationName> all = by_direction ? std::span<const AggregationName>(kByDirection)
                                                            : std::span<const AggregationName>(kWhole);
  const std::size_t volume = all.size() / 3;
  if (aggregation == Aggregation::by_slice) return all.first(all.size() - volume);
  if (aggregation == Aggregation::volume) return all.last(volume);
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

}  // namespace radgauge::reference
