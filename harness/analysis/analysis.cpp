#include "analysis/analysis.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/base_values.h"
#include "analysis/certification.h"
#include "analysis/controls.h"
#include "analysis/doses.h"
#include "analysis/drift_table.h"
#include "analysis/edge_sensitivity.h"
#include "analysis/gauge_notes.h"
#include "analysis/gauge_places.h"
#include "analysis/notes.h"
#include "analysis/question_power.h"
#include "analysis/questions.h"
#include "analysis/shown_values.h"
#include "analysis/study_context.h"
#include "core/build_info.h"
#include "core/machine.h"
#include "core/text.h"
#include "record/measured_cohort.h"
#include "record/run_folder.h"
#include "study/deviations.h"

namespace radgauge::analysis {

using study::Study;

namespace {

std::string objects_in_words(const study::Origins& from) {
  std::vector<std::string> parts;
  if (from.listed_objects > 0)
    parts.push_back(count_text(from.listed_objects) + " lesions of " + count_text(from.listed_patients) +
                    " patients");
  if (from.generated_objects > 0)
    parts.push_back(count_text(from.generated_objects) + " phantom objects (" + join(from.generators, ", ") +
                    ")");
  return join(parts, " and ");
}

/// What an imported table says, and what it does not.
std::string imported_sentence(const Study& study, const study::Plan& plan, const store::StoreTables& tables) {
  return objects_in_words(study::origins(study)) + ", imported from the table " +
         tables.meta_value(record::meta_key::kTable) + " under " + count_text(plan.conditions.size() - 1) +
         " conditions beside base; measured elsewhere, by an extractor that is " +
         tables.meta_value("engine") + "; how images were processed is not known.";
}

std::string sentence(const Study& study, const study::Plan& plan) {
  std::set<std::string> modalities;
  for (const study::CohortRow& row : study.rows) modalities.insert(std::string(to_text(row.modality)));
  const std::vector<std::string> names(modalities.begin(), modalities.end());
  std::string text =
      objects_in_words(study::origins(study)) + " (" + join(names, ", ") + "), each measured as acquired";
  if (plan.conditions.size() > 1)
    text += " and under " + count_text(plan.conditions.size() - 1) + " perturbed conditions in " +
            count_text(study.groups.size()) + " groups";
  std::vector<std::string> extractions;
  for (const study::Extraction& extraction : study.extractions)
    extractions.push_back(extraction.name + " (preset " + extraction.preset + ")");
  return text + "; features by the " + study.engine + " extractor, processing: " + join(extractions, ", ") +
         ".";
}

/// The magnitudes of each group, operation and parameter over its cells.
std::vector<MagnitudeSummary> magnitude_summaries(const Study& study, const study::Plan& plan,
                                                  const Measurements& measurements) {
  std::vector<MagnitudeSummary> summaries;
  std::vector<double> sums;
  const std::vector<MagnitudeKind>& kinds = measurements.kinds();
  const auto summary_of = [&](const study::Group& group, const MagnitudeKind& kind) {
    const auto at = std::find_if(summaries.begin(), summaries.end(), [&](const MagnitudeSummary& s) {
      return s.group == group.name && s.operation == kind.operation && s.parameter == kind.parameter;
    });
    if (at != summaries.end()) return static_cast<std::size_t>(at - summaries.begin());
    MagnitudeSummary summary;
    summary.group = group.name;
    summary.operation = kind.operation;
    summary.parameter = kind.parameter;
    summary.unit = kind.unit == "intensity" ? study.rows.front().unit : kind.unit;
    summaries.push_back(summary);
    sums.push_back(0);
    return summaries.size() - 1;
  };
  constexpr std::size_t kNew = SIZE_MAX;
  for (std::size_t g = 0; g < study.groups.size(); ++g) {
    std::vector<std::size_t> place(kinds.size(), kNew);
    for (std::size_t c = 0; c < measurements.n_cells(); ++c) {
      const MeasuredCell cell = measurements.cell(c);
      // The magnitudes of base are the object's own; a cell that failed achieved nothing.
      if (cell.condition == study::kBase || cell.status == Status::failed) continue;
      const auto& groups = plan.conditions[cell.condition].groups;
      if (std::find(groups.begin(), groups.end(), g) == groups.end()) continue;
      for (const MeasuredMagnitude& m : cell.magnitudes) {
        if (place[m.kind] == kNew) place[m.kind] = summary_of(study.groups[g], kinds[m.kind]);
        MagnitudeSummary* at = &summaries[place[m.kind]];
        ++at->n;
        at->requested_min = std::fmin(at->requested_min, m.requested);
        at->requested_max = std::fmax(at->requested_max, m.requested);
        at->achieved_min = std::fmin(at->achieved_min, m.achieved);
        at->achieved_max = std::fmax(at->achieved_max, m.achieved);
        at->n_limited += kinds[m.kind].status == "ok" ? 0 : 1;
        double& sum = sums[place[m.kind]];
        sum += m.achieved;
        at->achieved_mean = sum / static_cast<double>(at->n);
      }
    }
  }
  return summaries;
}

std::vector<FailedCell> failures(const Study& study, const study::Plan& plan,
                                 const Measurements& measurements) {
  std::vector<FailedCell> list;
  for (std::size_t c = 0; c < measurements.n_cells(); ++c) {
    const MeasuredCell cell = measurements.cell(c);
    if (cell.status == Status::failed)
      list.push_back({study.rows[cell.row].name(), plan.conditions[cell.condition].name,
                      std::string(cell.reason), rerun_command(study, plan, cell.plan_index)});
  }
  return list;
}

std::vector<StageTiming> timings(const Measurements& measurements) {
  std::vector<StageTiming> list;
  for (const char* stage : {"acquire", "image", "grid", "mask", "extraction", "wall"})
    list.push_back(
        {stage, static_cast<std::int64_t>(measurements.n_cells()),
         parse_double(measurements.tables().meta_value(std::string("seconds.") + stage)).value_or(0)});
  return list;
}

/// Over a group of the study, or over an acquired factor; decisions over all objects.
std::vector<agreement::DecidedQuestion> decided_questions(const Study& study,
                                                          const std::vector<AskedQuestion>& asked,
                                                          const std::vector<QuestionResult>& results) {
  std::vector<agreement::DecidedQuestion> list;
  for (std::size_t q = 0; q < asked.size(); ++q) {
    const bool is_group = std::any_of(study.groups.begin(), study.groups.end(), [&](const study::Group& g) {
      return g.name == asked[q].question.over;
    });
    list.push_back({&asked[q].question, &asked[q].table, {}, !is_group});
    for (const agreement::FeatureRow& row : results[q].rows)
      if (row.stratum.is_all()) {
        list.back().decisions.push_back(row.decision);
        list.back().unmoved.push_back(row.unmoved);
      }
  }
  return list;
}

/// A property of the feature, the same in every row of it.
void fill_edges(const Study& study, const study::Plan& plan, const Measurements& measurements,
                std::vector<QuestionResult>& questions) {
  const std::vector<double> changes = one_ulp_changes(study, plan, measurements);
  if (changes.empty()) return;
  for (auto& question : questions)  // the rows of each stratum are in the order of the features
    for (std::size_t i = 0; i < question.rows.size(); ++i)
      question.rows[i].edge_sensitive = changes[i % changes.size()];
}

/// The least sure answer of each feature chooses who stands for a cluster.
std::vector<agreement::Confounding> confounding(const Study& study, const Measurements& measurements,
                                                const std::vector<QuestionResult>& questions) {
  agreement::BaseValues base = base_values(study, measurements);
  base.certainty.assign(base.feature_names.size(), std::nan(""));
  for (const auto& question : questions)
    for (std::size_t f = 0; f < std::min(question.rows.size(), base.certainty.size()); ++f)  // "all" is first
      base.certainty[f] = std::fmin(base.certainty[f], question.rows[f].icc_lower);
  return agreement::confounding_of(base);
}

/// Strata that were asked for and would repeat the answer for all objects.
std::vector<std::string> idle_strata(const Study& study, const std::vector<QuestionResult>& questions) {
  std::vector<std::string> list;
  for (const study::StudyQuestion& asked : study.questions)
    for (const StratumBy by : asked.strata)
      for (const QuestionResult& q : questions)
        if (q.question.name == asked.name &&
            std::none_of(q.rows.begin(), q.rows.end(),
                         [&](const agreement::FeatureRow& row) { return row.stratum.by == by; }))
          list.push_back("question " + asked.name + ": every object has the same " +
                         std::string(to_text(by)) +
                         ", so that its stratum would repeat the answer; it is left out");
  return list;
}

void add_notes(std::vector<std::string> texts, std::vector<Note>& list) {
  for (std::string& text : texts) list.push_back({std::move(text)});
}

std::vector<Note> notes(const Study& study, const study::Plan& plan, const Measurements& measurements,
                        const study::Crossing& table, const std::vector<MagnitudeSummary>& magnitudes) {
  std::vector<Note> list;
  add_notes(table.warnings, list);
  for (const std::string& change : changes_since_measurement(study, measurements.tables()))
    list.push_back(
        {"changed after the measurement began, and the decisions follow the change: " + change, true});
  if (measurements.n_cells() < plan.cells.size())
    list.push_back({"this run measured " + count_text(measurements.n_cells()) + " of the " +
                    count_text(plan.cells.size()) + " cells of the study (--only or --limit)"});
  for (const GaugePlanLine& line : gauge_plan_lines(study, plan))
    if (!line.estimable) list.push_back({gauge_plan_text(line)});
  for (std::string& text : input_notes(study, plan, measurements))
    list.push_back({std::move(text), false, true});
  if (const std::string fitted = measurements.tables().meta_value(record::meta_key::kFitted); !fitted.empty())
    for (const std::string& line : split(fitted, '\n'))
      list.push_back({"fitted to the study's readers: " + line});
  add_notes(shortfalls(magnitudes), list);
  return list;
}

Facts provenance(const Study& study, const Measurements& measurements) {
  const store::StoreTables& tables = measurements.tables();
  Facts facts{{"radgauge", version_number() + (source_commit().empty() ? "" : " (" + source_commit() + ")")},
              {"compiler", compiler_name() + ", " + build_type()},
              {"processor", processor_name()},
              {"command", tables.meta_value("command")},
              {"started", tables.meta_value("started")},
              {"finished", tables.meta_value("finished")},
              {"seed", to_text(static_cast<std::int64_t>(study.seed))},
              {"SHA-256 of the inputs", record::inputs_hash(tables)},
              {"SHA-256 of the study", tables.meta_value("hash.study")},
              {"SHA-256 of questions and limits, before the first measurement",
               tables.meta_value(record::meta_key::kAnalysisHash)}};
  if (const std::string fitted = tables.meta_value(record::meta_key::kFitted); !fitted.empty())
    facts.push_back({"fitted to the readers", fitted});
  if (const std::string input = tables.meta_value(record::meta_key::kEngineInput);
      input.find("native") != std::string::npos)
    facts.push_back({"engines get images", input});
  std::erase_if(facts, [](const auto& fact) {  // a hash of nothing
    return fact.second.empty() && fact.first.rfind("SHA-256", 0) == 0;
  });
  return facts;
}

}  // namespace

std::vector<std::string> changes_since_measurement(const Study& study, const store::StoreTables& tables) {
  if (record::analysis_hash(study) == tables.meta_value(record::meta_key::kAnalysisHash)) return {};
  if (const std::string before = tables.meta_value(record::meta_key::kAnalysis); !before.empty())
    return study::deviations(before, study::analysis_text(study));
  return {"questions or limits (the store keeps only their hash)"};
}

StudyResults analyse(const Study& study, const study::Plan& plan, const Measurements& measurements,
                     const std::function<void(const AnalysisProgress&)>& progress) {
  const study::Crossing table = study::crossing(study, plan);
  StudyResults results;
  results.study = study.name;
  const bool imported = study::is_imported(study);
  results.sentence = imported ? imported_sentence(study, plan, measurements.tables()) : sentence(study, plan);
  results.facts = {{imported ? "imported" : "measured", measurements.tables().meta_value("finished")},
                   {"extractor", imported ? measurements.tables().meta_value("engine")
                                          : study.engine + ", radgauge " + version_number()}};
  results.n_patients = static_cast<std::int64_t>(table.n_patients);
  results.n_objects = static_cast<std::int64_t>(table.n_objects);
  results.n_conditions = static_cast<std::int64_t>(plan.conditions.size());
  results.n_features = static_cast<std::int64_t>(measurements.features().size());
  results.n_cells = static_cast<std::int64_t>(measurements.n_cells());
  for (const auto& factor : table.factors) results.n_absent_cells += static_cast<std::int64_t>(factor.absent);
  std::size_t q = 0;
  const std::vector<AskedQuestion> questions = ask(study, plan, measurements);
  auto answered = [&, done = std::int64_t{0}]() mutable {
    constexpr std::int64_t kSteps = 3;  // of each question
    if (progress)
      progress({"steps of answers", ++done, kSteps * static_cast<std::int64_t>(questions.size())});
  };
  for (const AskedQuestion& asked : questions) {
    QuestionResult result;
    result.question = asked.question;
    result.obstacle = agreement::obstacle(asked.table);
    agreement::Answer answer = agreement::answer_in_detail(asked.question, asked.table);
    result.rows = std::move(answer.rows);
    result.details = std::move(answer.details);
    result.worst_cases = std::move(answer.worst_cases);
    answered();
    result.gauge = gauge_of(study, plan, study.questions[q], asked.table, measurements);
    note_other_rows(study.questions[q++], result);
    answered();
    result.curves = dose_curves(study, plan, measurements, asked);
    result.critical =
        agreement::critical_magnitudes(asked.question, asked.table, result.curves, {study.seed});
    if (result.obstacle.empty()) {
      result.power = power_sentence(asked);
      result.shown = shown_values(asked, result);
    }
    answered();
    results.questions.push_back(std::move(result));
  }
  fill_edges(study, plan, measurements, results.questions);
  results.simulated_real = agreement::simulated_against_real(
      decided_questions(study, questions, results.questions), [&](std::int64_t done, std::int64_t total) {
        if (progress) progress({"draws of patients", done, total});
      });
  results.phantoms = phantom_study(study, measurements);
  results.confounding = confounding(study, measurements, results.questions);
  results.drift = drift_of(study, plan, measurements);
  results.failures = failures(study, plan, measurements);
  results.n_failed_cells = static_cast<std::int64_t>(results.failures.size());
  add_study_context(study, plan, table, results);
  results.magnitudes = magnitude_summaries(study, plan, measurements);
  results.notes = notes(study, plan, measurements, table, results.magnitudes);
  add_notes(untouched(results.questions), results.notes);
  add_notes(coarse(results.questions), results.notes);
  add_notes(shifted(questions, results.questions), results.notes);
  add_notes(control_notes(study, plan, measurements), results.notes);
  add_notes(idle_strata(study, results.questions), results.notes);
  results.timings = timings(measurements);
  results.provenance = provenance(study, measurements);
  results.command = measurements.tables().meta_value("command");
  return results;
}

}  // namespace radgauge::analysis
