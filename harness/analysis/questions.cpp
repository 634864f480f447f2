#include "analysis/questions.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>

#include "analysis/base_values.h"
#include "core/shell.h"
#include "core/text.h"
#include "study/acquired.h"

namespace radgauge::analysis {

namespace {

agreement::Question question_of(const study::StudyQuestion& asked, bool draws) {
  const IccForm by_design = draws ? IccForm::one_way : IccForm::agreement;
  return {asked.name,   asked.over,   asked.form.value_or(by_design),
          asked.limits, asked.levels, asked.missing,
          asked.scale,  asked.against};
}

/// The cell of each row and column of a table, row by row; kNoCell where the data has none.
using CellsOfTable = std::vector<std::uint32_t>;

void bind(agreement::QuestionTable& table, const Measurements& measurements, CellsOfTable cells_of_table) {
  for (const store::StoredFeature& feature : measurements.features()) {
    table.features.push_back(feature.info);
    table.feature_names.push_back(feature.name);
  }
  const auto cells = std::make_shared<const CellsOfTable>(std::move(cells_of_table));
  table.read = [cells, &measurements](std::size_t feature, std::span<double> values,
                                      std::span<Status> statuses) {
    const FeatureColumn column = measurements.column(feature);
    for (std::size_t i = 0; i < cells->size(); ++i) {
      const std::uint32_t cell = (*cells)[i];
      values[i] = cell == kNoCell ? std::nan("") : column.values[cell];
      statuses[i] = cell == kNoCell ? Status::absent : column.statuses[cell];
    }
  };
}

/// "R1/2" of a row in which the levels of two factors are held fixed.
std::string held_levels(const study::CohortRow& row, const study::StudyQuestion& asked) {
  std::string text;
  for (const std::string& factor : asked.within)
    text += (text.empty() ? "" : "/") + study::level_of(row, factor);
  return text;
}

/// What is compared with base: conditions that differ in nothing but the draw are one level, and so are all
/// of a group whose conditions are drawn from a population.
std::vector<agreement::ComparedLevel> levels_of(const study::Plan& plan, const study::Group& group,
                                                const study::StudyQuestion& asked,
                                                const std::vector<std::size_t>& columns) {
  const bool one_population = group.design == study::Design::latin_hypercube || asked.levels == Levels::drawn;
  std::vector<agreement::ComparedLevel> levels;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == study::kBase) continue;
    const std::string& condition = plan.conditions[columns[i]].name;
    const std::string name = one_population ? group.name : condition.substr(0, condition.rfind('#'));
    const auto known = std::find_if(levels.begin(), levels.end(),
                                    [&](const agreement::ComparedLevel& l) { return l.name == name; });
    if (known == levels.end())
      levels.push_back({name, {i}});
    else
      known->columns.push_back(i);
  }
  return levels;
}

/// Does an imported table hold any value under base?
bool base_was_measured(const study::Study& study, const Measurements& measurements) {
  for (std::size_t r = 0; r < study.rows.size(); ++r)
    if (const std::uint32_t cell = measurements.find(r, study::kBase);
        cell != kNoCell && measurements.cell(cell).status != Status::absent)
      return true;
  return false;
}

AskedQuestion group_table(const study::Study& study, const study::Plan& plan,
                          const Measurements& measurements, const study::StudyQuestion& asked,
                          std::size_t g) {
  const bool draws = study::draws_of_one_condition(study.groups[g]);
  std::vector<std::size_t> columns;
  for (std::size_t c = study::kBase + 1; c < plan.conditions.size(); ++c) {
    const auto& groups = plan.conditions[c].groups;
    if (std::find(groups.begin(), groups.end(), g) != groups.end()) columns.push_back(c);
  }
  AskedQuestion out{question_of(asked, draws), {}, {}};
  agreement::QuestionTable& table = out.table;
  const auto& of_base = plan.conditions[study::kBase].groups;
  const bool has_base = !study::is_imported(study) || base_was_measured(study, measurements);
  const bool base_is_sample = study.groups[g].design == study::Design::latin_hypercube &&
                              std::find(of_base.begin(), of_base.end(), g) != of_base.end();
  if (has_base && (!draws || columns.empty() || base_is_sample)) {
    columns.insert(columns.begin(), study::kBase);
    table.base_column = 0;
  }
  for (const std::size_t c : columns) table.columns.push_back(plan.conditions[c].name);
  out.conditions = columns;
  if (asked.against == Against::base) table.levels = levels_of(plan, study.groups[g], asked, columns);
  std::vector<bool> planned(study.rows.size(), false);
  for (const study::PlannedCell& cell : plan.cells)
    if (cell.condition == columns.back()) planned[cell.row] = true;
  CellsOfTable cells;
  std::set<std::string> seen;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    if (!planned[r]) continue;
    // Readers and sessions are not pooled: an object counts once, or once per level of what is held fixed.
    const std::string name = study::row_name(study.rows[r], asked.within);
    if (!seen.insert(name).second) continue;
    table.patients.push_back(study.rows[r].patient);
    table.objects.push_back(name);
    table.lesions.push_back(study.rows[r].object());
    if (!asked.within.empty()) table.held.push_back(held_levels(study.rows[r], asked));
    out.cohort_rows.push_back(r);
    for (const std::size_t c : columns) cells.push_back(measurements.find(r, c));
  }
  table.read_base = [&measurements, cohort_rows = out.cohort_rows](std::size_t feature,
                                                                   std::span<double> values) {
    for (std::size_t i = 0; i < cohort_rows.size(); ++i)
      values[i] = measurements.value(cohort_rows[i], study::kBase, feature);
  };
  bind(table, measurements, std::move(cells));
  return out;
}

