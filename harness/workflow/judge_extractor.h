#pragma once

#include <optional>
#include <string>

#include "report/compliance.h"
#include "workflow/console.h"

namespace radgauge::workflow {

/// Which extractor is held against the reference values of IBSI: that of a table of features, an engine, or,
/// where neither is given, the built-in one.
struct ExtractorRequest {
  std::optional<std::string> sets = {};  ///< names joined by commas; nothing: all that the data allows
  std::string data;  ///< folder of the data; "" is that of the environment (compliance/data.h)
  std::optional<std::string> features = {};  ///< table of features
  std::string map;                           ///< how to read it: a name map or its file; "" by its header
  std::optional<std::string> engine = {};    ///< engine file (YAML)
  std::optional<std::string> findings = {};  ///< table of findings that are shown beside what does not match
};

/// Measures the sets, or reads what was measured, and judges each value; how far it is stands on the console.
/// Throws Error(usage), Error(data) or Error(nothing) naming what is wrong or missing.
report::ComplianceReport judge_extractor(const ExtractorRequest& request, const Console& console);

}  // namespace radgauge::workflow
