#include "analysis/gauge_places.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "agreement/gauge_design.h"
#include "core/text.h"
#include "study/acquired.h"

namespace radgauge::analysis {

namespace {

unsigned factor_bit(const std::string& name) {
  for (std::size_t f = 0; f < statistics::kFactorNames.size(); ++f)
    if (name == statistics::kFactorNames[f]) return 1u << f;
  return 0;
}

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

const study::Group* find_group(const study::Study& study, const std::string& name) {
  for (const study::Group& group : study.groups)
    if (group.name == name) return &group;
  return nullptr;
}

/// The conditions of a group; base first where it is a level like the others.
std::vector<std::size_t> conditions_of(const study::Study& study, const study::Plan& plan,
                                       const study::Group& group) {
  const auto g = static_cast<std::size_t>(&group - study.groups.data());
  std::vector<std::size_t> conditions;
  if (group.repeats == 1 && !study::draws_of_one_condition(group)) conditions.push_back(study::kBase);
  for (std::size_t c = study::kBase + 1; c < plan.conditions.size(); ++c)
    if (const auto& groups = plan.conditions[c].groups;
        std::find(groups.begin(), groups.end(), g) != groups.end())
      conditions.push_back(c);
  return conditions;
}

/// The cells of a plan by row; they come in the order of rows and conditions.
class PlannedCells {
 public:
  PlannedCells(const study::Study& study, const study::Plan& plan)
      : cells_(plan.cells), begin_(study.rows.size() + 1, 0) {
    for (const study::PlannedCell& cell : cells_) ++begin_[cell.row + 1];
    for (std::size_t r = 1; r < begin_.size(); ++r) begin_[r] += begin_[r - 1];
  }
  bool contain(std::size_t row, std::size_t condition) const {
    const auto at = [&](std::size_t i) { return cells_.begin() + static_cast<std::ptrdiff_t>(begin_[i]); };
    const auto cell = std::lower_bound(
        at(row), at(row + 1), condition,
        [](const study::PlannedCell& c, std::size_t wanted) { return c.condition < wanted; });
    return cell != at(row + 1) && cell->condition == condition;
  }

 private:
  const std::vector<study::PlannedCell>& cells_;
  std::vector<std::size_t> begin_;
};

/// Which factors label the places, and which acquired factors make objects of their own.
struct Layout {
  std::vector<std::string> factors;
  std::vector<std::string> fixed;
  std::vector<std::size_t> conditions;
  bool condition = false;  ///< conditions are levels
  bool draws = false;      ///< conditions are, or have, repeats
  unsigned over = 0;
};

Layout layout_of(const study::Study& study, const study::Plan& plan, const study::StudyQuestion& question) {
  Layout layout;
  layout.factors = question.gauge.factors;
  const study::Group* group = find_group(study, question.over);
  if (group == nullptr) {
    if (!contains(layout.factors, question.over)) layout.factors.push_back(question.over);
    layout.over = factor_bit(question.over);
    group = find_group(study, question.gauge.repeats);
    layout.conditions =
        group == nullptr ? std::vector<std::size_t>{study::kBase} : conditions_of(study, plan, *group);
    layout.draws = group != nullptr;
  } else {
    layout.conditions = conditions_of(study, plan, *group);
    layout.condition = !study::draws_of_one_condition(*group);
    layout.draws = group->repeats > 1 || !layout.condition;
    layout.over = layout.condition ? statistics::kCondition : 0;
  }
  for (const std::string& factor : question.within)
    if (!contains(layout.factors, factor)) layout.fixed.push_back(factor);
  return layout;
}

void add_place(const study::Plan& plan, const Layout& layout, const study::CohortRow& row, std::size_t r,
               std::size_t c, const std::string& table_row, PlannedGauge& out) {
  const study::Condition& condition = plan.conditions[c];
  agreement::GaugePlaces& places = out.places;
  const auto label = [&](unsigned factor, std::string text) {
    places.labels[statistics::factor_index(factor)].push_back(std::move(text));
  };
  label(statistics::kPatient, row.patient);
  label(statistics::kObject, study::row_name(row, layout.fixed));
  for (const std::string& factor : layout.factors) label(factor_bit(factor), study::level_of(row, factor));
  if (layout.condition)
    label(statistics::kCondition, condition.chain.empty()
                                      ? condition.name.substr(0, condition.name.rfind('#'))
                                      : study::chain_name(condition.chain));
  if (layout.draws) label(statistics::kDraw, to_text(condition.repetition));
  places.rows.push_back(table_row);
  out.rows.push_back(r);
  out.conditions.push_back(c);
}

}  // namespace

PlannedGauge plan_gauge(const study::Study& study, const study::Plan& plan,
                        const study::StudyQuestion& question) {
  const Layout layout = layout_of(study, plan, question);
  const PlannedCells planned(study, plan);
  PlannedGauge out;
  out.places.over = layout.over;
  std::set<std::string> seen;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const study::CohortRow& row = study.rows[r];
    if (layout.conditions.empty() || !planned.contain(r, layout.conditions.back())) continue;
    // Readers and sessions are not pooled: one row for each object and combination of levels.
    std::string key = study::row_name(row, layout.fixed);
    for (const std::string& factor : layout.factors) key += "\n" + study::level_of(row, factor);
    if (!seen.insert(key).second) continue;
    const std::string table_row = study::row_name(row, question.within);
    for (const std::size_t c : layout.conditions)
      if (planned.contain(r, c)) add_place(plan, layout, row, r, c, table_row, out);
  }
  return out;
}

