#include "study/acquired.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "study/keys.h"

namespace radgauge::study {

namespace {

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

const Group& group_of_repeats(const io::Yaml& yaml, const std::vector<Group>& groups) {
  const std::string& name = yaml.as_text("repeats");
  std::vector<std::string> draws;
  for (const Group& group : groups)
    if (draws_of_one_condition(group)) draws.push_back(group.name);
  const auto it = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.name == name; });
  if (it == groups.end())
    throw yaml.error("repeats = '" + name + "' is not a group of this study" + did_you_mean(name, draws) +
                     "; groups of draws: " + (draws.empty() ? "none" : join(draws, ", ")));
  if (!draws_of_one_condition(*it))
    throw yaml.error(
        "repeats = '" + name +
        "' is a group of fixed levels; repeats are draws of one condition: one level of each parameter, "
        "repeats: 2 or more (or the samples of a Latin hypercube)");
  return *it;
}

// The draws must have been made for every level they shall repeat.
void check_scope(const io::Yaml& yaml, const Group& group, const std::vector<std::string>& factors) {
  const bool readers = contains(factors, "reader");
  const bool sessions = std::any_of(factors.begin(), factors.end(),
                                    [](const std::string& factor) { return factor != "reader"; });
  if (readers && group.readers != Scope::all)
    throw yaml.error(
        "group " + group.name +
        " is measured on the first reader only, and reader is a factor of this gauge study; give the "
        "group readers: all");
  if (sessions && group.sessions != Scope::all)
    throw yaml.error("group " + group.name + " is measured on the first session and scanner only, and " +
                     join(factors, ", ") + " are factors of this gauge study; give the group sessions: all");
}

}  // namespace

const std::vector<AcquiredFactor>& acquired_factor_table() {
  static const std::vector<AcquiredFactor> factors{{"reader", &CohortRow::reader},
                                                   {"session", &CohortRow::session},
                                                   {"scanner", &CohortRow::scanner},
                                                   {"site", &CohortRow::site, false},
                                                   {"engine", &CohortRow::engine}};
  return factors;
}

const std::vector<AcquiredFactor>& acquired_columns() {
  static const std::vector<AcquiredFactor> columns = [] {
    std::vector<AcquiredFactor> list;
    for (const Key& key : cohort_keys().keys)
      for (const AcquiredFactor& factor : acquired_factor_table())
        if (factor.name == key.name) list.push_back(factor);
    return list;
  }();
  return columns;
}

const std::vector<std::string>& acquired_factor_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const AcquiredFactor& factor : acquired_factor_table()) list.push_back(factor.name);
    return list;
  }();
  return names;
}

const std::string& level_of(const CohortRow& row, const std::string& factor) {
  for (const AcquiredFactor& known : acquired_factor_table())
    if (known.name == factor) return row.*known.level;
  static const std::string none;
  return none;
}

std::string no_such_level(const std::vector<CohortRow>& rows, const std::string& factor,
                          const std::string& level) {
  std::set<std::string> known;
  for (const CohortRow& row : rows)
    if (const std::string& own = level_of(row, factor); !own.empty()) known.insert(own);
  if (known.count(level) != 0) return {};
  const std::vector<std::string> levels(known.begin(), known.end());
  return "no row of the cohort has " + factor + " '" + level + "'" + did_you_mean(level, levels) +
         (levels.empty() ? "; the cohort has no " + factor : "; its levels: " + listed(levels));
}

std::string row_name(const CohortRow& row, const std::vector<std::string>& within) {
  std::string name = row.object();
  for (const std::string& factor : within) name += "/" + factor + "=" + level_of(row, factor);
  return name;
}

bool sessions_are_nested(const std::vector<CohortRow>& rows, const std::string& factor) {
  if (factor != "scanner" && factor != "site") return false;
  std::map<std::string, std::set<std::string>> of_session, of_object;
  for (const CohortRow& row : rows) {
    of_session[row.object() + "\n" + row.session].insert(level_of(row, factor));
    of_object[row.object()].insert(level_of(row, factor));
  }
  const auto several = [](const auto& entry) { return entry.second.size() > 1; };
  return std::none_of(of_session.begin(), of_session.end(), several) &&
         std::any_of(of_object.begin(), of_object.end(), several);
}

bool draws_of_one_condition(const Group& group) {
  if (group.design == Design::latin_hypercube) return true;
  if (!group.measured.empty()) {
    const auto level = [](const std::string& name) { return name.substr(0, name.rfind('#')); };
    return group.measured.size() > 1 &&
           std::all_of(group.measured.begin(), group.measured.end(), [&](const std::string& name) {
             return name.rfind('#') != std::string::npos && level(name) == level(group.measured.front());
           });
  }
  for (const ChainStep& step : group.chain)
    for (const auto& levels : step.levels)
      if (levels.size() > 1) return false;
  return group.repeats > 1;
}

GaugeRequest decode_gauge(const io::Yaml& yaml, const StudyQuestion& question,
                          const std::vector<Group>& groups) {
  yaml.check_keys(gauge_keys().names(), "gauge");
  const std::vector<std::string>& known = acquired_factor_names();
  GaugeRequest gauge;
  if (const io::Yaml* factors = yaml.find("factors"))
    for (const io::Yaml& item : factors->as_sequence("factors")) {
      const std::string& factor = item.as_text("factors");
      if (!contains(known, factor))
        throw item.error("gauge factors name '" + factor + "', which is not an acquired factor" +
                         did_you_mean(factor, known) + "; known: " + join(known, ", "));
      if (contains(gauge.factors, factor)) throw item.error("gauge factors list '" + factor + "' twice");
      gauge.factors.push_back(factor);
    }
  std::vector<std::string> all = gauge.factors;
  const bool over_acquired = contains(known, question.over);
  if (over_acquired && !contains(all, question.over)) all.push_back(question.over);
  if (const io::Yaml* repeats = yaml.find("repeats")) {
    if (!over_acquired)
      throw repeats->error("the repeats of a question over group " + question.over +
                           " are its own; 'repeats' is for questions over an acquired factor");
    const Group& group = group_of_repeats(*repeats, groups);
    check_scope(*repeats, group, all);
    gauge.repeats = group.name;
  }
  if (!over_acquired)
    for (const Group& group : groups)
      if (group.name == question.over) check_scope(yaml, group, all);
  return gauge;
}

std::string gauge_text(const GaugeRequest& gauge) {
  if (gauge.factors.empty() && gauge.repeats.empty()) return {};
  return ", gauge: {factors: [" + join(gauge.factors, ", ") + "]" +
         (gauge.repeats.empty() ? "" : ", repeats: " + gauge.repeats) + "}";
}

}  // namespace radgauge::study
