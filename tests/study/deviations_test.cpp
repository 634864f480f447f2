#include "study/deviations.h"

#include <gtest/gtest.h>

namespace radgauge {

using namespace radgauge::io;
using namespace radgauge::study;

namespace {

Study study_of(const std::string& questions) {
  return decode_study(parse_yaml("study: s\nphantoms: {kind: lesion, count: 2}\n"
                                 "conditions: {n: {chain: [{noise.white: {k: 1}}], repeats: 2}}\n" +
                                     questions,
                                 "study.yaml"),
                      "");
}

std::vector<std::string> changes(const std::string& before, const std::string& now) {
  return deviations(analysis_text(study_of(before)), analysis_text(study_of(now)));
}

TEST(DeviationsMechanics, EachChangeIsNamed) {
  const std::string before =
      "questions: [{name: a, over: n, limits: {icc_lower: 0.9, wcv_upper: 0.1}}, {name: b, over: n}]\n";
  EXPECT_TRUE(changes(before, before).empty());
  EXPECT_EQ(
      changes(
          before,
          "questions: [{name: a, over: n, limits: {icc_lower: 0.8, rc_percent_upper: 30}, form: agreement}, "
          "{name: c, over: n}]\nfailures: {max: 3}\n"),
      (std::vector<std::string>{
          "question a: limit icc_lower changed from 0.9 to 0.8",
          "question a: limit wcv_upper removed; it was 0.1",
          "question a: limit rc_percent_upper set to 30; there was none",
          "question a: form set to agreement; there was none",
          "question b left out; its limits were {icc_lower: 0.75, patients_min: 20, unseen_noise_ratio: 5}",
          "question c added, with limits {icc_lower: 0.75, patients_min: 20, unseen_noise_ratio: 5}",
          "failures changed from {max: 0} to {max: 3}"}));
}

TEST(DeviationsMechanics, OrderAndNewlinesDoNotCount) {
  const Study study = study_of("questions: [{name: a, over: n}, {name: b, over: n}]\n");
  const Study turned = study_of("questions: [{name: b, over: n}, {name: a, over: n}]\n");
  EXPECT_TRUE(deviations(analysis_text(study), analysis_text(turned) + "\n").empty());
}

}  // namespace
}  // namespace radgauge
