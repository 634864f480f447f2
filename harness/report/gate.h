#pragma once

#include <string>

#include "gate/judge.h"

namespace radgauge::report {

// The formats of `radgauge gate`. Values have full precision; a value that there is not is an empty field.

/// For people: verdict, causes, decisions, and the worst rows.
std::string gate_table(const gate::GateResult& result);
/// `object,condition,feature,baseline,value,difference,tolerance,verdict,first_step`, every row. A decision
/// that was lost is a row: no object, `question NAME` as its condition, `moved` or `missing`. Where more
/// cells failed than before, each that did not fail then is a row without a feature, `missing`. A cost beyond
/// its limit is a row: no object, condition `cost`, its name as the feature, `moved`.
std::string gate_csv(const gate::GateResult& result);
/// Schema `radgauge-gate-1`: everything.
std::string gate_json(const gate::GateResult& result);
/// A case per feature; moved and missing ones fail, and name their worst row. A case per decision that
/// changed, and one for the cells where more failed than before.
std::string gate_junit(const gate::GateResult& result);
/// Annotations of GitHub Actions (workflow commands): the ten worst features, and one line of the verdict.
std::string gate_github(const gate::GateResult& result);
/// For the summary of a CI job: at most 50 rows, and how many were cut.
std::string gate_markdown(const gate::GateResult& result);
/// GitLab's code quality report (JSON, the schema of CodeClimate issues): an issue per feature that fails,
/// one per decision lost, and one for cells where more failed than before.
std::string gate_gitlab(const gate::GateResult& result);

}  // namespace radgauge::report
