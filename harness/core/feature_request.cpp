#include "core/feature_request.h"

#include "core/text.h"

namespace radgauge {

std::string feature_prefix(std::string_view channel, std::string_view extraction, std::string_view map) {
  std::string prefix;
  const auto add = [&](std::string_view part) {
    if (!part.empty() && part != kOriginal) prefix += std::string(part) + ".";
  };
  add(channel);
  add(extraction);
  add(map);
  return prefix;
}

std::string feature_name(std::string_view channel, std::string_view extraction, std::string_view map,
                         std::string_view tag) {
  return feature_prefix(channel, extraction, map) + std::string(tag);
}

std::string magnitude_name(std::string_view extraction, bool is_first, std::string_view operation,
                           std::uint32_t ordinal) {
  return (is_first ? std::string() : std::string(extraction) + ".") + std::string(operation) +
         (ordinal > 0 ? "#" + to_text(std::int64_t{ordinal} + 1) : "");
}

std::string first_difference(const std::vector<TraceStep>& before, const std::vector<TraceStep>& now) {
  for (std::size_t i = 0; i < std::max(before.size(), now.size()); ++i) {
    if (i >= before.size()) return now[i].step;
    if (i >= now.size() || before[i] != now[i]) return before[i].step;
  }
  return {};
}

}  // namespace radgauge
