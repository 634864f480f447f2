#include "report/html_drift.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "report/drift_words.h"
#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

using drift::ConditionDrift;
using drift::ModelDrift;

constexpr std::size_t kSharesShown = 12;

Markup with_limits(const drift::Estimate& e) {
  return drift_estimate(e);
}

// Limits by draws of patients keep their level with few patients and with several objects of one, the
// analytic ones stand in where there are none.
Markup by_patient(const drift::Estimate& analytic, const drift::Estimate& drawn) {
  return drift_estimate(std::isnan(drawn.lower) ? analytic : drawn);
}

Markup flips_of(const ConditionDrift& c, bool survival) {
  if (survival)
    return count(c.risk_groups.up) + " up, " + count(c.risk_groups.down) + " down<br><i>" +
           share_text(c.risk_groups.change_rate.value) + "</i>";
  if (std::isnan(c.flip_rate.value)) return element("span", {{"title", c.flip_rate.reason}}, "\u2013");
  return count(c.flips_up) + " up, " + count(c.flips_down) + " down<br><i>" + share_text(c.flip_rate.value) +
         "</i>";
}

Markup condition_table(const ModelDrift& model) {
  const bool survival = model.link == models::Link::cox;
  Table table(
      "", {{"Condition"},
           {"n", true, "objects with every input"},
           {survival ? Markup("C-index") : Markup("AUC"), true,
            "95 % limits by patient, of a C-index by the jackknife"},
           {"Difference", true, "to the reference, on the same objects, with paired limits"},
           {"p", true},
           {"Brier", true},
           {"In the large", true, "0 is calibrated; positive: the outcome is more frequent than predicted"},
           {"Slope", true, "1 is calibrated; below: predictions too extreme"},
           {"Sensitivity", true},
           {"Specificity", true},
           {survival ? Markup("Changed risk groups") : Markup("Changed decisions"), true,
            survival ? "above or below the median score of the reference" : "across the threshold"},
           {"Score shift", true, "of the mean linear predictor"}});
  for (const ConditionDrift& c : model.conditions) {
    const bool reference = &c == &model.conditions.front();
    const Markup dash = "\u2013";
    table.row({escape(c.name) + (reference ? Markup(" <i>reference</i>") : Markup()), count(c.n),
               survival ? with_limits(c.c_index) : by_patient(c.auc, c.auc_by_patient),
               reference ? dash : by_patient(c.auc_difference, c.auc_difference_by_patient),
               reference || std::isnan(c.auc_difference_p) ? dash : probability(c.auc_difference_p),
               by_patient(c.brier, c.brier_by_patient), with_limits(c.calibration_in_the_large),
               with_limits(c.calibration_slope), by_patient(c.sensitivity, c.sensitivity_by_patient),
               by_patient(c.specificity, c.specificity_by_patient), reference ? dash : flips_of(c, survival),
               reference ? dash : by_patient(c.score_shift, c.score_shift_by_patient)});
  }
  return table.html();
}

// Bars from a middle line, the largest share first.
Markup attribution_picture(const ConditionDrift& c) {
  constexpr double kRowHeight = 17, kNames = 330, kBars = 420, kTopEdge = 6;
  const std::size_t n = std::min(kSharesShown, c.attribution.size());
  double largest = 0;
  for (const drift::InputShare& s : c.attribution) largest = std::max(largest, std::abs(s.score_shift));
  if (!(largest > 0)) return {};
  const double middle = kNames + 14 + kBars / 2, bottom = kTopEdge + kRowHeight * static_cast<double>(n);
  Markup out = "<svg class=\"forest\" viewBox=\"0 0 860 " + coordinate(bottom + 6) +
               "\" width=\"860\" role=\"img\"><title>What moved the score on " + escape(c.name) +
               "</title><path class=\"z\" d=\"M" + coordinate(middle) + " " + coordinate(kTopEdge) + "V" +
               coordinate(bottom) + "\"/>";
  for (std::size_t i = 0; i < n; ++i) {
    const drift::InputShare& s = c.attribution[i];
    const double y = kTopEdge + kRowHeight * static_cast<double>(i);
    const double end = middle + s.score_shift / largest * kBars / 2;
    out += svg_text(kNames, y + 12, "class=\"e\"", escape(s.input.name));
    out += "<path class=\"t" + Markup(s.score_shift < 0 ? "0" : "1") + "\" d=\"M" + coordinate(middle) + " " +
           coordinate(y + 3) + "H" + coordinate(end) + "V" + coordinate(y + 13) + "H" + coordinate(middle) +
           "z\"/>";
    out += svg_text(860, y + 12, "class=\"e\"", number(s.score_shift));
  }
  return "<figure>" + out + "</svg></figure>";
}

