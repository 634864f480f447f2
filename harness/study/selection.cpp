#include "study/selection.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::study {

std::vector<bool> select_cells(const Study& study, const Plan& plan, const std::string& pattern) {
  std::vector<bool> selected(plan.cells.size(), false);
  const bool whole = pattern.find("::") != std::string::npos;
  const auto matches = [&](const std::string& text) { return matches_pattern(text, pattern); };
  std::vector<bool> condition(plan.conditions.size(), false);
  for (std::size_t c = 0; c < condition.size() && !whole; ++c)
    condition[c] = matches(plan.conditions[c].name);
  std::size_t last = study.rows.size();
  std::string name;  // of the row of the last cell
  bool row_matches = false;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const PlannedCell& cell = plan.cells[i];
    if (cell.row != last) {
      last = cell.row;
      name = study.rows[last].name();
      row_matches = !whole && (matches(name) || matches(study.rows[last].object()));
    }
    selected[i] = whole ? matches(name + "::" + plan.conditions[cell.condition].name)
                        : row_matches || condition[cell.condition];
  }
  if (std::find(selected.begin(), selected.end(), true) == selected.end())
    throw Error(ErrorKind::usage,
                "--only '" + pattern + "' matches no cell; the first is " + plan.cell_name(study, 0) +
                    ", and a pattern may name an object, a condition, or both joined by '::'");
  return selected;
}

std::vector<bool> limit_cells(const Study& study, const Plan& plan, std::int64_t limit,
                              std::vector<bool> of) {
  if (of.empty()) of.assign(plan.cells.size(), true);
  std::vector<bool> selected(plan.cells.size(), false);
  std::int64_t kept = 0;
  std::size_t last_row = study.rows.size();
  std::string last, object;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    if (!of[i]) continue;
    if (plan.cells[i].row != last_row) object = study.rows[last_row = plan.cells[i].row].object();
    if (object != last && kept >= limit) break;
    last = object;
    selected[i] = true;
    ++kept;
  }
  return selected;
}

bool wants_readers(const Plan& plan, const std::vector<bool>& selected) {
  std::vector<bool> used(plan.conditions.size(), false);
  for (std::size_t i = 0; i < plan.cells.size(); ++i)
    if (selected[i]) used[plan.cells[i].condition] = true;
  for (std::size_t c = 0; c < used.size(); ++c) {
    if (!used[c]) continue;
    for (const AppliedOperation& step : plan.conditions[c].chain)
      if (step.operation->wants_readers != nullptr && step.operation->wants_readers(step.values)) return true;
  }
  return false;
}

std::vector<bool> needed_rows(const Study& study, const Plan& plan, const std::vector<bool>& selected) {
  const bool readers = wants_readers(plan, selected);
  std::vector<bool> chosen(study.rows.size(), false);
  for (std::size_t i = 0; i < plan.cells.size(); ++i)
    if (selected[i]) chosen[plan.cells[i].row] = true;
  std::vector<bool> needed(study.rows.size(), false);
  for (const Acquisition& acquisition : plan.acquisitions) {
    const bool wanted = (readers && acquisition.rows.size() > 1) ||
                        std::any_of(acquisition.rows.begin(), acquisition.rows.end(),
                                    [&](std::size_t r) { return chosen[r]; });
    if (!wanted) continue;
    for (const std::size_t r : acquisition.rows) needed[r] = true;
  }
  return needed;
}

}  // namespace radgauge::study
