#include <cstdlib>
#include <thread>

#include "core/error.h"
#include "core/text.h"
#include "engine/registry.h"
#include "io/files.h"
#include "io/process.h"
#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::engine;

namespace {

/// An engine file with a worker, and a subject of 4 x 4 x 4 voxels.
class ProgramWorkerMechanics : public ::testing::Test {
 protected:
  ProgramWorkerMechanics() {
    Lattice lattice;
    lattice.size = {4, 4, 4};
    image_ = Volume(lattice, 7);
    mask_ = Mask(lattice, 1);
  }
  std::shared_ptr<const Engine> engine(
      const std::string& worker, const std::string& keys = "",
      const std::string& command = "[unused, '{image}', '{mask}', '{output}'") {
    write_bytes(folder_.file("engine.yaml"), "engine: tool\ncommand: " + command +
                                                 ", '{bin_width}']\nworker: " + worker +
                                                 "\nfeatures: [stat_mean]\n" + keys);
    return make_engine("engine.yaml", folder_.path(), "study.yaml:3:9");
  }
  /// A worker in shell: greets, then runs `answer` for each question, which $q and $out (the file to write)
  /// tell.
  std::shared_ptr<const Engine> shell(const std::string& answer, const std::string& keys = "",
                                      const std::string& greeting = "{\"radgauge_program\":1}") {
    write_bytes(folder_.file("worker.sh"),
                "echo started >> starts\nwhile read -r q; do case $q in *radgauge_program*) echo '" +
                    greeting +
                    "';; *)\nout=$(printf %s \"$q\" | sed 's/.*\"\\([^\"]*features[.]csv\\)\".*/\\1/')\n" +
                    answer + "\n;; esac; done\n");
    return engine("[sh, worker.sh]", keys);
  }
  FeatureVector measure(const Engine& engine, double bin_width = 25) const {
    FeatureRequest request;
    request.settings.bin_width = bin_width;
    return engine.extract({image_, mask_, {}, cell_}, std::span(&request, 1)).front();
  }
  std::string problem(const Engine& engine, double bin_width = 25) const {
    try {
      measure(engine, bin_width);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data) << error.what();
      return error.what();
    }
    return "nothing";
  }
  std::size_t starts() const { return split(trim(file_bytes(folder_.file("starts"))), '\n').size(); }
  static void expect_parts(const std::string& text, const std::vector<std::string>& parts) {
    for (const auto& part : parts)
      EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
  }

  static constexpr const char* kGood =
      "printf 'feature,value\\nstat_mean,7\\n' > \"$out\"; echo '{\"id\":1}'";
  const TemporaryFolder folder_;
  Volume image_;
  Mask mask_;
  CellIdentity cell_{"P1", "1", "", "", "A", "", "", "base"};
};

TEST_F(ProgramWorkerMechanics, IsStartedOnceAndAskedForEachImage) {
  const auto tool = shell(std::string("printf '%s\\n' \"$q\" >> questions\n") + kGood);
  for (const double width : {10.0, 20.0, 30.0}) EXPECT_EQ(measure(*tool, width).front().value, 7);
  EXPECT_EQ(starts(), 1u);
  const auto questions = split(trim(file_bytes(folder_.file("questions"))), '\n');
  ASSERT_EQ(questions.size(), 3u);
  expect_parts(questions[1], {"\"id\":1", "\"words\":[\"unused\",", "image.nii\"", "\"20\""});
}

// mechanics: as many of them as threads ask at once, and no answer goes to another thread.
TEST_F(ProgramWorkerMechanics, ThreadsHaveOneEach) {
  const auto tool = shell(
      "w=$(printf %s \"$q\" | sed 's/.*,\"\\([0-9]*\\)\"].*/\\1/'); sleep 0.01\n"
      "printf 'feature,value\\nstat_mean,%s\\n' $w > \"$out\"; echo '{\"id\":1}'");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int k = 0; k < 10; ++k) EXPECT_EQ(measure(*tool, 100 * t + k + 1).front().value, 100 * t + k + 1);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(starts(), 4u);
}

TEST_F(ProgramWorkerMechanics, WhatCannotBeDoneIsToldAndTheNextIsAsked) {
  const auto tool = shell(
      std::string(
          "case $q in *'\"11\"'*) echo about $out >&2; echo '{\"id\":1,\"error\":\"no region\"}';; *) ") +
      kGood + ";; esac");
  EXPECT_EQ(measure(*tool, 10).front().value, 7);
  const std::string text = problem(*tool, 11);
  expect_parts(text, {"engine tool", "`unused {image} {mask} {output}", "was not done: \"no region\"",
                      "about {output}"});
  EXPECT_EQ(text.find("/radgauge"), std::string::npos) << "no path that differs from run to run: " << text;
  EXPECT_EQ(measure(*tool, 12).front().value, 7);
  EXPECT_EQ(starts(), 1u);
}

