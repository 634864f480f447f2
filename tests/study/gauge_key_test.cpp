#include <gtest/gtest.h>

#include "core/error.h"
#include "study/plan.h"

namespace radgauge {

using namespace radgauge::io;
using namespace radgauge::study;

namespace {

Study gauge_key_decode(const std::string& yaml) {
  return decode_study(parse_yaml(yaml, "study.yaml"), "");
}

std::string study_of(const std::string& group, const std::string& question) {
  return "study: s\ncohort:\n"
         "  - {patient: A, image: a, mask: m1, modality: CT, reader: R1}\n"
         "  - {patient: A, image: a, mask: m2, modality: CT, reader: R2}\n"
         "conditions: {n: {chain: [{noise.white: " +
         group + "}}\nquestions: [{name: q, " + question + "}]\n";
}

std::string error_of(const std::string& group, const std::string& question) {
  try {
    gauge_key_decode(study_of(group, question));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    return error.what();
  }
  return "no error";
}

const std::string kDraws = "{k: 1}}], repeats: 3, readers: all";

TEST(GaugeKeyMechanics, ReadsBackFromTheResolvedStudy) {
  const Study study =
      gauge_key_decode(study_of(kDraws, "over: reader, gauge: {factors: [reader], repeats: n}"));
  const Study again = gauge_key_decode(resolved_yaml(study));
  for (const Study* s : {&study, &again}) {
    EXPECT_EQ(s->questions.at(0).gauge.factors, std::vector<std::string>{"reader"});
    EXPECT_EQ(s->questions.at(0).gauge.repeats, "n");
  }
  EXPECT_EQ(resolved_yaml(study), resolved_yaml(again));
}

TEST(GaugeKeyMechanics, MistakesAreNamed) {
  const auto has = [](const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  };
  has(error_of(kDraws, "over: reader, gauge: {factor: [reader]}"), "factors");
  has(error_of(kDraws, "over: reader, gauge: {factors: [raeder]}"), "did you mean 'reader'");
  has(error_of(kDraws, "over: reader, gauge: {factors: [reader, reader]}"), "twice");
  has(error_of(kDraws, "over: reader, gauge: {repeats: m}"), "groups of draws: n");
  has(error_of("{k: [1, 2]}}], repeats: 3, readers: all", "over: reader, gauge: {repeats: n}"),
      "is a group of fixed levels");
  has(error_of("{k: 1}}], repeats: 3", "over: reader, gauge: {repeats: n}"), "give the group readers: all");
  has(error_of(kDraws, "over: reader, gauge: {factors: [scanner], repeats: n}"),
      "give the group sessions: all");
  has(error_of(kDraws, "over: n, gauge: {repeats: n}"), "is for questions over an acquired factor");
  EXPECT_EQ(error_of(kDraws, "over: n, gauge: {factors: [reader]}"), "no error");
}

std::vector<std::string> warnings_of(const std::string& rows) {
  const Study study = gauge_key_decode("study: s\ncohort:\n" + rows);
  return crossing(study, make_plan(study)).warnings;
}

bool any_has(const std::vector<std::string>& list, const std::string& part) {
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

std::string row(const std::string& patient, const std::string& reader, const std::string& scanner) {
  return "  - {patient: " + patient + ", image: " + patient + scanner + ", mask: " + patient + scanner +
         reader + ", modality: CT, reader: " + reader + ", scanner: " + scanner + "}\n";
}

TEST(CrossingMechanics, FactorsThatGoTogetherAreNamed) {
  std::string together, nested, crossed;
  for (const std::string patient : {"A", "B"}) {
    together += row(patient, "R1", "S1") + row(patient, "R2", "S2");
    for (const std::string scanner : {"S1", "S2"}) {
      nested += row(patient, "R1" + scanner, scanner) + row(patient, "R2" + scanner, scanner);
      crossed += row(patient, "R1", scanner) + row(patient, "R2", scanner);
    }
  }
  EXPECT_TRUE(
      any_has(warnings_of(together), "reader is confounded with scanner: each scanner has one reader only"));
  EXPECT_TRUE(any_has(warnings_of(nested), "reader is nested in scanner: each reader has one scanner only"));
  for (const char* word : {"confounded", "nested"}) EXPECT_FALSE(any_has(warnings_of(crossed), word));
}

}  // namespace
}  // namespace radgauge