agreement::GaugePlaces with_values(PlannedGauge planned, const Measurements& measurements) {
  agreement::GaugePlaces places = std::move(planned.places);
  for (const store::StoredFeature& feature : measurements.features()) places.features.push_back(feature.name);
  std::vector<std::uint32_t> cells(planned.rows.size());
  for (std::size_t i = 0; i < cells.size(); ++i)
    cells[i] = measurements.find(planned.rows[i], planned.conditions[i]);
  places.read = [&measurements, cells = std::move(cells)](std::size_t feature, std::span<double> values) {
    const FeatureColumn column = measurements.column(feature);
    for (std::size_t i = 0; i < cells.size(); ++i)
      values[i] = cells[i] != kNoCell && column.statuses[cells[i]] == Status::ok ? column.values[cells[i]]
                                                                                 : std::nan("");
  };
  return places;
}

std::vector<agreement::GaugeRow> gauge_of(const study::Study& study, const study::Plan& plan,
                                          const study::StudyQuestion& question,
                                          const agreement::QuestionTable& table,
                                          const Measurements& measurements) {
  const agreement::GaugePlaces places = with_values(plan_gauge(study, plan, question), measurements);
  std::vector<agreement::GaugeRow> rows = agreement::gauge_rows(question.name, places);
  for (const agreement::Stratum& stratum : table.strata) {
    std::vector<std::string> objects;
    for (const std::size_t row : stratum.rows) objects.push_back(table.objects[row]);
    for (agreement::GaugeRow& row :
         agreement::gauge_rows(question.name, agreement::restricted(places, objects), stratum.key))
      rows.push_back(std::move(row));
  }
  return rows;
}

std::string gauge_plan_text(const GaugePlanLine& line) {
  return "gauge of question " + line.question + ": " + (line.estimable ? "" : "not estimable: ") + line.text;
}

std::vector<GaugePlanLine> gauge_plan_lines(const study::Study& study, const study::Plan& plan) {
  std::vector<GaugePlanLine> lines;
  for (const study::StudyQuestion& question : study.questions) {
    const PlannedGauge planned = plan_gauge(study, plan, question);
    statistics::LabelledValues labels;
    labels.labels = planned.places.labels;
    labels.values.assign(planned.places.size(), 0);
    const agreement::GaugeDesign design =
        agreement::gauge_design(std::move(labels), planned.places.over, agreement::kMostGaugeRemlCells);
    GaugePlanLine line{question.name, design.reason.empty(), design.reason};
    if (line.estimable) line.text = design.text + (design.note.empty() ? "" : "; " + design.note);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace radgauge::analysis
