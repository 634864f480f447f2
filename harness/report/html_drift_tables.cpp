#include <cmath>

#include "core/text.h"
#include "report/html_drift.h"
#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

Markup reasoned(double value, const std::string& reason) {
  return std::isnan(value) ? element("span", {{"title", reason}}, "\u2013") : number(value);
}

std::string kind_words(const drift::ShiftVerdict& s) {
  switch (s.kind) {
    case drift::ShiftKind::none:
      return s.is_paired
                 ? "none that could be shown"
                 : "none that could be shown: neither the share with the outcome nor what is within the classes";
    case drift::ShiftKind::prevalence:
      return "prevalence: the share with the outcome differs, what is within the classes does not";
    case drift::ShiftKind::covariate:
      return s.is_paired ? "acquisition (covariate): the same objects have other values"
                         : "covariate: the classes themselves look different";
    case drift::ShiftKind::both:
      return "both: the share with the outcome, and the classes themselves";
    case drift::ShiftKind::unknown:
      break;
  }
  return "not told: " + s.reason;
}

Markup prevalence_words(const drift::ShiftVerdict& s) {
  if (s.is_paired) return "same objects";
  if (std::isnan(s.prevalence)) return element("span", {{"title", s.reason}}, "\u2013");
  return share_text(s.prevalence_reference) + " to " + share_text(s.prevalence) + ", p " +
         probability(s.prevalence_p);
}

Markup controlled_cell(const drift::ControlledValue& v) {
  if (std::isnan(v.value)) return element("span", {{"title", v.reason}}, "\u2013");
  if (std::isnan(v.distance)) return number(v.value);
  return number(v.value) + "<br><i>" + number(v.centre - 3 * v.se) + " to " + number(v.centre + 3 * v.se) +
         "</i>";
}

}  // namespace

Markup drift_kinds(const drift::ModelDrift& model) {
  Table table(
      "", {{"Condition"},
           {"Which shift"},
           {"With the outcome", false, "share on the reference and here, Fisher's exact test"},
           {"p of inputs", true, "smallest, times the number of tests (Bonferroni)"},
           {"Most moved"},
           {"Same reasons", true,
            "mean over objects of Spearman's correlation between the sizes of what each input does to the "
            "score, here and on the reference"},
           {"Same first reason", true, "share of objects whose largest contribution is of the same input"}});
  for (std::size_t c = 1; c < model.conditions.size(); ++c) {
    const drift::ConditionDrift& here = model.conditions[c];
    const drift::ShiftVerdict& s = here.shift;
    const drift::ExplanationStability& e = here.explanation;
    table.row({escape(here.name), kind_words(s), prevalence_words(s),
               std::isnan(s.inputs_p) ? reasoned(s.inputs_p, s.reason) : probability(s.inputs_p),
               breakable(s.most_moved), reasoned(e.mean_rank_correlation, e.reason),
               std::isnan(e.same_first_share) ? reasoned(e.same_first_share, e.reason)
                                              : share_text(e.same_first_share)});
  }
  return model.conditions.size() < 2
             ? Markup()
             : folded("Which shift it is, and whether the model still gives the same reasons", table.html(),
                      model.conditions.size() <= 8);
}

Markup drift_together(const drift::ModelDrift& model) {
  Table table("",
              {{"Condition"},
               {"n", true, "objects with every input, here"},
               {"Energy distance", true, "of the inputs together, each over its SD on the reference"},
               {"MMD\u00b2", true, "maximum mean discrepancy, Gaussian kernel, at most 2,000 rows"},
               {"q", true,
                "false discovery rate (Benjamini-Hochberg) of 200 relabellings of patients, over models and "
                "conditions"},
               {"Classifier", true,
                "AUC of a classifier that tells the inputs here from those on the reference, on patients it "
                "did not learn from; 0.5 is chance"}});
  for (std::size_t c = 1; c < model.conditions.size(); ++c) {
    const drift::CloudShift& s = model.conditions[c].together;
    table.row({escape(model.conditions[c].name), count(s.n), reasoned(s.energy, s.reason),
               reasoned(s.mmd2, s.reason_mmd),
               std::isnan(s.mmd_q) ? reasoned(s.mmd_q, s.reason_mmd) : probability(s.mmd_q),
               reasoned(s.classifier_auc, s.reason_classifier)});
  }
  return model.conditions.size() < 2 ? Markup() : folded("All inputs of the model together", table.html());
}

