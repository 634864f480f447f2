#include "report/crossing_text.h"

#include <algorithm>

#include "core/text.h"

namespace radgauge::report {

namespace {

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

}  // namespace

std::string crossing_text(const study::Crossing& crossing, std::size_t n_cells) {
  std::string text = count_of(crossing.n_patients, "patient") + ", " +
                     count_of(crossing.n_objects, "object") + ", " +
                     count_of(crossing.n_rows, "acquired row") + ", " + count_of(n_cells, "cell") + "\n";
  for (const auto& factor : crossing.factors) {
    text += "acquired " + padded(factor.name, 10) + count_of(factor.levels.size(), "level") + " (" +
            listed(factor.levels, 24) + "); " + count_of(factor.objects_with_two, "object") +
            " at two or more";
    text += factor.absent > 0 ? "; " + count_text(factor.absent) + " object x level absent\n" : "\n";
  }
  std::size_t width = 0;
  for (const auto& group : crossing.groups) width = std::max(width, group.name.size());
  for (const auto& group : crossing.groups)
    text += "group " + padded(group.name, width + 2) + count_of(group.conditions, "condition") + ", " +
            count_of(group.cells, "cell") + "\n";
  for (const std::string& warning : crossing.warnings) text += "note: " + warning + "\n";
  return text;
}

}  // namespace radgauge::report
