#include <chrono>
#include <filesystem>
#include <iostream>
#include <set>

#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/output.h"
#include "compliance/data.h"
#include "compliance/findings.h"
#include "compliance/measure.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/shell.h"
#include "core/text.h"
#include "engine/name_map.h"
#include "report/compliance.h"
#include "workflow/progress.h"

namespace radgauge::cli {

namespace {

/// With progress on standard error.
std::vector<compliance::Claim> measure_scans(const std::string& scans,
                                             std::vector<reference::ConsensusValue>& consensus,
                                             std::vector<std::string>& notes) {
  const auto start = std::chrono::steady_clock::now();
  workflow::ProgressDisplay display(console(), "scans");
  auto claims =
      compliance::measure_validation(scans, consensus, notes, [&](std::size_t done, std::size_t total) {
        runner::RunProgress progress;
        progress.cells_done = static_cast<std::int64_t>(done);
        progress.cells_total = static_cast<std::int64_t>(total);
        progress.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        display.show(progress);
      });
  display.end();
  return claims;
}

using report::ComplianceReport;

std::vector<std::string> known_sets() {
  std::vector<std::string> known = reference::reference_sets();
  known.emplace_back(reference::kValidation);
  known.emplace_back("all");
  return known;
}

/// The sets that --set names, in the order of the reference values; nothing if it is not given.
std::vector<std::string> wanted_sets(const Arguments& arguments) {
  if (!arguments.has("set")) return {};
  const auto known = known_sets();
  std::set<std::string> wanted;
  for (const std::string& part : split(arguments.text("set"), ',')) {
    const std::string word = trim(part);
    if (std::find(known.begin(), known.end(), word) == known.end())
      throw Error(ErrorKind::usage, "--set '" + word + "' is not a set" + did_you_mean(word, known) +
                                        "; known: " + join(known, ", ") + "; several are joined by commas");
    wanted.insert(word);
  }
  std::vector<std::string> sets;
  for (const std::string& set : known)
    if (set != "all" &&
        (wanted.count(set) > 0 || (wanted.count("all") > 0 && !reference::reference_features(set).empty())))
      sets.push_back(set);
  return sets;
}

bool needs_ct_phantom(const std::vector<std::string>& sets) {
  return std::any_of(sets.begin(), sets.end(), [](const std::string& set) {
    return set != "digital" && set != reference::kValidation;
  });
}

std::vector<reference::ConsensusValue> consensus_of(const std::string& data, std::string& scans) {
  const auto files = compliance::find_validation(data);
  if (!files) throw Error(ErrorKind::data, compliance::how_to_get_validation());
  scans = files->scans;
  auto consensus = reference::read_consensus(files->consensus, files->cases);
  if (files->filter_consensus.empty()) return consensus;
  const auto filters = reference::read_consensus(files->filter_consensus, files->cases);
  consensus.insert(consensus.end(), filters.begin(), filters.end());
  return consensus;
}

/// Without --set: everything that the data allows.
std::vector<std::string> default_sets(const std::optional<compliance::ScanFiles>& phantom,
                                      ComplianceReport& report) {
  if (phantom) return reference::reference_sets();
  report.notes.push_back("only the digital phantom was measured, which is built in. " +
                         compliance::how_to_get_ct_phantom());
  return {"digital"};
}

void append(std::vector<reference::JudgedValue>& rows, const std::vector<reference::JudgedValue>& more) {
  rows.insert(rows.end(), more.begin(), more.end());
}

void judge_built_in(const Arguments& arguments, ComplianceReport& report) {
  report.extractor = "radgauge " + version_number();
  const std::string data = compliance::ibsi_data_folder(arguments.text("data"));
  std::vector<std::string> sets = wanted_sets(arguments);
  std::optional<compliance::ScanFiles> phantom;
  if (sets.empty() || needs_ct_phantom(sets)) phantom = compliance::find_ct_phantom(data);
  if (sets.empty()) sets = default_sets(phantom, report);
  if (needs_ct_phantom(sets) && !phantom) throw Error(ErrorKind::data, compliance::how_to_get_ct_phantom());
  for (const std::string& set : sets) {
    if (set == reference::kValidation) {
      std::string scans;
      auto consensus = consensus_of(data, scans);
      const auto claims = measure_scans(scans, consensus, report.notes);
      append(report.rows, compliance::judge_claims(consensus, claims));
    } else {
      append(report.rows,
             compliance::judge_claims(
                 set, compliance::measure_set(set, phantom.value_or(compliance::ScanFiles{}).image,
                                              phantom.value_or(compliance::ScanFiles{}).mask)));
    }
  }
}

void judge_engine(const Arguments& arguments, ComplianceReport& report) {
  const engine::ExternalEngine engine = engine::read_engine_file(arguments.text("engine"));
  report.extractor = "engine " + engine.name;
  const std::vector<std::string> wanted = wanted_sets(arguments);
  std::vector<std::string> sets;
  for (const auto& [set, settings] : engine.settings)
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), set) != wanted.end()) sets.push_back(set);
  if (sets.empty())
    throw Error(ErrorKind::nothing, "the engine file has no settings for the set " + join(wanted, ", "));
  std::optional<compliance::ScanFiles> phantom;
  if (needs_ct_phantom(sets)) {
    phantom = compliance::find_ct_phantom(compliance::ibsi_data_folder(arguments.text("data")));
    if (!phantom) throw Error(ErrorKind::data, compliance::how_to_get_ct_phantom());
  }
  for (const std::string& set : sets) {
    const compliance::ClaimTable table =
        compliance::measure_set(engine, set, phantom.value_or(compliance::ScanFiles{}).image,
                                phantom.value_or(compliance::ScanFiles{}).mask);
    report.notes.insert(report.notes.end(), table.notes.begin(), table.notes.end());
    append(report.rows, compliance::judge_claims(set, table.claims));
  }
}

