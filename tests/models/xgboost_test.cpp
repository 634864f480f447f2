#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"
#include "models/registry.h"
#include "models/xgboost_file.h"
#include "models/xgboost_model.h"

namespace radgauge::models {
namespace {

const std::string kXgboost = RADGAUGE_SOURCE_DIR "/tests/models/xgboost/";
constexpr std::size_t kRows = 1000;

#define RADGAUGE_NEEDS_XGBOOST() \
  if (xgboost_version().empty()) GTEST_SKIP() << "built without XGBoost; install libxgboost-dev"

/// The rows of xgboost/make.py.
std::vector<double> xgboost_column(const std::string& name) {
  const std::vector<std::string> names{"f1", "f2", "f3", "unused", "age"};
  const auto j = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  std::vector<double> out;
  for (std::size_t i = 0; i < kRows; ++i)
    out.push_back(name == "unused" ? 0
                                   : static_cast<double>((7919 * i + 104729 * j) % 10007) / 10007 * 4 - 2);
  return out;
}

std::vector<double> xgboost_expected(const std::string& version, const std::string& column) {
  std::ifstream file(kXgboost + "predictions-" + version + ".csv");
  std::string line;
  std::getline(file, line);
  const auto header = split(line, ',');
  const auto at = static_cast<std::size_t>(std::find(header.begin(), header.end(), column) - header.begin());
  std::vector<double> out;
  while (std::getline(file, line)) out.push_back(*parse_double(split(line, ',').at(at)));
  return out;
}

io::Yaml xgboost_card(const std::string& further = "") {
  return io::parse_yaml("{file: x, outcome: y" + further + "}", "study.yaml");
}

std::vector<double> xgboost_predicted(const Model& model, std::size_t output = 0) {
  std::vector<std::vector<double>> columns;
  for (const Input& input : model.card().inputs) columns.push_back(xgboost_column(input.name));
  const std::vector<std::span<const double>> spans(columns.begin(), columns.end());
  return model.linear_predictor(spans, output);
}

struct XgboostCase {
  std::string file, version, column, further;
  Link link;
};

class XgboostOracle : public testing::TestWithParam<XgboostCase> {};

TEST_P(XgboostOracle, PredictsAsItsOwnLibrary) {
  RADGAUGE_NEEDS_XGBOOST();
  const XgboostCase& c = GetParam();
  const auto model = load_model(kXgboost + c.file, xgboost_card(c.further));
  EXPECT_EQ(model->card().link, c.link);
  const auto got = xgboost_predicted(*model), expected = xgboost_expected(c.version, c.column);
  ASSERT_EQ(expected.size(), kRows);
  for (std::size_t i = 0; i < kRows; ++i) ASSERT_NEAR(got[i], expected[i], 1e-6) << i;
}

INSTANTIATE_TEST_SUITE_P(
    Files, XgboostOracle,
    testing::Values(XgboostCase{"logistic-1.7.6.json", "1.7.6", "logistic", "", Link::logit},
                    XgboostCase{"logistic-ubj-1.7.6.ubj", "1.7.6", "logistic-ubj", "", Link::logit},
                    XgboostCase{"dart-1.7.6.json", "1.7.6", "dart", "", Link::logit},
                    XgboostCase{"linear-1.7.6.json", "1.7.6", "linear", "", Link::identity},
                    XgboostCase{"number-1.7.6.json", "1.7.6", "number", "", Link::identity},
                    XgboostCase{"cox-1.7.6.json", "1.7.6", "cox", ", time: t", Link::cox},
                    XgboostCase{"logistic-3.2.0.json", "3.2.0", "logistic", "", Link::logit},
                    XgboostCase{"logistic-ubj-3.2.0.ubj", "3.2.0", "logistic-ubj", "", Link::logit},
                    XgboostCase{"cox-3.2.0.json", "3.2.0", "cox", ", time: t", Link::cox}));

TEST(XgboostOracle, ClassesAreLogOddsOfTheirSoftmax) {
  RADGAUGE_NEEDS_XGBOOST();
  const auto model =
      load_model(kXgboost + "classes-1.7.6.json", xgboost_card(", classes: [low, middle, high]"));
  std::vector<std::vector<double>> margins;
  for (const char* k : {"0", "1", "2"})
    margins.push_back(xgboost_expected("1.7.6", std::string("classes.") + k));
  for (std::size_t k = 0; k < 3; ++k) {
    const auto got = xgboost_predicted(*model, k);
    for (std::size_t i = 0; i < kRows; ++i) {
      double all = 0;
      for (const auto& margin : margins) all += std::exp(margin[i]);
      ASSERT_NEAR(1 / (1 + std::exp(-got[i])), std::exp(margins[k][i]) / all, 1e-6);
    }
  }
}

TEST(XgboostMechanics, ReadsTheVersionAndRewritesAListOfOneBaseScore) {
  const std::string path = kXgboost + "logistic-3.2.0.json";
  const XgboostFile file = read_xgboost(io::read_file(path), path);
  EXPECT_EQ(file.version, (std::vector<int>{3, 2, 0}));
  const auto json = nlohmann::json::parse(file.json);
  EXPECT_EQ(json["learner"]["learner_model_param"]["base_score"], "3E-1");
  EXPECT_EQ(file.is_used[3], false);
  const auto ubj = read_xgboost(io::read_file(kXgboost + "logistic-ubj-3.2.0.ubj"), "m.ubj");
  EXPECT_EQ(nlohmann::json::parse(ubj.json)["learner"]["learner_model_param"]["base_score"], "3E-1");
  EXPECT_EQ(ubj.is_used, file.is_used);
  EXPECT_EQ(ubj.feature_names, file.feature_names);
}

std::string refusal_of(const std::string& bytes) {
  try {
    read_xgboost(bytes, "m.json");
  } catch (const Error& error) {
    EXPECT_LT(std::string(error.what()).size(), 2000U);
    return error.what();
  }
  return "was read";
}

TEST(XgboostMechanics, RefusesByNameWhatOlderLibrariesWouldMisread) {
  EXPECT_NE(refusal_of(io::read_file(kXgboost + "classes-3.2.0.json")).find("base_score has several values"),
            std::string::npos);
  auto json = nlohmann::json::parse(io::read_file(kXgboost + "logistic-3.2.0.json"));
  const auto changed = [&](const std::string& pointer, const nlohmann::json& value) {
    auto other = json;
    other[nlohmann::json::json_pointer(pointer)] = value;
    return refusal_of(other.dump());
  };
  const std::string model = "/learner/gradient_booster/model", tree = model + "/trees/0";
  EXPECT_NE(changed("/version", {4, 0, 0}).find("saved by XGBoost 4"), std::string::npos);
  EXPECT_NE(changed("/learner/objective/name", "rank:ndcg").find("rank:ndcg"), std::string::npos);
  EXPECT_NE(changed("/learner/learner_model_param/num_target", "2").find("several targets"),
            std::string::npos);
  EXPECT_NE(changed(tree + "/tree_param/size_leaf_vector", "3").find("vectors"), std::string::npos);
  EXPECT_NE(changed(tree + "/categories_nodes", {0}).find("categories"), std::string::npos);
  EXPECT_NE(changed(model + "/cats/enc", {1}).find("categories"), std::string::npos);
  EXPECT_NE(changed(tree + "/split_indices/0", 99).find("feature 99"), std::string::npos);
}

TEST(XgboostMechanics, NoDamageGetsThrough) {
  for (const char* name : {"logistic-1.7.6.json", "logistic-ubj-1.7.6.ubj"}) {
    const std::string whole = io::read_file(kXgboost + name);
    for (std::size_t n = 0; n < whole.size(); n += 1 + whole.size() / 97)
      EXPECT_NE(refusal_of(whole.substr(0, n)).find("m.json"), std::string::npos) << n;
  }
  EXPECT_NE(refusal_of("").find("no model"), std::string::npos);
  EXPECT_NE(refusal_of("{\"learner\": {}}").find("version"), std::string::npos);
  EXPECT_NE(refusal_of("binf\x01\x02").find("binary"), std::string::npos);
}

TEST(XgboostMechanics, ACaseWithoutAnInputThatIsReadHasNoPrediction) {
  RADGAUGE_NEEDS_XGBOOST();
  const auto model = load_model(kXgboost + "logistic-1.7.6.json", xgboost_card(", covariates: [age]"));
  for (const Input& input : model->card().inputs) {
    EXPECT_NE(input.name, "unused");
    EXPECT_EQ(input.kind, input.name == "age" ? Input::Kind::covariate : Input::Kind::feature);
  }
  const std::size_t n = model->card().inputs.size();
  const std::vector<double> column{0.5, NAN, 1e300};
  const std::vector<std::span<const double>> spans(n, column);
  const auto got = model->linear_predictor(spans);
  EXPECT_TRUE(std::isfinite(got[0]));
  EXPECT_TRUE(std::isnan(got[1]));
  EXPECT_TRUE(std::isfinite(got[2]));
}

TEST(XgboostMechanics, ItsLineForAStudyReadsBackBesideItsFile) {
  RADGAUGE_NEEDS_XGBOOST();
  const auto model = load_model(kXgboost + "logistic-1.7.6.json", xgboost_card(", threshold: 0.4"));
  const auto files = model->files();
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].bytes, io::read_file(kXgboost + "logistic-1.7.6.json"));
  const io::Yaml line = io::parse_yaml(model->inline_text(), "study.resolved.yaml");
  EXPECT_EQ(line.find("file")->text, files[0].name);
  EXPECT_EQ(line.find("threshold")->text, "0.4");
  const auto again = load_model(kXgboost + "logistic-1.7.6.json", line);
  EXPECT_EQ(xgboost_predicted(*again), xgboost_predicted(*model));
}

TEST(XgboostMechanics, SaysWhatItsCardLacks) {
  RADGAUGE_NEEDS_XGBOOST();
  const auto complaint = [](const std::string& card) {
    try {
      load_model(kXgboost + "logistic-1.7.6.json", io::parse_yaml(card, "study.yaml"));
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(complaint("{file: x}").find("outcome"), std::string::npos);
  EXPECT_NE(complaint("{file: x, outcome: y, inputs: [a, b]}").find("5 features"), std::string::npos);
  EXPECT_NE(complaint("{file: x, outcome: y, link: cox, time: t}").find("objective"), std::string::npos);
  EXPECT_NE(complaint("{file: x, outcome: y, threshold: 2}").find("threshold"), std::string::npos);
  EXPECT_NE(complaint("{file: x, outcome: y, treshold: 0.5}").find("threshold"), std::string::npos);
}

}  // namespace
}  // namespace radgauge::models
