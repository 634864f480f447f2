#include "report/crossing_text.h"

#include <algorithm>

#include "core/text.h"

namespace radgauge::report {

namespace {

std::string number(std::size_t n) {
  return to_text(static_cast<std::int64_t>(n));
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

}  // namespace

std::string crossing_text(const study::Crossing& crossing, std::size_t n_cells) {
  std::string text = number(crossing.n_patients) + " patients, " + number(crossing.n_objects) + " objects, " +
                     number(crossing.n_rows) + " acquired rows, " + number(n_cells) + " cells\n";
  for (const auto& factor : crossing.factors) {
    text += "acquired " + padded(factor.name, 10) + number(factor.levels.size()) + " levels (" +
            join(factor.levels, ", ") + "); " + number(factor.objects_with_two) + " objects at two or more";
    text += factor.absent > 0 ? "; " + number(factor.absent) + " object x level absent\n" : "\n";
  }
  std::size_t width = 0;
  for (const auto& group : crossing.groups) width = std::max(width, group.name.size());
  for (const auto& group : crossing.groups)
    text += "group " + padded(group.name, width + 2) + number(group.conditions) + " conditions, " +
            number(group.cells) + " cells\n";
  for (const std::string& warning : crossing.warnings) text += "note: " + warning + "\n";
  return text;
}

}  // namespace radgauge::report
