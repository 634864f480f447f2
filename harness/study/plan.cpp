#include "study/plan.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <unordered_map>

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
  if (point.chain.empty() && point.measured.empty()) {
    plan.conditions[kBase].groups.push_back(group);
    return kBase;
  }
  std::string name = point.measured.empty() ? chain_name(point.chain) +
                                                  (point.numbered ? "#" + to_text(point.repetition + 1) : "")
                                            : point.measured;
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
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const auto [it, is_new] = known.emplace(study.rows[r].acquisition(), plan.acquisitions.size());
    if (is_new) plan.acquisitions.emplace_back();
    plan.acquisitions[it->second].rows.push_back(r);
  }
}

std::vector<std::size_t> acquisitions_of_rows(const Plan& plan, std::size_t n_rows) {
  std::vector<std::size_t> of_row(n_rows);
  for (std::size_t a = 0; a < plan.acquisitions.size(); ++a)
    for (const std::size_t r : plan.acquisitions[a].rows) of_row[r] = a;
  return of_row;
}

/// Where a row stands among those of its object.
struct Standing {
  bool first_session = false;  ///< session, scanner and site are those of the object's first row
  bool first_reader = false;   ///< of that session; elsewhere, where he may be missing, the first of its own
};
constexpr std::size_t kStandings = 4;
std::size_t index_of(const Standing& standing) {
  return (standing.first_session ? 2U : 0U) + (standing.first_reader ? 1U : 0U);
}

std::vector<Standing> standings(const Study& study, const Plan& plan) {
  const std::vector<std::size_t> acquisition = acquisitions_of_rows(plan, study.rows.size());
  std::unordered_map<std::string, std::size_t> first_row;
  std::vector<Standing> result(study.rows.size());
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const CohortRow& row = study.rows[r];
    const CohortRow& first = study.rows[first_row.emplace(row.object(), r).first->second];
    const bool same = row.session == first.session && row.scanner == first.scanner && row.site == first.site;
    result[r] = {
        same,
        row.reader == (same ? first : study.rows[plan.acquisitions[acquisition[r]].rows.front()]).reader};
  }
  return result;
}

bool in_scope(const Standing& standing, const Group& group) {
  return (standing.first_session || group.sessions == Scope::all) &&
         (standing.first_reader || group.readers == Scope::all);
}

/// The conditions that a row of this standing is measured under, ascending.
std::vector<std::size_t> conditions_of(const Study& study, const Plan& plan, const Standing& standing) {
  std::vector<std::size_t> list;
  for (std::size_t c = 0; c < plan.conditions.size(); ++c) {
    const auto& groups = plan.conditions[c].groups;
    if (c == kBase || std::any_of(groups.begin(), groups.end(),
                                  [&](std::size_t g) { return in_scope(standing, study.groups[g]); }))
      list.push_back(c);
  }
  return list;
}

std::string refusal(const Condition& condition, Modality modality) {
  for (const AppliedOperation& step : condition.chain)
    if (const std::string why = step.operation->refusal(step.values, modality); !why.empty())
      return step.operation->id + ": " + why;
  return {};
}

/// Which of the conditions, if any, cannot be applied to a modality, and why; asked once for each modality.
class Refusals {
 public:
  explicit Refusals(const Plan& plan) : plan_(plan) {}

  const std::string& of(std::size_t condition, Modality modality) {
    std::vector<std::string>& known = known_[modality];
    if (known.empty())
      for (const Condition& c : plan_.conditions) known.push_back(refusal(c, modality));
    return known[condition];
  }

 private:
  const Plan& plan_;
  std::map<Modality, std::vector<std::string>> known_;
};

void add_cells(Plan& plan, const Study& study) {
  const std::vector<Standing> standing = standings(study, plan);
  std::array<std::vector<std::size_t>, kStandings> conditions;
  for (const bool session : {false, true})
    for (const bool reader : {false, true})
      conditions[index_of({session, reader})] = conditions_of(study, plan, {session, reader});
  std::size_t n_cells = 0;
  for (const Standing& s : standing) n_cells += conditions[index_of(s)].size();
  plan.cells.reserve(n_cells);
  Refusals refusals(plan);
  for (std::size_t r = 0; r < study.rows.size(); ++r)
    for (const std::size_t c : conditions[index_of(standing[r])]) {
      const CohortRow& row = study.rows[r];
      if (const std::string& why = refusals.of(c, row.modality); !why.empty())
        throw Error(ErrorKind::study, (row.where.empty() ? "" : row.where + ": ") + "condition " +
                                          plan.conditions[c].name + " cannot be applied to " + row.name() +
                                          " (" + std::string(to_text(row.modality)) + "): " + why);
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

/// The image variant of each condition, of Plan::image_variants.
std::vector<std::size_t> add_image_variants(Plan& plan) {
  std::map<std::string, std::size_t> known;
  std::vector<std::size_t> of_condition;
  for (const Condition& condition : plan.conditions) {
    const auto [it, is_new] = known.emplace(image_variant(condition), plan.image_variants.size());
    if (is_new) plan.image_variants.push_back(it->first);
    of_condition.push_back(it->second);
  }
  return of_condition;
}

void add_units(Plan& plan, std::size_t n_rows) {
  const std::vector<std::size_t> acquisition = acquisitions_of_rows(plan, n_rows);
  const std::vector<std::size_t> variant = add_image_variants(plan);
  const std::size_t n_variants = plan.image_variants.size();
  constexpr auto kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> known(plan.acquisitions.size() * n_variants, kNone);
  for (std::size_t cell = 0; cell < plan.cells.size(); ++cell) {
    const std::size_t a = acquisition[plan.cells[cell].row], v = variant[plan.cells[cell].condition];
    std::size_t& unit = known[a * n_variants + v];
    if (unit == kNone) {
      unit = plan.units.size();
      plan.units.push_back({a, v, {}});
    }
    plan.units[unit].cells.push_back(cell);
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

bool is_condition_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

/// A value as a condition name holds it: free text that is no short word by its first word and a hash, for
/// names have a grammar of their own and no commas.
std::string name_text(const Field& field, const Value& value) {
  constexpr std::size_t kLongest = 40;
  if (field.kind != FieldKind::text) return to_text(value);
  const std::string& text = std::get<std::string>(value);
  if (text.size() <= kLongest && std::all_of(text.begin(), text.end(), is_condition_letter)) return text;
  std::string word = text.substr(0, text.find_first_of(" \t\n"));
  word = word.substr(word.find_last_of('/') + 1);
  for (char& c : word)
    if (!is_condition_letter(c) || c == '-') c = '_';
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
  add_units(plan, study.rows.size());
  return plan;
}

}  // namespace radgauge::study
