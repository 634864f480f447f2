#include "reference/filters/registry.h"

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "core/text.h"

// A list with room for one line each.
// clang-format off
#define RADGAUGE_NO_MORE
/// Every filter: the name of its file, which is the name of the function that describes it.
#define RADGAUGE_FILTERS(ADD) \
  ADD(exponential)            \
  ADD(gabor)                  \
  ADD(gradient)               \
  ADD(laws)                   \
  ADD(lbp_2d)                 \
  ADD(lbp_3d)                 \
  ADD(log)                    \
  ADD(logarithm)              \
  ADD(mean)                   \
  ADD(riesz)                  \
  ADD(simoncelli)             \
  ADD(square)                 \
  ADD(square_root)            \
  ADD(wavelet)                \
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

namespace {

template <class List, class Name>
std::vector<std::string> names_in(const List& list, Name name) {
  std::vector<std::string> names;
  for (const auto& item : list) names.push_back(item.*name);
  return names;
}

/// Sets the value that "parameter=value" names; `given` says which have been.
void set_parameter(const std::string& part, FilterCall& call, std::vector<bool>& given) {
  const std::size_t equals = part.find('=');
  const std::string name = part.substr(0, equals);
  const std::vector<std::string> known = names_in(call.filter->fields, &Field::name);
  const std::string of = " of filter " + call.filter->id;
  if (equals == std::string::npos)
    throw Error(ErrorKind::study, "'" + part + "'" + of + " is not parameter=value");
  const auto at = static_cast<std::size_t>(std::find(known.begin(), known.end(), name) - known.begin());
  if (at == known.size())
    throw Error(ErrorKind::study, "unknown parameter '" + name + "'" + of + did_you_mean(name, known) +
                                      "; known: " + join(known, ", "));
  if (given[at]) throw Error(ErrorKind::study, "parameter '" + name + "'" + of + " is given twice");
  given[at] = true;
  std::string problem;
  if (!parse(call.filter->fields[at], std::string_view(part).substr(equals + 1), call.values[at], problem))
    throw Error(ErrorKind::study, "filter " + call.filter->id + ": " + problem);
}

}  // namespace

FilterCall parse_filter(std::string_view text) {
  const std::vector<std::string> parts = split(text, ':');
  const std::vector<std::string> known = names_in(image_filters(), &ImageFilter::id);
  FilterCall call{find_image_filter(parts.front()), {}};
  if (call.filter == nullptr)
    throw Error(ErrorKind::study, "unknown filter '" + parts.front() + "'" +
                                      did_you_mean(parts.front(), known) + "; known: " + join(known, ", "));
  for (const Field& field : call.filter->fields) call.values.push_back(field.fallback);
  std::vector<bool> given(call.values.size(), false);
  for (std::size_t i = 1; i < parts.size(); ++i) set_parameter(parts[i], call, given);
  if (const std::string problem = call.filter->problem(call.values); !problem.empty())
    throw Error(ErrorKind::study, "filter " + call.filter->id + ": " + problem);
  return call;
}

}  // namespace radgauge::reference
