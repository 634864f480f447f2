#include <algorithm>
#include <unordered_map>

#include "core/error.h"
#include "core/text.h"
#include "gate/judge.h"

namespace radgauge::gate {

namespace {

using CellKey = std::pair<std::string, std::string>;

std::map<CellKey, std::size_t> cells_by_name(const Baseline& baseline) {
  std::map<CellKey, std::size_t> cells;
  for (std::size_t c = 0; c < baseline.cells.size(); ++c)
    cells.emplace(
        CellKey(baseline.objects[baseline.cells[c].object], baseline.conditions[baseline.cells[c].condition]),
        c);
  return cells;
}

std::unordered_map<std::string, std::uint32_t> places_of_features(const Baseline& baseline) {
  std::unordered_map<std::string, std::uint32_t> places;
  for (std::uint32_t f = 0; f < baseline.features.size(); ++f) places.emplace(baseline.features[f].name, f);
  return places;
}

bool has_value(Status status) {
  return status != Status::failed && status != Status::absent;
}

/// A cell is measured once a value of it was taken, and gone as in the run once none is left; then its values
/// are as it is, as they are read again.
void settle_status(Baseline& to, std::uint32_t c, const BaselineCell& now,
                   const std::vector<std::uint32_t>& taken) {
  BaselineCell& cell = to.cells[c];
  bool any = false;
  for (std::uint32_t f = 0; f < to.features.size(); ++f) any = any || has_value(to.statuses[to.at(c, f)]);
  if (any && cell.status != Status::ok) {
    for (std::uint32_t f = 0; f < to.features.size() && !cell.reason.empty(); ++f)
      if (std::find(taken.begin(), taken.end(), f) == taken.end())
        to.reasons.push_back({c, {f, cell.reason}});
    cell.status = Status::ok;
    cell.reason.clear();
  } else if (!any && now.status != Status::ok) {
    cell.status = now.status;
    cell.reason = now.reason;
  }
  if (cell.status == Status::ok) return;
  std::erase_if(to.reasons, [&](const auto& reason) { return reason.first == c; });
  for (std::uint32_t f = 0; f < to.features.size(); ++f) to.statuses[to.at(c, f)] = cell.status;
}

/// Values of `taken` features of the run, cell by cell, where both have the cell.
void take_values(Baseline& to, const Baseline& now, const std::vector<std::uint32_t>& taken) {
  const auto cells = cells_by_name(now);
  const auto places = places_of_features(now);
  // Unit, extraction and numerical floor are those of the algorithm that is accepted.
  for (const std::uint32_t f : taken)
    if (const auto place = places.find(to.features[f].name); place != places.end())
      to.features[f] = now.features[place->second];
  std::erase_if(to.reasons, [&](const auto& reason) {
    return std::find(taken.begin(), taken.end(), reason.second.feature) != taken.end();
  });
  for (std::uint32_t c = 0; c < to.cells.size(); ++c) {
    const auto cell = cells.find({to.objects[to.cells[c].object], to.conditions[to.cells[c].condition]});
    if (cell == cells.end()) continue;
    for (const std::uint32_t f : taken) {
      const auto place = places.find(to.features[f].name);
      if (place == places.end()) continue;
      const std::size_t from = now.at(cell->second, place->second);
      to.values[to.at(c, f)] = now.values[from];
      to.statuses[to.at(c, f)] = now.statuses[from];
      if (const std::string& why = now.reason(cell->second, place->second);
          now.statuses[from] != Status::ok && !why.empty())
        to.reasons.push_back({c, {f, why}});
    }
    settle_status(to, c, now.cells[cell->second], taken);
  }
  std::sort(to.reasons.begin(), to.reasons.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.feature) < std::tie(b.first, b.second.feature);
  });
}

void take_decisions(Baseline& to, const Baseline& now, const std::string& pattern) {
  const auto is_taken = [&](const BaselineDecision& d) { return matches_pattern(d.feature, pattern); };
  std::erase_if(to.decisions, is_taken);
  std::copy_if(now.decisions.begin(), now.decisions.end(), std::back_inserter(to.decisions), is_taken);
  std::sort(to.decisions.begin(), to.decisions.end(),
            [](const BaselineDecision& a, const BaselineDecision& b) {
              return std::tie(a.question, a.feature) < std::tie(b.question, b.feature);
            });
}

/// Features that the run does not measure any more leave the baseline.
void drop_features(Baseline& from, const std::vector<std::uint32_t>& gone) {
  if (gone.empty()) return;
  Baseline kept = from;
  kept.features.clear();
  std::vector<std::uint32_t> place(from.features.size(), UINT32_MAX);
  for (std::uint32_t f = 0; f < from.features.size(); ++f) {
    if (std::find(gone.begin(), gone.end(), f) != gone.end()) continue;
    place[f] = static_cast<std::uint32_t>(kept.features.size());
    kept.features.push_back(from.features[f]);
  }
  kept.values.clear();
  kept.statuses.clear();
  for (std::size_t c = 0; c < from.cells.size(); ++c)
    for (std::uint32_t f = 0; f < from.features.size(); ++f) {
      if (place[f] == UINT32_MAX) continue;
      kept.values.push_back(from.values[from.at(c, f)]);
      kept.statuses.push_back(from.statuses[from.at(c, f)]);
    }
  kept.reasons.clear();
  for (const auto& [cell, reason] : from.reasons)
    if (place[reason.feature] != UINT32_MAX)
      kept.reasons.push_back({cell, {place[reason.feature], reason.text}});
  from = std::move(kept);
}

/// What the values were made with, where both have the object or the cell. No value is touched.
void take_causes(Baseline& to, const Baseline& now) {
  to.about = now.about;
  to.settings = now.settings;
  if (!to.costs.empty()) to.costs = now.costs;
  for (std::size_t o = 0; o < to.objects.size(); ++o)
    if (const auto at = std::find(now.objects.begin(), now.objects.end(), to.objects[o]);
        at != now.objects.end())
      to.inputs[o] = now.inputs[static_cast<std::size_t>(at - now.objects.begin())];
  const auto cells = cells_by_name(now);
  for (BaselineCell& cell : to.cells)
    if (const auto at = cells.find({to.objects[cell.object], to.conditions[cell.condition]});
        at != cells.end())
      cell.steps = now.cells[at->second].steps;
}

}  // namespace

Baseline accept(const Baseline& before, const Baseline& now, const Acceptance& acceptance,
                const GateOptions& options) {
  Baseline out = before;
  const auto places = places_of_features(now);
  std::vector<std::uint32_t> taken, gone;
  for (std::uint32_t f = 0; f < out.features.size(); ++f)
    if (matches_pattern(out.features[f].name, acceptance.feature))
      (places.count(out.features[f].name) > 0 ? taken : gone).push_back(f);
  if (taken.empty() && gone.empty()) {
    std::vector<std::string> names;
    for (const BaselineFeature& feature : out.features) names.push_back(feature.name);
    throw Error(ErrorKind::usage, "--accept '" + acceptance.feature + "' names no feature of the baseline" +
                                      did_you_mean(acceptance.feature, names));
  }
  take_values(out, now, taken);
  take_decisions(out, now, acceptance.feature);
  drop_features(out, gone);
  out.accepted.push_back(acceptance);
  std::sort(out.accepted.begin(), out.accepted.end());
  if (judge(out, now, options).holds()) take_causes(out, now);
  return out;
}

}  // namespace radgauge::gate
