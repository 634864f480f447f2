#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/read_table.h"

namespace radgauge::record {

/// What is said of a table beside what stands in it.
struct ImportRequest {
  std::string folder;    ///< of the run that is made; new or empty
  std::string name;      ///< of the study; "" is that of the table
  std::string table;     ///< path of the table, for its name and hash
  std::string patients;  ///< table `patient[,lesion]` with outcomes and covariates; "" is none
  std::string modality = "other";
  std::string unit;       ///< of the intensities; "" is unknown, or what the modality usually has
  std::string extractor;  ///< name and version, where the table does not say
  std::string command;    ///< that imports it, for provenance
  std::string started;    ///< when, ISO 8601
};

/// What an import came to.
struct ImportedRun {
  std::size_t patients = 0;
  std::size_t objects = 0;
  std::size_t rows = 0;  ///< objects x acquired levels
  std::size_t conditions = 0;
  std::size_t features = 0;
  std::size_t cells = 0;
  std::size_t absent_cells = 0;  ///< that the study has and the table has not
  std::size_t failed_cells = 0;  ///< all of whose values failed
  std::vector<std::string> notes;
};

/// Makes the folder of a run of a table: store and study.resolved.yaml, from which analyse, certify, compare
/// and gate do the rest. Rows are sorted by their names. Conditions whose names agree before the first ':' or
/// '#' are a group; the levels of the acquired factors and the groups are asked about as in any study.
/// Processing and what the table does not say is recorded as not known. A cell that the table does not have
/// is absent; one whose values all failed has failed, and so many may.
///
/// Throws Error(usage) for a folder in use, Error(data or study) for a table of patients that does not fit.
ImportedRun import_run(const ReadTable& read, const ImportRequest& request);

}  // namespace radgauge::record
