#include "gate/judge.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <unordered_map>

#include "agreement/numerical_floor.h"
#include "core/error.h"
#include "core/text.h"

namespace radgauge::gate {

namespace {

constexpr std::uint32_t kNowhere = UINT32_MAX;
constexpr std::string_view kExtraction = "extraction ";  ///< begins the names of its settings

/// Names of two lists, sorted, and where each stands in either.
struct JoinedNames {
  std::vector<std::string> names;
  std::vector<std::uint32_t> before, now;        ///< place in either list; kNowhere
  std::vector<std::uint32_t> of_before, of_now;  ///< place in `names` of each entry of either list
};

JoinedNames join_names(const std::vector<std::string>& before, const std::vector<std::string>& now) {
  JoinedNames out;
  out.names = before;
  out.names.insert(out.names.end(), now.begin(), now.end());
  std::sort(out.names.begin(), out.names.end());
  out.names.erase(std::unique(out.names.begin(), out.names.end()), out.names.end());
  const auto place = [&](const std::vector<std::string>& list, std::vector<std::uint32_t>& to,
                         std::vector<std::uint32_t>& of) {
    to.assign(out.names.size(), kNowhere);
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      const auto at = std::lower_bound(out.names.begin(), out.names.end(), list[i]) - out.names.begin();
      to[static_cast<std::size_t>(at)] = i;
      of.push_back(static_cast<std::uint32_t>(at));
    }
  };
  place(before, out.before, out.of_before);
  place(now, out.now, out.of_now);
  return out;
}

std::vector<std::string> feature_names(const Baseline& baseline) {
  std::vector<std::string> names;
  for (const BaselineFeature& feature : baseline.features) names.push_back(feature.name);
  return names;
}

/// Where the steps of one cell first differ, by extraction.
class StepFinder {
 public:
  StepFinder(const Baseline& before, const Baseline& now, const JoinedNames& objects)
      : before_(before), now_(now), objects_(objects) {
    for (const auto& [name, text] : now.settings)
      if (const auto was = before.settings.find(name); was != before.settings.end() && was->second != text)
        if (const std::string extraction = extraction_of_grid(name); !extraction.empty())
          other_grid_.insert(extraction);
    for (std::size_t o = 0; o < objects.names.size(); ++o)
      if (objects.before[o] != kNowhere && objects.now[o] != kNowhere) note_masks(o);
  }

  FirstStep find(const BaselineCell& before, const BaselineCell& now, const std::string& object,
                 const std::string& extraction) const {
    for (const FirstStep step : values_of<FirstStep>()) {
      const store::StoredChecksum* was = sum_of(before, extraction, step);
      const store::StoredChecksum* is = sum_of(now, extraction, step);
      if (was == nullptr || is == nullptr || was->xxh3 == is->xxh3) continue;
      const bool by_mask = step == FirstStep::image && other_masks_.count(scan_of(object)) > 0 &&
                           other_grid_.count(extraction) == 0;
      return by_mask ? FirstStep::mask : step;
    }
    return FirstStep::value;
  }

 private:
  /// The extraction of a setting that makes the image that is measured; "" for one that comes later.
  static std::string extraction_of_grid(const std::string& setting) {
    if (!setting.starts_with(kExtraction)) return {};
    const auto blank = setting.rfind(' ');
    static const std::set<std::string> grid = [] {
      std::set<std::string> names{"maps"};
      for (const Field& field : field_table<GridSettings>()) names.insert(field.name);
      return names;
    }();
    return grid.count(setting.substr(blank + 1)) > 0
               ? setting.substr(kExtraction.size(), blank - kExtraction.size())
               : "";
  }

  /// An object without its reader: readers share an image, and what was made of it beside the masks of all.
  static std::string scan_of(const std::string& object) { return object.substr(0, object.find("/reader=")); }

  void note_masks(std::size_t o) {
    const NamedTexts& was = before_.inputs[objects_.before[o]];
    const NamedTexts& is = now_.inputs[objects_.now[o]];
    const auto differs = [&](const char* what) {
      const auto a = was.find(what), b = is.find(what);
      return a != was.end() && b != is.end() && a->second != b->second;
    };
    if (differs(kMaskVoxels) && !differs(kImageVoxels)) other_masks_.insert(scan_of(objects_.names[o]));
  }

  static const store::StoredChecksum* sum_of(const BaselineCell& cell, const std::string& extraction,
                                             FirstStep step) {
    for (const store::StoredChecksum& sum : cell.steps)
      if (sum.step == to_text(step) && sum.extraction == extraction) return &sum;
    return nullptr;
  }

  const Baseline& before_;
  const Baseline& now_;
  const JoinedNames& objects_;
  std::set<std::string> other_grid_;   ///< extractions
  std::set<std::string> other_masks_;  ///< scans of which a mask differs, and the image does not
};

/// Goes through both baselines at once.
class Judge {
 public:
  Judge(const Baseline& before, const Baseline& now, const GateOptions& options)
      : before_(before),
        now_(now),
        options_(options),
        objects_(join_names(before.objects, now.objects)),
        conditions_(join_names(before.conditions, now.conditions)),
        features_(join_names(feature_names(before), feature_names(now))),
        steps_(before, now, objects_) {}