Markup drift_groups(const drift::ModelDrift& model) {
  if (model.groups.empty()) return {};
  Table table("", {{"Groups of"},
                   {"Condition"},
                   {"Group"},
                   {"n", true},
                   {"Decided yes", true, "with Wilson limits"},
                   {"Sensitivity", true},
                   {"False positives", true, "share of those without the outcome"},
                   {"AUC", true},
                   {"Parity", true, "demographic parity: largest - smallest share of yes"},
                   {"Equalised odds", true, "the larger spread of sensitivity and false positives"}});
  for (const drift::GroupFairness& g : model.groups)
    for (const drift::GroupRates& level : g.levels) {
      const bool first = &level == &g.levels.front();
      table.row({escape(g.column), escape(g.condition), escape(level.level), count(level.n),
                 drift_estimate(level.positive_rate), drift_estimate(level.sensitivity),
                 drift_estimate(level.false_positive_rate), drift_estimate(level.auc),
                 first ? drift_estimate(g.parity_difference) : Markup(),
                 first ? drift_estimate(g.equalised_odds_difference) : Markup()});
    }
  return "<h4>Groups of patients</h4>" + folded("Decisions in each group, on every condition", table.html());
}

Markup drift_record(const drift::ModelDrift& model) {
  if (model.record.empty()) return {};
  Table table("", {{"Period"},
                   {"n", true},
                   {"With the outcome", true},
                   {"AUC", true, "below: control limits, three standard errors about the first period"},
                   {"In the large", true, "below: control limits, three standard errors about 0"},
                   {"Look?"}});
  std::vector<std::string> signals;
  for (const drift::PeriodRecord& r : model.record) {
    std::vector<std::string> what;
    if (r.auc.is_signal) what.emplace_back("AUC");
    if (r.calibration_in_the_large.is_signal) what.emplace_back("calibration");
    if (!what.empty()) signals.push_back(r.period);
    table.row({escape(r.period), count(r.n), count(r.n_positive), controlled_cell(r.auc),
               controlled_cell(r.calibration_in_the_large),
               what.empty() ? std::string("no") : join(what, ", ")});
  }
  return "<h4>Over time</h4><p>" +
         (signals.empty() ? Markup("No period asks for a look. ")
                          : "Look at " + escape(join(signals, ", ")) + ". ") +
         "The rule: a period beyond three standard errors, or two of three in a row beyond two on the same "
         "side.</p>" +
         table.html();
}

Markup equal_models(const drift::DriftResults& results) {
  Markup out;
  for (const drift::EqualModels& equal : results.equal) {
    Table table("", {{"Condition"},
                     {"Lowest AUC", true},
                     {"Highest AUC", true},
                     {"Spread", true},
                     {"Decided differently", true, "share of objects about whom the models do not agree"},
                     {"n", true, "objects with a score of every model"}});
    for (const drift::EqualCondition& c : equal.conditions)
      table.row({escape(c.condition), number(c.auc_lowest) + " <i>" + escape(c.lowest) + "</i>",
                 number(c.auc_highest) + " <i>" + escape(c.highest) + "</i>",
                 number(c.auc_highest - c.auc_lowest),
                 std::isnan(c.disagreement.value) ? drift_estimate(c.disagreement)
                                                  : share_text(c.disagreement.value),
                 count(c.n)});
    out += "<p>" + escape(join(equal.models, ", ")) + " are equal on the reference: their AUC of " +
           escape(equal.outcome) + " is within " + number(drift::kEqualAuc) +
           " of the best. What validation there cannot tell apart may differ elsewhere:</p>" + table.html();
  }
  return out.empty() ? out : "<h3>Equal models under stress</h3>" + out;
}

}  // namespace radgauge::report::html