/// A row of the cohort in the table of a question: of which row of the table, and of which of its columns.
struct Place {
  std::string row;
  std::string column;
  std::size_t cohort_row;
};

/// Sessions within the factor in question are repeats of a level of it: rows pair the n-th of each, the last
/// of a level with fewer. A row of the table for each of these pairs.
std::vector<Place> paired_repeats(const std::vector<Place>& places) {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> repeats;
  std::map<std::string, std::vector<std::string>> columns_of;
  std::map<std::string, std::size_t> most;
  std::vector<std::string> order;
  for (const Place& place : places) {
    auto& list = repeats[{place.row, place.column}];
    if (list.empty()) columns_of[place.row].push_back(place.column);
    list.push_back(place.cohort_row);
    if (!most.contains(place.row)) order.push_back(place.row);
    most[place.row] = std::max(most[place.row], list.size());
  }
  std::vector<Place> out;
  for (const std::string& row : order)
    for (std::size_t r = 0; r < most[row]; ++r)
      for (const std::string& column : columns_of[row]) {
        const std::vector<std::size_t>& list = repeats[{row, column}];
        const std::string name = most[row] == 1 ? row : row + "#" + to_text(static_cast<std::int64_t>(r + 1));
        out.push_back({name, column, list[std::min(r, list.size() - 1)]});
      }
  return out;
}

std::vector<Place> places_of(const study::Study& study, const study::StudyQuestion& asked) {
  const bool holds_nesting = asked.over == "session" &&
                             std::any_of(asked.within.begin(), asked.within.end(), [&](const std::string& f) {
                               return study::sessions_are_nested(study.rows, f);
                             });
  std::vector<Place> places;
  std::map<std::string, std::int64_t> sessions;
  std::set<std::string> seen;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const study::CohortRow& row = study.rows[r];
    if (study::is_truth(study, row)) continue;
    std::string name = study::row_name(row, asked.within), level = study::level_of(row, asked.over);
    // Sessions of one scanner have labels of their own: they are its first, its second, and so on.
    if (holds_nesting && seen.insert(name + "\n" + level).second) ++sessions[name];
    if (holds_nesting) level = "session " + to_text(sessions[name]) + " of those held";
    places.push_back({std::move(name), std::move(level), r});
  }
  return study::sessions_are_nested(study.rows, asked.over) ? paired_repeats(places) : places;
}

AskedQuestion factor_table(const study::Study& study, const Measurements& measurements,
                           const study::StudyQuestion& asked) {
  AskedQuestion out{question_of(asked, false), {}, {}};
  agreement::QuestionTable& table = out.table;
  std::unordered_map<std::string, std::size_t> row_of, column_of;
  struct Cell {
    std::size_t row, column, cohort_row;
  };
  std::vector<Cell> measured;
  for (const Place& place : places_of(study, asked)) {
    const study::CohortRow& row = study.rows[place.cohort_row];
    const auto [at, is_new] = row_of.emplace(place.row, row_of.size());
    if (is_new) {
      table.patients.push_back(row.patient);
      table.objects.push_back(place.row);
      table.lesions.push_back(row.object());
      if (!asked.within.empty()) table.held.push_back(held_levels(row, asked));
      out.cohort_rows.push_back(place.cohort_row);
    }
    const auto [column, is_new_level] = column_of.emplace(place.column, column_of.size());
    if (is_new_level) table.columns.push_back(place.column);
    measured.push_back({at->second, column->second, place.cohort_row});
  }
  CellsOfTable cells(table.objects.size() * table.columns.size(), kNoCell);
  std::vector<bool> taken(cells.size(), false);
  for (const Cell& cell : measured) {
    const std::size_t at = cell.row * table.columns.size() + cell.column;
    if (!taken[at]) cells[at] = measurements.find(cell.cohort_row, study::kBase);
    taken[at] = true;  // the first row of the cohort stands for a level
  }
  bind(table, measurements, std::move(cells));
  return out;
}

Objects objects_of(const study::Study& study, const study::StudyQuestion& asked,
                   const std::vector<std::size_t>& cohort_rows) {
  const bool known = std::any_of(cohort_rows.begin(), cohort_rows.end(), [&](std::size_t row) {
    const phantoms::Phantom* phantom = study.sources[study.rows[row].source].phantoms.phantom;
    return phantom != nullptr && !phantom->population;
  });
  return asked.objects.value_or(known ? Objects::materials : Objects::patients);
}

}  // namespace

std::vector<AskedQuestion> ask(const study::Study& study, const study::Plan& plan,
                               const Measurements& measurements) {
  std::vector<AskedQuestion> asked;
  for (const study::StudyQuestion& question : study.questions) {
    const auto group = std::find_if(study.groups.begin(), study.groups.end(),
                                    [&](const study::Group& g) { return g.name == question.over; });
    asked.push_back(group == study.groups.end()
                        ? factor_table(study, measurements, question)
                        : group_table(study, plan, measurements, question,
                                      static_cast<std::size_t>(group - study.groups.begin())));
    AskedQuestion& last = asked.back();
    last.question.objects = objects_of(study, question, last.cohort_rows);
    last.table.strata = strata_of(study, measurements, question, last.cohort_rows);
  }
  return asked;
}

std::string rerun_command(const study::Study& study, const study::Plan& plan, std::size_t cell) {
  if (study::is_imported(study)) return "none: it was measured elsewhere; mend the table and import it again";
  return "radgauge run " + shell_word(std::filesystem::path(study.file).filename().string()) + " --only " +
         shell_word(plan.cell_name(study, cell)) + " -o rerun-" + to_text(static_cast<std::int64_t>(cell));
}

}  // namespace radgauge::analysis
