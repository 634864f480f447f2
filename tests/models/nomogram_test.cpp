#include "models/nomogram.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "models/registry.h"
#include "models/signature.h"

namespace radgauge::models {
namespace {

// A logistic model, -3 + 0.05 x + 0.8 stage, drawn: 100 points are 5 on the logit.
constexpr const char* kDrawn =
    "model: drawn\nlink: logit\noutcome: relapse\nthreshold: 0.3\n"
    "extractions: {original: 0123456789abcdef}\npoints:\n"
    "  - {feature: x, axis: [{value: 0, points: 0}, {value: 100, points: 100}]}\n"
    "  - {covariate: stage, axis: [{value: 1, points: 0}, {value: 2, points: 16}]}\n"
    "total: [{points: 44, probability: 0.5}, {points: 84, probability: 0.8807970779778823}]\n";

std::shared_ptr<const Model> nomogram_of(const std::string& text) {
  return decode_model(io::parse_yaml(text, "model.yaml"));
}

double drawn_score(const Model& model, std::vector<std::vector<double>> columns) {
  const std::vector<std::span<const double>> spans(columns.begin(), columns.end());
  return model.linear_predictor(spans, 0).front();
}

std::string nomogram_problem(const std::string& text) {
  try {
    nomogram_of(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

TEST(NomogramOracle, ADrawnRegressionPredictsAsTheRegression) {
  const auto model = nomogram_of(kDrawn);
  for (const double x : {-20.0, 0.0, 37.0, 100.0, 140.0})  // beyond the ends, too
    for (const double stage : {1.0, 2.0, 3.0}) {
      EXPECT_NEAR(drawn_score(*model, {{x}, {stage}}), -3 + 0.05 * x + 0.8 * stage, 1e-12)
          << x << " " << stage;
    }
  ASSERT_TRUE(model->weights().has_value());
  EXPECT_NEAR((*model->weights())[0], 0.05, 1e-15);
  EXPECT_NEAR((*model->weights())[1], 0.8, 1e-14);
  EXPECT_TRUE(std::isnan(drawn_score(*model, {{NAN}, {1}})));
}

TEST(NomogramOracle, BentAxesAreReadBetweenTheirTicks) {
  const auto model = nomogram_of(
      "{model: bent, link: logit, outcome: y, points: [{feature: f, axis: [{value: 0, points: 0}, {value: 10, "
      "points: 50}, {value: 20, points: 20}]}], total: [{points: 0, probability: 0.2}, {points: 25, probability: "
      "0.5}, {points: 50, probability: 0.6}]}");
  EXPECT_NEAR(response(model->card(), drawn_score(*model, {{5}})), 0.5, 1e-15);
  EXPECT_NEAR(drawn_score(*model, {{10}}), std::log(1.5), 1e-15);
  EXPECT_NEAR(drawn_score(*model, {{15}}), 0.4 * std::log(1.5), 1e-15);  // 35 points
  EXPECT_FALSE(model->weights().has_value());
}

TEST(NomogramOracle, SurvivalAtTheHorizon) {
  const auto model = nomogram_of(
      "{model: os, link: cox, outcome: dead, time: months, horizon: 36, points: [{feature: f, axis: [{value: 0, "
      "points: 0}, {value: 1, points: 100}]}], total: [{points: 0, probability: 0.1}, {points: 100, probability: "
      "0.4}]}");
  EXPECT_NEAR(response(model->card(), drawn_score(*model, {{0}})), 0.1, 1e-15);
  EXPECT_NEAR(response(model->card(), drawn_score(*model, {{1}})), 0.4, 1e-15);
  // Proportional hazards between the ticks.
  const double middle = (std::log(-std::log(0.9)) + std::log(-std::log(0.6))) / 2;
  EXPECT_NEAR(drawn_score(*model, {{0.5}}), middle, 1e-14);
}

TEST(NomogramInvariant, ItsLineReadsBackAsTheSameModel) {
  const auto first = nomogram_of(kDrawn), again = nomogram_of(first->inline_text());
  EXPECT_EQ(again->inline_text(), first->inline_text());
  EXPECT_EQ(drawn_score(*again, {{31}, {2}}), drawn_score(*first, {{31}, {2}}));
  EXPECT_EQ(again->card().threshold, 0.3);
  EXPECT_EQ(again->card().extractions.at("original"), "0123456789abcdef");
}

TEST(NomogramMechanics, ErrorsNameThePlaceAndWhatIsWrong) {
  const std::string head = "{model: m, link: logit, outcome: y, points: ", tail = "}",
                    total = "total: [{points: 0, probability: 0.1}, {points: 9, probability: 0.9}]",
                    axis = "[{feature: f, axis: [{value: 0, points: 0}, {value: 1, points: 1}]}], ";
  EXPECT_NE(nomogram_problem(head + "[], " + total + tail).find("no axes"), std::string::npos);
  EXPECT_NE(nomogram_problem(head + "[{feature: f, axis: [{value: 0, points: 0}]}], " + total + tail)
                .find("fewer than two ticks"),
            std::string::npos);
  EXPECT_NE(nomogram_problem(head + "[{feature: f, axis: [{value: 1, points: 0}, {value: 1, points: 5}]}], " +
                             total + tail)
                .find("must rise"),
            std::string::npos);
  EXPECT_NE(
      nomogram_problem(head + "[{feature: f, axis: [{value: .nan, points: 0}, {value: 1, points: 5}]}], " +
                       total + tail)
          .find("value"),
      std::string::npos);
  EXPECT_NE(
      nomogram_problem(head + axis + "total: [{points: 0, probability: 0}, {points: 9, probability: 1}]}")
          .find("probabilities lie between"),
      std::string::npos);
  EXPECT_NE(
      nomogram_problem(head + axis + "total: [{points: 0, probability: 0.6}, {points: 9, probability: 0.5}]}")
          .find("rise with the points"),
      std::string::npos);
  EXPECT_NE(nomogram_problem(head + axis + total + ", horizon: 3}").find("only a nomogram of link cox"),
            std::string::npos);
  EXPECT_NE(nomogram_problem("{model: m, link: identity, outcome: y, points: " + axis + total + tail)
                .find("logit or cox"),
            std::string::npos);
  EXPECT_NE(nomogram_problem(head + axis + total + ", extractions: {original: abc}}").find("16 digits"),
            std::string::npos);
}

TEST(SignatureInvariant, HashesOfExtractionsReadBack) {
  const char* const text =
      "{model: m, link: logit, outcome: y, extractions: {original: 0123456789abcdef, ct/log-1: 00000000000000e1}, "
      "intercept: 0, terms: [{feature: f, coefficient: 1}]}";
  const auto model = nomogram_of(text);
  EXPECT_EQ(model->card().extractions.at("ct/log-1"), "00000000000000e1");
  EXPECT_EQ(nomogram_of(model->inline_text())->card().extractions, model->card().extractions);
}

}  // namespace
}  // namespace radgauge::models
