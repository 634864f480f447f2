#include "analysis/changes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "agreement/arbitrary_zero.h"
#include "core/error.h"
#include "core/nan.h"
#include "core/text.h"

namespace radgauge::analysis {

namespace {

using Kind = ChangeFeature::Kind;

constexpr double kDaysOfMonth = 30.4375;  // 365.25 / 12

double days_of(const study::CohortRow& row, const std::string& column) {
  const auto at = row.covariates.find(column);
  if (at == row.covariates.end() || at->second.empty()) return kNaN;
  const auto days = parse_double(at->second);
  if (!days || !std::isfinite(*days))
    throw Error(ErrorKind::data, row.where + ": column '" + column + "' holds '" + shortened(at->second) +
                                     "'; it must hold a number of days");
  return *days;
}

/// The rows of one lesion that follow each other: one of each session.
struct Course {
  std::vector<std::size_t> rows;
  std::vector<double> days;
};

std::vector<Course> courses(const study::Study& study, const std::string& days_column) {
  std::vector<Course> list;
  std::map<std::string, std::size_t> at;
  std::map<std::string, bool> seen;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const study::CohortRow& row = study.rows[r];
    if (study::is_truth(study, row)) continue;
    const std::string key = row.object() + "\n" + row.reader + "\n" + row.engine;
    if (!seen.emplace(key + "\n" + row.session, true).second) continue;
    const auto [place, is_new] = at.emplace(key, list.size());
    if (is_new) list.emplace_back();
    list[place->second].rows.push_back(r);
    list[place->second].days.push_back(days_of(row, days_column));
  }
  for (Course& course : list) {
    if (std::any_of(course.days.begin(), course.days.end(), [](double d) { return std::isnan(d); })) continue;
    std::vector<std::size_t> order(course.rows.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return course.days[a] < course.days[b]; });
    Course sorted;
    for (const std::size_t i : order) {
      sorted.rows.push_back(course.rows[i]);
      sorted.days.push_back(course.days[i]);
    }
    course = std::move(sorted);
  }
  return list;
}

double change_of(Kind kind, double before, double after, double days) {
  switch (kind) {
    case Kind::change:
      return after - before;
    case Kind::change_percent:
      return before == 0 ? kNaN : 100 * (after - before) / std::abs(before);
    case Kind::growth_percent_month:
      return days > 0 && before > 0 && after > 0
                 ? 100 * std::expm1(std::log(after / before) * kDaysOfMonth / days)
                 : kNaN;
    case Kind::doubling_days:
      return days > 0 && before > 0 && after > 0 && before != after
                 ? days * std::numbers::ln2 / std::log(after / before)
                 : kNaN;
  }
  return kNaN;
}

/// The one of which less is known.
Status worse(Status a, Status b) {
  constexpr Status kOrder[] = {Status::absent, Status::failed, Status::undefined, Status::degenerate};
  for (const Status status : kOrder)
    if (a == status || b == status) return status;
  return Status::ok;
}

}  // namespace

std::vector<FollowUp> follow_ups(const study::Study& study, ChangeSince since,
                                 const std::string& days_column) {
  std::vector<FollowUp> pairs;
  for (const Course& course : courses(study, days_column))
    for (std::size_t i = 1; i < course.rows.size(); ++i) {
      const std::size_t before = since == ChangeSince::first ? 0 : i - 1;
      pairs.push_back({course.rows[before], course.rows[i], course.days[i] - course.days[before]});
    }
  return pairs;
}

std::vector<ChangeFeature> change_features(const store::StoreTables& tables) {
  std::vector<ChangeFeature> list;
  for (std::size_t f = 0; f < tables.features.size(); ++f) {
    const auto& [name, extraction, info] = tables.features[f];
    list.push_back({"change." + name, info.unit, f, Kind::change});
    if (!agreement::zero_is_arbitrary(info.unit, info.ibsi_code))
      list.push_back({"change_percent." + name, "%", f, Kind::change_percent});
    if (info.ibsi_code != "RNU0" && info.ibsi_code != "YEKZ") continue;
    list.push_back({"growth_percent_month." + name, "%/month", f, Kind::growth_percent_month});
    list.push_back({"doubling_days." + name, "day", f, Kind::doubling_days});
  }
  return list;
}

ChangeValue change_value(const Measurements& measurements, const FollowUp& pair, std::size_t condition,
                         const ChangeFeature& feature) {
  const std::size_t before = measurements.feature_of(pair.before, feature.stored);
  const std::size_t after = measurements.feature_of(pair.after, feature.stored);
  const Status status = worse(measurements.status(pair.before, condition, before),
                              measurements.status(pair.after, condition, after));
  if (status != Status::ok) return {kNaN, status};
  const double value = change_of(feature.kind, measurements.value(pair.before, condition, before),
                                 measurements.value(pair.after, condition, after), pair.days);
  return {value, std::isfinite(value) ? Status::ok : Status::undefined};
}

}  // namespace radgauge::analysis
