#pragma once

#include <span>
#include <string>

#include "analysis/certification.h"
#include "analysis/measurements.h"
#include "analysis/results.h"

namespace radgauge::report {

/// What the files of a run are made of: nothing else, so that a store can be analysed again.
struct RunReport {
  const study::Study& study;
  const study::Plan& plan;
  const analysis::Measurements& measurements;
  const analysis::StudyResults& results;
};

/// A file of results and the function that makes its text.
struct RunFile {
  const char* name;  ///< of result_file (record/run_folder.h)
  std::string (*text)(const RunReport& run);
};
/// Every file that a run writes beside its store and pictures, in the order in which they are written.
std::span<const RunFile> run_files();

/// The same of a certificate, of a run in which every cell of the plan is stored.
struct CertificateFile {
  const char* name;
  std::string (*text)(const analysis::Certification& made);
};
std::span<const CertificateFile> certificate_files();

/// cells.csv: one line per cell in plan order, with what is surprising about it in sentences
/// (notices) and numbers (notice.KIND), and the achieved magnitudes of its condition as columns.
std::string cells_csv(const RunReport& run);
/// timings.csv: `kind,name,condition,seconds` of the stages, then of the cells in plan order.
std::string timings_csv(const RunReport& run);
/// provenance.json, schema `radgauge-provenance-1`: where the results come from, and the hash of each input
/// as it was when the run began.
std::string provenance_json(const RunReport& run);

}  // namespace radgauge::report