  GateResult run() {
    for (std::size_t f = 0; f < features_.names.size(); ++f) add_feature(f);
    compare_cells();
    out_.causes = causes();
    compare_decisions();
    out_.costs = judge_costs(before_.costs, now_.costs, options_.costs);
    for (const BaselineCell& cell : before_.cells)
      out_.failed_before += cell.status == Status::failed ? 1 : 0;
    for (const BaselineCell& cell : now_.cells) out_.failed_now += cell.status == Status::failed ? 1 : 0;
    const auto about = [](const Baseline& b, const char* name) {
      const auto at = b.about.find(name);
      return at == b.about.end() ? std::string() : at->second;
    };
    out_.study = about(now_, "study");
    out_.engine_before = about(before_, "engine") + ", " + about(before_, "measured by");
    out_.engine_now = about(now_, "engine") + ", " + about(now_, "measured by");
    out_.objects = std::move(objects_.names);
    out_.conditions = std::move(conditions_.names);
    out_.features = std::move(features_.names);
    return std::move(out_);
  }

 private:
  void add_feature(std::size_t f) {
    const bool is_old = features_.before[f] != kNowhere;
    const BaselineFeature& feature =
        is_old ? before_.features[features_.before[f]] : now_.features[features_.now[f]];
    out_.units.push_back(feature.unit);
    out_.edge_sensitive.push_back(!std::isnan(feature.one_ulp) &&
                                  agreement::is_edge_sensitive(feature.name, feature.one_ulp));
    rules_.push_back(tolerance_of(feature, options_.tolerances));
  }

  /// Cells of one side in the order of the joined names.
  static std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed(
      const Baseline& side, const std::vector<std::uint32_t>& object,
      const std::vector<std::uint32_t>& condition) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> list;
    for (std::uint32_t c = 0; c < side.cells.size(); ++c)
      list.emplace_back(
          (std::uint64_t{object[side.cells[c].object]} << 32) | condition[side.cells[c].condition], c);
    std::sort(list.begin(), list.end());
    return list;
  }

  void compare_cells() {
    const auto was = keyed(before_, objects_.of_before, conditions_.of_before);
    const auto is = keyed(now_, objects_.of_now, conditions_.of_now);
    for (std::size_t i = 0, k = 0; i < was.size() || k < is.size();) {
      const bool in_before = i < was.size() && (k == is.size() || was[i].first <= is[k].first);
      const bool in_now = k < is.size() && (i == was.size() || is[k].first <= was[i].first);
      const std::uint64_t key = in_before ? was[i].first : is[k].first;
      compare_cell(static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(key),
                   in_before ? was[i].second : kNowhere, in_now ? is[k].second : kNowhere);
      if (in_now && now_.cells[is[k].second].status == Status::failed &&
          !(in_before && before_.cells[was[i].second].status == Status::failed))
        out_.newly_failed.push_back({static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(key),
                                     now_.cells[is[k].second].reason});
      i += in_before ? 1 : 0;
      k += in_now ? 1 : 0;
    }
  }

  void compare_cell(std::uint32_t object, std::uint32_t condition, std::uint32_t was, std::uint32_t is) {
    std::vector<std::pair<std::string, FirstStep>> found;  // of the extractions of this cell
    for (std::uint32_t f = 0; f < features_.names.size(); ++f) {
      GateRow row{object, condition, f, Verdict::same, {}, Status::absent, Status::absent, kNaN, kNaN, kNaN};
      const bool has_before = was != kNowhere && features_.before[f] != kNowhere;
      const bool has_now = is != kNowhere && features_.now[f] != kNowhere;
      if (!has_before && !has_now) continue;
      if (has_before) {
        const std::size_t at = before_.at(was, features_.before[f]);
        row.before = before_.values[at];
        row.status_before = before_.statuses[at];
      }
      if (has_now) {
        const std::size_t at = now_.at(is, features_.now[f]);
        row.now = now_.values[at];
        row.status_now = now_.statuses[at];
      }
      row.verdict = verdict_of(row, has_before, has_now);
      if (row.status_before == Status::ok && row.status_now == Status::ok)
        row.tolerance = largest_difference(rules_[f], row.before, row.now);
      if (row.verdict == Verdict::moved)
        row.first_step = step_of(before_.cells[was], now_.cells[is], object,
                                 now_.features[features_.now[f]].extraction, found);
      add(row);
    }
  }

