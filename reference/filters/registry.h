#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/image_map.h"

namespace radgauge::reference {

/// Every filter that can make a map of an image, ordered by id.
std::span<const ImageFilter> image_filters();
/// nullptr if there is none of that id.
const ImageFilter* find_image_filter(std::string_view id);

/// A filter with values for its fields.
struct FilterCall {
  const ImageFilter* filter = nullptr;
  std::vector<Value> values;
};
/// "log:sigma_mm=3:boundary=mirror": NAME:parameter=value:..., what is left out is as by default. Throws
/// Error(study) that names an unknown filter or parameter, one given twice, a value that is none or is out of
/// range, and values that contradict each other.
FilterCall parse_filter(std::string_view text);

}  // namespace radgauge::reference
