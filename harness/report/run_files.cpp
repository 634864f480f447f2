#include "report/run_files.h"

#include "record/run_folder.h"
#include "report/certificate.h"
#include "report/formats.h"
#include "report/tables.h"

/// Every file of results: its name and the function that makes its text. OF_RESULTS takes the results alone,
/// OF_RUN the whole RunReport. To add an output format: a file with its function, and a line here.
#define RADGAUGE_RUN_FILES(OF_RESULTS, OF_RUN)                        \
  OF_RESULTS(record::result_file::kFeatures, features_csv)            \
  OF_RESULTS(record::result_file::kFeaturesWide, features_wide_csv)   \
  OF_RESULTS(record::result_file::kAgreement, agreement_csv)          \
  OF_RESULTS(record::result_file::kMaterials, materials_csv)          \
  OF_RESULTS(record::result_file::kTruth, truth_csv)                  \
  OF_RESULTS(record::result_file::kConfounding, confounding_csv)      \
  OF_RESULTS(record::result_file::kWorstCases, worst_cases_csv)       \
  OF_RESULTS(record::result_file::kSimulatedReal, simulated_real_csv) \
  OF_RESULTS(record::result_file::kGauge, gauge_csv)                  \
  OF_RESULTS(record::result_file::kDecisionStudy, decision_study_csv) \
  OF_RESULTS(record::result_file::kCritical, critical_csv)            \
  OF_RESULTS(record::result_file::kDoseResponse, dose_response_csv)   \
  OF_RESULTS(record::result_file::kDrift, drift_json)                 \
  OF_RUN(record::result_file::kCells, cells_csv)                      \
  OF_RUN(record::result_file::kTimings, timings_csv)                  \
  OF_RESULTS(record::result_file::kSummary, summary_json)             \
  OF_RUN(record::result_file::kProvenance, provenance_json)           \
  OF_RESULTS(record::result_file::kReport, report_html)               \
  OF_RESULTS(record::result_file::kMarkdown, report_markdown)         \
  OF_RESULTS(record::result_file::kJunit, report_junit)

namespace radgauge::report {

#define RADGAUGE_OF_RESULTS(name, format) std::string format(const analysis::StudyResults& results);
#define RADGAUGE_OF_RUN(name, format) std::string format(const RunReport& run);
RADGAUGE_RUN_FILES(RADGAUGE_OF_RESULTS, RADGAUGE_OF_RUN)
#undef RADGAUGE_OF_RESULTS
#undef RADGAUGE_OF_RUN

namespace {

/// A format that needs the results alone.
template <std::string (*Text)(const analysis::StudyResults&)>
std::string of_results(const RunReport& run) {
  return Text(run.results);
}

template <std::string (*Text)(const analysis::StudyResults&, const analysis::Certificate&)>
std::string of_certificate(const analysis::Certification& made) {
  return Text(made.results, made.certificate);
}

}  // namespace

std::span<const RunFile> run_files() {
#define RADGAUGE_OF_RESULTS(name, format) {name, of_results<format>},
#define RADGAUGE_OF_RUN(name, format) {name, format},
  static constexpr RunFile files[] = {RADGAUGE_RUN_FILES(RADGAUGE_OF_RESULTS, RADGAUGE_OF_RUN)};
#undef RADGAUGE_OF_RESULTS
#undef RADGAUGE_OF_RUN
  return files;
}

std::span<const CertificateFile> certificate_files() {
  static constexpr CertificateFile files[] = {
      {record::result_file::kCertificate, of_certificate<certificate_html>},
      {record::result_file::kCertificateJson, of_certificate<certificate_json>}};
  return files;
}

}  // namespace radgauge::report
