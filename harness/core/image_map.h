#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/operation.h"

namespace radgauge {

/// A filter as data: what makes a map of an image. `apply` is pure: the map is on the lattice and in the
/// window of the image it is given, and no voxel of it depends on more than the support says, so that a crop
/// changes nothing. It throws Error(data) for what cannot be done to an image.
struct ImageFilter {
  std::string id;        ///< e.g. "log"
  std::string summary;   ///< one line
  std::string details;   ///< what exactly is computed, for `describe`
  std::string citation;  ///< or "none, because ..."
  std::vector<Field> fields;
  Support (*support)(std::span<const Value> values) = nullptr;
  ValuesProblem problem = nullptr;
  Volume (*apply)(const Volume& image, std::span<const Value> values) = nullptr;
};

/// Apply: Volume(const Volume&, const P&). P may declare `Support support() const` (without: voxel by voxel)
/// and `std::string problem() const`.
template <class P, auto Apply>
ImageFilter image_filter(OperationText text) {
  ImageFilter filter;
  filter.id = std::move(text.id);
  filter.summary = std::move(text.summary);
  filter.details = std::move(text.details);
  filter.citation = std::move(text.citation);
  filter.fields = field_table<P>();
  filter.support = [](std::span<const Value> values) {
    if constexpr (requires(const P& p) { p.support(); }) return from_values<P>(values).support();
    return Support{};
  };
  filter.problem = &values_problem<P>;
  filter.apply = [](const Volume& image, std::span<const Value> values) {
    return Apply(image, from_values<P>(values));
  };
  return filter;
}

}  // namespace radgauge
