#pragma once

#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/operation.h"

namespace radgauge {

/// A filter as data: what makes a map of an image. `apply` is pure. It is given an image, or a part of one
/// (CropWindow), and a box of its voxels, and returns the map over that box: lattice and window are those of
/// the image cropped to the box. No voxel of the map depends on more than the support says, so the part need
/// hold no more than the box and the support around it, up to the ends of the whole image. It throws
/// Error(data) for what cannot be done to an image.
struct ImageFilter {
  std::string id;        ///< e.g. "log"
  std::string summary;   ///< one line
  std::string details;   ///< what exactly is computed, for `describe`
  std::string citation;  ///< or "none, because ..."
  std::vector<Field> fields;
  Support (*support)(std::span<const Value> values) = nullptr;
  ValuesProblem problem = nullptr;
  Volume (*apply)(const Volume& image, const Box& wanted, std::span<const Value> values) = nullptr;
};

/// Apply: Volume(const Volume&, const Box& wanted, const P&), or Volume(const Volume&, const P&), which makes
/// the map of the whole part, of which the box is then cut. P may declare `Support support() const` (without:
/// voxel by voxel) and `std::string problem() const`.
template <class P, auto Apply>
ImageFilter image_filter(const OperationText& text) {
  ImageFilter filter;
  filter.id = text.id;
  filter.summary = text.summary;
  filter.details = text.details;
  filter.citation = text.citation;
  filter.fields = field_table<P>();
  filter.support = [](std::span<const Value> values) {
    if constexpr (requires(const P& p) { p.support(); }) return from_values<P>(values).support();
    return Support{};
  };
  filter.problem = &values_problem<P>;
  filter.apply = [](const Volume& image, const Box& wanted, std::span<const Value> values) {
    if constexpr (std::is_invocable_v<decltype(Apply), const Volume&, const Box&, const P&>)
      return Apply(image, wanted, from_values<P>(values));
    else
      return crop(Apply(image, from_values<P>(values)), wanted);
  };
  return filter;
}

}  // namespace radgauge
