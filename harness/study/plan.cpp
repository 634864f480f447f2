#include "study/plan.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"
#include "study/designs.h"
#include "study/grid_stage.h"

namespace radgauge::study {

namespace {

/// The place of a condition in the plan; a condition that is there already gets one more group.
std::size_t add_condition(Plan& plan, std::map<std::string, std::size_t>& known, DesignPoint point,
                          std::size_t group) {
  if (point.chain.empty()) {
    plan.conditions[kBase].groups.push_back(group);
    return kBase;
  }
  std::string name = chain_name(point.chain) + (point.numbered ? "#" + to_text(point.repetition + 1) : "");
  const auto [it, is_new] = known.emplace(name, plan.conditions.size());
  if (is_new) plan.conditions.push_back({std::move(name), std::move(point.chain), point.repetition, {}});
  auto& groups = plan.conditions[it->second].groups;
  // Two samples of a hypercube may be rounded to one condition.
  if (groups.empty() || groups.back() != group) groups.push_back(group);
  return it->second;
}

void add_conditions(Plan& plan, const Study& study) {
  std::map<std::string, std::size_t> known;
  plan.conditions.push_back({"base", {}, 0, {}});
  for (std::size_t g = 0; g < study.groups.size(); ++g)
    for (DesignPoint& point : design_points(study.groups[g], study.seed)) {
      const std::size_t factor = point.factor;
      const double level = point.level;
      const std::size_t condition = add_condition(plan, known, std::move(point), g);
      if (factor != kNoFactor && condition != kBase) plan.doses.push_back({g, factor, level, condition});
    }
}

void add_acquisitions(Plan& plan, const Study& study) {
  std::map<std::string, std::size_t> known;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const auto [it, is_new] = known.emplace(study.rows[r].acquisition(), plan.acquisitions.size());
    if (is_new) plan.acquisitions.emplace_back();
    plan.acquisitions[it->second].rows.push_back(r);
  }
}

/// Is this row the first of its object as far as the group does not ask for all readers or sessions?
bool in_scope(const Study& study, const std::map<std::string, std::size_t>& first_row, std::size_t r,
              const Group& group) {
  const CohortRow& row = study.rows[r];
  const CohortRow& first = study.rows[first_row.at(row.object())];
  const bool same_session =
      row.session == first.session && row.scanner == first.scanner && row.site == first.site;
  if (group.sessions == Scope::first && !same_session) return false;
  if (group.readers == Scope::all) return true;
  if (same_session) return row.reader == first.reader;
  // In another session the first reader may be missing: the first of that session stands in.
  for (std::size_t other = 0; other < r; ++other)
    if (study.rows[other].acquisition() == row.acquisition()) return false;
  return true;
}

std::string refusal(const Condition& condition, Modality modality) {
  for (const AppliedOperation& step : condition.chain)
    if (const std::string why = step.operation->refusal(step.values, modality); !why.empty())
      return step.operation->id + ": " + why;
  return {};
}

void add_cells(Plan& plan, const Study& study) {
  std::map<std::string, std::size_t> first_row;
  for (std::size_t r = 0; r < study.rows.size(); ++r) first_row.emplace(study.rows[r].object(), r);
  for (std::size_t r = 0; r < study.rows.size(); ++r)
    for (std::size_t c = 0; c < plan.conditions.size(); ++c) {
      const Condition& condition = plan.conditions[c];
      const bool wanted =
          c == kBase || std::any_of(condition.groups.begin(), condition.groups.end(), [&](std::size_t g) {
            return in_scope(study, first_row, r, study.groups[g]);
          });
      if (!wanted) continue;
      if (const std::string why = refusal(condition, study.rows[r].modality); !why.empty())
        throw Error(ErrorKind::study, (study.rows[r].where.empty() ? "" : study.rows[r].where + ": ") +
                                          "condition " + condition.name + " cannot be applied to " +
                                          study.rows[r].name() + " (" +
                                          std::string(to_text(study.rows[r].modality)) + "): " + why);
      plan.cells.push_back({r, c});
    }
}

/// Identity of the image-stage part of a condition.
std::string image_variant(const Condition& condition) {
  std::vector<AppliedOperation> part;
  bool random = false;
  for (const AppliedOperation& step : condition.chain)
    if (step.operation->stage == Stage::image) {
      part.push_back(step);
      random = random || step.operation->random;
    }
  if (part.empty()) return {};
  return chain_name(part) + (random ? "#" + to_text(condition.repetition + 1) : "");
}

void add_units(Plan& plan) {
  std::map<std::size_t, std::size_t> acquisition_of_row;
  for (std::size_t a = 0; a < plan.acquisitions.size(); ++a)
    for (const std::size_t r : plan.acquisitions[a].rows) acquisition_of_row[r] = a;
  std::vector<std::string> variants;
  for (const Condition& condition : plan.conditions) variants.push_back(image_variant(condition));
  std::map<std::pair<std::size_t, std::string>, std::size_t> known;
  for (std::size_t cell = 0; cell < plan.cells.size(); ++cell) {
    const std::size_t a = acquisition_of_row.at(plan.cells[cell].row);
    const std::string& variant = variants[plan.cells[cell].condition];
    const auto [it, is_new] = known.emplace(std::pair{a, variant}, plan.units.size());
    if (is_new) plan.units.push_back({a, variant, {}});
    plan.units[it->second].cells.push_back(cell);
  }
  std::stable_sort(plan.units.begin(), plan.units.end(),
                   [](const PlannedUnit& a, const PlannedUnit& b) { return a.acquisition < b.acquisition; });
}

bool has_two_readers(const Study& study, const Acquisition& acquisition) {
  std::set<std::string> readers;
  for (const std::size_t r : acquisition.rows) readers.insert(study.rows[r].reader);
  return readers.size() > 1;
}

/// What is fitted to readers needs an image that two of them drew on.
void check_readers(const Study& study, const Plan& plan) {
  for (const Condition& condition : plan.conditions)
    for (const AppliedOperation& step : condition.chain) {
      if (step.operation->wants_readers == nullptr || !step.operation->wants_readers(step.values)) continue;
      if (std::any_of(plan.acquisitions.begin(), plan.acquisitions.end(),
                      [&](const Acquisition& a) { return has_two_readers(study, a); }))
        continue;
      throw Error(
          ErrorKind::study,
          study.file + ": condition " + condition.name +
              " is to be fitted to the readers of the study, but none of its " +
              to_text(static_cast<std::int64_t>(plan.acquisitions.size())) +
              " images has masks of two readers; add rows to the cohort with the same image, another mask "
              "and another name in the column 'reader', or set the parameters yourself");
    }
}

/// A value as a condition name holds it: free text by its first word and a hash, for names have a grammar of
/// their own and no commas.
std::string name_text(const Field& field, const Value& value) {
  if (field.kind != FieldKind::text) return to_text(value);
  const std::string& text = std::get<std::string>(value);
  std::string word = text.substr(0, text.find_first_of(" \t\n"));
  word = word.substr(word.find_last_of('/') + 1);
  for (char& c : word)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'))
      c = '_';
  char hash[17];
  std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(xxh3(text)));
  return word + "~" + hash;
}

}  // namespace