Markup attributions(const ModelDrift& model) {
  Markup out;
  for (std::size_t c = 1; c < model.conditions.size(); ++c) {
    const ConditionDrift& here = model.conditions[c];
    const Markup picture = attribution_picture(here);
    if (picture.empty()) continue;
    Markup text =
        "<p class=\"foot\">" +
        (here.attribution_is_exact
             ? Markup("Exact: coefficient times the mean move of the input; the bars add up to ")
             : Markup("Mean over random orders in which the inputs are swapped; the bars add up to ")) +
        number(here.score_shift.value) + ".";
    if (here.attribution.size() > kSharesShown)
      text += " The " + count(kSharesShown) + " largest of " + count(here.attribution.size()) +
              "; all are in <code>drift.json</code>.";
    out += folded("What moved the score on " + escape(here.name), text + "</p>" + picture,
                  model.conditions.size() <= 6);
  }
  return out.empty() ? out : folded("The same as bars", out);
}

Markup plot_axes(double left, double top, double side, const Markup& title) {
  Markup out = svg_text(left + side / 2, top - 6, "class=\"m\"", title);
  out += "<path class=\"z\" fill=\"none\" d=\"M" + coordinate(left) + " " + coordinate(top) + "v" +
         coordinate(side) + "h" + coordinate(side) + "\"/><path class=\"l\" d=\"M" + coordinate(left) + " " +
         coordinate(top + side) + "L" + coordinate(left + side) + " " + coordinate(top) + "\"/>";
  for (const double tick : {0.0, 0.5, 1.0}) {
    out += svg_text(left + tick * side, top + side + 14, "class=\"m k\"", number(tick));
    out += svg_text(left - 5, top + side - tick * side + 4, "class=\"e k\"", number(tick));
  }
  return out;
}

// Observed share against mean prediction, a panel for each condition.
Markup calibration_picture(const ModelDrift& model) {
  constexpr double kSide = 150, kGap = 60;
  constexpr std::size_t kAcross = 4;
  Markup panels;
  std::size_t n = 0;
  for (const ConditionDrift& c : model.conditions) {
    if (c.bins.empty()) continue;
    const double left = 34 + static_cast<double>(n % kAcross) * (kSide + kGap);
    const double top = 26 + static_cast<double>(n / kAcross) * (kSide + kGap);
    panels += plot_axes(left, top, kSide, escape(c.name));
    for (const statistics::CalibrationBin& b : c.bins) {
      const double x = left + b.mean_p * kSide, y = top + kSide - b.observed * kSide;
      const double radius = 2 + 6 * std::sqrt(b.n / static_cast<double>(std::max<std::int64_t>(1, c.n)));
      panels += "<circle class=\"t0\" cx=\"" + coordinate(x) + "\" cy=\"" + coordinate(y) + "\" r=\"" +
                coordinate(radius) + "\"/>";
    }
    ++n;
  }
  if (n == 0) return {};
  const double height = static_cast<double>((n + kAcross - 1) / kAcross) * (kSide + kGap) + 10;
  return "<h4>Calibration</h4><p class=\"foot\">Observed share (up) against the mean prediction (right) in ten "
         "bins; larger circles hold more objects, and a calibrated model lies on the line.</p><figure><svg "
         "class=\"forest\" viewBox=\"0 0 860 " +
         coordinate(height) + "\" width=\"860\" role=\"img\"><title>Calibration of " + escape(model.name) +
         "</title>" + panels + "</svg></figure>";
}

Markup cures(const ModelDrift& model) {
  if (model.cures.empty()) return {};
  const bool survival = model.link == models::Link::cox;
  Table table("",
              {{"Cure"},
               {"Condition"},
               {"n", true,
                "objects that are judged: those to which every cure that scores anybody here gives a score"},
               {survival ? Markup("C-index") : Markup("AUC"), true},
               {"Brier", true},
               {"In the large", true},
               {"Slope", true},
               {"Changed decisions", true},
               {"Score shift", true}});
  Markup list;
  for (const drift::Cure& cure : model.cures) {
    list += "<li><b>" + escape(cure.name) + "</b>: " + escape(cure.what) + "." +
            (cure.warning.empty() ? Markup() : " It " + escape(cure.warning) + ".") +
            (cure.obstacle.empty() ? Markup() : " Not done: " + escape(cure.obstacle) + ".") + "</li>";
    for (const drift::CuredCondition& c : cure.conditions)
      table.row({escape(cure.name), escape(c.condition), count(c.n),
                 with_limits(survival ? c.c_index : c.auc), with_limits(c.brier),
                 with_limits(c.calibration_in_the_large), with_limits(c.calibration_slope),
                 std::isnan(c.flip_rate.value) ? with_limits(c.flip_rate) : share_text(c.flip_rate.value),
                 with_limits(c.score_shift)});
  }
  return "<h4>Cures, before and after</h4><ul>" + list + "</ul>" +
         folded("Every cure on every condition", table.html());
}

