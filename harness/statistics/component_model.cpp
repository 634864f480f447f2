#include "statistics/component_model.h"

#include <algorithm>
#include <bit>
#include <map>

namespace radgauge {
namespace {

constexpr std::array<unsigned, 5> kFactors{kPatient, kObject, kScanner, kSession, kReader};

std::string name_of(unsigned factors) {
  std::string name;
  for (std::size_t f = 0; f < kFactors.size(); ++f)
    if (factors & kFactors[f]) name += (name.empty() ? "" : ":") + std::string(kFactorNames[f]);
  return name;
}

Grouping group_by(const Measurements& m, unsigned factors) {
  std::map<std::vector<std::string>, std::size_t> numbers;
  std::vector<std::vector<std::string>> keys(m.values.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t f = 0; f < kFactors.size(); ++f)
      if ((factors & kFactors[f]) && !m.labels[f].empty()) keys[i].push_back(m.labels[f][i]);
    numbers.emplace(keys[i], 0);
  }
  Grouping out;
  for (auto& entry : numbers) entry.second = out.n_levels++;
  for (const auto& key : keys) out.level.push_back(numbers[key]);
  return out;
}

std::vector<std::size_t> counts_of(const Grouping& groups) {
  std::vector<std::size_t> counts(groups.n_levels);
  for (const std::size_t level : groups.level) ++counts[level];
  return counts;
}

bool all_equal(const std::vector<std::size_t>& counts) {
  return std::adjacent_find(counts.begin(), counts.end(), std::not_equal_to<>()) == counts.end();
}

// The partitions that name the units of each factor, whatever the labels repeat.
struct Units {
  Grouping patient, object, scanner, session, reader;
};

// Which factors the design has, as the sets of the object side, the instrument side and the readers.
struct Sides {
  std::vector<unsigned> object, instrument, reader;
  unsigned all() const {
    unsigned factors = 0;
    for (const auto* side : {&object, &instrument, &reader})
      if (!side->empty()) factors |= side->back();
    return factors;
  }
  std::size_t count() const {
    return static_cast<std::size_t>(!object.empty()) + !instrument.empty() + !reader.empty();
  }
};

void leave_out(ComponentModel& model, unsigned factor, const char* unit) {
  ModelTerm term;
  term.factors = factor;
  term.name = name_of(factor);
  term.reason = "the table has one " + std::string(unit) +
                " only: its component is not estimable, the others hold for this one";
  model.left_out.push_back(std::move(term));
}

Sides sides_of(const Measurements& m, const Units& units, ComponentModel& model) {
  Sides sides;
  const bool clustered = units.object.n_levels > units.patient.n_levels;
  if (units.object.n_levels < 2)
    leave_out(model, kObject, "object");
  else if (clustered && units.patient.n_levels >= 2)
    sides.object = {kPatient, kPatient | kObject};
  else {
    if (clustered) leave_out(model, kPatient, "patient");
    sides.object = {kObject};
  }
  const bool has_scanner = !m.labels[2].empty(), has_session = !m.labels[3].empty();
  if (has_scanner && units.scanner.n_levels < 2) leave_out(model, kScanner, "scanner");
  if (has_scanner && units.scanner.n_levels >= 2) sides.instrument = {kScanner};
  const unsigned session = sides.instrument.empty() ? kSession : kScanner | kSession;
  if (has_session) {
    const bool one_label = group_by(m, kSession).n_levels < 2;
    if (one_label)
      leave_out(model, session, "session");
    else
      sides.instrument.push_back(session);
  }
  if (!m.labels[4].empty()) {
    if (units.reader.n_levels < 2)
      leave_out(model, kReader, "reader");
    else
      sides.reader = {kReader};
  }
  return sides;
}

struct NamedUnits {
  const char* name;
  const Grouping* groups;
};

// Pairs in which each unit of one factor comes with a single unit of the other.
std::string confounded_factors(const Units& units, const Sides& sides) {
  std::vector<NamedUnits> object, instrument, reader;
  if (sides.object.size() > 1) object.push_back({"patient", &units.patient});
  if (!sides.object.empty()) object.push_back({"object", &units.object});
  for (const unsigned factors : sides.instrument)
    instrument.push_back(factors & kSession ? NamedUnits{"session", &units.session}
                                            : NamedUnits{"scanner", &units.scanner});
  if (!sides.reader.empty()) reader.push_back({"reader", &units.reader});
  const auto check = [](const NamedUnits& a, const NamedUnits& b) -> std::string {
    std::map<std::pair<std::size_t, std::size_t>, bool> together;
    for (std::size_t i = 0; i < a.groups->level.size(); ++i)
      together[{a.groups->level[i], b.groups->level[i]}] = true;
    const std::string start = std::string(b.name) + " is confounded with " + a.name + " (each ";
    if (together.size() == a.groups->n_levels) return start + a.name + " has one " + b.name + " only)";
    if (together.size() == b.groups->n_levels) return start + b.name + " has one " + a.name + " only)";
    return {};
  };
  const auto check_sides = [&](const std::vector<NamedUnits>& a, const std::vector<NamedUnits>& b) {
    for (auto one = a.rbegin(); one != a.rend(); ++one)
      for (const NamedUnits& other : b)
        if (const std::string text = check(*one, other); !text.empty()) return text;
    return std::string();
  };
  if (sides.instrument.size() > 1 && units.session.n_levels == units.scanner.n_levels)
    return "session is confounded with scanner (each scanner has one session only)";
  for (const auto& [a, b] : {std::pair{&object, &instrument}, {&object, &reader}, {&instrument, &reader}})
    if (const std::string text = check_sides(*a, *b); !text.empty()) return text;
  return {};
}

std::string confounded_terms(const ComponentModel& model, const Sides& sides, std::size_t n) {
  if (!model.repeats && sides.count() == 1)
    return name_of(sides.all()) + " is confounded with the residual (each was measured once)";
  for (std::size_t i = 0; i < model.terms.size(); ++i) {
    const ModelTerm& term = model.terms[i];
    if (term.groups.n_levels == n) return term.name + " is confounded with the residual";
    for (std::size_t j = 0; j < i; ++j)
      if (model.terms[j].groups.level == term.groups.level)
        return term.name + " is confounded with " + model.terms[j].name + " (they group the rows alike)";
  }
  return {};
}

bool is_balanced(const Measurements& m, const ComponentModel& model, const Units& units, const Sides& sides) {
  std::size_t combinations = 1;
  if (!sides.object.empty()) combinations *= units.object.n_levels;
  if (!sides.instrument.empty())
    combinations *= sides.instrument.back() & kSession ? units.session.n_levels : units.scanner.n_levels;
  if (!sides.reader.empty()) combinations *= units.reader.n_levels;
  if (model.cells.n_levels != combinations || !all_equal(counts_of(model.cells))) return false;
  // With equal cells, equal counts of a nesting unit are equal numbers of nested ones.
  if (sides.object.size() > 1 && !all_equal(counts_of(units.patient))) return false;
  return sides.instrument.size() < 2 || all_equal(counts_of(group_by(m, kScanner)));
}

void add_terms(const Measurements& m, const Sides& sides, ComponentModel& model) {
  const auto with_none = [](std::vector<unsigned> side) {
    side.insert(side.begin(), 0u);
    return side;
  };
  std::vector<unsigned> sets;
  for (const unsigned o : with_none(sides.object))
    for (const unsigned s : with_none(sides.instrument))
      for (const unsigned r : with_none(sides.reader)) sets.push_back(o | s | r);
  // Bits in the order of the factors: of two sets of one size, the one with the earlier factor comes first.
  const auto key = [](unsigned factors) {
    unsigned reversed = 0;
    for (unsigned bit = 0; bit < 5; ++bit)
      if (factors & (1u << bit)) reversed |= 16u >> bit;
    return std::pair{std::popcount(factors), 32u - reversed};
  };
  std::sort(sets.begin(), sets.end(), [&](unsigned a, unsigned b) { return key(a) < key(b); });
  for (const unsigned factors : sets) {
    const bool is_residual = !model.repeats && factors == sides.all() && sides.count() > 1;
    if (factors == 0 || is_residual) continue;
    // Labels of objects may repeat under another patient even where patients are no factor.
    const unsigned labels = factors & kObject ? factors | kPatient : factors;
    model.terms.push_back({factors, name_of(factors), group_by(m, labels), {}});
  }
}

}  // namespace

ComponentModel component_model(const Measurements& m) {
  ComponentModel model;
  const Units units{group_by(m, kPatient), group_by(m, kPatient | kObject), group_by(m, kScanner),
                    group_by(m, kScanner | kSession), group_by(m, kReader)};
  const Sides sides = sides_of(m, units, model);
  model.cells = group_by(m, kPatient | kObject | kScanner | kSession | kReader);
  model.repeats = model.cells.n_levels < m.values.size();
  add_terms(m, sides, model);
  model.confounding = confounded_factors(units, sides);
  if (model.confounding.empty()) model.confounding = confounded_terms(model, sides, m.values.size());
  model.balanced = is_balanced(m, model, units, sides);
  return model;
}

}  // namespace radgauge
