#include "gate/tolerance.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "reference/values/reference_values.h"

namespace radgauge::gate {

std::vector<ToleranceRule> read_tolerances(const std::string& path) {
  const io::CsvTable table = io::read_spreadsheet(path, io::Separators::any);
  const auto feature = table.column("feature"), absolute = table.column("absolute"),
             relative = table.column("relative");
  if (!feature || !(absolute || relative))
    throw Error(
        ErrorKind::usage,
        path + ":1: tolerances have the columns feature, absolute, relative; found " + listed(table.header));
  std::vector<ToleranceRule> rules;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto number = [&](const std::optional<std::size_t>& column) {
      const std::string text = column ? trim(table.rows[r][*column]) : "";
      if (text.empty()) return 0.0;
      const auto value = parse_double(text);
      if (!value || !(*value >= 0 && std::isfinite(*value)))
        throw Error(ErrorKind::usage, path + ":" + to_text(std::int64_t{table.lines[r]}) +
                                          ": the tolerance '" + text + "' is no number from 0 on");
      return *value;
    };
    rules.push_back({trim(table.rows[r][*feature]), number(absolute), number(relative)});
  }
  return rules;
}

std::vector<ToleranceRule> ibsi_tolerances(const std::string& set) {
  std::vector<std::string> known = reference::reference_sets();
  // Filters have a value each of one feature, and the digital phantom is exact.
  std::erase_if(known, [](const std::string& one) { return one == reference::kFilters || one == "digital"; });
  if (std::find(known.begin(), known.end(), set) == known.end())
    throw Error(ErrorKind::usage,
                "'" + shortened(set) + "' is no set of IBSI's reference values with tolerances" +
                    did_you_mean(set, known) + "; give ibsi:SET with one of " + join(known, ", "));
  std::vector<ToleranceRule> rules;
  for (const reference::ReferenceValue& reference : reference::reference_features(set)) {
    if (!reference.value || !(reference.tolerance > 0)) continue;
    const double size = std::abs(*reference.value);
    for (const char* before : {"", "*."})
      rules.push_back({before + reference.tag, size > 0 ? 0 : reference.tolerance,
                       size > 0 ? reference.tolerance / size : 0});
  }
  return rules;
}

std::vector<ToleranceRule> named_tolerances(const std::string& word) {
  constexpr std::string_view kIbsi = "ibsi:";
  return word.starts_with(kIbsi) ? ibsi_tolerances(word.substr(kIbsi.size())) : read_tolerances(word);
}

ToleranceRule tolerance_of(const BaselineFeature& feature, const Tolerances& tolerances) {
  for (const ToleranceRule& rule : tolerances.rules)
    if (matches_pattern(feature.name, rule.feature)) return rule;
  return {feature.name, 0,
          agreement::smallest_real_change(feature.floor, tolerances.floor_factor, tolerances.least)};
}

double largest_difference(const ToleranceRule& rule, double before, double now) {
  return std::max(rule.absolute, rule.relative * std::max(std::abs(before), std::abs(now)));
}

}  // namespace radgauge::gate
