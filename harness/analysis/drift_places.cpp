#include "analysis/drift_places.h"

#include <algorithm>
#include <map>
#include <set>

#include "study/acquired.h"

namespace radgauge::analysis {

namespace {

std::string drift_object(const study::CohortRow& row) {
  return row.patient + "/" + row.lesion;
}

template <class T>
std::size_t drift_place(std::vector<T>& list, std::map<T, std::size_t>& known, const T& value) {
  const auto [at, fresh] = known.emplace(value, list.size());
  if (fresh) list.push_back(value);
  return at->second;
}

void add_levels(DriftPlaces& places, const study::Study& study, const study::Plan& plan) {
  const study::DriftRequest& asked = *study.drift;
  places.levels = {asked.reference};
  places.plan_condition = {study::kBase};
  if (is_acquired(asked.over)) {
    std::set<std::string> others;
    for (const study::CohortRow& row : study.rows)
      if (const std::string& level = study::level_of(row, asked.over); !level.empty()) others.insert(level);
    others.erase(asked.reference);
    places.levels.insert(places.levels.end(), others.begin(), others.end());
    places.plan_condition.resize(places.levels.size(), study::kBase);
    return;
  }
  for (std::size_t c = study::kBase + 1; c < plan.conditions.size(); ++c)
    for (const std::size_t g : plan.conditions[c].groups)
      if (study.groups[g].name == asked.over) {
        places.levels.push_back(plan.conditions[c].name);
        places.plan_condition.push_back(c);
      }
}

// What tells the rows of a channel apart, of one object under one level.
std::vector<std::string> repeat_factors(const study::Study& study, const std::vector<std::uint32_t>& rows) {
  std::vector<std::string> factors;
  for (const std::string& factor : study::acquired_factor_names()) {
    const bool differs = std::any_of(rows.begin(), rows.end(), [&](std::uint32_t a) {
      return std::any_of(rows.begin(), rows.end(), [&](std::uint32_t b) {
        return study.rows[a].channel == study.rows[b].channel &&
               study::level_of(study.rows[a], factor) != study::level_of(study.rows[b], factor);
      });
    });
    if (differs) factors.push_back(factor);
  }
  return factors;
}

// Repeats of an object under a level, whatever its channels: what a model reads of two channels was measured
// together where they agree in what tells repeats apart. Scanners of two channels may have names of their
// own. A channel that was measured once belongs to the first repeat unless it names another.
std::vector<std::size_t> repeats_of_rows(const study::Study& study, const std::vector<std::uint32_t>& rows) {
  const std::vector<std::string> factors = repeat_factors(study, rows);
  std::map<std::string, std::size_t> of_channel;
  for (const std::uint32_t row : rows) ++of_channel[study.rows[row].channel];
  std::vector<std::vector<std::string>> known;
  std::vector<std::size_t> repeats(rows.size(), 0);
  for (const bool single : {false, true})
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if ((of_channel[study.rows[rows[i]].channel] == 1) != single) continue;
      std::vector<std::string> key;
      for (const std::string& factor : factors) key.push_back(study::level_of(study.rows[rows[i]], factor));
      const auto at = std::find(known.begin(), known.end(), key);
      if (at != known.end())
        repeats[i] = static_cast<std::size_t>(at - known.begin());
      else if (!single) {
        repeats[i] = known.size();
        known.push_back(std::move(key));
      }
    }
  return repeats;
}

void add_rows(DriftPlaces& places, const study::Study& study) {
  const bool acquired = is_acquired(study.drift->over);
  std::map<std::string, std::size_t> level_at, channel_at;
  for (std::size_t l = 0; l < places.levels.size(); ++l) level_at[places.levels[l]] = l;
  for (std::size_t c = 0; c < places.channels.size(); ++c) channel_at[places.channels[c]] = c;
  const std::size_t lists = acquired ? places.levels.size() : 1, n = places.objects.size();
  places.rows.assign(places.channels.size(), std::vector(lists, std::vector<RepeatRows>(n)));
  std::vector rows_of(lists, std::vector<std::vector<std::uint32_t>>(n));
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const std::size_t object = places.object_of_row[r];
    if (object == SIZE_MAX) continue;
    const std::size_t level = acquired ? level_at.at(study::level_of(study.rows[r], study.drift->over)) : 0;
    rows_of[level][object].push_back(static_cast<std::uint32_t>(r));
  }
  for (std::size_t level = 0; level < lists; ++level)
    for (std::size_t object = 0; object < n; ++object) {
      const std::vector<std::uint32_t>& here = rows_of[level][object];
      const std::vector<std::size_t> repeats = repeats_of_rows(study, here);
      for (std::size_t i = 0; i < here.size(); ++i) {
        RepeatRows& rows = places.rows[channel_at.at(study.rows[here[i]].channel)][level][object];
        if (rows.size() <= repeats[i]) rows.resize(repeats[i] + 1, kNoRow);
        rows[repeats[i]] = here[i];
        places.repeats = std::max(places.repeats, repeats[i] + 1);
      }
    }
}

// Rows that a group is measured on; empty where that is none. Scans that it leaves out (of other scanners,
// where the group is of the first) are no repeats of those that it compares.
std::vector<bool> rows_of_group(const study::Study& study, const study::Plan& plan,
                                const DriftPlaces& places) {
  const std::set<std::size_t> conditions(places.plan_condition.begin() + 1, places.plan_condition.end());
  std::vector<bool> rows(study.rows.size(), false);
  bool any = false;
  for (const study::PlannedCell& cell : plan.cells)
    if (conditions.count(cell.condition) > 0) any = rows[cell.row] = true;
  return any ? rows : std::vector<bool>();
}

}  // namespace

bool is_acquired(const std::string& factor) {
  const auto& names = study::acquired_factor_names();
  return std::find(names.begin(), names.end(), factor) != names.end();
}

DriftPlaces drift_places(const study::Study& study, const study::Plan& plan) {
  DriftPlaces places;
  add_levels(places, study, plan);
  const std::vector<bool> in_group =
      is_acquired(study.drift->over) ? std::vector<bool>() : rows_of_group(study, plan, places);
  std::map<std::string, std::size_t> objects, channels;
  const bool acquired = is_acquired(study.drift->over);
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const study::CohortRow& row = study.rows[r];
    places.object_of_row.push_back(SIZE_MAX);
    if (!study.drift->takes(row.patient)) continue;
    if (acquired ? study::level_of(row, study.drift->over).empty() : !in_group.empty() && !in_group[r])
      continue;
    const std::size_t object = drift_place(places.objects, objects, drift_object(row));
    places.object_of_row.back() = object;
    if (object == places.first_row.size()) places.first_row.push_back(r);
    drift_place(places.channels, channels, row.channel);
  }
  add_rows(places, study);
  return places;
}

}  // namespace radgauge::analysis
