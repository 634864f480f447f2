#include "statistics/component_model.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>

namespace radgauge::statistics {
namespace {

constexpr unsigned kInstruments[] = {kSite, kScanner, kSession};
constexpr unsigned kAnyInstrument = kSite | kScanner | kSession;

// The rows, in `order`, stably ordered by their key below n_keys.
std::vector<std::size_t> ordered_by(const std::vector<std::size_t>& key, std::size_t n_keys,
                                    const std::vector<std::size_t>& order) {
  std::vector<std::size_t> next(n_keys + 1, 0);
  for (const std::size_t k : key) ++next[k + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<std::size_t> sorted(order.size());
  for (const std::size_t row : order) sorted[next[key[row]]++] = row;
  return sorted;
}

// Splits each level by a code below n_codes; the new levels come in the order of (level, code). Two counting
// sorts, for most pairs of a thousand patients and a thousand objects do not occur.
void refine(Grouping& groups, const std::vector<std::size_t>& code, std::size_t n_codes) {
  std::vector<std::size_t> order(code.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  order = ordered_by(groups.level, groups.n_levels, ordered_by(code, n_codes, order));
  std::vector<std::size_t> level(code.size());
  std::size_t n_levels = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t row = order[i], before = i > 0 ? order[i - 1] : row;
    if (i == 0 || groups.level[row] != groups.level[before] || code[row] != code[before]) ++n_levels;
    level[row] = n_levels - 1;
  }
  groups = {std::move(level), n_levels};
}

// The labels as numbers in their order, so that partitions are made of integers.
class Partitions {
 public:
  explicit Partitions(const LabelledValues& m) : n_(m.values.size()) {
    for (std::size_t f = 0; f < codes_.size(); ++f) {
      std::map<std::string_view, std::size_t> numbers;
      for (std::size_t i = 0; i < m.labels[f].size(); ++i)
        if (i == 0 || m.labels[f][i] != m.labels[f][i - 1]) numbers.emplace(m.labels[f][i], 0);
      for (auto& entry : numbers) entry.second = sizes_[f]++;
      codes_[f].reserve(m.labels[f].size());
      for (const std::string& label : m.labels[f]) {
        // Tables come in the order of their objects: most labels are those of the row before.
        const bool again = !codes_[f].empty() && label == m.labels[f][codes_[f].size() - 1];
        codes_[f].push_back(again ? codes_[f].back() : numbers.find(label)->second);
      }
    }
  }
  std::size_t rows() const { return n_; }
  bool has(unsigned factor) const { return !codes_[factor_index(factor)].empty(); }

  // By labels; levels in the order of the labels.
  const Grouping& of(unsigned factors) const {
    const auto [it, is_new] = known_.emplace(factors, Grouping{});
    if (!is_new) return it->second;
    Grouping out{std::vector<std::size_t>(n_), n_ > 0 ? std::size_t{1} : 0};
    for (std::size_t f = 0; f < codes_.size(); ++f) {
      if (!(factors & (1u << f)) || codes_[f].empty()) continue;
      refine(out, codes_[f], sizes_[f]);
    }
    return it->second = std::move(out);
  }

 private:
  std::size_t n_;
  std::array<std::vector<std::size_t>, kFactorNames.size()> codes_;
  std::array<std::size_t, kFactorNames.size()> sizes_{};
  mutable std::map<unsigned, Grouping> known_;
};

// Labels of a unit: objects may repeat under another patient, scanners and sessions at another place.
unsigned labels_of(unsigned factors) {
  if (factors & kObject) factors |= kPatient;
  if (factors & kSession) factors |= kSite | kScanner;
  if (factors & kScanner) factors |= kSite;
  return factors;
}

bool equal_counts(const Grouping& groups) {
  std::vector<std::size_t> counts(groups.n_levels);
  for (const std::size_t level : groups.level) ++counts[level];
  return std::adjacent_find(counts.begin(), counts.end(), std::not_equal_to<>()) == counts.end();
}

// The factors of the design, each with the ones it is nested in: {patient, patient|object}, {scanner,
// scanner|session}, ...
struct Design {
  std::vector<unsigned> object, instrument, reader, condition, engine;
  unsigned draw = 0;
  std::vector<const std::vector<unsigned>*> sides() const {
    return {&object, &instrument, &reader, &condition, &engine};
  }
  unsigned all() const {
    unsigned factors = 0;
    for (const auto* side : sides())
      if (!side->empty()) factors |= side->back();
    return factors;
  }
  std::size_t count() const {
    const auto list = sides();
    return static_cast<std::size_t>(
        std::count_if(list.begin(), list.end(), [](const auto* side) { return !side->empty(); }));
  }
};

void leave_out(ComponentModel& model, unsigned factors, unsigned unit) {
  ModelTerm term;
  term.factors = factors;
  term.name = term_name(factors);
  term.reason = "the table has one " + term_name(unit) +
                " only: its component is not estimable, the others hold for this one";
  model.left_out.push_back(std::move(term));
}

Design design_of(const Partitions& parts, ComponentModel& model) {
  Design design;
  const std::size_t patients = parts.of(kPatient).n_levels, objects = parts.of(kPatient | kObject).n_levels;
  const bool clustered = objects > patients;
  if (objects < 2)
    leave_out(model, kObject, kObject);
  else if (clustered && patients >= 2)
    design.object = {kPatient, kPatient | kObject};
  else {
    if (clustered) leave_out(model, kPatient, kPatient);
    design.object = {kObject};
  }
  for (const unsigned factor : kInstruments) {
    if (!parts.has(factor)) continue;
    const unsigned whole = factor | (design.instrument.empty() ? 0 : design.instrument.back());
    // Sessions are numbered within scanners: one label on several scanners is one session of each.
    const bool one = parts.of(factor == kSession ? factor : labels_of(factor)).n_levels < 2;
    if (one)
      leave_out(model, whole, factor);
    else
      design.instrument.push_back(whole);
  }
  for (const auto& [factor, side] :
       {std::pair{kReader, &design.reader}, {kCondition, &design.condition}, {kEngine, &design.engine}}) {
    if (!parts.has(factor)) continue;
    if (parts.of(factor).n_levels < 2)
      leave_out(model, factor, factor);
    else
      *side = {factor};
  }
  return design;
}

unsigned last_of(unsigned factors) {
  return std::bit_floor(factors);
}

ConfoundedFactors confounded_pair(const Partitions& parts, unsigned a, unsigned b) {
  const std::size_t both = parts.of(labels_of(a) | labels_of(b)).n_levels;
  ConfoundedFactors out{last_of(b), last_of(a), {}};
  const std::string one = term_name(out.with), other = term_name(out.factor);
  const std::string start = other + " is confounded with " + one + " (each ";
  if (both == parts.of(labels_of(a)).n_levels)
    out.text = start + one + " has one " + other + " only)";
  else if (both == parts.of(labels_of(b)).n_levels)
    out.text = start + other + " has one " + one + " only)";
  return out.text.empty() ? ConfoundedFactors{} : out;
}

// Pairs in which each unit of one factor comes with a single unit of the other.
ConfoundedFactors confounded_factors(const Partitions& parts, const Design& design) {
  for (std::size_t i = 1; i < design.instrument.size(); ++i) {
    const unsigned outer = design.instrument[i - 1], inner = design.instrument[i];
    if (parts.of(labels_of(outer)).n_levels != parts.of(labels_of(inner)).n_levels) continue;
    const std::string a = term_name(last_of(inner)), b = term_name(last_of(outer));
    return {last_of(inner), last_of(outer),
            a + " is confounded with " + b + " (each " + b + " has one " + a + " only)"};
  }
  const auto sides = design.sides();
  for (std::size_t a = 0; a < sides.size(); ++a)
    for (std::size_t b = a + 1; b < sides.size(); ++b)
      for (const unsigned one : *sides[a])
        for (const unsigned other : *sides[b])
          if (!(other & kAnyInstrument & one))
            if (auto found = confounded_pair(parts, one, other); found.factor) return found;
  return {};
}

// A reader with one unit of the instrument only, where some unit has several readers.
void nest_reader(const Partitions& parts, Design& design) {
  if (design.reader.empty()) return;
  for (std::size_t i = design.instrument.size(); i-- > 0;) {
    const unsigned unit = design.instrument[i];
    const std::size_t readers = parts.of(kReader).n_levels;
    if (parts.of(labels_of(unit) | kReader).n_levels != readers ||
        parts.of(labels_of(unit)).n_levels >= readers)
      continue;
    design.reader = {unit | kReader};
    return;
  }
}

std::string confounded_terms(const ComponentModel& model, const Design& design, std::size_t n) {
  if (!model.repeats && design.count() == 1)
    return term_name(design.all()) + " is confounded with the residual (each was measured once)";
  for (std::size_t i = 0; i < model.terms.size(); ++i) {
    const ModelTerm& term = model.terms[i];
    if (term.groups.n_levels == n) return term.name + " is confounded with the residual";
    for (std::size_t j = 0; j < i; ++j)
      if (model.terms[j].groups.level == term.groups.level)
        return term.name + " is confounded with " + model.terms[j].name + " (they group the rows alike)";
  }
  return {};
}

// All groups are of equal size, and of any two terms every combination occurs that their common part allows.
bool is_balanced(const Partitions& parts, const ComponentModel& model) {
  if (!equal_counts(model.cells)) return false;
  for (const ModelTerm& term : model.terms)
    if (!equal_counts(term.groups)) return false;
  const auto levels = [&](unsigned factors) { return parts.of(labels_of(factors)).n_levels; };
  for (std::size_t i = 0; i < model.terms.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const unsigned a = model.terms[i].factors, b = model.terms[j].factors;
      const std::size_t common = (a & b) == 0 ? 1 : levels(a & b);
      if (levels(a | b) * common != levels(a) * levels(b)) return false;
    }
  return true;
}

// Every set of factors that is closed under nesting.
std::set<unsigned> crossings(const Design& design) {
  std::set<unsigned> sets{0};
  for (const auto* side : design.sides()) {
    std::set<unsigned> larger = sets;
    for (const unsigned set : sets)
      for (const unsigned factors : *side) larger.insert(set | factors);
    sets = std::move(larger);
  }
  return sets;
}

void add_terms(const Partitions& parts, const Design& design, ComponentModel& model) {
  std::vector<unsigned> sets;
  for (const unsigned factors : crossings(design)) {
    const bool is_residual = !model.repeats && factors == design.all() && design.count() > 1;
    if (factors != 0 && !is_residual) sets.push_back(factors);
  }
  if (design.draw) sets.push_back(design.draw);
  // Bits in the order of the factors: of two sets of one size, the one with the earlier factor comes first.
  const auto key = [](unsigned factors) {
    unsigned reversed = 0;
    for (unsigned bit = 0; bit < kFactorNames.size(); ++bit)
      if (factors & (1u << bit)) reversed |= 1u << (kFactorNames.size() - 1 - bit);
    return std::pair{std::popcount(factors), ~reversed};
  };
  std::sort(sets.begin(), sets.end(), [&](unsigned a, unsigned b) { return key(a) < key(b); });
  for (const unsigned factors : sets)
    model.terms.push_back({factors, term_name(factors), parts.of(labels_of(factors)), {}});
}

// Draws make a term where the readers and conditions of an image share them.
void find_shared_draws(const Partitions& parts, const ComponentModel& model, Design& design) {
  if (!parts.has(kDraw) || !model.repeats || design.object.empty()) return;
  const unsigned image = design.object.back() | (design.instrument.empty() ? 0 : design.instrument.back());
  const unsigned draw = labels_of(image) | kAnyInstrument | kDraw;
  const std::size_t levels = parts.of(draw).n_levels;
  if (levels < parts.rows() && levels > parts.of(labels_of(image)).n_levels) design.draw = image | kDraw;
}

}  // namespace

std::string term_name(unsigned factors) {
  std::string name;
  for (std::size_t f = 0; f < kFactorNames.size(); ++f)
    if (factors & (1u << f)) name += (name.empty() ? "" : ":") + std::string(kFactorNames[f]);
  return name;
}

ComponentModel component_model(const LabelledValues& m, bool nest_readers) {
  ComponentModel model;
  const Partitions parts(m);
  Design design = design_of(parts, model);
  const unsigned everything = (1u << kFactorNames.size()) - 1;
  model.cells = parts.of(everything & ~kDraw);
  model.repeats = model.cells.n_levels < m.values.size();
  if (nest_readers) nest_reader(parts, design);
  find_shared_draws(parts, model, design);
  if (design.draw) model.cells = parts.of(everything);
  add_terms(parts, design, model);
  model.confounded = confounded_factors(parts, design);
  model.confounding = model.confounded.text;
  if (model.confounding.empty()) model.confounding = confounded_terms(model, design, m.values.size());
  model.balanced = is_balanced(parts, model);
  return model;
}

}  // namespace radgauge::statistics
