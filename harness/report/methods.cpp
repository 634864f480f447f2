#include "report/methods.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/text.h"
#include "report/words.h"

namespace radgauge::report {
namespace {

std::string n_of(std::int64_t n, const char* noun) {
  return counted_words(n, noun);
}

std::string measurement(const analysis::StudyResults& r) {
  std::string text = n_of(r.n_objects, "object") + " of " + n_of(r.n_patients, "patient") +
                     " were measured under " + n_of(r.n_conditions, "condition") + " (" +
                     n_of(r.n_cells, "cell") + ", " + to_text(r.n_failed_cells) + " failed) with radgauge" +
                     (r.version.empty() ? "" : " " + r.version) + ".";
  text += " " + n_of(r.n_features, "feature") +
          " followed the definitions of the Image Biomarker Standardisation Initiative (Zwanenburg et al., "
          "Radiology 2020;295:328\u2013338, doi:10.1148/radiol.2020191145).";
  for (const auto& [name, settings] : r.processing) text += " Processing " + name + ": " + settings + ".";
  return text +
         " A cell that could not be measured counts as failed and is never imputed; a cell that the data do "
         "not contain is not a failure.";
}

std::string perturbation(const analysis::StudyResults& r) {
  std::vector<std::string> groups;
  for (const analysis::CrossingGroup& group : r.crossing_groups)
    if (!group.chain.empty())
      groups.push_back(group.name + " (" + group.chain + "; " + n_of(group.conditions, "condition") + ")");
  if (groups.empty()) return {};
  std::string text = "Objects were perturbed in " + n_of(static_cast<std::int64_t>(groups.size()), "group") +
                     ": " + join(groups, "; ") +
                     ". The magnitude that each perturbation really achieved was measured and is reported.";
  std::vector<std::string> sources;
  for (const auto& [id, citation] : r.operations)
    if (!citation.starts_with("none")) sources.push_back(id + ": " + citation);
  if (!sources.empty()) text += " Methods of the perturbations: " + join(sources, "; ") + ".";
  return text;
}

std::string questions(const analysis::StudyResults& r) {
  std::vector<std::string> parts;
  for (const analysis::QuestionResult& q : r.questions)
    parts.push_back(q.question.name + ": " + asked_words(q.question) + " over " + q.question.over + ", " +
                    limits_words(q.question));
  return n_of(static_cast<std::int64_t>(parts.size()), "question") +
         " with limits fixed before the first measurement unless a note in the report says otherwise: " +
         join(parts, "; ") + ".";
}

/// What the lower limit allows for, in the words of the limits of the questions.
std::string allowance(const analysis::StudyResults& r) {
  std::set<std::string> ratios;
  for (const analysis::QuestionResult& q : r.questions)
    ratios.insert(to_text(q.question.limits.unseen_noise_ratio));
  return " allows for as many lesions with " +
         join(std::vector<std::string>(ratios.begin(), ratios.end()), " or ") +
         " times the noise SD of the others as the patients may have failed to show (95 % bound, Clopper & Pearson, "
         "Biometrika 1934;26:404\u2013413), and takes every lesion without a value for one of them";
}

std::string agreement(const analysis::StudyResults& r) {
  std::set<IccForm> forms;
  bool base = false;
  for (const analysis::QuestionResult& q : r.questions) {
    const bool of_base = q.question.against == Against::base;
    base = base || of_base;
    forms.insert(of_base ? IccForm::agreement : q.question.form);
  }
  const bool drawn =
      std::any_of(r.questions.begin(), r.questions.end(),
                  [](const analysis::QuestionResult& q) { return q.question.levels == Levels::drawn; });
  std::string text =
      "Agreement is the intraclass correlation coefficient (McGraw & Wong, Psychol Methods "
      "1996;1:30\u201346, doi:10.1037/1082-989X.1.1.30)";
  if (base)
    text +=
        " of each level of a group with the unchanged image (for repeats, a pair of values for each draw); the "
        "level with the worst decision, and of these the lowest limit, decides";
  text += forms.contains(IccForm::one_way) ? ", one-way where draws differ from object to object" : "";
  text += forms.size() > 1 || !forms.contains(IccForm::one_way)
              ? ", two-way where all objects share the same conditions"
              : "";
  text +=
      ". Its 95 % interval is the delete-one-patient jackknife of ln F (Arvesen, Ann Math Stat "
      "1969;40:2076\u20132100, doi:10.1214/aoms/1177697287), with the degrees of freedom that the kurtosis of "
      "the pseudo-values leaves; its lower limit" +
      allowance(r);
  if (forms.contains(IccForm::agreement) || forms.contains(IccForm::consistency))
    text +=
        drawn
            ? "; where the conditions stand for others of their kind it is widened for their sampling (Zou & "
              "Donner, Stat Med 2008;27:1693\u20131702)"
            : "; it speaks for the conditions that were measured";
  text +=
      ". A feature is certified when the whole interval meets every limit of the question, not "
      "certified when it misses one, inconclusive when a limit lies inside it, and not estimable "
      "when there is no interval. Classes are those of Koo & Li (J Chiropr Med "
      "2016;15:155\u2013163, doi:10.1016/j.jcm.2016.02.012).";
  const bool has_q =
      std::any_of(r.questions.begin(), r.questions.end(), [](const analysis::QuestionResult& q) {
        return std::any_of(q.rows.begin(), q.rows.end(),
                           [](const agreement::FeatureRow& row) { return !std::isnan(row.q_value); });
      });
  if (has_q)
    text +=
        " q-values test H0: ICC \u2264 limit over the features of a question (Benjamini & Hochberg, J R Stat "
        "Soc B 1995;57:289\u2013300, doi:10.1111/j.2517-6161.1995.tb02031.x).";
  return text +
         " The repeatability coefficient RC is 1.96\u221a2 wSD, and wCV the root mean square within-object "
         "coefficient of variation (Raunig et al., Stat Methods Med Res 2015;24:27\u201367, "
         "doi:10.1177/0962280214537344); wCV is not given where object means cross zero.";
}

std::string doses(const analysis::StudyResults& r) {
  const bool any = std::any_of(r.questions.begin(), r.questions.end(),
                               [](const analysis::QuestionResult& q) { return !q.curves.empty(); });
  if (!any) return {};
  return "Critical magnitudes: factors were varied one at a time, with common random numbers at all levels. "
         "At each level every object was compared with itself under base by ICC(A,1) of the pair and the "
         "limits of the question; repeats are pooled pairs, not means (Bland & Altman, J Biopharm Stat "
         "2007;17:571\u2013582, doi:10.1080/10543400701329422). The critical magnitude is the largest "
         "achieved magnitude, averaged over cells, at which a feature is certified, as it is at all milder "
         "levels. The magnitude at which the estimate itself reaches the limit is interpolated linearly, as "
         "a benchmark dose (Crump, Fundam Appl Toxicol 1984;4:854\u2013871), with a 95 % percentile interval "
         "over 500 bootstrap samples of patients.";
}

std::string gauge(const analysis::StudyResults& r) {
  const agreement::GaugeRow* first = nullptr;
  for (const analysis::QuestionResult& q : r.questions)
    for (const agreement::GaugeRow& row : q.gauge)
      if (first == nullptr && row.tv > 0) first = &row;
  if (first == nullptr) return {};
  return "Gauge R&R follows AIAG, Measurement Systems Analysis, 4th edition (2010), with "
         "variance components by " +
         std::string(to_text(first->method)) + " (design: " + first->design +
         "); generalisability and dependability follow Brennan, Generalizability Theory "
         "(2001), doi:10.1007/978-1-4757-3456-0.";
}

}  // namespace

std::vector<std::string> methods_text(const analysis::StudyResults& results) {
  std::vector<std::string> paragraphs = {measurement(results)};
  for (std::string text :
       {perturbation(results), results.questions.empty() ? std::string() : questions(results),
        results.questions.empty() ? std::string() : agreement(results), doses(results), gauge(results)})
    if (!text.empty()) paragraphs.push_back(std::move(text));
  if (!results.confounding.empty())
    paragraphs.push_back(
        "Redundancy is Spearman's rho over the objects as acquired: with volume, voxel count and noise, and "
        "between features, in clusters by complete linkage at |rho| > 0.9.");
  return paragraphs;
}

}  // namespace radgauge::report
