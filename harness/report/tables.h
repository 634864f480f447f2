#pragma once

#include <string>

#include "analysis/results.h"

namespace radgauge::report {

/// CSV files beside features.csv, with the columns of agreement/columns.h: full precision, empty field for
/// NaN, LF. agreement.csv has the rows of features.csv, in their order.
std::string agreement_csv(const analysis::StudyResults& results);
std::string materials_csv(const analysis::StudyResults& results);
std::string truth_csv(const analysis::StudyResults& results);
std::string confounding_csv(const analysis::StudyResults& results);
std::string worst_cases_csv(const analysis::StudyResults& results);
/// simulated_real.csv: a line for each feature of each pair of questions that is compared; `cell` is a word
/// of Confirmation. A pair that is not compared has one line with the reason.
std::string simulated_real_csv(const analysis::StudyResults& results);
/// Without a question over an `oat` group they are headers alone.
std::string critical_csv(const analysis::StudyResults& results);
std::string dose_response_csv(const analysis::StudyResults& results);

}  // namespace radgauge::report
