#pragma once

#include <string>

#include "analysis/results.h"

namespace radgauge::report {

/// The formats. CSV: columns of features.csv (design 7), full precision, empty field for NaN, LF. JSON:
/// schema `radgauge-summary-1`; NaN is left out as null. HTML: one self-contained page, whole without
/// scripts. Markdown: verdict, decisions, certified features, for the summary of a CI job. JUnit: a case per
/// question and feature; certified passes, not certified fails, the others are skipped.
std::string features_csv(const analysis::StudyResults& results);
/// features_wide.csv: a row for each feature, for a spreadsheet; of each question, over all objects,
/// decision, level, ICC with its limits, RC, wCV, bias, q value and reason, in columns NAME.decision and so
/// on.
std::string features_wide_csv(const analysis::StudyResults& results);
/// gauge.csv: the lines of each gauge table, one number each. `kind` component: variance components, `value`
/// is the one by the method that counts. `kind` variation: EV, AV, INT, GRR, PV, TV as SDs. `kind` summary:
/// ndc, Erho2, Phi, RC, RDC, interaction_p, interaction_pooled. A question without a table has one line with
/// the reason.
std::string gauge_csv(const analysis::StudyResults& results);
/// dstudy.csv: what the mean over several levels of each factor gives; an empty field is no factor.
std::string decision_study_csv(const analysis::StudyResults& results);
/// drift.json, schema `radgauge-drift-1`: each model under each condition; keys with dots are literal. What
/// goes beyond the headline numbers stands in `details` of a condition and of a model.
std::string drift_json(const analysis::StudyResults& results);
std::string summary_json(const analysis::StudyResults& results);
std::string report_html(const analysis::StudyResults& results);
std::string report_markdown(const analysis::StudyResults& results);
std::string report_junit(const analysis::StudyResults& results);

}  // namespace radgauge::report
