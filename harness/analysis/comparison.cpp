#include "analysis/comparison.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "analysis/questions.h"
#include "core/error.h"
#include "core/text.h"
#include "record/measured_cohort.h"
#include "study/deviations.h"

namespace radgauge::analysis {

namespace {

agreement::ComparedSide side_of(const AskedQuestion& asked, const Measurements& measurements) {
  agreement::ComparedSide side;
  side.question = asked.question;
  side.table = &asked.table;
  for (agreement::FeatureRow& row : agreement::answer(asked.question, asked.table))
    if (row.stratum.is_all()) side.rows.push_back(std::move(row));
  side.base = [&measurements](std::size_t row, std::size_t feature) {
    return measurements.status(row, study::kBase, feature) == Status::ok
               ? measurements.value(row, study::kBase, feature)
               : std::nan("");
  };
  return side;
}

/// Rows of the cohorts with the same name and the same inputs.
std::vector<agreement::PairedObject> paired_objects(const FinishedRun& before, const FinishedRun& after) {
  const auto was = record::row_identities(before.study, before.store->tables());
  const auto is = record::row_identities(after.study, after.store->tables());
  std::map<std::string, std::size_t> old_row;
  for (std::size_t r = 0; r < was.size(); ++r)
    if (!was[r].empty()) old_row.emplace(before.study.rows[r].name() + "\n" + was[r], r);
  std::vector<agreement::PairedObject> out;
  for (std::size_t r = 0; r < is.size(); ++r) {
    const study::CohortRow& row = after.study.rows[r];
    if (const auto it = old_row.find(row.name() + "\n" + is[r]); it != old_row.end())
      out.push_back({row.patient, row.name(), it->second, r});
  }
  return out;
}

/// Role and hash of each file of a row, and the label of its mask.
std::map<std::string, std::string> files_of(const FinishedRun& run, std::size_t row) {
  std::map<std::string, std::string> files;
  for (const store::StoredInput& input : run.store->tables().inputs[row]) files[input.role] += input.sha256;
  if (const std::string label = run.study.rows[row].label(); !label.empty()) files["mask_label"] = label;
  return files;
}

std::vector<std::string> differing(const std::map<std::string, std::string>& was,
                                   const std::map<std::string, std::string>& is) {
  std::set<std::string> roles;
  for (const auto& [role, hash] : was)
    if (const auto it = is.find(role); it == is.end() || it->second != hash) roles.insert(role);
  for (const auto& [role, hash] : is)
    if (was.count(role) == 0) roles.insert(role);
  return {roles.begin(), roles.end()};
}

/// Rows of the same name whose inputs both runs know and that are not the same, by patient.
std::vector<ChangedInput> changed_inputs(const FinishedRun& before, const FinishedRun& after) {
  const auto was = record::row_identities(before.study, before.store->tables());
  const auto is = record::row_identities(after.study, after.store->tables());
  std::map<std::string, std::size_t> old_row;
  for (std::size_t r = 0; r < was.size(); ++r)
    if (!was[r].empty()) old_row.emplace(before.study.rows[r].name(), r);
  std::vector<ChangedInput> out;
  for (std::size_t r = 0; r < is.size(); ++r) {
    const study::CohortRow& row = after.study.rows[r];
    const auto it = is[r].empty() ? old_row.end() : old_row.find(row.name());
    if (it == old_row.end() || was[it->second] == is[r]) continue;
    auto at = std::find_if(out.begin(), out.end(),
                           [&](const ChangedInput& changed) { return changed.patient == row.patient; });
    if (at == out.end()) at = out.insert(out.end(), {row.patient, {}});
    for (const std::string& what : differing(files_of(before, it->second), files_of(after, r)))
      if (std::find(at->what.begin(), at->what.end(), what) == at->what.end()) at->what.push_back(what);
  }
  return out;
}

/// Levels of an acquired factor may have other names in another year; applied conditions may not.
std::string difference(const study::Study& before, const AskedQuestion& was, const AskedQuestion& is) {
  if (was.question.over != is.question.over)
    return "is over " + was.question.over + " in OLD and over " + is.question.over + " in NEW";
  const bool group = std::any_of(before.groups.begin(), before.groups.end(),
                                 [&](const study::Group& g) { return g.name == was.question.over; });
  if (group && was.table.columns != is.table.columns) return "compares other conditions in NEW than in OLD";
  return {};
}

void note_differences(const FinishedRun& before, const FinishedRun& after, std::vector<std::string>& notes) {
  if (before.study.name != after.study.name)
    notes.push_back("the studies have other names: " + before.study.name + ", " + after.study.name);
  if (before.store->tables().meta_value("hash.version") != after.store->tables().meta_value("hash.version"))
    notes.push_back("measured by other versions: radgauge " +
                    before.store->tables().meta_value("hash.version") + ", radgauge " +
                    after.store->tables().meta_value("hash.version"));
  for (const std::string& change :
       study::deviations(study::analysis_text(before.study), study::analysis_text(after.study)))
    notes.push_back("from OLD to NEW: " + change + "; a decision may have changed for that alone");
  std::set<std::string> changed;
  for (const study::Extraction& old_one : before.study.extractions)
    for (const study::Extraction& new_one : after.study.extractions)
      if (old_one.name == new_one.name && to_values(old_one.settings) != to_values(new_one.settings))
        changed.insert(old_one.name);
  for (const std::string& name : changed)
    notes.push_back("extraction " + name + " has other settings in NEW: its features are not quite the same");
}

std::vector<std::string> features_only(const store::StoreTables& in, const store::StoreTables& other) {
  std::set<std::string> known;
  for (const store::StoredFeature& feature : other.features) known.insert(feature.name);
  std::vector<std::string> out;
  for (const store::StoredFeature& feature : in.features)
    if (known.count(feature.name) == 0) out.push_back(feature.name);
  return out;
}

std::set<std::string> patients_of(const study::Study& study) {
  std::set<std::string> out;
  for (const study::CohortRow& row : study.rows) out.insert(row.patient);
  return out;
}

void count_patients(const FinishedRun& before, const FinishedRun& after, RunComparison& out) {
  const auto old_ones = patients_of(before.study), new_ones = patients_of(after.study);
  out.n_patients_old = static_cast<std::int64_t>(old_ones.size());
  out.n_patients_new = static_cast<std::int64_t>(new_ones.size());
  for (const std::string& patient : new_ones) out.n_patients_both += old_ones.count(patient) > 0 ? 1 : 0;
}

}  // namespace

RunComparison compare_runs(const FinishedRun& before, const FinishedRun& after,
                           const agreement::CompareOptions& options) {
  RunComparison out;
  out.options = agreement::check_margins(options);
  count_patients(before, after, out);
  note_differences(before, after, out.notes);
  out.only_old = features_only(before.store->tables(), after.store->tables());
  out.only_new = features_only(after.store->tables(), before.store->tables());
  const std::vector<agreement::PairedObject> paired = paired_objects(before, after);
  out.n_objects_paired = static_cast<std::int64_t>(paired.size());
  out.changed = changed_inputs(before, after);
  const auto old_asked = ask(before.study, before.plan, *before.measurements);
  const auto new_asked = ask(after.study, after.plan, *after.measurements);
  const auto add = [&](std::vector<agreement::ComparedFeature> rows) {
    for (agreement::ComparedFeature& row : rows) out.rows.push_back(std::move(row));
  };
  const auto named = [](const std::vector<AskedQuestion>& list, const std::string& name) {
    return std::find_if(list.begin(), list.end(), [&](const auto& a) { return a.question.name == name; });
  };
  for (const AskedQuestion& was : old_asked) {
    const auto is = named(new_asked, was.question.name);
    const std::string why =
        is == new_asked.end() ? "is asked in OLD only" : difference(before.study, was, *is);
    if (!why.empty()) {
      out.notes.push_back("question " + was.question.name + " " + why +
                          ": not compared, and what it certified is lost");
      add(agreement::gone(side_of(was, *before.measurements), {},
                          "question " + was.question.name + " " + why));
      continue;
    }
    const agreement::ComparedSide side = side_of(was, *before.measurements);
    add(agreement::compare(side, side_of(*is, *after.measurements), paired, out.options));
    add(agreement::gone(side, is->table.feature_names, "NEW does not measure it"));
  }
  agreement::judge_together(out.rows);
  out.counts = agreement::count_comparison(out.rows);
  return out;
}

int exit_code(const RunComparison& comparison) {
  const agreement::ComparisonCounts& c = comparison.counts;
  if (c.lost > 0 || c.larger > 0 || c.shifted > 0) return exit_code(ErrorKind::wanting);
  return c.compared == 0 ? exit_code(ErrorKind::nothing) : 0;
}

}  // namespace radgauge::analysis
