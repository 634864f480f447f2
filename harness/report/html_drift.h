#pragma once

#include "analysis/results.h"
#include "report/html_markup.h"

namespace radgauge::report::html {

/// A number with its limits below it; a dash that says why on the pointer where there is none.
Markup drift_estimate(const drift::Estimate& estimate);
/// The headline: each input of a model with its share in the shift of the score on every condition, beside
/// its ICC over the conditions and its critical magnitudes.
Markup drift_headline(const analysis::StudyResults& results, const drift::ModelDrift& model);
/// Models side by side: each on the reference and where it is worst. Empty for a single one.
Markup drift_overview(const drift::DriftResults& results);
/// Net benefit over thresholds, a panel for each condition.
Markup decision_curves(const drift::ModelDrift& model);
/// Which shift each condition is, and whether the model still gives the same reasons there.
Markup drift_kinds(const drift::ModelDrift& model);
/// How far the inputs of a model are from the reference, all together.
Markup drift_together(const drift::ModelDrift& model);
/// Decisions in groups of patients (sex, age, site).
Markup drift_groups(const drift::ModelDrift& model);
/// Performance over time with control limits.
Markup drift_record(const drift::ModelDrift& model);
/// Models that are equal on the reference, elsewhere.
Markup equal_models(const drift::DriftResults& results);

}  // namespace radgauge::report::html
