#pragma once

#include <string>
#include <vector>

#include "study/plan.h"

namespace radgauge::study {

/// Which of the cells `pattern` selects: a pattern with "::" is matched against cell names, one without
/// against the name of the row, the object, or the condition. One per cell of the plan. Throws Error(usage)
/// if none matches.
std::vector<bool> select_cells(const Study& study, const Plan& plan, const std::string& pattern);

/// Keeps whole objects until at least `limit` cells are kept, so that a smoke run has every condition of its
/// objects. Where `of` is given, only its cells count and are kept.
std::vector<bool> limit_cells(const Study& study, const Plan& plan, std::int64_t limit,
                              std::vector<bool> of = {});

/// Is a condition of these cells fitted to the readers of the study? `selected` is one per cell of the plan.
bool wants_readers(const Plan& plan, const std::vector<bool>& selected);

/// The rows that these cells rest on, one per row of the study: all rows of their acquisitions, whose masks
/// share a crop, and where a condition is fitted to readers those of every acquisition that has several.
std::vector<bool> needed_rows(const Study& study, const Plan& plan, const std::vector<bool>& selected);

}  // namespace radgauge::study
