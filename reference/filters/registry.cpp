#include "reference/filters/registry.h"

#include <algorithm>
#include <vector>

// A list with room for one line each.
// clang-format off
#define RADGAUGE_NO_MORE
/// Every filter: the name of its file, which is the name of the function that describes it.
#define RADGAUGE_FILTERS(ADD) \
  RADGAUGE_NO_MORE
// clang-format on

namespace radgauge::reference {

namespace filters {
#define RADGAUGE_DECLARE(name) ImageFilter name();
RADGAUGE_FILTERS(RADGAUGE_DECLARE)
#undef RADGAUGE_DECLARE
}  // namespace filters

namespace {

std::vector<ImageFilter> all_filters() {
#define RADGAUGE_CALL(name) filters::name(),
  std::vector<ImageFilter> all{RADGAUGE_FILTERS(RADGAUGE_CALL)};
#undef RADGAUGE_CALL
  std::sort(all.begin(), all.end(), [](const ImageFilter& a, const ImageFilter& b) { return a.id < b.id; });
  return all;
}

}  // namespace

std::span<const ImageFilter> image_filters() {
  static const std::vector<ImageFilter> all = all_filters();
  return all;
}

const ImageFilter* find_image_filter(std::string_view id) {
  for (const ImageFilter& filter : image_filters())
    if (filter.id == id) return &filter;
  return nullptr;
}

}  // namespace radgauge::reference
