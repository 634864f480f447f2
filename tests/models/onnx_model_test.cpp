#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <thread>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"
#include "io/private_folder.h"
#include "models/onnx_file.h"
#include "models/onnx_session.h"
#include "models/onnx_writer.h"
#include "models/python_oracle.h"
#include "models/registry.h"

namespace radgauge::models {
namespace {

#define RADGAUGE_NEEDS_ONNX() \
  if (onnx_runtime_version().empty()) GTEST_SKIP() << "built without ONNX Runtime"

using Columns = std::vector<std::vector<double>>;

const Columns& onnx_columns() {
  static const Columns columns = [] {
    Columns out(2);
    for (std::size_t i = 0; i < 2500; ++i) {
      out[0].push_back(static_cast<double>(7919 * i % 10007) / 10007 * 4 - 2);
      out[1].push_back(static_cast<double>((7919 * i + 104729) % 10007) / 10007 * 4 - 2);
    }
    return out;
  }();
  return columns;
}

double logistic(double z) {
  return 1 / (1 + std::exp(-z));
}

class OnnxMechanics : public testing::Test {
 protected:
  std::shared_ptr<const Model> load(const std::string& bytes, const std::string& further = "",
                                    const std::string& inputs = "[f1, f2]") {
    io::write_file(folder_.file("m.onnx"), bytes);
    return load_model(
        folder_.file("m.onnx"),
        io::parse_yaml("{file: m.onnx, outcome: y, inputs: " + inputs + further + "}", "study.yaml"));
  }
  static std::vector<double> predicted(const Model& model, const Columns& columns = onnx_columns(),
                                       std::size_t output = 0) {
    const std::vector<std::span<const double>> spans(columns.begin(), columns.end());
    return model.linear_predictor(spans, output);
  }
  /// What is said instead of a prediction, and of which kind.
  std::pair<ErrorKind, std::string> refusal(const std::string& bytes, const std::string& further = "",
                                            const std::string& inputs = "[f1, f2]") {
    try {
      predicted(*load(bytes, further, inputs));
    } catch (const Error& error) {
      EXPECT_LT(std::string(error.what()).size(), 2000U);
      const std::string text = error.what();
      EXPECT_TRUE(text.find("m.onnx") != std::string::npos || text.starts_with("study.yaml:1:")) << text;
      return {error.kind(), error.what()};
    }
    return {ErrorKind::internal, "it predicted"};
  }
  void expect_refusal(const OnnxWriter& model, ErrorKind kind, const std::string& says,
                      const std::string& further = "", const std::string& inputs = "[f1, f2]") {
    const auto [got, text] = refusal(model.bytes(), further, inputs);
    EXPECT_EQ(got, kind) << text;
    EXPECT_NE(text.find(says), std::string::npos) << text;
  }
  io::PrivateFolder folder_;
};

const OnnxWriter& linear() {
  static const OnnxWriter model = linear_onnx({1.5F, -0.75F}, {0.25F});
  return model;
}

double linear_score(std::size_t i) {
  return 1.5 * onnx_columns()[0][i] - 0.75 * onnx_columns()[1][i] + 0.25;
}

TEST_F(OnnxMechanics, WithoutTheRuntimeItsModelsAreRefusedByName) {
  if (!onnx_runtime_version().empty()) GTEST_SKIP() << "built with ONNX Runtime " << onnx_runtime_version();
  expect_refusal(ended(linear(), "Sigmoid", "p", 1), ErrorKind::study, "built without ONNX Runtime");
  expect_refusal(ended(linear(), "Sigmoid", "p", 1), ErrorKind::study, "onnx_worker.py");
}

TEST_F(OnnxMechanics, AGraphThatEndsInALogisticFunctionGivesAProbability) {
  RADGAUGE_NEEDS_ONNX();
  const auto model = load(ended(linear(), "Sigmoid", "out", 1).bytes());
  EXPECT_EQ(model->card().link, Link::logit);
  EXPECT_EQ(model->card().name, "m");
  const auto got = predicted(*model);
  ASSERT_EQ(got.size(), 2500U);
  for (std::size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(logistic(got[i]), logistic(linear_score(i)), 1e-6) << i;
  // Through what only moves numbers, too.
  OnnxWriter moved = linear();
  moved.nodes.push_back(OnnxWriter::node("Sigmoid", {"z"}, "s"));
  moved.nodes.push_back(OnnxWriter::node("Flatten", {"s"}, "out"));
  moved.outputs = {OnnxWriter::matrix("out", {0, 1})};
  EXPECT_EQ(predicted(*load(moved.bytes())), got);
}

TEST_F(OnnxMechanics, OneNumberIsAScoreWhereTheLinkSaysSo) {
  RADGAUGE_NEEDS_ONNX();
  const OnnxWriter model = ended(linear(), "Identity", "score", 1);
  for (const char* link : {"logit", "identity", "cox, time: t"}) {
    const auto got = predicted(*load(model.bytes(), std::string(", link: ") + link));
    for (std::size_t i = 0; i < got.size(); ++i) ASSERT_NEAR(got[i], linear_score(i), 1e-6) << link;
  }
  expect_refusal(model, ErrorKind::study, "say what it is");
  expect_refusal(ended(linear(), "Sigmoid", "out", 1), ErrorKind::study, "gives a probability",
                 ", link: identity");
}

TEST_F(OnnxMechanics, ModelsOfDoubleKeepTheirDigits) {
  RADGAUGE_NEEDS_ONNX();
  OnnxWriter model;
  model.inputs = {OnnxWriter::matrix("X", {0, 2}, OnnxType::real_double)};
  model.tensors = {OnnxWriter::tensor("W", {2, 1}, OnnxType::real_double, std::vector<double>{0.1, 1e-9})};
  model.nodes = {OnnxWriter::node("MatMul", {"X", "W"}, "score")};
  model.outputs = {OnnxWriter::matrix("score", {0, 1}, OnnxType::real_double)};
  const auto got = predicted(*load(model.bytes(), ", link: identity"));
  for (std::size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(got[i], 0.1 * onnx_columns()[0][i] + 1e-9 * onnx_columns()[1][i], 1e-15);
}

/// Softmax over three classes, and their scores for a case.
OnnxWriter three_classes() {
  return linear_onnx({1, -0.5F, 0.25F, 0, 2, -1}, {0.5F, 0, -0.5F});
}

double class_probability(std::size_t k, std::size_t i) {
  const double a = onnx_columns()[0][i], b = onnx_columns()[1][i];
  const double s[] = {std::exp(a + 0.5), std::exp(-0.5 * a + 2 * b), std::exp(0.25 * a - b - 0.5)};
  return s[k] / (s[0] + s[1] + s[2]);
}

TEST_F(OnnxMechanics, OfTwoClassesTheSecondCountsAndOfSeveralEach) {
  RADGAUGE_NEEDS_ONNX();
  // As skl2onnx writes it: the label first, which is not read.
  OnnxWriter two = ended(linear_onnx({0, 1.5F, 0, -0.75F}, {0, 0.25F}), "Softmax", "probabilities", 2);
  two.nodes.push_back(OnnxWriter::node("ArgMax", {"z"}, "label"));
  two.outputs.insert(two.outputs.begin(), OnnxWriter::matrix("label", {0, 2}, OnnxType::integer));
  const auto got = predicted(*load(two.bytes()));
  for (std::size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(logistic(got[i]), logistic(linear_score(i)), 1e-6) << i;

  const OnnxWriter three = ended(three_classes(), "Softmax", "probabilities", 3);
  const auto model = load(three.bytes(), ", classes: [low, middle, high]");
  EXPECT_EQ(model->card().link, Link::multinomial);
  for (std::size_t k = 0; k < 3; ++k) {
    const auto of_class = predicted(*model, onnx_columns(), k);
    for (std::size_t i = 0; i < of_class.size(); ++i)
      ASSERT_NEAR(logistic(of_class[i]), class_probability(k, i), 1e-6) << i;
  }
  expect_refusal(three, ErrorKind::study, "'classes'");
  expect_refusal(three, ErrorKind::study, "3 numbers for a case", ", link: logit");
  expect_refusal(three, ErrorKind::study, "'classes' names 2", ", classes: [a, b]");
}

TEST_F(OnnxMechanics, ListsOfClassesAreReadByName) {
  RADGAUGE_NEEDS_ONNX();
  OnnxWriter model = three_classes();
  model.nodes.push_back(OnnxWriter::node("Softmax", {"z"}, "p"));
  const std::vector<std::string> before = model.nodes;
  model.nodes.push_back(OnnxWriter::node("ZipMap", {"p"}, "output_probability",
                                         {OnnxWriter::class_names({"low", "middle", "high"})}, "ai.onnx.ml"));
  model.outputs = {OnnxWriter::class_maps("output_probability", OnnxType::text)};
  const auto named = load(model.bytes(), ", link: multinomial, classes: [high, low, middle]");
  for (std::size_t k = 0; k < 3; ++k) {
    const auto got = predicted(*named, onnx_columns(), k);
    for (std::size_t i = 0; i < got.size(); ++i)
      ASSERT_NEAR(logistic(got[i]), class_probability((k + 2) % 3, i), 1e-6) << i;
  }
  expect_refusal(model, ErrorKind::data, "its classes are",
                 ", link: multinomial, classes: [high, low, other]");
  expect_refusal(model, ErrorKind::data, "3 numbers for a case", ", link: logit");

  model.nodes = before;
  model.nodes.push_back(OnnxWriter::node("ZipMap", {"p"}, "output_probability",
                                         {OnnxWriter::class_numbers({0, 1, 2})}, "ai.onnx.ml"));
  model.outputs = {OnnxWriter::class_maps("output_probability", OnnxType::integer)};
  const auto got =
      predicted(*load(model.bytes(), ", link: multinomial, classes: [a, b, c]"), onnx_columns(), 1);
  for (std::size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(logistic(got[i]), class_probability(1, i), 1e-6) << i;
}

TEST_F(OnnxMechanics, PredictsTheSameInAnyBatchAndOnAnyThread) {
  RADGAUGE_NEEDS_ONNX();
  const auto model = load(ended(linear(), "Sigmoid", "out", 1).bytes());
  const auto all = predicted(*model);
  OnnxWriter four = ended(linear(), "Sigmoid", "out", 1);
  four.inputs = {OnnxWriter::matrix("X", {4, 2})};
  four.outputs = {OnnxWriter::matrix("out", {4, 1})};
  const Columns some{{onnx_columns()[0].begin(), onnx_columns()[0].begin() + 1001},
                     {onnx_columns()[1].begin(), onnx_columns()[1].begin() + 1001}};
  const auto by_four = predicted(*load(four.bytes()), some);
  for (std::size_t i = 0; i < by_four.size(); ++i) ASSERT_NEAR(by_four[i], all[i], 1e-6) << i;
  std::vector<std::vector<double>> got(4);
  std::vector<std::thread> threads;
  for (auto& each : got) threads.emplace_back([&each, &model] { each = predicted(*model); });
  for (std::thread& thread : threads) thread.join();
  for (const auto& each : got) EXPECT_EQ(each, all);
}

TEST_F(OnnxMechanics, ACaseWithoutAnInputHasNoPrediction) {
  RADGAUGE_NEEDS_ONNX();
  const auto model = load(ended(linear(), "Sigmoid", "out", 1).bytes(), ", covariates: [f2]");
  EXPECT_EQ(model->card().inputs[1], (Input{Input::Kind::covariate, "f2"}));
  const auto got = predicted(*model, {{0.5, NAN, INFINITY, 1}, {1, 1, 1, 1}});
  EXPECT_TRUE(std::isfinite(got[0]) && std::isfinite(got[3]));
  EXPECT_TRUE(std::isnan(got[1]) && std::isnan(got[2]));
  EXPECT_TRUE(predicted(*model, {{NAN}, {1}}).size() == 1 && predicted(*model, {{}, {}}).empty());
  try {
    predicted(*model, {{1e300}, {1}});
    ADD_FAILURE() << "it predicted";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("1e+300 is beyond what a float holds"), std::string::npos)
        << error.what();
  }
}

TEST_F(OnnxMechanics, AnAnswerThatIsNoPredictionIsNoNumber) {
  RADGAUGE_NEEDS_ONNX();
  const std::string value = ", link: identity";
  expect_refusal(ended(linear(), "Log", "score", 1), ErrorKind::data, "holds nan where a number", value);
  expect_refusal(ended(linear(), "Identity", "probability", 1), ErrorKind::data, "which is no probability");
  expect_refusal(ended(three_classes(), "Sigmoid", "probabilities", 3), ErrorKind::data, "add up to",
                 ", classes: [a, b, c]");
  expect_refusal(ended(three_classes(), "Identity", "scores", 0), ErrorKind::study, "3 numbers for a case",
                 value);
  OnnxWriter turned = ended(linear(), "Transpose", "score", 0);
  turned.outputs = {OnnxWriter::matrix("score", {0, 0})};
  expect_refusal(turned, ErrorKind::data, "has the shape [1, 1000] for 1000 rows", value);
}

TEST_F(OnnxMechanics, SaysWhatAModelOrItsCardLacks) {
  RADGAUGE_NEEDS_ONNX();
  const OnnxWriter good = ended(linear(), "Sigmoid", "out", 1);
  expect_refusal(good, ErrorKind::study, "takes 2 columns, and 'inputs' names 3", "", "[f1, f2, f3]");
  expect_refusal(good, ErrorKind::study, "threshold", ", treshold: 0.5");
  const auto with_input = [&](const std::string& input) {
    OnnxWriter model = good;
    model.inputs[0] = input;
    return model;
  };
  expect_refusal(with_input(OnnxWriter::matrix("X", {0, 0})), ErrorKind::study, "fixed number of columns");
  expect_refusal(with_input(OnnxWriter::matrix("X", {0, 2, 2})), ErrorKind::study, "[any, 2, 2]");
  expect_refusal(with_input(OnnxWriter::matrix("X", {1000000, 2})), ErrorKind::study, "[1000000, 2]");
  OnnxWriter model = good;
  model.inputs.push_back(OnnxWriter::matrix("age", {0, 1}));
  expect_refusal(model, ErrorKind::study, "2 inputs");
  OnnxWriter labels;
  labels.inputs = {OnnxWriter::matrix("X", {0, 2})};
  labels.nodes = {OnnxWriter::node("ArgMax", {"X"}, "label")};
  labels.outputs = {OnnxWriter::matrix("label", {0, 2}, OnnxType::integer)};
  expect_refusal(labels, ErrorKind::study, "none of its outputs (label)");
  labels.inputs = {OnnxWriter::matrix("X", {0, 2}, OnnxType::integer)};
  expect_refusal(labels, ErrorKind::study, "no tensor of float or double");
  model = ended(linear(), "Identity", "a", 1);
  model.nodes.push_back(OnnxWriter::node("Neg", {"z"}, "b2"));
  model.outputs.push_back(OnnxWriter::matrix("b2", {0, 1}));
  expect_refusal(model, ErrorKind::study, "(a, b2)");
}

TEST_F(OnnxMechanics, WhatTheRuntimeDoesNotTakeIsSaidInItsWords) {
  RADGAUGE_NEEDS_ONNX();
  OnnxWriter model = ended(linear(), "Sigmoid", "out", 1);
  model.operators = 999;
  expect_refusal(model, ErrorKind::data, "ONNX Runtime says: ");
  model = ended(linear(), "NoSuchOperator", "out", 1);
  expect_refusal(model, ErrorKind::data, "NoSuchOperator");
}

TEST_F(OnnxMechanics, ItsLineForAStudyReadsBackBesideItsFile) {
  RADGAUGE_NEEDS_ONNX();
  const std::string bytes = ended(linear(), "Sigmoid", "out", 1).bytes();
  const auto model = load(bytes, ", threshold: 0.4, covariates: [f2]");
  const auto files = model->files();
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].bytes, bytes);
  EXPECT_TRUE(files[0].name.starts_with("models/m-") && files[0].name.ends_with(".onnx")) << files[0].name;
  const io::Yaml line = io::parse_yaml(model->inline_text(), "study.resolved.yaml");
  EXPECT_EQ(line.find("file")->text, files[0].name);
  const auto again = load_model(folder_.file("m.onnx"), line);
  EXPECT_EQ(again->card().threshold, 0.4);
  EXPECT_EQ(again->card().inputs, model->card().inputs);
  EXPECT_EQ(predicted(*again), predicted(*model));
}

std::string onnx_refusal(const std::string& bytes) {
  try {
    read_onnx(bytes, "m.onnx");
  } catch (const Error& error) {
    return error.what();
  }
  return "was read";
}

// What is looked at before the runtime needs no runtime.
TEST(OnnxFileMechanics, NumbersInOtherFilesAreRefused) {
  const auto external = Protobuf().text(1, "location").text(2, "/etc/passwd");
  const std::string tensor = OnnxWriter::tensor("W", {2, 1}, OnnxType::real, std::vector<float>{});
  for (const std::string& held :
       {tensor + Protobuf().number(14, 1).bytes, tensor + Protobuf().text(13, external.bytes).bytes}) {
    OnnxWriter model = ended(linear(), "Sigmoid", "out", 1);
    model.tensors[0] = held;
    EXPECT_NE(onnx_refusal(model.bytes()).find("external data"), std::string::npos);
    model = ended(linear(), "Sigmoid", "out", 1);
    const std::string value = Protobuf().text(1, "value").text(5, held).number(20, 4).bytes;
    const std::string constant = OnnxWriter::node("Constant", {}, "c", {value});
    model.nodes.push_back(constant);
    EXPECT_NE(onnx_refusal(model.bytes()).find("external data"), std::string::npos);
    model.nodes.back() = OnnxWriter::node(
        "If", {"c"}, "d",
        {Protobuf().text(1, "then_branch").text(6, Protobuf().text(1, constant).bytes).number(20, 5).bytes});
    EXPECT_NE(onnx_refusal(model.bytes()).find("external data"), std::string::npos);
  }
  EXPECT_EQ(onnx_refusal(ended(linear(), "Sigmoid", "out", 1).bytes()), "was read");
}

TEST_F(OnnxMechanics, NoDamageGetsThrough) {
  const std::string whole = ended(linear(), "Sigmoid", "out", 1).bytes();
  for (const std::string& no_model : {std::string(), std::string("study: x"), std::string(200, '\0')})
    EXPECT_NE(onnx_refusal(no_model).find("m.onnx is no ONNX model"), std::string::npos);
  std::string nested;
  for (int i = 0; i < 60; ++i)
    nested = Protobuf().text(1, Protobuf().text(5, Protobuf().text(6, nested).bytes).bytes).bytes;
  EXPECT_NE(onnx_refusal(Protobuf().text(7, nested).bytes).find("nested too deep"), std::string::npos);
  RADGAUGE_NEEDS_ONNX();
  // The last field of all is an operator set that this model does without; a cut before it leaves a whole
  // model.
  const std::size_t last = whole.rfind("ai.onnx.ml") - 4;
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_EQ(refusal(whole.substr(0, n)).second == "it predicted", n == last) << n;
  for (std::size_t n = 0; n < whole.size(); ++n) {
    std::string damaged = whole;
    damaged[n] = static_cast<char>(damaged[n] ^ 0x55);
    refusal(damaged);  // a prediction of other numbers, or a reason; nothing else
  }
}

TEST(OnnxOracle, PredictsAsScikitLearn) {
  RADGAUGE_NEEDS_ONNX();
  if (!python_has("sklearn, joblib, skl2onnx"))
    GTEST_SKIP() << worker_python()
                 << " has no scikit-learn or skl2onnx; name one that has with RADGAUGE_PYTHON";
  const io::PrivateFolder folder;
  const auto table = trained_models(folder);
  const auto largest_difference = [&](const std::string& file, const std::string& further,
                                      const std::string& expected, std::size_t output) {
    const auto model = load_model(
        folder.file(file),
        io::parse_yaml("{file: m, outcome: y, inputs: [f1, f2, f3, f4]" + further + "}", "study.yaml"));
    std::vector<std::span<const double>> columns;
    for (const char* name : {"f1", "f2", "f3", "f4"}) columns.emplace_back(table.at(name));
    const auto got = model->linear_predictor(columns, output);
    double largest = 0;
    for (std::size_t i = 0; i < got.size(); ++i)
      largest = std::max(largest, std::abs(response(model->card(), got[i]) - table.at(expected)[i]));
    EXPECT_EQ(got.size(), 1000U);
    EXPECT_LE(largest, 1e-6) << file;
    std::cout << file << " " << expected << ": " << largest << "\n";
  };
  for (const std::string name : {"logistic", "forest", "svm"})
    for (const char* form : {".onnx", "-matrix.onnx"}) largest_difference(name + form, "", name, 0);
  const std::vector<std::string> classes{"low", "middle", "high"};
  for (std::size_t k = 0; k < 3; ++k)
    largest_difference("classes.onnx", ", link: multinomial, classes: [low, middle, high]",
                       "classes." + classes[k], k);
}

}  // namespace
}  // namespace radgauge::models
