#include "cli/analysis.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <set>

#include "cli/base_values.h"
#include "cli/certification.h"
#include "cli/contact_sheets.h"
#include "cli/controls.h"
#include "cli/doses.h"
#include "cli/edge_sensitivity.h"
#include "cli/gauge_places.h"
#include "cli/machine.h"
#include "cli/measured_cohort.h"
#include "cli/notes.h"
#include "cli/progress.h"
#include "cli/question_power.h"
#include "cli/run_folder.h"
#include "cli/shell.h"
#include "cli/study_context.h"
#include "cli/version.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "io/json.h"
#include "report/tables.h"
#include "study/deviations.h"

namespace radgauge {

namespace {

std::string number(std::size_t n) {
  return to_text(static_cast<std::int64_t>(n));
}

std::string meta(const StoreTables& tables, const std::string& key) {
  const auto it = tables.meta.find(key);
  return it == tables.meta.end() ? "" : it->second;
}

std::string sentence(const Study& study, const Plan& plan, const Crossing& table) {
  std::set<std::string> modalities;
  for (const CohortRow& row : study.rows) modalities.insert(std::string(to_text(row.modality)));
  const std::vector<std::string> names(modalities.begin(), modalities.end());
  std::string text =
      number(table.n_objects) +
      (study.phantoms.phantom != nullptr ? " phantom objects (" + study.phantoms.phantom->id + ")"
                                         : " lesions of " + number(table.n_patients) + " patients") +
      " (" + join(names, ", ") + "), each measured as acquired and under " +
      number(plan.conditions.size() - 1) + " perturbed conditions in " + number(study.groups.size()) +
      " groups";
  std::vector<std::string> extractions;
  for (const Extraction& extraction : study.extractions)
    extractions.push_back(extraction.name + " (preset " + extraction.preset + ")");
  return text + "; features by the " + study.engine + " extractor, processing: " + join(extractions, ", ") +
         ".";
}

/// The magnitudes of each group, operation and parameter over its cells.
std::vector<report::MagnitudeSummary> magnitude_summaries(const Study& study, const Plan& plan,
                                                          const Measurements& measurements) {
  std::vector<report::MagnitudeSummary> summaries;
  std::vector<double> sums;
  for (std::size_t g = 0; g < study.groups.size(); ++g)
    for (const CellRecord& cell : measurements.cells()) {
      if (cell.condition == static_cast<std::int64_t>(kBase))
        continue;  // its magnitudes are the object's own
      const auto& groups = plan.conditions[static_cast<std::size_t>(cell.condition)].groups;
      if (std::find(groups.begin(), groups.end(), g) == groups.end()) continue;
      for (const StoredMagnitude& m : cell.magnitudes) {
        auto at = std::find_if(summaries.begin(), summaries.end(), [&](const report::MagnitudeSummary& s) {
          return s.group == study.groups[g].name && s.operation == m.operation && s.parameter == m.parameter;
        });
        if (at == summaries.end()) {
          report::MagnitudeSummary summary;
          summary.group = study.groups[g].name;
          summary.operation = m.operation;
          summary.parameter = m.parameter;
          summary.unit = m.unit == "intensity" ? study.rows.front().unit : m.unit;
          summaries.push_back(summary);
          sums.push_back(0);
          at = summaries.end() - 1;
        }
        ++at->n;
        at->requested_min = std::fmin(at->requested_min, m.requested);
        at->requested_max = std::fmax(at->requested_max, m.requested);
        at->achieved_min = std::fmin(at->achieved_min, m.achieved);
        at->achieved_max = std::fmax(at->achieved_max, m.achieved);
        at->n_limited += m.status == "ok" ? 0 : 1;
        double& sum = sums[static_cast<std::size_t>(at - summaries.begin())];
        sum += m.achieved;
        at->achieved_mean = sum / static_cast<double>(at->n);
      }
    }
  return summaries;
}

std::vector<report::FailedCell> failures(const Study& study, const Plan& plan,
                                         const Measurements& measurements) {
  std::vector<report::FailedCell> list;
  for (const CellRecord& cell : measurements.cells())
    if (cell.status == Status::failed)
      list.push_back({study.rows[static_cast<std::size_t>(cell.object)].name(),
                      plan.conditions[static_cast<std::size_t>(cell.condition)].name, cell.reason,
                      rerun_command(study, plan, static_cast<std::size_t>(cell.plan_index))});
  return list;
}

std::vector<report::StageTiming> timings(const Measurements& measurements) {
  std::vector<report::StageTiming> list;
  for (const char* stage : {"acquire", "image", "grid", "mask", "extraction", "wall"})
    list.push_back({stage, static_cast<std::int64_t>(measurements.cells().size()),
                    parse_double(meta(measurements.tables(), std::string("seconds.") + stage)).value_or(0)});
  return list;
}

/// Over a group of the study, or over an acquired factor; decisions over all objects.
std::vector<DecidedQuestion> decided_questions(const Study& study, const std::vector<AskedQuestion>& asked,
                                               const std::vector<report::QuestionResult>& results) {
  std::vector<DecidedQuestion> list;
  for (std::size_t q = 0; q < asked.size(); ++q) {
    const bool is_group = std::any_of(study.groups.begin(), study.groups.end(),
                                      [&](const Group& g) { return g.name == asked[q].question.over; });
    list.push_back({&asked[q].question, &asked[q].table, {}, !is_group});
    for (const FeatureRow& row : results[q].rows)
      if (row.stratum == "all") list.back().decisions.push_back(row.decision);
  }
  return list;
}

/// A property of the feature, the same in every row of it.
void fill_edges(const Study& study, const Plan& plan, const Measurements& measurements,
                std::vector<report::QuestionResult>& questions) {
  const std::vector<double> changes = one_ulp_changes(study, plan, measurements);
  if (changes.empty()) return;
  for (auto& question : questions)  // the rows of each stratum are in the order of the features
    for (std::size_t i = 0; i < question.rows.size(); ++i)
      question.rows[i].edge_sensitive = changes[i % changes.size()];
}

/// The least sure answer of each feature chooses who stands for a cluster.
std::vector<Confounding> confounding(const Study& study, const Measurements& measurements,
                                     const std::vector<report::QuestionResult>& questions) {
  BaseValues base = base_values(study, measurements);
  base.certainty.assign(base.feature_names.size(), std::nan(""));
  for (const auto& question : questions)
    for (std::size_t f = 0; f < std::min(question.rows.size(), base.certainty.size()); ++f)  // "all" is first
      base.certainty[f] = std::fmin(base.certainty[f], question.rows[f].icc_lower);
  return confounding_of(base);
}

/// Strata that were asked for and would repeat the answer for all objects.
std::vector<std::string> idle_strata(const Study& study,
                                     const std::vector<report::QuestionResult>& questions) {
  std::vector<std::string> list;
  for (const StudyQuestion& asked : study.questions)
    for (const std::string& by : asked.strata)
      for (const report::QuestionResult& q : questions)
        if (q.question.name == asked.name &&
            std::none_of(q.rows.begin(), q.rows.end(),
                         [&](const FeatureRow& row) { return row.stratum.starts_with(by + ":"); }))
          list.push_back("question " + asked.name + ": every object has the same " + by +
                         ", so that its stratum would repeat the answer; it is left out");
  return list;
}

std::vector<std::string> notes(const Study& study, const Plan& plan, const Measurements& measurements,
                               const Crossing& table,
                               const std::vector<report::MagnitudeSummary>& magnitudes) {
  std::vector<std::string> list = table.warnings;
  for (const std::string& change : changes_since_measurement(study, measurements.tables()))
    list.push_back("changed after the measurement began, and the decisions follow the change: " + change);
  if (measurements.cells().size() < plan.cells.size())
    list.push_back("this run measured " + number(measurements.cells().size()) + " of the " +
                   number(plan.cells.size()) + " cells of the study (--only or --limit)");
  for (std::string& text : gauge_plan_lines(study, plan))
    if (text.find(": not estimable: ") != std::string::npos) list.push_back(std::move(text));
  for (std::string& text : copied_masks(study, measurements)) list.push_back(std::move(text));
  if (const std::string fitted = meta(measurements.tables(), meta_key::kFitted); !fitted.empty())
    for (const std::string& line : split(fitted, '\n'))
      list.push_back("fitted to the study's readers: " + line);
  for (std::string& text : shortfalls(magnitudes)) list.push_back(std::move(text));
  return list;
}

report::Facts provenance(const Study& study, const Measurements& measurements) {
  const StoreTables& tables = measurements.tables();
  report::Facts facts{
      {"radgauge", version_number() + (source_commit().empty() ? "" : " (" + source_commit() + ")")},
      {"compiler", compiler_name() + ", " + build_type()},
      {"processor", processor_name()},
      {"command", meta(tables, "command")},
      {"started", meta(tables, "started")},
      {"finished", meta(tables, "finished")},
      {"seed", to_text(static_cast<std::int64_t>(study.seed))},
      {"SHA-256 of the inputs", meta(tables, "hash.inputs")},
      {"SHA-256 of the study", meta(tables, "hash.study")},
      {"SHA-256 of questions and limits, before the first measurement",
       meta(tables, meta_key::kAnalysisHash)}};
  if (const std::string fitted = meta(tables, meta_key::kFitted); !fitted.empty())
    facts.push_back({"fitted to the readers", fitted});
  return facts;
}

std::string timings_csv(const Study& study, const Measurements& measurements,
                        const report::StudyResults& results) {
  std::string text = csv_line({"kind", "name", "condition", "seconds"});
  for (const auto& stage : results.timings)
    text += csv_line({"stage", stage.stage, "", to_text(stage.seconds)});
  for (const CellRecord& cell : measurements.cells())
    text += csv_line({"cell", study.rows[static_cast<std::size_t>(cell.object)].name(),
                      measurements.tables().conditions[static_cast<std::size_t>(cell.condition)].name,
                      to_text(cell.seconds)});
  return text;
}

/// The inputs as they were when the run began, one "name hash" a line in the store.
std::string provenance_json(const Measurements& measurements, const report::StudyResults& results) {
  nlohmann::ordered_json json{{"schema", "radgauge-provenance-1"}};
  for (const auto& [key, value] : results.provenance) json[key] = value;
  json["inputs"] = nlohmann::ordered_json::array();
  for (const std::string& line : split(meta(measurements.tables(), "inputs"), '\n'))
    if (const auto space = line.rfind(' '); space != std::string::npos)
      json["inputs"].push_back({{"file", line.substr(0, space)}, {"sha256", line.substr(space + 1)}});
  return to_json_text(json);
}

}  // namespace

std::vector<std::string> changes_since_measurement(const Study& study, const StoreTables& tables) {
  if (analysis_hash(study) == meta(tables, meta_key::kAnalysisHash)) return {};
  if (const std::string before = meta(tables, meta_key::kAnalysis); !before.empty())
    return deviations(before, analysis_text(study));
  return {"questions or limits (the store keeps only their hash)"};
}

report::StudyResults analyse(const Study& study, const Plan& plan, const Measurements& measurements) {
  const Crossing table = crossing(study, plan);
  report::StudyResults results;
  results.study = study.name;
  results.sentence = sentence(study, plan, table);
  results.facts = {{"measured", meta(measurements.tables(), "finished")},
                   {"extractor", study.engine + ", radgauge " + version_number()}};
  results.n_patients = static_cast<std::int64_t>(table.n_patients);
  results.n_objects = static_cast<std::int64_t>(table.n_objects);
  results.n_conditions = static_cast<std::int64_t>(plan.conditions.size());
  results.n_features = static_cast<std::int64_t>(measurements.tables().features.size());
  results.n_cells = static_cast<std::int64_t>(measurements.cells().size());
  for (const auto& factor : table.factors) results.n_absent_cells += static_cast<std::int64_t>(factor.absent);
  std::size_t q = 0;
  const std::vector<AskedQuestion> questions = ask(study, plan, measurements);
  for (const AskedQuestion& asked : questions) {
    report::QuestionResult result;
    result.question = asked.question;
    result.obstacle = obstacle(asked.table);
    Answer answer = answer_in_detail(asked.question, asked.table);
    result.rows = std::move(answer.rows);
    result.details = std::move(answer.details);
    result.worst_cases = std::move(answer.worst_cases);
    result.gauge = gauge_of(study, plan, study.questions[q++], asked.table, measurements);
    result.curves = dose_curves(study, plan, measurements, asked);
    result.critical = critical_magnitudes(asked.question, asked.table, result.curves, {study.seed});
    follow_gauge(result.gauge, result.rows);
    if (result.obstacle.empty()) {
      result.power = power_sentence(asked);
      result.interval_caveat = coverage_sentence(asked);
    }
    results.questions.push_back(std::move(result));
  }
  fill_edges(study, plan, measurements, results.questions);
  results.simulated_real = simulated_against_real(decided_questions(study, questions, results.questions));
  results.confounding = confounding(study, measurements, results.questions);
  results.failures = failures(study, plan, measurements);
  results.n_failed_cells = static_cast<std::int64_t>(results.failures.size());
  add_study_context(study, plan, table, results);
  results.magnitudes = magnitude_summaries(study, plan, measurements);
  results.notes = notes(study, plan, measurements, table, results.magnitudes);
  for (std::string& text : untouched(results.questions)) results.notes.push_back(std::move(text));
  for (std::string& text : shifted(questions, results.questions)) results.notes.push_back(std::move(text));
  for (std::string& text : control_notes(study, plan, measurements)) results.notes.push_back(std::move(text));
  for (std::string& text : idle_strata(study, results.questions)) results.notes.push_back(std::move(text));
  results.timings = timings(measurements);
  results.provenance = provenance(study, measurements);
  results.command = meta(measurements.tables(), "command");
  return results;
}

int finish_run(const Study& study, const Plan& plan, const Store& store, const std::string& folder,
               double seconds) {
  const Measurements measurements(store);
  report::StudyResults results = analyse(study, plan, measurements);
  results.contact_sheets = read_contact_sheets(folder);
  write_file(in_folder(folder, result_file::kFeatures), report::features_csv(results));
  write_file(in_folder(folder, result_file::kAgreement), report::agreement_csv(results));
  write_file(in_folder(folder, result_file::kConfounding), report::confounding_csv(results));
  write_file(in_folder(folder, result_file::kWorstCases), report::worst_cases_csv(results));
  write_file(in_folder(folder, result_file::kSimulatedReal), report::simulated_real_csv(results));
  write_file(in_folder(folder, result_file::kGauge), report::gauge_csv(results));
  write_file(in_folder(folder, result_file::kDecisionStudy), report::decision_study_csv(results));
  write_file(in_folder(folder, result_file::kCritical), report::critical_csv(results));
  write_file(in_folder(folder, result_file::kDoseResponse), report::dose_response_csv(results));
  write_file(in_folder(folder, result_file::kCells), cells_csv(study, plan, measurements));
  write_file(in_folder(folder, result_file::kTimings), timings_csv(study, measurements, results));
  write_file(in_folder(folder, result_file::kSummary), report::summary_json(results));
  write_file(in_folder(folder, result_file::kProvenance), provenance_json(measurements, results));
  write_file(in_folder(folder, result_file::kReport), report::report_html(results));
  write_file(in_folder(folder, result_file::kMarkdown), report::report_markdown(results));
  write_file(in_folder(folder, result_file::kJunit), report::report_junit(results));
  const std::int64_t measured = results.n_cells - results.n_failed_cells;
  const bool complete = measured > 0 && measurements.cells().size() == plan.cells.size();
  if (complete) write_certificate(certify(study, plan, measurements, results, folder, {}), folder);

  for (const auto& question : results.questions) {
    const auto counts = report::count_decisions(question.rows);
    std::cout << question.question.name << ":";
    for (std::size_t d = 0; d < 4; ++d)
      std::cout << (d > 0 ? ", " : " ") << counts.of[d] << " " << report::kDecisions[d];
    std::cout << "\n";
  }
  for (const auto& failure : results.failures) {
    std::cerr << "failed: " << failure.object << "::" << failure.condition << ": " << failure.reason
              << "\n  again: " << failure.command << "\n";
    if (&failure == &results.failures[std::min<std::size_t>(results.failures.size(), 10) - 1]) {
      if (results.failures.size() > 10)
        std::cerr << "  ... " << results.failures.size() - 10 << " more in "
                  << in_folder(folder, result_file::kCells) << "\n";
      break;
    }
  }
  std::cout << results.n_cells << " cells: " << measured << " measured, " << results.n_failed_cells
            << " failed, in " << duration_text(seconds) << "\n"
            << "report: " << in_folder(folder, result_file::kReport) << "\n"
            << (complete ? "certificate: " + in_folder(folder, result_file::kCertificate) + "\n" : "")
            << "again:  radgauge run " << shell_word(study.file) << " -o " << shell_word(folder + "-again")
            << "\n";
  if (measured == 0) return exit_code(ErrorKind::nothing);
  return results.n_failed_cells > study.failures_max ? exit_code(ErrorKind::data) : 0;
}

}  // namespace radgauge
