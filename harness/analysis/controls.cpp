#include "analysis/controls.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "agreement/confounding.h"
#include "core/text.h"

namespace radgauge::analysis {

namespace {

constexpr double kSameOrder = 0.9;
constexpr std::size_t kFewestLesions = 5;

bool is_texture(const store::StoredFeature& feature) {
  constexpr std::array<std::string_view, 6> kFamilies{"cm", "rlm", "szm", "dzm", "ngt", "ngl"};
  return std::find(kFamilies.begin(), kFamilies.end(), feature.info.family) != kFamilies.end();
}

/// Values of one feature under a condition, by row of the cohort; NaN where there is none.
std::vector<double> column(const study::Study& study, const Measurements& measurements, std::size_t condition,
                           std::size_t feature) {
  const FeatureColumn cells = measurements.column(feature);
  const auto is_ok = [&](std::uint32_t cell) {
    return cell != kNoCell && cells.statuses[cell] == Status::ok;
  };
  std::vector<double> values;
  for (std::size_t row = 0; row < study.rows.size(); ++row) {
    const std::uint32_t cell = measurements.find(row, condition);
    values.push_back(is_ok(cell) && is_ok(measurements.find(row, study::kBase)) ? cells.values[cell]
                                                                                : std::nan(""));
  }
  return values;
}

/// The smallest rho with base over the conditions; NaN where it cannot be told.
double least_rho(const study::Study& study, const Measurements& measurements,
                 const std::vector<std::size_t>& conditions, std::size_t feature) {
  const std::vector<double> base = column(study, measurements, study::kBase, feature);
  double least = 1;
  for (const std::size_t condition : conditions) {
    const std::vector<double> after = column(study, measurements, condition, feature);
    const auto known = std::count_if(after.begin(), after.end(), [](double v) { return !std::isnan(v); });
    const double rho =
        known < static_cast<std::ptrdiff_t>(kFewestLesions) ? std::nan("") : agreement::spearman(base, after);
    if (std::isnan(rho)) return rho;
    least = std::min(least, rho);
  }
  return least;
}

std::string note_of(const study::Study& study, const Measurements& measurements, const study::Group& group,
                    const std::vector<std::size_t>& conditions) {
  const std::vector<store::StoredFeature>& features = measurements.features();
  std::int64_t told = 0;
  std::vector<std::string> same;
  for (std::size_t f = 0; f < features.size(); ++f) {
    if (!is_texture(features[f])) continue;
    const double rho = least_rho(study, measurements, conditions, f);
    if (std::isnan(rho)) continue;
    ++told;
    if (rho >= kSameOrder) same.push_back(features[f].name);
  }
  if (told == 0) return {};
  const std::size_t shown = std::min<std::size_t>(same.size(), 8);
  const std::vector<std::string> first(same.begin(), same.begin() + static_cast<std::ptrdiff_t>(shown));
  return "negative control " + group.name + ": " + to_text(static_cast<std::int64_t>(same.size())) + " of " +
         to_text(told) +
         " texture features put the lesions in the same order as without it (Spearman's rho with base at "
         "least 0.9 in every draw); they follow size and histogram, not where intensities lie" +
         (same.empty() ? "" : ": " + join(first, ", ") + (shown < same.size() ? ", ..." : ""));
}

}  // namespace

std::vector<std::string> control_notes(const study::Study& study, const study::Plan& plan,
                                       const Measurements& measurements) {
  std::vector<std::string> list;
  for (std::size_t g = 0; g < study.groups.size(); ++g) {
    if (!study::is_negative_control(study.groups[g])) continue;
    std::vector<std::size_t> conditions;
    for (std::size_t c = 0; c < plan.conditions.size(); ++c)
      if (c != study::kBase &&
          std::count(plan.conditions[c].groups.begin(), plan.conditions[c].groups.end(), g) > 0)
        conditions.push_back(c);
    std::string note = note_of(study, measurements, study.groups[g], conditions);
    if (!note.empty()) list.push_back(std::move(note));
  }
  return list;
}

}  // namespace radgauge::analysis
