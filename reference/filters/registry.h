#pragma once

#include <span>
#include <string_view>

#include "core/image_map.h"

namespace radgauge::reference {

/// Every filter that can make a map of an image, ordered by id.
std::span<const ImageFilter> image_filters();
/// nullptr if there is none of that id.
const ImageFilter* find_image_filter(std::string_view id);

}  // namespace radgauge::reference
