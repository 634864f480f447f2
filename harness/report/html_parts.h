#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "analysis/results.h"
#include "core/text.h"
#include "report/html_markup.h"
#include "report/words.h"

namespace radgauge::report {
struct DoseSummary;  // report/dose_summary.h
}

namespace radgauge::report::html {

/// `digits` significant digits for people, with a real minus sign; an en dash for a number that does not
/// exist.
Markup number(double value, int digits = 3);
/// An ICC to three decimals, never rounded up to 1: "0.934", "> 0.999".
Markup icc_number(double value);
/// "0.81 to 0.97" of ICC limits.
Markup icc_interval(double lower, double upper);
/// Unit with a leading space; nothing for "1".
Markup unit_suffix(std::string_view unit);

/// The same in a picture, whose language has no <i>.
Markup unit_suffix_svg(std::string_view unit);

/// Name that may break after "_" and ".".
Markup breakable(std::string_view name);

/// A whole number.
Markup count(std::integral auto n) {
  return escape(to_text(static_cast<std::int64_t>(n)));
}
/// "1 patient", "3 patients".
Markup counted(std::int64_t n, std::string_view noun);
/// One decimal, without the sign: "12.4".
Markup percent_number(double percent);
/// A share of 1 in percent: "0", "0.4 %".
Markup share_text(double share);
/// A probability: "0.012", "< 0.001".
Markup probability(double p);
/// Median of the numbers that exist; NaN of none.
double median(std::vector<double> values);
/// Text in which every "doi:10..." is a link.
Markup with_dois(std::string_view text);

/// A decision as shape, colour and word.
Markup badge(agreement::Decision decision);
/// Link to the section of question `index`.
Markup question_link(const analysis::StudyResults& results, std::size_t index);
/// The help of a family, or its name where there is none.
Markup family_title(const analysis::StudyResults& results, const std::string& family);
/// "<dl class=kv>" of facts, values with links to DOIs.
Markup key_values(const analysis::Facts& facts);

/// Rows of stratum "all" by lower limit, best first; those without one last, by name.
std::vector<const agreement::FeatureRow*> by_lower_limit(const std::vector<agreement::FeatureRow>& rows);

/// A place in a picture, to a tenth of its unit.
Markup coordinate(double x);
/// Words in a picture; `attributes` are those of the element ("class=\"k\"").
Markup svg_text(double x, double y, const Markup& attributes, const Markup& words);

/// How much room there is. A page with more than 1300 rows over its questions is brief: of pictures and gauge
/// tables it shows a part and says so, so that 500 features under 6 questions stay below 1 MB. Of thousands
/// of features the tables of questions hold a part, too.
bool is_brief(const analysis::StudyResults& results);

// The parts of the page, each one or more elements; empty where there is nothing to say.
Markup style();
std::string_view script();
Markup verdict(const analysis::StudyResults& results);
Markup certified_features(const analysis::StudyResults& results);
Markup study(const analysis::StudyResults& results);
Markup general_table(const analysis::StudyResults& results);
Markup forest_section(const analysis::StudyResults& results);
Markup heat_map(const analysis::StudyResults& results);
Markup question(const analysis::StudyResults& results, std::size_t index);
/// A row of a forest plot, and the limit of its question (NaN for none).
struct ForestRow {
  const agreement::FeatureRow* row;
  double limit;
};
/// Rows in their order, each with an interval. Of long lists those nearest to their limit, and all of them
/// folded away unless `brief`.
Markup forest(const std::vector<ForestRow>& rows, std::string_view title, bool brief);
/// The picture of forest() alone, of at most 30 rows: those nearest to their limit.
Markup forest_svg(const std::vector<ForestRow>& rows, std::string_view title);
Markup gauge(const analysis::StudyResults& results, const analysis::QuestionResult& question);
/// Bland-Altman plot of a feature: differences from the reference over the mean of both, bias and limits of
/// agreement of its row (Bland & Altman 1999, doi:10.1177/096228029900800204). Empty without a reference.
Markup bland_altman_svg(const analysis::QuestionResult& question, const analysis::ShownFeature& feature);
/// Gauge chart of a feature over an acquired factor: values by part, in the order of their means, and what
/// each level adds to the mean of a part (AIAG, Measurement Systems Analysis, 4th edition 2010, chapter III).
/// Empty for more than 8 levels.
Markup gauge_chart_svg(const analysis::QuestionResult& question, const analysis::ShownFeature& feature);
/// The pictures of a question's values, and of an acquired factor its values, object by level, folded away
/// and not printed.
Markup shown_values(const analysis::QuestionResult& question);
/// What the models of the study do on each condition.
Markup drift(const analysis::StudyResults& results);
Markup simulated_real(const analysis::StudyResults& results);
/// Questions over oat groups: what breaks first, critical magnitudes, a picture and tables of each factor.
Markup dose_response(const analysis::StudyResults& results);
/// The curves of one factor (below and above, or one of them), a panel for each family.
Markup dose_plot(const analysis::QuestionResult& question, const std::vector<const DoseSummary*>& factor);
/// The picture of dose_plot() alone.
Markup dose_svg(const analysis::QuestionResult& question, const std::vector<const DoseSummary*>& factor);
Markup worst_cases(const analysis::StudyResults& results);
Markup failures(const analysis::StudyResults& results);
/// Materials by themselves, and scans against the truth; nothing where there is neither.
Markup phantoms(const analysis::StudyResults& results);
Markup confounding(const analysis::StudyResults& results);
Markup contact_sheets(const analysis::StudyResults& results);
Markup magnitudes(const analysis::StudyResults& results);
Markup methods(const analysis::StudyResults& results);
Markup provenance(const analysis::StudyResults& results);
/// What the words of the page mean.
Markup glossary();

}  // namespace radgauge::report::html
