#pragma once

#include <cmath>
#include <string>

#include "agreement/decision.h"
#include "analysis/results.h"

/// A made-up study with every kind of decision, `features` features and two questions.
inline radgauge::analysis::StudyResults example_results(std::size_t features) {
  using namespace radgauge;
  analysis::StudyResults r;
  r.study = "lesions-readers-and-noise";
  r.sentence =
      "20 lesions of 18 patients on CT were contoured by three readers and perturbed by two noise levels "
      "with five repeats "
      "each; 25 conditions, 500 cells.";
  r.facts = {{"date", "2026-11-21"}, {"engine", "built-in"}, {"extraction", "ct-1mm"}, {"version", "0.1.0"}};
  r.n_patients = 18;
  r.n_objects = 20;
  r.n_conditions = 25;
  r.n_features = static_cast<std::int64_t>(features);
  r.n_cells = 500;
  r.n_failed_cells = 2;
  r.crossing_factors = {{"reader", {{"R1", 20}, {"R2", 20}, {"R3", 19}}, 20, 1}};
  r.crossing_groups = {{"base", "", 1, 60},
                       {"noise", "noise.white:k=0.5, 1", 10, 200},
                       {"contour", "mask.grow_fraction:fraction=-0.1, 0, 0.1", 3, 60}};
  r.families = {{"morph", "morphology"}, {"cm", "grey level co-occurrence matrix"}};
  r.processing = {{"original", "preset ct-1mm, linear to 1 x 1 x 1 mm, 32 bins"}};
  r.operations = {{"noise.white", "Zwanenburg et al. 2019, doi:10.1038/s41598-018-36938-4"}};
  r.version = "0.1.0";
  const char* names[] = {"morph_volume",
                         "stat_mean",
                         "stat_skew",
                         "ih_entropy",
                         "cm_joint_max_3D_comb",
                         "bin25.cm_contrast_3D_avg"};
  const char* units[] = {"mm^3", "intensity", "1", "1", "1", "1"};
  for (const char* question : {"readers", "noise"}) {
    analysis::QuestionResult q;
    q.question = {question, question, question[0] == 'r' ? IccForm::agreement : IccForm::one_way, {}};
    if (question[0] == 'n') q.question.limits.rc_percent_upper = 30;
    for (std::size_t i = 0; i < features; ++i) {
      agreement::FeatureRow row;
      const double part = static_cast<double>(i) / static_cast<double>(features);
      row.question = question;
      row.feature = std::string(names[i % 6]) + (i >= 6 ? "_" + std::to_string(i) : "");
      row.ibsi_code = "RNU0";
      row.unit = units[i % 6];
      row.family = i % 6 == 0 ? "morph" : i % 6 < 4 ? "stat" : "cm";
      row.n_patients = 18;
      row.n_objects = 20;
      row.n_conditions = 25;
      row.icc_form = IccForm::one_way;
      row.failure_rate = i % 4 == 0 ? 0.004 : 0;
      if (i % 17 == 16) {
        row.decision = agreement::Decision::not_estimable;
        row.status = Status::degenerate;
        row.reason = "constant: every object has the same value";
      } else {
        row.icc = 1 - 0.85 * part * part * part;
        row.icc_lower = row.icc - 0.01 - 0.4 * part;
        row.icc_upper = std::min(1.0, row.icc + 0.005 + 0.1 * part);
        const auto of_lower = agreement::koo_li_class(row.icc_lower, row.icc_lower).value();
        row.icc_class = of_lower;
        row.wsd = 0.37 + 12 * part;
        row.wcv = i % 6 == 2 ? std::numeric_limits<double>::quiet_NaN() : 0.01 + 0.1 * part;
        row.rc = 2.77 * row.wsd * (i % 6 == 0 ? 1000 : 1);
        row.status = Status::ok;
        row.decision = row.icc_lower >= 0.75  ? agreement::Decision::certified
                       : row.icc_upper < 0.75 ? agreement::Decision::not_certified
                                              : agreement::Decision::inconclusive;
        row.reason_kind = agreement::ReasonKind::icc_limit;
        if (row.decision == agreement::Decision::inconclusive) row.reason = "ICC 0.61 to 0.84 includes 0.75";
        if (row.decision == agreement::Decision::not_certified) row.reason = "ICC 0.21 to 0.54 is below 0.75";
      }
      q.rows.push_back(row);
    }
    r.questions.push_back(q);
  }
  r.failures = {
      {"P07/L1", "mask.grow_mm:distance_mm=-3", "the mask is empty after shrinking by 3 mm (radius 2.4 mm)",
       "radgauge run study.yaml --only 'P07/L1:mask.grow_mm:distance_mm=-3'"},
      {"P11/L2", "base", "image 'P11.nii.gz': unexpected end of file after 1048576 of 4194304 bytes",
       "radgauge run study.yaml --only 'P11/L2:base'"}};
  r.magnitudes = {{"noise", "noise.white", "sd", "HU", 200, 5, 10, 7.52, 4.9, 10.2, 0},
                  {"contour", "mask.grow_fraction", "dV/V", "1", 60, -0.1, 0.1, 0.0003, -0.098, 0.102, 4},
                  {"contour", "mask.grow_fraction", "Dice", "1", 60, std::numeric_limits<double>::quiet_NaN(),
                   std::numeric_limits<double>::quiet_NaN(), 0.953, 0.921, 1, 0}};
  r.timings = {{"acquire", 20, 1.93}, {"grid", 500, 8.31}, {"extraction", 500, 22.4}};
  r.provenance = {{"version", "0.1.0"},
                  {"commit", "9d5733b"},
                  {"compiler", "GNU 12.2.0"},
                  {"seed", "20261121"},
                  {"measurement hash", "5f2c1d0e9a77b3c1"}};
  r.command = "radgauge run study.yaml -o results -j 2";
  return r;
}