std::string chain_name(const std::vector<AppliedOperation>& chain) {
  std::string name;
  for (const AppliedOperation& step : chain) {
    if (!name.empty()) name += "+";
    name += step.operation->id;
    for (std::size_t i = 0; i < step.values.size(); ++i)
      if (const Field& field = step.operation->fields[i]; step.values[i] != field.fallback)
        name += ":" + field.name + "=" + name_text(field, step.values[i]);
  }
  return name;
}

std::string Plan::cell_name(const Study& study, std::size_t cell) const {
  return study.rows[cells[cell].row].name() + "::" + conditions[cells[cell].condition].name;
}

Plan make_plan(const Study& study) {
  Plan plan;
  add_conditions(plan, study);
  check_grid_stage(study, plan);
  add_acquisitions(plan, study);
  check_readers(study, plan);
  add_cells(plan, study);
  add_units(plan);
  return plan;
}

std::vector<bool> select_cells(const Study& study, const Plan& plan, const std::string& pattern) {
  std::vector<bool> selected(plan.cells.size(), false);
  const bool whole = pattern.find("::") != std::string::npos;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const CohortRow& row = study.rows[plan.cells[i].row];
    selected[i] = whole ? matches_pattern(plan.cell_name(study, i), pattern)
                        : matches_pattern(row.name(), pattern) || matches_pattern(row.object(), pattern) ||
                              matches_pattern(plan.conditions[plan.cells[i].condition].name, pattern);
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
  std::string last;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    if (!of[i]) continue;
    const std::string object = study.rows[plan.cells[i].row].object();
    if (object != last && kept >= limit) break;
    last = object;
    selected[i] = true;
    ++kept;
  }
  return selected;
}

}  // namespace radgauge::study
