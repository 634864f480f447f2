#include "report/run_files.h"

#include "record/run_folder.h"
#include "report/certificate.h"
#include "report/formats.h"
#include "report/measurements_csv.h"
#include "report/tables.h"

namespace radgauge::report {

namespace {

/// A format that needs the results alone.
template <std::string (*Text)(const analysis::StudyResults&)>
std::string of_results(const RunReport& run) {
  return Text(run.results);
}

std::string cells(const RunReport& run) {
  return cells_csv(run.study, run.plan, run.measurements);
}

template <std::string (*Text)(const analysis::StudyResults&, const analysis::Certificate&)>
std::string of_certificate(const analysis::Certification& made) {
  return Text(made.results, made.certificate);
}

}  // namespace

std::span<const RunFile> run_files() {
  static constexpr RunFile files[] = {{record::result_file::kFeatures, of_results<features_csv>},
                                      {record::result_file::kAgreement, of_results<agreement_csv>},
                                      {record::result_file::kConfounding, of_results<confounding_csv>},
                                      {record::result_file::kWorstCases, of_results<worst_cases_csv>},
                                      {record::result_file::kSimulatedReal, of_results<simulated_real_csv>},
                                      {record::result_file::kGauge, of_results<gauge_csv>},
                                      {record::result_file::kDecisionStudy, of_results<decision_study_csv>},
                                      {record::result_file::kCritical, of_results<critical_csv>},
                                      {record::result_file::kDoseResponse, of_results<dose_response_csv>},
                                      {record::result_file::kCells, cells},
                                      {record::result_file::kTimings, timings_csv},
                                      {record::result_file::kSummary, of_results<summary_json>},
                                      {record::result_file::kProvenance, provenance_json},
                                      {record::result_file::kReport, of_results<report_html>},
                                      {record::result_file::kMarkdown, of_results<report_markdown>},
                                      {record::result_file::kJunit, of_results<report_junit>}};
  return files;
}

std::span<const CertificateFile> certificate_files() {
  static constexpr CertificateFile files[] = {
      {record::result_file::kCertificate, of_certificate<certificate_html>},
      {record::result_file::kCertificateJson, of_certificate<certificate_json>}};
  return files;
}

}  // namespace radgauge::report
