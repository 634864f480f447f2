#include "models/signature.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "core/error.h"
#include "core/random.h"
#include "models/registry.h"
#include "models/train.h"

namespace radgauge::models {
namespace {

Signature read(const std::string& text) {
  return decode_signature(io::parse_yaml(text, "model.yaml"));
}

std::string problem_of(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

constexpr const char* kRadScore =
    "model: rad-score\nlink: logit\nintercept: -0.5\nthreshold: 0.4\noutcome: relapse\nterms:\n"
    "  - {feature: stat_mean, mean: 10, sd: 2, coefficient: 1.5}\n"
    "  - {covariate: age, mean: 60, sd: 10, coefficient: -0.25}\n";

double score_of(const Model& model, std::vector<std::vector<double>> columns, std::size_t output = 0) {
  const std::vector<std::span<const double>> spans(columns.begin(), columns.end());
  return model.linear_predictor(spans, output).front();
}

TEST(SignatureOracle, ScoreIsTheSumOfStandardisedTerms) {
  const auto model = signature_model(read(kRadScore));
  EXPECT_DOUBLE_EQ(score_of(*model, {{13}, {80}}), -0.5 + 1.5 * 1.5 - 0.25 * 2);
  EXPECT_DOUBLE_EQ(response(model->card(), 0), 0.5);
  EXPECT_TRUE(std::isnan(score_of(*model, {{std::nan("")}, {80}})));
  EXPECT_EQ(*model->weights(), (std::vector<double>{0.75, -0.025}));
}

TEST(SignatureOracle, ClassesCompeteAsInSoftmax) {
  const auto model =
      signature_model(read("model: subtype\nlink: multinomial\noutcome: subtype\nclasses:\n"
                           "  - {class: a, intercept: 0.2, terms: [{feature: f, coefficient: 1}]}\n"
                           "  - {class: b, terms: [{feature: g, coefficient: 2}]}\n"
                           "  - {class: c, intercept: -1, terms: [{feature: f, coefficient: 0.5}]}\n"));
  const std::vector<std::vector<double>> x{{0.7}, {-0.3}};
  const double scores[] = {0.2 + 0.7, -0.6, -1 + 0.35};
  double sum = 0, total = 0;
  for (const double s : scores) sum += std::exp(s);
  for (std::size_t k = 0; k < 3; ++k) {
    const double p = response(model->card(), score_of(*model, x, k));
    EXPECT_NEAR(p, std::exp(scores[k]) / sum, 1e-15);
    total += p;
  }
  EXPECT_NEAR(total, 1, 1e-15);
}

TEST(SignatureOracle, CoxRiskAtTheHorizon) {
  const auto model = signature_model(
      read("model: os\nlink: cox\noutcome: dead\ntime: months\nhorizon: 24\n"
           "baseline: [{time: 12, survival: 0.9}, {time: 24, survival: 0.7}, {time: 36, survival: 0.6}]\n"
           "terms: [{feature: f, coefficient: 1}]\n"));
  EXPECT_NEAR(response(model->card(), std::log(2.0)), 1 - 0.7 * 0.7, 1e-15);
}

TEST(SignatureInvariant, TextReadsBackAsTheSameModel) {
  for (const bool lines : {true, false}) {
    const Signature first = read(kRadScore);
    const Signature again = read(signature_text(first, lines));
    EXPECT_EQ(again.scores.front().terms, first.scores.front().terms);
    EXPECT_EQ(again.card.threshold, first.card.threshold);
    EXPECT_EQ(signature_text(again, lines), signature_text(first, lines));
  }
}

TEST(SignatureMechanics, ErrorsNameThePlaceAndTheRemedy) {
  EXPECT_EQ(problem_of("model: m\nlink: logit\noutcome: y\nterms:\n  - {feature: f, sd: 0, coefficient: 1}\n")
                .find("model.yaml:5:"),
            0u);
  EXPECT_NE(problem_of("model: m\nlink: logti\noutcome: y\nterms: []\n").find("did you mean 'logit'"),
            std::string::npos);
  EXPECT_NE(
      problem_of("model: m\nlink: logit\noutcome: y\nterms: [{feature: f, mean: 1}]\n").find("coefficient"),
      std::string::npos);
  EXPECT_NE(problem_of("model: m\nlink: logit\noutcome: y\nterms: [{coefficient: 1}]\n").find("covariate"),
            std::string::npos);
  EXPECT_NE(problem_of("model: m\nlink: logit\noutcome: y\nterms: [{feature: f, coefficient: .nan}]\n")
                .find("coefficient"),
            std::string::npos);
  EXPECT_NE(problem_of("model: m\nlink: logit\nterms: [{feature: f, coefficient: 1}]\n").find("'outcome'"),
            std::string::npos);
  EXPECT_NE(
      problem_of("model: m\nlink: logit\noutcome: y\nthreshold: 1.5\nterms: [{feature: f, coefficient: 1}]\n")
          .find("threshold"),
      std::string::npos);
  EXPECT_NE(problem_of("model: m\nlink: logit\noutcome: y\nterms: [{feature: f, coefficient: 1}, "
                       "{feature: f, coefficient: 2}]\n")
                .find("two terms"),
            std::string::npos);
}

TEST(ModelFormatsMechanics, FilesThatRunCodeAreNeverOpened) {
  for (const char* name : {"model.pkl", "model.joblib", "model.RDS", "model.bin"}) {
    try {
      load_model(name);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::study);
      EXPECT_NE(std::string(error.what()).find("signature"), std::string::npos);
    }
  }
}

TrainingData training_data(std::size_t n, std::size_t columns) {
  const Draws draws(5, "training", "test", 0, 0);
  TrainingData data;
  for (std::size_t j = 0; j < columns; ++j) {
    data.inputs.push_back({Input::Kind::feature, "f" + std::to_string(j)});
    auto& column = data.columns.emplace_back();
    for (std::size_t i = 0; i < n; ++i)
      column.push_back(10 + 3 * draws.normal(i, static_cast<std::uint32_t>(j)));
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double p = 1 / (1 + std::exp(-(data.columns[0][i] - 10)));
    data.status.push_back(draws.uniform(i, 90) < p ? 1 : 0);
    data.patient.push_back(i / 2);
  }
  return data;
}

TEST(TrainInvariant, SignalIsFoundAndTheFileReadsBack) {
  const TrainingData data = training_data(120, 8);
  TrainOptions options;
  options.outcome = "relapse";
  options.folds = 5;
  options.choice = PenaltyChoice::one_standard_error;
  const TrainedSignature trained = train_signature(data, options);
  EXPECT_GT(trained.cross_validated_auc, 0.8);
  ASSERT_FALSE(trained.signature.card.inputs.empty());
  EXPECT_EQ(trained.signature.card.inputs.front().name, "f0");
  EXPECT_GT(trained.signature.scores.front().terms.front().coefficient, 0);
  const std::string text = signature_text(trained.signature);
  EXPECT_EQ(signature_text(read(text)), text);
  EXPECT_EQ(signature_text(train_signature(data, options).signature), text);
}

TEST(TrainInvariant, TheFilterNeverSeesPatientsLeftOut) {
  TrainingData data = training_data(60, 3);
  std::vector<std::vector<std::size_t>> asked;
  data.filter = [&](const std::vector<std::size_t>& cases) {
    asked.push_back(cases);
    return std::vector<bool>{true, true, false};
  };
  TrainOptions options;
  options.outcome = "relapse";
  options.folds = 5;
  const TrainedSignature trained = train_signature(data, options);
  EXPECT_EQ(trained.n_allowed, 2u);
  for (const Input& input : trained.signature.card.inputs) EXPECT_NE(input.name, "f2");
  ASSERT_EQ(asked.size(), 6u);  // once for all, once for each fold
  std::multiset<std::size_t> left_out;
  for (std::size_t f = 1; f < asked.size(); ++f) {
    EXPECT_LT(asked[f].size(), 60u);
    std::set<std::size_t> patients;
    for (const std::size_t i : asked[f]) patients.insert(data.patient[i]);
    EXPECT_EQ(2 * patients.size(), asked[f].size());  // both cases of a patient, or none
    for (std::size_t p = 0; p < 30; ++p)
      if (patients.count(p) == 0) left_out.insert(p);
  }
  std::multiset<std::size_t> each_once;
  for (std::size_t p = 0; p < 30; ++p) each_once.insert(p);
  EXPECT_EQ(left_out, each_once);
}

ErrorKind refusal_of(const TrainingData& data, const TrainOptions& options) {
  try {
    train_signature(data, options);
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "was not refused";
  return ErrorKind::internal;
}

TEST(TrainMechanics, PatientsOfAClassAreCountedNotCases) {
  TrainOptions options;
  options.folds = 3;
  for (const std::uint8_t rare : {std::uint8_t{1}, std::uint8_t{0}}) {
    TrainingData data = training_data(60, 3);
    std::fill(data.status.begin(), data.status.end(), static_cast<std::uint8_t>(1 - rare));
    data.status[10] = data.status[11] = rare;  // both of patient 5
    EXPECT_EQ(refusal_of(data, options), ErrorKind::data);
    if (rare == 0) continue;
    for (std::size_t i = 0; i < 60; ++i) data.time.push_back(1 + static_cast<double>(i));
    EXPECT_EQ(refusal_of(data, options), ErrorKind::data);
  }
}

TEST(TrainMechanics, OptionsThatMakeNoSenseAreOfUsage) {
  TrainingData data = training_data(60, 3);
  TrainOptions options;
  options.folds = 1;
  EXPECT_EQ(refusal_of(data, options), ErrorKind::usage);
  options.folds = 5;
  options.threshold = 0.5;
  for (std::size_t i = 0; i < 60; ++i) data.time.push_back(1 + static_cast<double>(i));
  EXPECT_EQ(refusal_of(data, options), ErrorKind::usage);
}

TEST(TrainMechanics, TooFewCasesAreRefused) {
  TrainingData data = training_data(60, 2);
  std::fill(data.status.begin(), data.status.end(), std::uint8_t{0});
  EXPECT_THROW(train_signature(data, {}), Error);
  data = training_data(8, 2);
  data.status = {0, 1, 0, 1, 0, 1, 0, 1};
  EXPECT_THROW(train_signature(data, {}), Error);  // ten folds of four patients
}

}  // namespace
}  // namespace radgauge::models
