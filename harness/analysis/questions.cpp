#include "analysis/questions.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
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
  return {asked.name,    asked.over, asked.form.value_or(by_design), asked.limits, asked.levels,
          asked.missing, asked.scale};
}

/// The cell of each row and column of a table, row by row; kNoCell where the data has none.
using CellsOfTable = std::vector<std::uint32_t>;

void bind(agreement::QuestionTable& table, const Measurements& measurements, CellsOfTable cells_of_table) {
  for (const store::StoredFeature& feature : measurements.tables().features) {
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
  const bool base_is_sample = study.groups[g].design == study::Design::latin_hypercube &&
                              std::find(of_base.begin(), of_base.end(), g) != of_base.end();
  if (!draws || columns.empty() || base_is_sample) {
    columns.insert(columns.begin(), study::kBase);
    table.base_column = 0;
  }
  for (const std::size_t c : columns) table.columns.push_back(plan.conditions[c].name);
  out.conditions = columns;
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

AskedQuestion factor_table(const study::Study& study, const Measurements& measurements,
                           const study::StudyQuestion& asked) {
  AskedQuestion out{question_of(asked, false), {}, {}};
  agreement::QuestionTable& table = out.table;
  std::unordered_map<std::string, std::size_t> row_of, column_of;
  struct Place {
    std::size_t row, column, cohort_row;
  };
  std::vector<Place> places;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const study::CohortRow& row = study.rows[r];
    std::string name = study::row_name(row, asked.within);
    const auto [at, is_new] = row_of.emplace(name, row_of.size());
    if (is_new) {
      table.patients.push_back(row.patient);
      table.objects.push_back(std::move(name));
      table.lesions.push_back(row.object());
      out.cohort_rows.push_back(r);
    }
    const std::string& level = study::level_of(row, asked.over);
    const auto [column, is_new_level] = column_of.emplace(level, column_of.size());
    if (is_new_level) table.columns.push_back(level);
    places.push_back({at->second, column->second, r});
  }
  CellsOfTable cells(table.objects.size() * table.columns.size(), kNoCell);
  std::vector<bool> taken(cells.size(), false);
  for (const Place& place : places) {
    const std::size_t at = place.row * table.columns.size() + place.column;
    if (!taken[at]) cells[at] = measurements.find(place.cohort_row, study::kBase);
    taken[at] = true;  // the first row of the cohort stands for a level
  }
  bind(table, measurements, std::move(cells));
  return out;
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
    last.table.strata = strata_of(study, measurements, question, last.cohort_rows);
  }
  return asked;
}

std::string rerun_command(const study::Study& study, const study::Plan& plan, std::size_t cell) {
  return "radgauge run " + shell_word(std::filesystem::path(study.file).filename().string()) + " --only " +
         shell_word(plan.cell_name(study, cell)) + " -o rerun-" + to_text(static_cast<std::int64_t>(cell));
}

}  // namespace radgauge::analysis
