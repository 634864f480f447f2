#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "analysis/results.h"
#include "core/text.h"

namespace radgauge::report {
struct DoseSummary;  // report/dose_summary.h
}

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

/// A whole number.
std::string count(std::integral auto n) {
  return to_text(static_cast<std::int64_t>(n));
}
/// "1 patient", "3 patients".
std::string counted(std::int64_t n, std::string_view noun);
/// One decimal, without the sign: "12.4".
std::string percent_number(double percent);
/// A share of 1 in percent: "0", "0.4 %".
std::string share_text(double share);
/// A probability: "0.012", "< 0.001".
std::string probability(double p);
/// Median of the numbers that exist; NaN of none.
double median(std::vector<double> values);
/// Escaped text in which every "doi:10..." is a link.
std::string with_dois(std::string_view text);

/// Index in kDecisions; the last for an unknown word.
std::size_t decision_index(std::string_view decision);
/// A decision as shape, colour and word.
std::string badge(std::string_view decision);
/// What a question asks: "ICC(A,1), absolute agreement"; "ICC at least 0.9; RC at most 30 %".
std::string form_words(agreement::IccForm form);
std::string limits_words(const Limits& limits);
/// Link to the section of question `index`.
std::string question_link(const analysis::StudyResults& results, std::size_t index);
/// The help of a family, or its name where there is none; escaped.
std::string family_title(const analysis::StudyResults& results, const std::string& family);
/// "<dl class=kv>" of facts, values with links to DOIs.
std::string key_values(const analysis::Facts& facts);

/// Rows of stratum "all" by lower limit, best first; those without one last, by name.
std::vector<const agreement::FeatureRow*> by_lower_limit(const std::vector<agreement::FeatureRow>& rows);

/// How much room there is. A page with more than 1300 rows over its questions is brief: of pictures and gauge
/// tables it shows a part and says so, so that 500 features under 6 questions stay below 1 MB.
bool is_brief(const analysis::StudyResults& results);

// The parts of the page, each one or more elements; empty where there is nothing to say.
std::string style();
std::string_view script();
std::string verdict(const analysis::StudyResults& results);
std::string certified_features(const analysis::StudyResults& results);
std::string study(const analysis::StudyResults& results);
std::string general_table(const analysis::StudyResults& results);
std::string forest_section(const analysis::StudyResults& results);
std::string heat_map(const analysis::StudyResults& results);
std::string question(const analysis::StudyResults& results, std::size_t index);
/// A row of a forest plot, and the limit of its question (NaN for none).
struct ForestRow {
  const agreement::FeatureRow* row;
  double limit;
};
/// Rows in their order, each with an interval. Of long lists those nearest to their limit, and all of them
/// folded away unless `brief`.
std::string forest(const std::vector<ForestRow>& rows, std::string_view title, bool brief);
std::string gauge(const analysis::StudyResults& results, const analysis::QuestionResult& question);
std::string simulated_real(const analysis::StudyResults& results);
/// Questions over oat groups: what breaks first, critical magnitudes, a picture and tables of each factor.
std::string dose_response(const analysis::StudyResults& results);
/// The curves of one factor (below and above, or one of them), a panel for each family.
std::string dose_plot(const analysis::QuestionResult& question,
                      const std::vector<const DoseSummary*>& factor);
std::string worst_cases(const analysis::StudyResults& results);
std::string failures(const analysis::StudyResults& results);
std::string confounding(const analysis::StudyResults& results);
std::string contact_sheets(const analysis::StudyResults& results);
std::string magnitudes(const analysis::StudyResults& results);
std::string methods(const analysis::StudyResults& results);
std::string provenance(const analysis::StudyResults& results);

}  // namespace radgauge::report::html