  Verdict verdict_of(const GateRow& row, bool has_before, bool has_now) const {
    if (!has_before) return Verdict::added;
    const auto is_gone = [](Status status) { return status == Status::failed || status == Status::absent; };
    if (!has_now) return Verdict::missing;
    if (is_gone(row.status_now) != is_gone(row.status_before))
      return is_gone(row.status_now) ? Verdict::missing : Verdict::added;
    // A cell that was not measured says so once: its values are failed or absent alike.
    if (is_gone(row.status_now)) return Verdict::same;
    if (row.status_before != Status::ok || row.status_now != Status::ok)
      return row.status_before == row.status_now ? Verdict::same : Verdict::moved;
    const bool same =
        std::abs(row.difference()) <= largest_difference(rules_[row.feature], row.before, row.now);
    return same ? Verdict::same : Verdict::moved;
  }

  FirstStep step_of(const BaselineCell& was, const BaselineCell& is, std::uint32_t object,
                    const std::string& extraction,
                    std::vector<std::pair<std::string, FirstStep>>& found) const {
    for (const auto& [known, step] : found)
      if (known == extraction) return step;
    found.emplace_back(extraction, steps_.find(was, is, objects_.names[object], extraction));
    return found.back().second;
  }

  void add(const GateRow& row) {
    ++out_.counts[static_cast<std::size_t>(row.verdict)];
    if (row.verdict == Verdict::same && !options_.all) return;
    if (out_.rows.size() < options_.most_rows)
      out_.rows.push_back(row);
    else
      ++out_.rows_left_out;
  }

  static void compare_texts(const std::string& prefix, const NamedTexts& was, const NamedTexts& is,
                            std::vector<Cause>& list) {
    for (const auto& [name, text] : was) {
      const auto at = is.find(name);
      if (at == is.end() || at->second != text)
        list.push_back({prefix + name, text, at == is.end() ? "" : at->second});
    }
    for (const auto& [name, text] : is)
      if (was.count(name) == 0) list.push_back({prefix + name, "", text});
  }

  /// The settings of now without those that the baseline's version did not have and that nobody has set.
  NamedTexts settings_now() const {
    std::map<std::string, std::string> unset;
    for (const Field& field : field_table<ExtractionSettings>()) unset[field.name] = to_text(field.fallback);
    NamedTexts settings = now_.settings;
    std::erase_if(settings, [&](const auto& setting) {
      const auto& [name, text] = setting;
      const auto of_extraction = unset.find(name.substr(name.rfind(' ') + 1));
      return before_.settings.count(name) == 0 && name.starts_with(kExtraction) &&
             of_extraction != unset.end() && of_extraction->second == text;
    });
    return settings;
  }

  std::vector<Cause> causes() const {
    std::vector<Cause> list;
    compare_texts("", before_.about, now_.about, list);
    compare_texts("", before_.settings, settings_now(), list);
    for (std::size_t o = 0; o < objects_.names.size(); ++o) {
      if (objects_.before[o] == kNowhere || objects_.now[o] == kNowhere) continue;
      compare_texts(objects_.names[o] + " ", before_.inputs[objects_.before[o]], now_.inputs[objects_.now[o]],
                    list);
    }
    return list;
  }

  void compare_decisions() {
    std::map<std::pair<std::string, std::string>, GateDecision> all;
    const auto entry = [&](const BaselineDecision& d) -> GateDecision& {
      GateDecision& made = all[{d.question, d.feature}];
      made.question = d.question;
      made.feature = d.feature;
      return made;
    };
    for (const BaselineDecision& d : before_.decisions) entry(d).before = d.decision;
    for (const BaselineDecision& d : now_.decisions) entry(d).now = d.decision;
    for (auto& [key, decision] : all) {
      if (decision.before == decision.now) continue;
      decision.verdict = !decision.now      ? Verdict::missing
                         : !decision.before ? Verdict::added
                                            : Verdict::moved;
      out_.decisions.push_back(std::move(decision));
    }
  }

  const Baseline& before_;
  const Baseline& now_;
  const GateOptions& options_;
  JoinedNames objects_, conditions_, features_;
  StepFinder steps_;
  std::vector<ToleranceRule> rules_;
  GateResult out_;
};

}  // namespace

double GateRow::size() const {
  if (status_before != Status::ok || status_now != Status::ok) return std::numeric_limits<double>::infinity();
  return tolerance > 0 ? std::abs(difference()) / tolerance : std::numeric_limits<double>::infinity();
}

bool GateDecision::lost() const {
  return verdict == Verdict::missing ||
         (before == agreement::Decision::certified && verdict == Verdict::moved);
}

bool GateResult::holds() const {
  return count(Verdict::moved) == 0 && count(Verdict::missing) == 0 && !more_cells_failed() &&
         std::none_of(decisions.begin(), decisions.end(), [](const GateDecision& d) { return d.lost(); }) &&
         std::none_of(costs.begin(), costs.end(), [](const JudgedCost& c) { return c.exceeds(); });
}

GateResult judge(const Baseline& before, const Baseline& now, const GateOptions& options) {
  return Judge(before, now, options).run();
}

int exit_code(const GateResult& result) {
  return result.holds() ? 0 : radgauge::exit_code(ErrorKind::wanting);
}

}  // namespace radgauge::gate