/// Sets that claims stand for, in the order of the reference values.
std::vector<std::string> claimed_sets(const std::vector<compliance::Claim>& claims) {
  std::vector<std::string> sets;
  for (const std::string& set : known_sets())
    if (std::any_of(claims.begin(), claims.end(),
                    [&](const compliance::Claim& claim) { return claim.set == set; }))
      sets.push_back(set);
  return sets;
}

void judge_table(const Arguments& arguments, ComplianceReport& report) {
  const std::string path = arguments.text("features");
  std::vector<std::string> sets = wanted_sets(arguments);
  const compliance::ClaimTable table =
      compliance::read_claims(path, arguments.text("map"), sets.size() == 1 ? sets.front() : "digital");
  report.extractor = std::filesystem::path(path).filename().string();
  report.facts.emplace_back("read as", table.format);
  report.notes = table.notes;
  if (sets.empty()) sets = claimed_sets(table.claims);
  for (const std::string& set : sets) {
    if (set == reference::kValidation) {
      std::string scans;
      auto consensus = consensus_of(compliance::ibsi_data_folder(arguments.text("data")), scans);
      const auto dropped = compliance::drop_unclaimed_scans(consensus, table.claims);
      if (!dropped.empty())
        report.notes.push_back(to_text(static_cast<std::int64_t>(dropped.size())) +
                               " scans have no value in the table and are left out: " + join(dropped, ", "));
      append(report.rows, compliance::judge_claims(consensus, table.claims));
    } else {
      append(report.rows, compliance::judge_claims(set, table.claims));
    }
  }
}

std::string formatted(const ComplianceReport& report, const std::string& format) {
  if (format == "csv") return report::compliance_csv(report);
  if (format == "json") return report::compliance_json(report);
  if (format == "junit") return report::compliance_junit(report);
  if (format == "markdown") return report::compliance_markdown(report);
  return report::compliance_table(report);
}

int exit_of(const ComplianceReport& report) {
  const reference::VerdictCounts n = report::deciding_counts(report);
  if (n.mismatch > 0) return exit_code(ErrorKind::wanting);
  return n.compared() == 0 ? exit_code(ErrorKind::nothing) : 0;
}

