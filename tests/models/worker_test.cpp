#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <map>

#include "core/error.h"
#include "io/files.h"
#include "io/private_folder.h"
#include "io/process.h"
#include "models/python_oracle.h"
#include "models/registry.h"

namespace radgauge::models {
namespace {

#define RADGAUGE_NEEDS_PYTHON() \
  if (!io::program_exists("python3", "")) GTEST_SKIP() << "python3 is not installed"

/// A worker whose answers to rows are this expression of `rows` and `id`.
class WorkerMechanics : public testing::Test {
 protected:
  std::string script(const std::string& answer, const std::string& hello = "{'radgauge_worker': 1}") {
    const std::string path = folder_.file("worker.py");
    io::write_file(path,
                   "import json, sys, time, os\nfor line in sys.stdin:\n  q = json.loads(line)\n"
                   "  if 'radgauge_worker' in q:\n    a = " +
                       hello +
                       "\n  else:\n    id = q['id']; rows = q['rows']\n"
                       "    a = " +
                       answer + "\n  print(json.dumps(a), flush=True)\n");
    return path;
  }
  std::shared_ptr<const Model> model(const std::string& answer, const std::string& further = "",
                                     const std::string& hello = "{'radgauge_worker': 1}") {
    script(answer, hello);
    return decode_model(
        io::parse_yaml("{model: w, worker: [python3, worker.py], outcome: y, inputs: [a, b]" + further + "}",
                       "study.yaml"),
        folder_.path());
  }
  static std::vector<double> ask(const Model& model) {
    const std::vector<double> a{1, 2, NAN, 4}, b{0, -1, 0, 0.5};
    const std::vector<std::span<const double>> columns{a, b};
    return model.linear_predictor(columns);
  }
  static std::string complaint(const Model& model) {
    try {
      ask(model);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      EXPECT_LT(std::string(error.what()).size(), 2000U);
      return error.what();
    }
    return "no complaint";
  }
  io::PrivateFolder folder_;
};

TEST_F(WorkerMechanics, AnswersForEveryCompleteRow) {
  RADGAUGE_NEEDS_PYTHON();
  const auto scores = ask(*model("{'id': id, 'scores': [r[0] + 10 * r[1] for r in rows]}", ", batch: 2"));
  EXPECT_EQ(scores[0], 1);
  EXPECT_EQ(scores[1], -8);
  EXPECT_TRUE(std::isnan(scores[2]));
  EXPECT_EQ(scores[3], 9);
  const auto logits = ask(*model("{'id': id, 'probabilities': [0.2, 1, 0]}"));
  EXPECT_NEAR(logits[0], std::log(0.25), 1e-15);
  EXPECT_NEAR(1 / (1 + std::exp(-logits[1])), 1, 1.1e-7);
  EXPECT_NEAR(1 / (1 + std::exp(-logits[3])), 0, 1.1e-7);
}

TEST_F(WorkerMechanics, SaysWhyThereIsNoAnswer) {
  RADGAUGE_NEEDS_PYTHON();
  const auto says = [&](const std::string& answer, const std::string& further = "") {
    return complaint(*model(answer, further));
  };
  EXPECT_NE(says("time.sleep(60)", ", timeout_s: 0.5").find("did not answer within 0.5 s"),
            std::string::npos);
  EXPECT_NE(says("sys.exit('no such forest')").find("no such forest"), std::string::npos);
  EXPECT_NE(says("sys.exit('no such forest')").find("ended with 1"), std::string::npos);
  EXPECT_NE(says("os.kill(os.getpid(), 9)").find("signal 9"), std::string::npos);
  EXPECT_NE(says("{'id': id, 'scores': [1, float('nan'), 2]}").find("JSON"), std::string::npos);
  EXPECT_NE(says("{'id': id, 'scores': [1, None, 2]}").find("null where a number"), std::string::npos);
  EXPECT_NE(says("{'id': id, 'scores': [1, 2]}").find("2 predictions for 3 rows"), std::string::npos);
  EXPECT_NE(says("{'id': id, 'scores': [[1, 2]] * 3}").find("2 numbers for a row"), std::string::npos);
  EXPECT_NE(says("{'id': id + 1, 'scores': [1, 2, 3]}").find("another question"), std::string::npos);
  EXPECT_NE(says("{'id': id, 'probabilities': [0.1, 1.5, 0]}").find("probability 1.5"), std::string::npos);
  EXPECT_NE(says("{'id': id, 'error': 'out of trees'}").find("out of trees"), std::string::npos);
  EXPECT_NE(says("{'id': id}").find("neither"), std::string::npos);
  EXPECT_NE(says("[1, 2]").find("no JSON object"), std::string::npos);
  EXPECT_NE(complaint(*model("0", "", "{'radgauge_worker': 2}")).find("version 2"), std::string::npos);
  EXPECT_NE(complaint(*model("0", "", "{'radgauge_worker': 1, 'inputs': ['b', 'a']}")).find("has the inputs"),
            std::string::npos);
}

TEST_F(WorkerMechanics, AProgramThatIsNotThereIsNamed) {
  const auto absent = decode_model(io::parse_yaml(
      "{model: w, worker: [no-such-program-anywhere], outcome: y, inputs: [a, b]}", "study.yaml"));
  EXPECT_NE(complaint(*absent).find("no-such-program-anywhere"), std::string::npos);
}

TEST_F(WorkerMechanics, TakesTheNamesOfItsInputsFromTheProgram) {
  RADGAUGE_NEEDS_PYTHON();
  script("{'id': id, 'scores': [r[0] for r in rows]}",
         "{'radgauge_worker': 1, 'inputs': ['stat_mean', 'age']}");
  const auto named = decode_model(
      io::parse_yaml(
          "{model: w, worker: [python3, worker.py], outcome: y, covariates: [age], threshold: 0.4}",
          "study.yaml"),
      folder_.path());
  ASSERT_EQ(named->card().inputs.size(), 2U);
  EXPECT_EQ(named->card().inputs[0], (Input{Input::Kind::feature, "stat_mean"}));
  EXPECT_EQ(named->card().inputs[1], (Input{Input::Kind::covariate, "age"}));
  EXPECT_EQ(ask(*named)[0], 1);
  const auto again =
      decode_model(io::parse_yaml(named->inline_text(), "study.resolved.yaml"), folder_.path());
  EXPECT_EQ(again->card().inputs, named->card().inputs);
  EXPECT_EQ(again->card().threshold, 0.4);
}

TEST_F(WorkerMechanics, ManyRowsDoNotBlockAProgramThatAnswersEarly) {
  RADGAUGE_NEEDS_PYTHON();
  const auto loud = model("(sys.stderr.write('x' * 200000), {'id': id, 'scores': [r[0] for r in rows]})[1]",
                          ", batch: 100000");
  const std::vector<double> a(50000, 0.123456789012345), b(50000, 1);
  const std::vector<std::span<const double>> columns{a, b};
  const auto got = loud->linear_predictor(columns);
  EXPECT_EQ(got.back(), 0.123456789012345);
}

TEST_F(WorkerMechanics, ACardWithoutItsPartsIsRefused) {
  const auto refused = [&](const std::string& card) {
    try {
      decode_model(io::parse_yaml(card, "study.yaml"));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::study);
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(refused("{worker: [x], outcome: y, inputs: [a]}").find("'model'"), std::string::npos);
  EXPECT_NE(refused("{model: w, worker: [], outcome: y, inputs: [a]}").find("words"), std::string::npos);
  EXPECT_NE(refused("{model: w, worker: [x], inputs: [a]}").find("outcome"), std::string::npos);
  EXPECT_NE(refused("{model: w, worker: [x], outcome: y, inputs: [a, a]}").find("twice"), std::string::npos);
  EXPECT_NE(refused("{model: w, worker: [x], outcome: y, inputs: [a], timeout_s: 0}").find("timeout_s"),
            std::string::npos);
  EXPECT_NE(refused("{model: w, worker: [x], outcome: y, inputs: [a], link: multinomial}").find("classes"),
            std::string::npos);
}

/// Largest difference of the probabilities of a worker from `expected`.
double largest_difference(const std::string& script, const std::string& file, const std::string& folder,
                          const std::map<std::string, std::vector<double>>& table,
                          const std::string& expected) {
  const std::string workers = RADGAUGE_SOURCE_DIR "/harness/packaging/workers/";
  const auto model = decode_model(
      io::parse_yaml("{model: m, worker: ['" + worker_python() + "', '" + workers + script + "', " + file +
                         "], outcome: y, inputs: [f1, f2, f3, f4], timeout_s: 300}",
                     "study.yaml"),
      folder);
  std::vector<std::span<const double>> columns;
  for (const char* name : {"f1", "f2", "f3", "f4"}) columns.emplace_back(table.at(name));
  const auto got = model->linear_predictor(columns);
  double largest = 0;
  for (std::size_t i = 0; i < got.size(); ++i)
    largest = std::max(largest, std::abs(response(model->card(), got[i]) - table.at(expected)[i]));
  EXPECT_EQ(got.size(), 1000U);
  return largest;
}

TEST(WorkerOracle, PredictsAsScikitLearnAndAsOnnxRuntime) {
  if (!python_has("sklearn, joblib"))
    GTEST_SKIP() << worker_python() << " has no scikit-learn; name one that has with RADGAUGE_PYTHON";
  const io::PrivateFolder folder;
  const auto table = trained_models(folder);
  const bool onnx = python_has("onnxruntime") && io::file_exists(folder.file("svm.onnx"));
  for (const char* name : {"logistic", "forest", "svm"}) {
    const double own =
        largest_difference("sklearn_worker.py", name + std::string(".joblib"), folder.path(), table, name);
    EXPECT_LE(own, 1e-6) << name;
    RecordProperty("sklearn_" + std::string(name), std::to_string(own));
    std::cout << name << ": scikit-learn " << own;
    if (onnx) {
      const double runtime =
          largest_difference("onnx_worker.py", name + std::string(".onnx"), folder.path(), table, name);
      EXPECT_LE(runtime, 1e-6) << name;
      std::cout << ", ONNX Runtime " << runtime;
    }
    std::cout << "\n";
  }
  if (!onnx) std::cout << "ONNX not looked at: " << worker_python() << " has no skl2onnx and onnxruntime\n";
}

}  // namespace
}  // namespace radgauge::models