Markup false_discoveries(const drift::InputShift& s) {
  if (!std::isnan(s.paired_q)) return probability(s.paired_q);
  return std::isnan(s.ks_q) ? element("span", {{"title", s.reason_p}}, "\u2013") : probability(s.ks_q);
}

Markup input_table(const drift::DriftResults& results) {
  if (results.inputs.empty()) return {};
  std::map<std::string, drift::Estimate> icc;
  for (const drift::InputAgreement& a : results.agreements) icc[a.input.name] = a.icc;
  std::vector<const drift::InputShift*> order;
  for (const drift::InputShift& s : results.inputs) order.push_back(&s);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return std::abs(a->mean_shift_sd) > std::abs(b->mean_shift_sd);
  });
  Table table(
      "", {{"Input"},
           {"Condition"},
           {"Mean shift, SD", true},
           {"Wasserstein, SD", true},
           {"Energy, SD", true, "energy distance"},
           {"KS", true},
           {"q", true,
            "false discovery rate (Benjamini-Hochberg) over inputs and conditions: of a paired t test of the "
            "same patients, of different ones of the Kolmogorov-Smirnov test"},
           {"PSI", true},
           {"ICC(A,1)", true, "over all conditions"}});
  constexpr std::size_t kMost = 200;
  for (std::size_t i = 0; i < std::min(kMost, order.size()); ++i) {
    const drift::InputShift& s = *order[i];
    table.row({"<code>" + escape(s.input.name) + "</code>", escape(s.condition), number(s.mean_shift_sd),
               number(s.wasserstein_sd), number(s.energy_sd), number(s.ks), false_discoveries(s),
               number(s.psi), icc_number(icc[s.input.name].value)});
  }
  return "<h3>Inputs</h3><p>How far each input moved from the reference, in SDs of the reference.</p>" +
         folded_long("All inputs", table.html(), std::min(kMost, order.size()), "drift.json",
                     order.size() <= 30);
}

Markup model_section(const analysis::StudyResults& results, const ModelDrift& model) {
  Markup out = "<h3>" + escape(model.name) + "</h3><p>";
  for (const std::string& sentence : drift_sentences(model)) out += escape(sentence) + " ";
  return out + "</p>" + condition_table(model) + drift_headline(results, model) + attributions(model) +
         drift_kinds(model) + drift_together(model) + calibration_picture(model) + decision_curves(model) +
         cures(model) + drift_groups(model) + drift_record(model);
}

}  // namespace

Markup drift_estimate(const drift::Estimate& e) {
  if (std::isnan(e.value)) return element("span", {{"title", e.reason}}, "\u2013");
  // Of a sum that is 0 by construction (calibration in the large where the model was fitted) rounding is
  // left.
  const bool is_rounding = std::abs(e.value) < 1e-9 * (e.upper - e.lower);
  Markup out = number(is_rounding ? 0 : e.value);
  if (!std::isnan(e.lower)) out += "<br><i>" + number(e.lower) + " to " + number(e.upper) + "</i>";
  return out;
}

Markup drift(const analysis::StudyResults& results) {
  const drift::DriftResults& d = results.drift;
  if (d.models.empty()) return {};
  Markup out =
      "<section id=\"drift\"><h2>Model drift</h2><p>" +
      counted(static_cast<std::int64_t>(d.models.size()), "trained model") + ", compared over " +
      escape(d.over) + " with " + escape(d.reference) + ", on " + counted(d.n_objects, "object") + " of " +
      counted(d.n_patients, "patient") +
      ". Differences are of the same objects under both. Limits of areas, decisions and scores are by "
      "patient, from " +
      count(d.bootstraps) +
      " draws of patients; p values, calibration, groups and cures take every object for a patient of its "
      "own. DeLong's and Wilson's limits, which do so, too, are in <code>drift.json</code>.</p>";
  out += drift_overview(d);
  for (const ModelDrift& model : d.models) out += model_section(results, model);
  return out + equal_models(d) + input_table(d) + "</section>\n";
}

}  // namespace radgauge::report::html
