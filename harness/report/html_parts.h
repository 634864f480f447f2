#pragma once

#include <string>
#include <string_view>

#include "report/results.h"

namespace radgauge::report::html {

/// Text for an element or a quoted attribute: & < > " ' become entities, control characters spaces.
std::string escape(std::string_view text);

/// `digits` significant digits for people, with a real minus sign; an en dash for a number that does not
/// exist.
std::string number(double value, int digits = 3);
/// An ICC to three decimals, never rounded up to 1: "0.934", "> 0.999".
std::string icc_number(double value);
/// "0.81 to 0.97" of ICC limits.
std::string icc_interval(double lower, double upper);
/// Escaped unit with a leading space; nothing for "1".
std::string unit_suffix(std::string_view unit);

/// Escaped name that may break after "_" and ".".
std::string breakable(std::string_view name);

/// Index in kDecisions; the last for an unknown word.
std::size_t decision_index(std::string_view decision);
/// A decision as shape, colour and word.
std::string badge(std::string_view decision);

/// Rows by lower limit, best first; those without one last, by name.
std::vector<const FeatureRow*> by_lower_limit(const std::vector<FeatureRow>& rows);

// The parts of the page, each one or more elements.
std::string_view style();
std::string verdict(const StudyResults& results);
std::string study(const StudyResults& results);
std::string question(const QuestionResult& question, std::size_t index);
std::string forest(const QuestionResult& question);
std::string failures(const StudyResults& results);
std::string magnitudes(const StudyResults& results);
std::string methods(const StudyResults& results);
std::string provenance(const StudyResults& results);

}  // namespace radgauge::report::html
