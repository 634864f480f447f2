#include "workflow/judge_extractor.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "compliance/data.h"
#include "compliance/findings.h"
#include "compliance/measure.h"
#include "compliance/sets.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/text.h"
#include "workflow/progress.h"

namespace radgauge::workflow {

namespace {

using report::ComplianceReport;

/// Empty if none is named.
std::vector<std::string> wanted_sets(const ExtractorRequest& request) {
  return request.sets ? compliance::parse_sets(*request.sets) : std::vector<std::string>();
}

/// With progress on the console.
std::vector<compliance::Claim> measure_scans(const std::string& scans,
                                             std::vector<reference::ConsensusValue>& consensus,
                                             std::vector<std::string>& notes, const Console& console) {
  const auto start = std::chrono::steady_clock::now();
  ProgressDisplay display(console, "scans");
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

void judge_built_in(const ExtractorRequest& request, const Console& console, ComplianceReport& report) {
  report.extractor = "radgauge " + version_number();
  const std::string data = compliance::ibsi_data_folder(request.data);
  std::vector<std::string> sets = wanted_sets(request);
  std::optional<compliance::ScanFiles> phantom;
  if (sets.empty() || compliance::needs_ct_phantom(sets)) phantom = compliance::find_ct_phantom(data);
  if (sets.empty()) sets = default_sets(phantom, report);
  if (compliance::needs_ct_phantom(sets) && !phantom)
    throw Error(ErrorKind::data, compliance::how_to_get_ct_phantom());
  for (const std::string& set : sets) {
    if (set == reference::kValidation) {
      std::string scans;
      auto consensus = consensus_of(data, scans);
      const auto claims = measure_scans(scans, consensus, report.notes, console);
      append(report.rows, compliance::judge_claims(consensus, claims));
    } else {
      append(report.rows,
             compliance::judge_claims(
                 set, compliance::measure_set(set, phantom.value_or(compliance::ScanFiles{}).image,
                                              phantom.value_or(compliance::ScanFiles{}).mask)));
    }
  }
}

void judge_engine(const ExtractorRequest& request, ComplianceReport& report) {
  const engine::ExternalEngine engine = engine::read_engine_file(*request.engine);
  report.extractor = "engine " + engine.name;
  const std::vector<std::string> wanted = wanted_sets(request);
  std::vector<std::string> sets;
  for (const auto& [set, settings] : engine.settings)
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), set) != wanted.end()) sets.push_back(set);
  if (sets.empty())
    throw Error(ErrorKind::nothing, "the engine file has no settings for the set " + join(wanted, ", "));
  std::optional<compliance::ScanFiles> phantom;
  if (compliance::needs_ct_phantom(sets)) {
    phantom = compliance::find_ct_phantom(compliance::ibsi_data_folder(request.data));
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

void judge_table(const ExtractorRequest& request, ComplianceReport& report) {
  const std::string path = *request.features;
  std::vector<std::string> sets = wanted_sets(request);
  const compliance::ClaimTable table =
      compliance::read_claims(path, request.map, sets.size() == 1 ? sets.front() : "digital");
  report.extractor = std::filesystem::path(path).filename().string();
  report.facts.emplace_back("read as", table.format);
  report.notes = table.notes;
  if (sets.empty()) sets = compliance::claimed_sets(table.claims);
  for (const std::string& set : sets) {
    if (set == reference::kValidation) {
      std::string scans;
      auto consensus = consensus_of(compliance::ibsi_data_folder(request.data), scans);
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

}  // namespace

report::ComplianceReport judge_extractor(const ExtractorRequest& request, const Console& console) {
  ComplianceReport report;
  if (request.features)
    judge_table(request, report);
  else if (request.engine)
    judge_engine(request, report);
  else
    judge_built_in(request, console, report);
  if (request.findings) {
    const auto notes = compliance::add_findings(*request.findings, report.rows);
    report.notes.insert(report.notes.end(), notes.begin(), notes.end());
  }
  return report;
}

}  // namespace radgauge::workflow