/// The same with everything that a question can hold beside its rows, `questions` questions and more notes.
inline radgauge::analysis::StudyResults full_example(std::size_t features, std::size_t questions = 2) {
  using namespace radgauge;
  analysis::StudyResults r = example_results(features);
  while (r.questions.size() < questions) {
    r.questions.push_back(r.questions[r.questions.size() % 2]);
    r.questions.back().question.name += "-" + std::to_string(r.questions.size());
  }
  r.notes = {{"certified, but not put to the test: features that did not change at all under noise (3)"}};
  for (analysis::QuestionResult& q : r.questions) {
    q.power = "18 patients and 25 conditions certify a true ICC of 0.85 with a chance of 71 %.";
    for (agreement::FeatureRow& row : q.rows) {
      row.question = q.question.name;
      row.q_value = std::isnan(row.icc) ? row.icc : 0.4 * (1 - row.icc);
      row.study_variation_percent = 100 * std::sqrt(1 - row.icc);
      agreement::AgreementDetail detail;
      detail.feature = row.feature;
      detail.icc_lower_one_sided = row.icc_lower + 0.005;
      detail.scale = row.wcv > 0.05 ? agreement::Scale::log : agreement::Scale::raw;
      q.details.push_back(detail);
      agreement::GaugeRow gauge;
      gauge.feature = row.feature;
      gauge.design = "object x reader x repeat, balanced";
      gauge.method = agreement::GaugeMethod::anova;
      gauge.reason = std::isnan(row.icc) ? "constant" : "";
      if (!std::isnan(row.icc)) {
        gauge.tv = 10;
        gauge.pv = 10 * std::sqrt(row.icc);
        gauge.grr = 10 * std::sqrt(1 - row.icc);
        gauge.ev = gauge.grr * 0.6;
        gauge.av = gauge.grr * 0.8;
        gauge.interaction = gauge.grr * 0.3;
        gauge.ndc = std::floor(1.41 * gauge.pv / gauge.grr);
        gauge.erho2 = row.icc;
        gauge.phi = row.icc - 0.01;
        gauge.rc = 2.77 * gauge.ev;
        gauge.rdc = 2.77 * gauge.grr;
        const auto component = [](const char* term, double contribution, const char* confounded) {
          agreement::GaugeComponent c;
          c.term = term;
          c.contribution_percent = contribution;
          c.study_variation_percent = 10 * std::sqrt(contribution);
          c.confounded_with = confounded;
          return c;
        };
        gauge.components = {component("object", 100 * row.icc, ""), component("reader", 1.44, "site"),
                            component("residual", 6.25, "")};
        gauge.decision_studies = {{{{"reader", 1}}, row.icc, row.icc - 0.01, gauge.rdc},
                                  {{{"reader", 2}}, row.icc + 0.02, row.icc + 0.01, 0.7 * gauge.rdc}};
      }
      q.gauge.push_back(gauge);
      if (row.decision != agreement::Decision::certified)
        q.worst_cases.push_back({row.question, row.feature,
                                 "P0" + std::to_string(row.feature.size() % 7) + "/L1", "noise.white:k=1#3",
                                 12.5, 10.25, 0.42, row.icc, row.icc + 0.05});
    }
  }
  for (std::size_t i = 0; i < features; ++i) {
    const agreement::FeatureRow& row = r.questions[0].rows[i];
    const bool in_cluster = i % 3 != 2;
    r.confounding.push_back({row.feature, i % 5 == 0 ? 0.96 : 0.3, i % 5 == 0 ? 0.95 : 0.2, -0.1,
                             in_cluster ? static_cast<std::int64_t>(i / 3 + 1) : 0, in_cluster ? 2 : 1,
                             r.questions[0].rows[in_cluster ? i - i % 3 : i].feature});
  }
  return r;
}