int run_ibsi(const Arguments& arguments) {
  if (arguments.has("features") && arguments.has("engine"))
    throw Error(ErrorKind::usage, "--features and --engine cannot stand together");
  if (arguments.has("map") && !arguments.has("features"))
    throw Error(ErrorKind::usage, "--map belongs to --features; an engine file has the key map");
  if (const std::string folder = arguments.text("write-inputs"); !folder.empty()) {
    compliance::write_inputs(folder);
    std::cerr << "radgauge: wrote phantom, empty table and README.md; fill the table, then\n  radgauge "
                 "ibsi --features "
              << shell_word((std::filesystem::path(folder) / "features.csv").string()) << "\n";
    return 0;
  }
  ComplianceReport report;
  if (arguments.has("features"))
    judge_table(arguments, report);
  else if (arguments.has("engine"))
    judge_engine(arguments, report);
  else
    judge_built_in(arguments, report);
  if (arguments.has("findings")) {
    const auto notes = compliance::add_findings(arguments.text("findings"), report.rows);
    report.notes.insert(report.notes.end(), notes.begin(), notes.end());
  }
  const std::string format = arguments.text("format", "table");
  write_output(arguments, formatted(report, format));
  if (format != "table" || arguments.text("output", "-") != "-") {
    for (const std::string& note : report.notes) std::cerr << "radgauge: note: " << note << "\n";
    std::cerr << "radgauge: " << report.extractor << ": " << report::compliance_verdict(report) << "\n";
  }
  return exit_of(report);
}

CommandOption text_option(const std::string& name, const std::string& value_name, const std::string& help,
                          std::vector<std::string> choices = {}) {
  return {name, "--" + name, OptionKind::text, value_name, help, false, std::move(choices)};
}

}  // namespace

Command ibsi_command() {
  return {
      "ibsi",
      "compares an extractor with the reference values of IBSI",
      "Measures the phantoms of IBSI 1 and, filtered, of IBSI 2 with the built-in extractor, or takes what another one found, and "
      "judges each value: match, mismatch, missing, not-standardised. A value matches if, rounded to three "
      "significant digits, it differs from the reference by no more than the published tolerance. Columns of "
      "csv: set, object, modality, filter, tag, ibsi_code, aggregation, value, reference, tolerance, "
      "verdict, consensus. Exit code 0: every standardised value that is claimed matches; 1: one does not; "
      "5: nothing was compared; 4: data is missing or wrong.",
      {text_option(
           "set", "SET[,SET...]",
           join(known_sets(), ", ") +
               "; all is digital, a to e and filters. Default: all, or digital if the CT phantom is not found"),
       text_option(
           "data", "DIR",
           "folder with the CT phantom or the validation set (default: environment variable RADGAUGE_DATA)"),
       text_option("features", "FILE",
                   "judge this table of another extractor: tidy, or as " + join(engine::name_maps(), ", ") +
                       " write it"),
       text_option("map", "NAME|FILE",
                   "how to read --features: tidy, " + join(engine::name_maps(), ", ") +
                       " or a file (default: by its header)"),
       text_option("engine", "FILE",
                   "run this engine (YAML with command, settings, map) on the phantoms and judge it"),
       text_option(
           "findings", "FILE",
           "CSV with set, object, modality, tag (patterns) and finding: text to show beside values that "
           "do not match"),
       text_option("write-inputs", "DIR",
                   "write the digital phantom, an empty table of its features and the settings, then end"),
       text_option("format", "FORMAT", "table (default), csv, json, junit or markdown",
                   {"table", "csv", "json", "junit", "markdown"}),
       output_option()},
      {"radgauge ibsi", "radgauge ibsi --write-inputs phantom",
       "radgauge ibsi --features phantom/features.csv --format junit -o ibsi.xml"},
      &run_ibsi};
}

}  // namespace radgauge::cli