// mechanics: the same message whatever was measured before: only what it printed about this question.
TEST_F(ProgramWorkerMechanics, MessagesDoNotHangOnWhatWasAskedBefore) {
  const std::string script =
      "echo question of $(printf %s \"$q\" | sed 's/.*,\"\\([0-9]*\\)\"].*/\\1/') >&2\n"
      "case $q in *'\"11\"'*) echo '{\"id\":1}';; *) " +
      std::string(kGood) + ";; esac";
  const std::string alone = problem(*shell(script), 11);
  const auto tool = shell(script);
  measure(*tool, 10);
  EXPECT_EQ(problem(*tool, 11), alone);
  expect_parts(alone, {"was done (so its worker says) but wrote no {output}", "question of 11"});
}

// mechanics: one that hangs, ends, or answers nonsense fails its cell alone; the next starts another.
TEST_F(ProgramWorkerMechanics, OneThatFailsIsReplaced) {
  for (const auto& [answer, part] : std::vector<std::pair<std::string, std::string>>{
           {"sleep 60", "did not answer within 1 s"},
           {"echo out of licences >&2; exit 3", "ended with 3 before it answered"},
           {"kill -9 $$", "was stopped by signal 9"},
           {"echo Traceback", "no JSON object"},
           {"echo '{\"id\":2}'", "id 2 where 1 is expected"},
           {"echo '[1]'", "no JSON object"}}) {
    std::filesystem::remove(folder_.file("starts"));
    const auto tool =
        shell("case $q in *'\"11\"'*) " + answer + ";; *) " + kGood + ";; esac", "timeout_s: 1\n");
    EXPECT_EQ(measure(*tool, 10).front().value, 7);
    expect_parts(problem(*tool, 11), {"engine tool", "its worker, which", part});
    EXPECT_EQ(measure(*tool, 12).front().value, 7) << answer;
    EXPECT_EQ(starts(), 2u) << answer;
  }
  expect_parts(problem(*shell(kGood, "", "{\"radgauge_program\":2}")), {"radgauge_program 2 where 1"});
}

TEST_F(ProgramWorkerMechanics, WhatItWritesIsCheckedAsThatOfACommand) {
  expect_parts(problem(*shell("printf 'feature,value\\nstat_mean,nan\\n' > \"$out\"; echo '{\"id\":1}'")),
               {"was done (so its worker says), but", "stat_mean = nan"});
}

TEST_F(ProgramWorkerMechanics, AWorkerOfNoWordsIsNoWorker) {
  try {
    engine("[]");
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    expect_parts(error.what(), {"engine.yaml:3", "worker is an empty list", "leave the key out"});
  }
}

TEST_F(ProgramWorkerMechanics, MemoryIsLimited) {
  const std::string greedy = "head -c 300000000 /dev/zero | tail -c 299999999 > /dev/null || exit 7\n";
  EXPECT_EQ(io::run_process({{"sh", "-c", greedy}, "", folder_.file("log"), 60, 0}), "");
  EXPECT_EQ(io::run_process({{"sh", "-c", greedy}, "", folder_.file("log"), 60, 200}), "ended with 7");
  EXPECT_EQ(measure(*shell(kGood, "memory_mb: 2000\n")).front().value, 7);
  expect_parts(problem(*shell(greedy + kGood, "memory_mb: 200\n")), {"ended with 7", "memory"});
}

TEST_F(ProgramWorkerMechanics, ScriptsInPythonNeedNoChange) {
  if (!io::program_exists("python3", "")) GTEST_SKIP() << "there is no python3";
  write_bytes(folder_.file("helper.py"), "loaded = []\n");
  write_bytes(
      folder_.file("script.py"),
      "import os, sys\nimport helper\nhelper.loaded.append(1)\nprint('a library talks'); os.system('echo so does C')\n"
      "if sys.argv[4] == '11': sys.exit('no region')\nif sys.argv[4] == '12': raise ValueError('odd')\n"
      "open(sys.argv[3], 'w').write('feature,value\\nstat_mean,%d\\n' % len(helper.loaded))\n");
  const std::string worker = std::string(RADGAUGE_SOURCE_DIR) + "/harness/packaging/engines/engine_worker.py";
  const auto tool =
      engine("[python3, " + worker + "]", "", "[python3, script.py, '{image}', '{mask}', '{output}'");
  EXPECT_EQ(measure(*tool, 10).front().value, 1);
  expect_parts(problem(*tool, 11), {"was not done: \"no region\"", "so does C"});
  expect_parts(problem(*tool, 12), {"was not done: \"ValueError: odd\"", "script.py"});
  EXPECT_EQ(measure(*tool, 13).front().value, 4) << "modules stay loaded";
}

}  // namespace
}  // namespace radgauge
