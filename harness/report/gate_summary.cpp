#include "report/gate_summary.h"

#include <algorithm>
#include <set>

#include "core/text.h"

namespace radgauge::report {

using gate::GateResult;
using gate::GateRow;
using gate::Verdict;

namespace {

constexpr std::size_t kNamedCells = 5;

/// Is `a` worse than `b`?
bool is_worse_row(const GateRow& a, const GateRow& b) {
  const auto rank = [](const GateRow& row) {
    return row.verdict == Verdict::moved ? 2 : row.verdict == Verdict::missing ? 1 : 0;
  };
  return rank(a) != rank(b) ? rank(a) > rank(b) : a.size() > b.size();
}

std::string n_of_word(std::int64_t n, std::string_view word) {
  return count_of(static_cast<std::size_t>(n), word);
}

std::string failed_count(const GateResult& result) {
  return n_of_word(result.failed_now, "failed cell") + " instead of " + to_text(result.failed_before);
}

}  // namespace

std::vector<GateFeature> gate_features(const GateResult& result) {
  std::vector<GateFeature> all(result.features.size());
  for (const GateRow& row : result.rows) {
    if (row.verdict == Verdict::same) continue;
    GateFeature& feature = all[row.feature];
    feature.feature = row.feature;
    feature.moved += row.verdict == Verdict::moved ? 1 : 0;
    feature.missing += row.verdict == Verdict::missing ? 1 : 0;
    feature.added += row.verdict == Verdict::added ? 1 : 0;
    if (feature.worst == nullptr || is_worse_row(row, *feature.worst)) feature.worst = &row;
  }
  std::erase_if(all, [](const GateFeature& feature) { return feature.worst == nullptr; });
  std::stable_sort(all.begin(), all.end(), [](const GateFeature& a, const GateFeature& b) {
    return is_worse_row(*a.worst, *b.worst);
  });
  return all;
}

std::string gate_sentence(const GateResult& result) {
  const std::int64_t moved = result.count(Verdict::moved), missing = result.count(Verdict::missing);
  std::int64_t total = 0;
  for (const std::int64_t n : result.counts) total += n;
  std::set<std::uint32_t> features;
  std::set<gate::FirstStep> steps;
  for (const GateRow& row : result.rows) {
    if (row.verdict == Verdict::moved || row.verdict == Verdict::missing) features.insert(row.feature);
    if (row.first_step) steps.insert(*row.first_step);
  }
  std::string text;
  if (moved + missing == 0)
    text = "all " + n_of_word(total - result.count(Verdict::added), "value") + " are the same";
  if (moved > 0) text = "moved: " + to_text(moved) + " of " + n_of_word(total, "value");
  if (missing > 0) text += (text.empty() ? "missing: " : ", missing: ") + n_of_word(missing, "value");
  if (moved + missing > 0) text += ", of " + n_of_word(std::ssize(features), "feature");
  if (!steps.empty()) text += "; first step that differs: " + std::string(to_text(*steps.begin()));
  if (const std::int64_t added = result.count(Verdict::added); added > 0)
    text += "; " + n_of_word(added, "new value") + " that the baseline has not";
  const auto lost = std::count_if(result.decisions.begin(), result.decisions.end(),
                                  [](const gate::GateDecision& d) { return d.lost(); });
  if (lost > 0) text += "; " + n_of_word(lost, "decision") + " lost";
  if (result.more_cells_failed()) text += "; " + failed_count(result);
  for (const gate::JudgedCost& cost : result.costs)
    if (cost.exceeds()) text += "; " + gate_cost(cost);
  return text;
}

std::string gate_cost(const gate::JudgedCost& cost) {
  return cost.name + ": " + to_rounded_text(cost.before) + " -> " + to_rounded_text(cost.now) + " " +
         cost.unit + ", " + to_rounded_text(cost.ratio(), 3) + " times the baseline's" +
         (cost.limit > 0 ? ", limit " + to_text(cost.limit) : std::string());
}

std::string gate_failed_cells(const GateResult& result) {
  std::vector<std::string> cells;
  for (const gate::FailedCell& cell : result.newly_failed)
    cells.push_back(result.objects[cell.object] + " under " + result.conditions[cell.condition] +
                    (cell.reason.empty() ? "" : ": " + shortened(cell.reason)));
  return failed_count(result) + "; " + listed(cells, kNamedCells);
}

std::string gate_value(double value, Status status) {
  return status == Status::ok ? to_text(value) : std::string(to_text(status));
}

std::string gate_decision(const std::optional<agreement::Decision>& decision) {
  return decision ? std::string(to_text(*decision)) : std::string();
}

std::string gate_row_sentence(const GateResult& result, const GateRow& row) {
  std::string text = result.objects[row.object] + " under " + result.conditions[row.condition] + ": " +
                     gate_value(row.before, row.status_before) + " -> " + gate_value(row.now, row.status_now);
  if (row.status_before == Status::ok && row.status_now == Status::ok)
    text +=
        ", difference " + to_rounded_text(row.difference()) + ", tolerance " + to_rounded_text(row.tolerance);
  if (row.first_step) text += "; first step that differs: " + std::string(to_text(*row.first_step));
  return text;
}

}  // namespace radgauge::report
