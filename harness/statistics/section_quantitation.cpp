#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/text.h"
#include "statistics/quantitation.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics::section {
namespace {

constexpr double kUsualGoalPercent = 20;

/// Samples of one feature by kind, each in the order of their labels.
struct Study {
  std::map<std::string, DetectionSample> blank, low, level;
};

std::map<std::string, DetectionSample>& of_kind(Study& study, const Table& table, std::size_t row,
                                                std::size_t kind) {
  const std::string word = label(table, row, kind);
  if (word == "blank") return study.blank;
  if (word == "low") return study.low;
  if (word == "level") return study.level;
  throw Error(ErrorKind::data, "data row " + std::to_string(row + 1) + ", column 'kind': '" +
                                   shortened(word) + "'; known: blank, low, level");
}

std::vector<DetectionSample> list_of(std::map<std::string, DetectionSample>& samples) {
  std::vector<DetectionSample> out;
  for (auto& [name, sample] : samples) {
    std::sort(sample.values.begin(), sample.values.end());  // the same bytes for any row order
    out.push_back(sample);
  }
  return out;
}

void add_study(Rows& rows, Study& study, double goal_percent) {
  const std::vector<DetectionSample> blank = list_of(study.blank), low = list_of(study.low);
  const DetectionLimits limits = detection_limits(blank, low);
  const std::string_view within =
      limits.blank_reason.empty() ? "no blank sample has two values" : limits.blank_reason;
  rows.add("n_blank", limits.n_blank);
  rows.add("n_low", limits.n_low);
  rows.add("LoB_rank", limits.lob_rank, limits.blank_reason);
  rows.add("LoB_normal", limits.lob_normal, within);
  rows.add("SD_low", limits.sd_low, limits.low_reason);
  rows.add("LoD_rank", limits.lod_rank, limits.low_reason);
  rows.add("LoD_normal", limits.lod_normal, limits.low_reason.empty() ? within : limits.low_reason);
  std::vector<DetectionSample> known = list_of(study.level);
  known.insert(known.end(), low.begin(), low.end());
  const std::vector<QuantitationLevel> levels = quantitation_levels(known);
  const char* none = levels.empty() ? "no sample of kind low or level has a truth above 0"
                                    : "the highest level does not meet the goal";
  rows.add("goal_percent", goal_percent);
  rows.add("LoQ_total_error",
           limit_of_quantitation(levels, &QuantitationLevel::total_error, goal_percent / 100), none);
  rows.add("LoQ_cv", limit_of_quantitation(levels, &QuantitationLevel::cv, goal_percent / 100), none);
  for (const QuantitationLevel& level : levels) {
    const std::string at = "@" + to_text(level.truth);
    rows.add("bias_percent" + at, 100 * level.bias);
    rows.add("cv_percent" + at, 100 * level.cv, "no sample of this level has two values");
    rows.add("total_error_percent" + at, 100 * level.total_error, "no sample of this level has two values");
  }
}

}  // namespace

std::vector<StatRow> quantitation(const Table& table) {
  const std::size_t kind = column(table, "kind"), sample = column(table, "sample"),
                    value = column(table, "value");
  const bool named = has_column(table, "feature"), has_truth = has_column(table, "truth");
  const std::size_t feature = named ? column(table, "feature") : 0,
                    truth = has_truth ? column(table, "truth") : 0;
  const ConstantColumn goal(table, "goal_percent", kUsualGoalPercent);
  std::vector<std::string> order;
  std::map<std::string, Study> features;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string name = named ? table.rows[row][feature] : "-";
    const auto [at, fresh] = features.emplace(name, Study{});
    if (fresh) order.push_back(name);
    auto& samples = of_kind(at->second, table, row, kind);
    const double known = has_truth ? number(table, row, truth) : std::nan("");
    const auto [entry, is_new] = samples.emplace(label(table, row, sample), DetectionSample{known, {}});
    const double before = entry->second.truth;
    if (!is_new && before != known && !(std::isnan(before) && std::isnan(known)))
      throw Error(ErrorKind::data, "data row " + std::to_string(row + 1) + ": sample " +
                                       shortened(entry->first) + " has another truth above");
    const double one = number(table, row, value);
    if (!std::isnan(one)) entry->second.values.push_back(one);
  }
  if (order.empty()) throw Error(ErrorKind::data, "the table has a header but no rows");
  std::vector<StatRow> out;
  for (const std::string& name : order) {
    Rows rows(out, name, "ep17");
    add_study(rows, features[name], goal.of(name));
  }
  return out;
}

}  // namespace radgauge::statistics::section
