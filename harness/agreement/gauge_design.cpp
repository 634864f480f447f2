#include "agreement/gauge_design.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "core/text.h"

namespace radgauge::agreement {

using statistics::LabelledValues;

namespace {

void add_clause(std::string& text, const std::string& more) {
  text += (text.empty() ? "" : "; ") + more;
}

// The term in which a factor stands with nothing but what it is nested in.
const statistics::ModelTerm* main_term(const statistics::ComponentModel& model, unsigned factor) {
  const auto it =
      std::find_if(model.terms.begin(), model.terms.end(), [factor](const statistics::ModelTerm& term) {
        return (term.factors & factor) && !(term.factors & statistics::kDraw);
      });
  return it == model.terms.end() ? nullptr : &*it;
}

LabelledValues subset(const LabelledValues& m, const std::vector<std::size_t>& kept) {
  LabelledValues out;
  for (const std::size_t i : kept) out.values.push_back(m.values[i]);
  for (std::size_t f = 0; f < m.labels.size(); ++f)
    for (const std::size_t i : m.labels[f].empty() ? std::vector<std::size_t>{} : kept)
      out.labels[f].push_back(m.labels[f][i]);
  return out;
}

statistics::Grouping group_objects(const LabelledValues& m) {
  std::map<std::pair<std::string, std::string>, std::size_t> numbers;
  statistics::Grouping out;
  for (std::size_t i = 0; i < m.values.size(); ++i)
    out.level.push_back(
        numbers
            .emplace(std::pair{m.of(statistics::kPatient)[i], m.of(statistics::kObject)[i]}, numbers.size())
            .first->second);
  out.n_levels = numbers.size();
  return out;
}

// LabelledValues of the objects that have the most.
std::vector<std::size_t> complete_objects(const statistics::Grouping& objects) {
  std::vector<std::size_t> counts(objects.n_levels), kept;
  for (const std::size_t level : objects.level) ++counts[level];
  const std::size_t most = counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
  for (std::size_t i = 0; i < objects.level.size(); ++i)
    if (counts[objects.level[i]] == most) kept.push_back(i);
  return kept;
}

// Drops factors until what is left can be told apart.
void fit_model(LabelledValues& m, GaugeDesign& design) {
  design.model = statistics::component_model(m, true);
  while (design.model.confounded.factor) {
    design.dropped.push_back(design.model.confounded);
    m.of(design.model.confounded.factor).clear();
    design.model = statistics::component_model(m, true);
  }
}

// Unbalanced and too large for REML: ANOVA of what is balanced in it.
void make_balanced(LabelledValues& m, GaugeDesign& design) {
  const bool clustered = main_term(design.model, statistics::kPatient) != nullptr;
  if (clustered) {
    for (std::size_t i = 0; i < m.values.size(); ++i)
      m.of(statistics::kObject)[i] = m.of(statistics::kPatient)[i] =
          m.of(statistics::kPatient)[i] + "/" + m.of(statistics::kObject)[i];
    design.model = statistics::component_model(m, true);
  }
  if (!design.model.balanced) {
    const std::vector<std::size_t> kept = complete_objects(design.objects);
    LabelledValues complete = subset(m, kept);
    statistics::ComponentModel model = statistics::component_model(complete, true);
    if (!model.balanced || model.confounded.factor) return;
    std::vector<std::size_t> rows;
    for (const std::size_t i : kept) rows.push_back(design.kept[i]);
    const std::size_t all = design.objects.n_levels;
    m = std::move(complete);
    design.kept = std::move(rows);
    design.model = std::move(model);
    design.objects = group_objects(m);
    add_clause(design.note, "ANOVA of the " + count_text(design.objects.n_levels) + " of " + count_text(all) +
                                " objects measured in every cell");
  }
  if (clustered)
    add_clause(design.note, "patients have unequal numbers of objects: part variation is that of objects");
}

std::string repeats_text(const LabelledValues& m, const statistics::ComponentModel& model) {
  std::map<std::vector<std::string_view>, std::size_t> counts;
  for (std::size_t i = 0; i < m.values.size(); ++i) {
    std::vector<std::string_view> key;
    for (std::size_t f = 0; f < m.labels.size(); ++f)
      if (f != statistics::factor_index(statistics::kDraw) && !m.labels[f].empty())
        key.push_back(m.labels[f][i]);
    ++counts[key];
  }
  std::size_t least = m.values.size(), most = 0;
  for (const auto& entry : counts) {
    least = std::min(least, entry.second);
    most = std::max(most, entry.second);
  }
  std::vector<std::string> sharing;
  for (const unsigned factor : {statistics::kReader, statistics::kCondition, statistics::kEngine})
    if ((model.factors() & statistics::kDraw) && (model.factors() & factor))
      sharing.push_back(statistics::term_name(factor) + "s");
  return (least == most ? count_text(most) : count_text(least) + " to " + count_text(most)) + " repeats" +
         (sharing.empty() ? "" : " shared by " + join(sharing, " and "));
}

std::string describe(const LabelledValues& m, const statistics::ComponentModel& model) {
  std::vector<std::string> crossed, counts;
  for (const unsigned factor :
       {statistics::kObject, statistics::kSite, statistics::kScanner, statistics::kSession,
        statistics::kReader, statistics::kCondition, statistics::kEngine}) {
    const statistics::ModelTerm* term = main_term(model, factor);
    if (term == nullptr) continue;
    const unsigned around = term->factors & ~factor;
    const unsigned inner = around == 0 ? 0 : std::bit_floor(around);
    const std::string name = statistics::term_name(factor);
    crossed.push_back(name + (inner ? " in " + statistics::term_name(inner) : ""));
    counts.push_back(count_of(term->groups.n_levels, name));
    if (inner == statistics::kPatient)
      counts.back() += " of " + count_of(main_term(model, statistics::kPatient)->groups.n_levels, "patient");
  }
  if (model.repeats) {
    crossed.emplace_back("repeat");
    counts.push_back(repeats_text(m, model));
  }
  return join(crossed, " x ") + (model.balanced ? ", balanced: " : ", unbalanced: ") + join(counts, ", ");
}

void judge(const LabelledValues& m, unsigned over, GaugeDesign& design) {
  for (const statistics::ConfoundedFactors& pair : design.dropped) {
    // Where two instruments or readers go together, the one that stays stands for both.
    const bool part = pair.with & statistics::kObjects;
    if (pair.factor == over && part) add_clause(design.reason, pair.text);
    add_clause(design.note,
               pair.text + (part ? "; its variation is part of that of the objects"
                                 : "; the component of " + statistics::term_name(pair.with) + " is of both"));
  }
  for (const statistics::ModelTerm& term : design.model.left_out) {
    const unsigned factor = std::bit_floor(term.factors);
    if (factor == statistics::kObject)
      add_clause(design.reason, "one object: there is nothing to tell apart");
    if (factor == over) add_clause(design.reason, "one " + statistics::term_name(factor) + " only");
    if (factor != over && factor != statistics::kObject)
      add_clause(design.note, "one " + statistics::term_name(factor) + " only: the table holds for it");
  }
  if (over == 0 && !design.model.repeats) add_clause(design.reason, "nothing was measured twice");
  if (!design.model.confounding.empty()) {
    if (design.reason.empty()) design.reason = design.model.confounding;
    design.estimable = false;
  }
  if (m.values.size() < 2) design.estimable = false;
}

}  // namespace

GaugeDesign gauge_design(LabelledValues m, unsigned over, std::size_t most_reml_cells) {
  GaugeDesign design;
  design.kept.resize(m.values.size());
  std::iota(design.kept.begin(), design.kept.end(), std::size_t{0});
  design.objects = group_objects(m);
  fit_model(m, design);
  if (!design.model.balanced && design.model.cells.n_levels > most_reml_cells) make_balanced(m, design);
  design.text = describe(m, design.model);
  judge(m, over, design);
  return design;
}

}  // namespace radgauge::agreement
