#include "analysis/doses.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/nan.h"
#include "study/designs.h"
#include "study/map_changes.h"

namespace radgauge::analysis {

using agreement::DoseLevel;
using store::CellRecord;

namespace {

Value value_of(const Field& field, double number) {
  if (field.kind == FieldKind::integer) return static_cast<std::int64_t>(number);
  return number;
}

/// What the extraction does without the operation, in the parameter of the factor: NaN unless asking for that
/// value leaves the settings as they are.
double level_of_extraction(const ExtractionSettings& settings, const study::Group& group,
                           const study::OatFactor& factor) {
  const Operation& operation = *group.chain[factor.step].operation;
  const Field& field = operation.fields[factor.parameter];
  try {
    const auto nothing = study::oat_values(group, factor, field.fallback);
    for (const Magnitude& m : operation.extraction(settings, nothing).magnitudes) {
      if (m.parameter != field.name) continue;
      const auto same = study::oat_values(group, factor, value_of(field, m.achieved));
      if (operation.extraction(settings, same).settings == settings) return m.achieved;
    }
  } catch (const Error&) {
    // It cannot be asked for: unknown.
  }
  return kNaN;
}

double level_0(const study::Study& study, const study::Group& group, const study::OatFactor& factor) {
  const Operation& operation = *group.chain[factor.step].operation;
  if (study::changed_filter(operation) != nullptr) {
    const Value& as_it_is = operation.fields[factor.parameter].fallback;
    return study::map_level(study, {&operation, study::oat_values(group, factor, as_it_is)}, factor.parameter)
        .value_or(factor.unchanged);
  }
  if (operation.stage != Stage::extraction || std::isinf(factor.unchanged)) return factor.unchanged;
  const double level = level_of_extraction(study.extractions.front().settings, group, factor);
  return std::isnan(level) ? factor.unchanged : level;
}

/// The magnitude that is the dose: its name, and the unit.
std::pair<std::string, std::string> dose_of(const Measurements& measurements,
                                            const std::vector<std::size_t>& cells,
                                            const std::string& operation, const std::string& parameter) {
  std::pair<std::string, std::string> first;
  for (const std::size_t cell : cells)
    for (const MeasuredMagnitude& m : measurements.cell(cell).magnitudes) {
      const MagnitudeKind& kind = measurements.kinds()[m.kind];
      if (kind.operation != operation || !std::isfinite(m.achieved)) continue;
      if (kind.parameter == parameter) return {kind.parameter, kind.unit};
      if (first.first.empty() && !std::isnan(m.requested)) first = {kind.parameter, kind.unit};
    }
  return first;
}

/// Cells of the rows of the question under each condition.
using CellsOf = std::vector<std::vector<std::size_t>>;

CellsOf cells_by_condition(const study::Plan& plan, const Measurements& measurements,
                           const AskedQuestion& asked) {
  std::vector<std::size_t> rows = asked.cohort_rows;
  std::sort(rows.begin(), rows.end());
  CellsOf out(plan.conditions.size());
  for (std::size_t c = 0; c < measurements.n_cells(); ++c) {
    const MeasuredCell cell = measurements.cell(c);
    if (std::binary_search(rows.begin(), rows.end(), cell.row)) out[cell.condition].push_back(c);
  }
  return out;
}

struct Mean {
  double sum = 0, least = std::numeric_limits<double>::infinity(), most = -least;
  std::int64_t n = 0;
  void add(double x) {
    if (!std::isfinite(x)) return;
    sum += x;
    least = std::min(least, x);
    most = std::max(most, x);
    ++n;
  }
  double value() const { return n > 0 ? sum / static_cast<double>(n) : kNaN; }
};

void measure_level(const Measurements& measurements, const std::vector<std::size_t>& cells,
                   const std::string& operation, const std::string& magnitude, DoseLevel& level) {
  Mean dose;
  std::vector<std::pair<std::string, Mean>> others;
  for (const std::size_t c : cells) {
    const MeasuredCell cell = measurements.cell(c);
    ++level.cells;
    level.failed += cell.status == Status::failed ? 1 : 0;
    bool limited = false;
    for (const MeasuredMagnitude& m : cell.magnitudes) {
      const MagnitudeKind& kind = measurements.kinds()[m.kind];
      if (kind.operation != operation) continue;
      limited = limited || kind.status != "ok";
      if (kind.parameter == magnitude) {
        dose.add(m.achieved);
        continue;
      }
      auto at = std::find_if(others.begin(), others.end(),
                             [&](const auto& other) { return other.first == kind.parameter; });
      if (at == others.end()) at = others.insert(others.end(), {kind.parameter, {}});
      at->second.add(m.achieved);
    }
    level.limited += limited ? 1 : 0;
  }
  level.achieved = level.achieved_min = level.achieved_max = level.requested;
  if (dose.n > 0) {
    level.achieved = dose.value();
    level.achieved_min = dose.least;
    level.achieved_max = dose.most;
  }
  for (const auto& [name, mean] : others)
    if (mean.n > 0) level.side_effects.emplace_back(name, mean.value());
}

/// The levels of one factor, in the order of the plan.
std::vector<DoseLevel> levels_of(const study::Plan& plan, const AskedQuestion& asked, std::size_t group,
                                 std::size_t factor, std::vector<std::vector<std::size_t>>& conditions) {
  std::vector<DoseLevel> levels;
  for (const study::PlannedDose& dose : plan.doses) {
    if (dose.group != group || dose.factor != factor) continue;
    auto at = std::find_if(levels.begin(), levels.end(),
                           [&](const DoseLevel& level) { return level.requested == dose.level; });
    if (at == levels.end()) {
      at = levels.insert(levels.end(), DoseLevel{});
      at->requested = dose.level;
      conditions.emplace_back();
    }
    const auto column = std::find(asked.conditions.begin(), asked.conditions.end(), dose.condition);
    if (column == asked.conditions.end()) continue;
    at->columns.push_back(static_cast<std::size_t>(column - asked.conditions.begin()));
    conditions[static_cast<std::size_t>(at - levels.begin())].push_back(dose.condition);
  }
  return levels;
}

/// 0.5 mm of growth on voxels of 1 mm: asked for, and not done anywhere.
bool is_idle(const DoseLevel& level, double unchanged, double level_0) {
  return level.requested == unchanged ||
         (level.cells > level.failed && level.achieved_min == level_0 && level.achieved_max == level_0);
}

void add_sides(const agreement::DoseCurve& both, double unchanged,
               std::vector<agreement::DoseCurve>& curves) {
  for (const bool below : {true, false}) {
    agreement::DoseCurve curve = both;
    curve.side = below ? agreement::DoseSide::below : agreement::DoseSide::above;
    std::erase_if(curve.levels,
                  [&](const DoseLevel& level) { return (level.requested < unchanged) != below; });
    std::stable_sort(curve.levels.begin(), curve.levels.end(), [&](const DoseLevel& a, const DoseLevel& b) {
      return below ? a.requested > b.requested : a.requested < b.requested;
    });
    std::copy_if(curve.levels.begin(), curve.levels.end(), std::back_inserter(curve.idle),
                 [&](const DoseLevel& level) { return is_idle(level, unchanged, curve.level_0); });
    std::erase_if(curve.levels,
                  [&](const DoseLevel& level) { return is_idle(level, unchanged, curve.level_0); });
    if (!curve.levels.empty()) curves.push_back(std::move(curve));
  }
}

/// The cells of each level.
std::vector<std::vector<std::size_t>> cells_of(const CellsOf& cells,
                                               const std::vector<std::vector<std::size_t>>& conditions) {
  std::vector<std::vector<std::size_t>> out(conditions.size());
  for (std::size_t m = 0; m < conditions.size(); ++m)
    for (const std::size_t condition : conditions[m])
      out[m].insert(out[m].end(), cells[condition].begin(), cells[condition].end());
  return out;
}

/// All levels of a factor, with what was achieved.
agreement::DoseCurve curve_of(const study::Study& study, const Measurements& measurements,
                              const study::Group& group, const study::OatFactor& factor, double unchanged,
                              std::vector<DoseLevel> levels,
                              const std::vector<std::vector<std::size_t>>& cells) {
  const Operation& operation = *group.chain[factor.step].operation;
  const Field& field = operation.fields[factor.parameter];
  std::vector<std::size_t> all;
  for (const auto& of_level : cells) all.insert(all.end(), of_level.begin(), of_level.end());
  const auto [magnitude, unit] = dose_of(measurements, all, operation.id, field.name);
  agreement::DoseCurve curve;
  curve.factor = factor.name;
  curve.parameter = field.name;
  curve.magnitude = magnitude.empty() ? field.name : magnitude;
  curve.unit = magnitude.empty() ? field.unit : unit;
  if (curve.unit == "intensity") curve.unit = study.rows.front().unit;
  if (std::isfinite(unchanged) && (curve.magnitude == field.name || unchanged == 0))
    curve.level_0 = unchanged;
  curve.levels = std::move(levels);
  for (std::size_t m = 0; m < curve.levels.size(); ++m)
    measure_level(measurements, cells[m], operation.id, curve.magnitude, curve.levels[m]);
  return curve;
}

}  // namespace

std::vector<agreement::DoseCurve> dose_curves(const study::Study& study, const study::Plan& plan,
                                              const Measurements& measurements, const AskedQuestion& asked) {
  std::vector<agreement::DoseCurve> curves;
  const auto group = std::find_if(study.groups.begin(), study.groups.end(),
                                  [&](const study::Group& g) { return g.name == asked.question.over; });
  if (group == study.groups.end() || group->design != study::Design::oat || asked.table.base_column < 0)
    return curves;
  const auto g = static_cast<std::size_t>(group - study.groups.begin());
  const CellsOf cells = cells_by_condition(plan, measurements, asked);
  const std::vector<study::OatFactor> factors = study::oat_factors(*group);
  for (std::size_t f = 0; f < factors.size(); ++f) {
    std::vector<std::vector<std::size_t>> conditions;
    std::vector<DoseLevel> levels = levels_of(plan, asked, g, f, conditions);
    const double unchanged = level_0(study, *group, factors[f]);
    add_sides(curve_of(study, measurements, *group, factors[f], unchanged, std::move(levels),
                       cells_of(cells, conditions)),
              unchanged, curves);
  }
  return curves;
}

}  // namespace radgauge::analysis
