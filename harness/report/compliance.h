#pragma once

#include <string>
#include <utility>
#include <vector>

#include "reference/values/judgement.h"

namespace radgauge::report {

/// Values of an extractor beside their references: what `radgauge ibsi` tells in each of its formats.
struct ComplianceReport {
  std::string extractor;  ///< "radgauge 0.1.0 (built-in)", "table pyradiomics.csv"
  std::vector<std::pair<std::string, std::string>> facts;  ///< settings and data, by name
  std::vector<reference::JudgedValue> rows;
  std::vector<std::string> notes;  ///< what a reader must be told beside the rows
};

/// The counts that decide: rows of scans at the image edge are left out.
reference::VerdictCounts deciding_counts(const ComplianceReport& report);

/// One sentence: "1803 of 1804 standardised values match, 1 does not; ...".
std::string compliance_verdict(const ComplianceReport& report);

/// Columns set,object,modality,filter,tag,ibsi_code,aggregation,value,reference,tolerance,verdict,consensus;
/// full precision, empty fields for what there is not.
std::string compliance_csv(const ComplianceReport& report);
/// Schema 1: the rows under the same names and family, note, finding; counts; notes.
std::string compliance_json(const ComplianceReport& report);
/// One suite per set, a case per value; missing and not standardised values are skipped cases.
std::string compliance_junit(const ComplianceReport& report);
/// For a terminal: counts by set and family, then every row that does not match, then the verdict.
std::string compliance_table(const ComplianceReport& report);
/// The same for a page or the summary of a CI job.
std::string compliance_markdown(const ComplianceReport& report);

}  // namespace radgauge::report
