#include <cmath>
#include <filesystem>
#include <iostream>

#include "analysis/training.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "core/error.h"
#include "core/shell.h"
#include "core/text.h"
#include "io/files.h"
#include "models/training_csv.h"

namespace radgauge::cli {

namespace {

double train_number(const Arguments& arguments, const std::string& name, double lowest, double highest) {
  if (!arguments.has(name)) return std::nan("");
  const std::string text = arguments.text(name);
  const auto value = parse_double(text);
  if (!value || !(*value >= lowest && *value <= highest))
    throw Error(ErrorKind::usage, "--" + name + " is '" + text + "'; it must lie between " + to_text(lowest) +
                                      " and " + to_text(highest));
  return *value;
}

std::vector<std::string> train_list(const Arguments& arguments, const std::string& name) {
  std::vector<std::string> out;
  for (const std::string& part : split(arguments.text(name), ','))
    if (const std::string word = trim(part); !word.empty()) out.push_back(word);
  return out;
}

analysis::TrainingRequest training_request(const Arguments& arguments) {
  analysis::TrainingRequest request;
  request.over = arguments.text("over", "scanner");
  request.reference = arguments.text("reference");
  request.outcome = arguments.text("outcome");
  request.time = arguments.text("time");
  request.features = train_list(arguments, "features");
  request.covariates = train_list(arguments, "covariates");
  request.patients = train_list(arguments, "patients");
  request.least_icc = train_number(arguments, "icc", 0, 1);
  return request;
}

models::TrainOptions train_options(const Arguments& arguments) {
  models::TrainOptions options;
  options.outcome = arguments.text("outcome");
  options.time = arguments.text("time");
  options.folds = arguments.integer("folds").value_or(options.folds);
  options.seed = static_cast<std::uint64_t>(arguments.integer("seed").value_or(1));
  const std::string penalty = arguments.text("penalty", "min");
  if (penalty != "min" && penalty != "1se")
    throw Error(ErrorKind::usage, "--penalty is '" + penalty + "'; it must be min or 1se");
  if (penalty == "1se") options.choice = models::PenaltyChoice::one_standard_error;
  if (arguments.text("threshold", "youden") != "youden")
    options.threshold = train_number(arguments, "threshold", 0, 1);
  models::check_train_options(options, arguments.has("time"));
  return options;
}

int run_train(const Arguments& arguments) {
  models::TrainOptions options = train_options(arguments);
  const analysis::FinishedRun run = analysis::read_run(arguments.text("folder"));
  analysis::require_complete(run);
  std::vector<std::string> notes;
  const models::TrainingData data = analysis::training_data(run, training_request(arguments), notes);
  const std::string output = arguments.text("output");
  // Of several models of one study the names differ as their files do.
  options.name = arguments.text(
      "name", output == "-" ? run.study.name + "-signature" : std::filesystem::path(output).stem().string());
  if (arguments.has("table")) io::write_file(arguments.text("table"), models::training_csv(data, options));
  models::TrainedSignature trained = models::train_signature(data, options);
  trained.signature.card.extractions = analysis::training_extractions(run, trained.signature.card.inputs);
  write_output(arguments, models::signature_text(trained.signature));
  notes.insert(notes.end(), trained.notes.begin(), trained.notes.end());
  for (const std::string& note : notes) std::cerr << "radgauge: note: " << note << "\n";
  const auto events = std::count(data.status.begin(), data.status.end(), std::uint8_t{1});
  std::ostream& summary = output == "-" ? std::cerr : std::cout;
  summary << (output == "-" ? "signature" : output) << ": " << trained.signature.card.inputs.size() << " of "
          << data.inputs.size() << " inputs";
  if (data.filter) summary << " (" << trained.n_allowed << " allowed by their ICC)";
  summary << ", from " << data.status.size() << " cases, " << events << " with " << arguments.text("outcome")
          << "\ncross-validated " << (data.time.empty() ? "AUC " : "C-index ")
          << to_rounded_text(trained.cross_validated_auc, 3) << " at penalty "
          << to_rounded_text(trained.lambda, 3)
          << ", which was chosen on the same folds: other patients will show less\n";
  if (output == "-") return 0;
  summary << "next: add models: [{file: " << output
          << "}] and drift: {over: " << arguments.text("over", "scanner")
          << ", reference: " << arguments.text("reference") << "} to a study, then radgauge analyse "
          << shell_word(arguments.text("folder")) << " --study STUDY\n";
  return 0;
}

}  // namespace

Command train_command() {
  return {
      "train",
      "learns a signature from the reference condition of a run",
      "L1-penalised logistic regression of an outcome of 0 and 1, or with --time Cox regression, on features "
      "under one level of a factor. The penalty is chosen by cross-validation with folds of patients; columns "
      "are filtered and standardised within each fold. --icc keeps features whose ICC(A,1) over all levels of "
      "the factor is at least so high, judged within each fold, too. Writes a signature (YAML) for the key "
      "models of a study. Exit codes: 0 written; 2 usage; 3 the run lacks a level or column; 4 the cases cannot "
      "be learnt from; 5 no feature predicts the outcome.",
      {{"folder", "", OptionKind::text, "DIR", "folder of a run", true},
       {"outcome", "--outcome", OptionKind::text, "COLUMN", "column of the cohort: 0 or 1", true},
       {"reference", "--reference", OptionKind::text, "LEVEL", "level to learn from; of a group base", true},
       {"output", "-o,--output", OptionKind::text, "FILE", "the signature; - is standard output", true},
       {"over", "--over", OptionKind::text, "FACTOR", "acquired factor or group (default scanner)"},
       {"time", "--time", OptionKind::text, "COLUMN", "time until the outcome or censoring: a Cox signature"},
       {"features", "--features", OptionKind::text, "PATTERN[,PATTERN...]",
        "features that may be chosen; * and ? are patterns (default: all)"},
       {"covariates", "--covariates", OptionKind::text, "COLUMN[,COLUMN...]",
        "columns of the cohort that may be chosen"},
       {"patients", "--patients", OptionKind::text, "PATTERN[,PATTERN...]",
        "patients that are learnt from; * and ? are patterns (default: all). Judge the signature on others, with "
        "the key patients of drift"},
       {"icc", "--icc", OptionKind::text, "X", "least ICC of a feature over the levels of the factor"},
       {"folds", "--folds", OptionKind::integer, "N", "folds of patients (default 10)"},
       {"penalty", "--penalty", OptionKind::text, "min|1se",
        "smallest cross-validated loss (default), or the largest penalty within one standard error of it"},
       {"threshold", "--threshold", OptionKind::text, "T",
        "probability from which the decision is yes; youden (default): the best on patients left out"},
       {"seed", "--seed", OptionKind::integer, "N", "of the folds (default 1)"},
       {"table", "--table", OptionKind::text, "FILE",
        "also write the cases that are learnt from (CSV), for a learner of yours"},
       {"name", "--name", OptionKind::text, "NAME",
        "of the model (default: that of the file, or STUDY-signature for -)"}},
      {"radgauge train results --outcome relapse --reference CT-A -o signature.yaml",
       "radgauge train results --outcome relapse --reference CT-A --icc 0.75 --penalty 1se -o robust.yaml",
       "radgauge train results --outcome dead --time months --reference CT-A -o cox.yaml"},
      &run_train};
}

}  // namespace radgauge::cli
