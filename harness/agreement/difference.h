#pragma once

#include "agreement/agreement.h"
#include "agreement/cells.h"
#include "agreement/decision.h"

namespace radgauge::agreement {

/// Bias against the reference, Bland-Altman's limits and slope, and Lin's CCC of two columns, in the row and
/// its detail; the bias that a limit decides by, in SDs between objects, in `evidence`.
///
/// The reference is base; a crossed question without it takes its first column, whatever its form or name.
/// bias: mean over objects of (mean of the other columns - reference). Its 95 % interval takes patients as
/// drawn: SE^2 = P/(P - 1) sum over patients of (sum of their objects' deviations)^2 / n^2 with t(P - 1),
/// which is the t interval of the patient means where patients have equally many objects. Limits of
/// agreement: bias -/+ 1.96 SD of one difference, SD^2 = between-object variance of the mean differences +
/// variance within (one-way analysis, Bland & Altman 2007, doi:10.1080/10543400701329422), and with two
/// columns the SD of the differences. The outer 95 % limits of those are t(P - 1) SD sqrt(1/P + z^2/(2 (P -
/// 1))) further out (Bland & Altman 1999, doi:10.1177/096228029900800204). ba_slope: of the object's
/// difference on the mean of it and the reference.
void fill_difference(const Question& question, const QuestionTable& table, std::size_t feature,
                     const FeatureCells& cells, double between_sd, FeatureRow& row, AgreementDetail& detail,
                     Evidence& evidence);

}  // namespace radgauge::agreement
