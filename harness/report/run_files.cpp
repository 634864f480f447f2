#include "report/run_files.h"

#include "record/run_folder.h"
#include "report/certificate.h"
#include "report/formats.h"
#include "report/measurements_csv.h"
#include "report/tables.h"

namespace radgauge::report {

namespace {

/// A format that needs the results alone.
template <std::string (*Text)(const StudyResults&)>
std::string of_results(const RunReport& run) {
  return Text(run.results);
}

std::string cells(const RunReport& run) {
  return cells_csv(run.study, run.plan, run.measurements);
}

template <std::string (*Text)(const StudyResults&, const Certificate&)>
std::string of_certificate(const Certification& made) {
  return Text(made.results, made.certificate);
}

}  // namespace

std::span<const RunFile> run_files() {
  static constexpr RunFile files[] = {{result_file::kFeatures, of_results<features_csv>},
                                      {result_file::kAgreement, of_results<agreement_csv>},
                                      {result_file::kConfounding, of_results<confounding_csv>},
                                      {result_file::kWorstCases, of_results<worst_cases_csv>},
                                      {result_file::kSimulatedReal, of_results<simulated_real_csv>},
                                      {result_file::kGauge, of_results<gauge_csv>},
                                      {result_file::kDecisionStudy, of_results<decision_study_csv>},
                                      {result_file::kCritical, of_results<critical_csv>},
                                      {result_file::kDoseResponse, of_results<dose_response_csv>},
                                      {result_file::kCells, cells},
                                      {result_file::kTimings, timings_csv},
                                      {result_file::kSummary, of_results<summary_json>},
                                      {result_file::kProvenance, provenance_json},
                                      {result_file::kReport, of_results<report_html>},
                                      {result_file::kMarkdown, of_results<report_markdown>},
                                      {result_file::kJunit, of_results<report_junit>}};
  return files;
}

std::span<const CertificateFile> certificate_files() {
  static constexpr CertificateFile files[] = {
      {result_file::kCertificate, of_certificate<certificate_html>},
      {result_file::kCertificateJson, of_certificate<certificate_json>}};
  return files;
}

}  // namespace radgauge::report
