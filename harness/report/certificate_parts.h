#pragma once

#include <string>
#include <string_view>

#include "analysis/results.h"
#include "report/html_markup.h"

namespace radgauge::report {

/// A, B, ... Z, then 27, 28, ...: how the tables of a certificate refer to a question.
std::string question_letter(std::size_t index);
/// The shape of a decision, coloured.
html::Markup certificate_symbol(agreement::Decision decision);

/// Every feature with its decision and interval by question: first those that every question certifies.
html::Markup certificate_features(const analysis::StudyResults& results);

/// What each question rests on: patients, lesions that entered, cells without a value, q values, and strata
/// in which features lose their certificate.
html::Markup certificate_evidence(const analysis::StudyResults& results);

/// The features that every question certifies and put to the test, with their spread between and within
/// lesions, and their ICC in a cohort of half and twice the spread.
html::Markup certificate_spread(const analysis::StudyResults& results);

/// Style for A4, with number and study in the head of every page and page numbers in its foot.
html::Markup certificate_style(std::string_view number, std::string_view study);

}  // namespace radgauge::report
