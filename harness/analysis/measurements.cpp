#include "analysis/measurements.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <set>

#include "analysis/base_values.h"
#include "core/shell.h"
#include "core/text.h"
#include "runner/unit.h"
#include "study/acquired.h"

namespace radgauge::analysis {

Measurements::Measurements(const store::Store& store) : tables_(store.tables()) {
  store.for_each_cell([&](const store::CellRecord& cell) {
    index_[{static_cast<std::size_t>(cell.object), static_cast<std::size_t>(cell.condition)}] = cells_.size();
    cells_.push_back(cell);
  });
}

Measurements::Measurements(store::StoreTables tables, const study::Plan& plan) : tables_(std::move(tables)) {
  for (const study::PlannedCell& cell : plan.cells) {
    index_[{cell.row, cell.condition}] = cells_.size();
    store::CellRecord record;
    record.object = static_cast<std::int64_t>(cell.row);
    record.condition = static_cast<std::int64_t>(cell.condition);
    record.status = Status::failed;
    cells_.push_back(std::move(record));
  }
}

const store::CellRecord* Measurements::find(std::size_t object_row, std::size_t condition) const {
  const auto it = index_.find({object_row, condition});
  return it == index_.end() ? nullptr : &cells_[it->second];
}

double Measurements::value(std::size_t object_row, std::size_t condition, std::size_t feature) const {
  const store::CellRecord* cell = find(object_row, condition);
  return cell == nullptr || cell->values.empty() ? std::nan("") : cell->values[feature];
}

Status Measurements::status(std::size_t object_row, std::size_t condition, std::size_t feature) const {
  const store::CellRecord* cell = find(object_row, condition);
  if (cell == nullptr) return Status::absent;
  return cell->statuses.empty() ? Status::failed : cell->statuses[feature];
}

namespace {

agreement::Question question_of(const study::StudyQuestion& asked, bool draws) {
  const IccForm by_design = draws ? IccForm::one_way : IccForm::agreement;
  return {asked.name,    asked.over, asked.form.value_or(by_design), asked.limits, asked.levels,
          asked.missing, asked.scale};
}

/// A place in the store for each row and column of a question; row -1 where the data has no such cell.
struct Places {
  std::vector<std::vector<std::ptrdiff_t>> rows;     ///< [table row][column] -> row of the cohort
  std::vector<std::vector<std::size_t>> conditions;  ///< [table row][column] -> condition
};

/// The record of each cell, row by row; nullptr where the data has none. `values` is empty if it failed.
using Cells = std::vector<const store::CellRecord*>;

Status status_in(const store::CellRecord* cell, std::size_t feature) {
  if (cell == nullptr) return Status::absent;
  return cell->statuses.empty() ? Status::failed : cell->statuses[feature];
}

void read_cells(const Cells& cells, std::size_t first, std::size_t count, std::span<double> values,
                std::span<Status> statuses) {
  for (std::size_t c = 0; c < cells.size(); ++c)
    for (std::size_t f = 0; f < count; ++f) {
      const std::size_t at = f * cells.size() + c;
      statuses[at] = status_in(cells[c], first + f);
      if (statuses[at] == Status::ok) values[at] = cells[c]->values[first + f];
    }
}

void bind(agreement::QuestionTable& table, const Measurements& measurements, const Places& places) {
  for (const store::StoredFeature& feature : measurements.tables().features) {
    table.features.push_back(feature.info);
    table.feature_names.push_back(feature.name);
  }
  const auto cells = std::make_shared<Cells>();
  for (std::size_t r = 0; r < places.rows.size(); ++r)
    for (std::size_t c = 0; c < places.rows[r].size(); ++c)
      cells->push_back(places.rows[r][c] < 0 ? nullptr
                                             : measurements.find(static_cast<std::size_t>(places.rows[r][c]),
                                                                 places.conditions[r][c]));
  const std::size_t k = table.columns.size();
  table.value = [cells, k](std::size_t r, std::size_t c, std::size_t f) {
    const store::CellRecord* cell = (*cells)[r * k + c];
    return cell == nullptr || cell->values.empty() ? std::nan("") : cell->values[f];
  };
  table.status = [cells, k](std::size_t r, std::size_t c, std::size_t f) {
    return status_in((*cells)[r * k + c], f);
  };
  table.read = [cells](std::size_t first, std::size_t count, std::span<double> values,
                       std::span<Status> statuses) { read_cells(*cells, first, count, values, statuses); };
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
  std::vector<std::vector<bool>> planned(study.rows.size(), std::vector<bool>(plan.conditions.size(), false));
  for (const study::PlannedCell& cell : plan.cells) planned[cell.row][cell.condition] = true;
  Places places;
  std::set<std::string> seen;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    if (!planned[r][columns.back()]) continue;
    // Readers and sessions are not pooled: an object counts once, or once per level of what is held fixed.
    const std::string name = study::row_name(study.rows[r], asked.within);
    if (!seen.insert(name).second) continue;
    table.patients.push_back(study.rows[r].patient);
    table.objects.push_back(name);
    out.cohort_rows.push_back(r);
    places.rows.emplace_back(columns.size(), static_cast<std::ptrdiff_t>(r));
    places.conditions.push_back(columns);
  }
  table.base_value = [&measurements, cohort_rows = out.cohort_rows](std::size_t row, std::size_t feature) {
    return measurements.value(cohort_rows[row], study::kBase, feature);
  };
  bind(table, measurements, places);
  return out;
}

AskedQuestion factor_table(const study::Study& study, const Measurements& measurements,
                           const study::StudyQuestion& asked) {
  AskedQuestion out{question_of(asked, false), {}, {}};
  agreement::QuestionTable& table = out.table;
  std::map<std::string, std::size_t> row_of;
  std::vector<std::map<std::string, std::size_t>> cells;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const study::CohortRow& row = study.rows[r];
    const std::string name = study::row_name(row, asked.within);
    const auto [it, is_new] = row_of.emplace(name, cells.size());
    if (is_new) {
      table.patients.push_back(row.patient);
      table.objects.push_back(name);
      out.cohort_rows.push_back(r);
      cells.emplace_back();
    }
    const std::string& level = study::level_of(row, asked.over);
    if (std::find(table.columns.begin(), table.columns.end(), level) == table.columns.end())
      table.columns.push_back(level);
    cells[it->second].emplace(level, r);
  }
  Places places;
  for (const auto& levels : cells) {
    places.rows.emplace_back();
    for (const std::string& level : table.columns) {
      const auto it = levels.find(level);
      places.rows.back().push_back(it == levels.end() ? -1 : static_cast<std::ptrdiff_t>(it->second));
    }
    places.conditions.emplace_back(table.columns.size(), std::size_t{0});
  }
  bind(table, measurements, places);
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
