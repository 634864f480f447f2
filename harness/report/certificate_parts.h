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

/// Style for A4, with number and study in the head of every page and page numbers in its foot.
html::Markup certificate_style(std::string_view number, std::string_view study);

}  // namespace radgauge::report
