#include <unistd.h>

#include <filesystem>
#include <random>
#include <thread>

#include "cli/program.h"

namespace {

const std::string kResumeStudy =
    "study: small\nseed: 3\nphantoms: {kind: lesion, count: 6}\n"
    "extractions: {original: {preset: ct-1mm, spacing_x_mm: 2, spacing_y_mm: 2, spacing_z_mm: 2}}\n"
    "conditions:\n"
    "  noise: {chain: [{noise.white: {k: 1}}], repeats: 6}\n"
    "  chain: {chain: [{noise.white: {k: 0.5}}, {geom.rotate: {angle_deg: [-4, 4]}}, {mask.grow_fraction: "
    "{fraction: [-0.1, 0.1]}}], repeats: 2}\n";

class ResumeInvariant : public ProgramTest {
 protected:
  /// Waits until the store in `folder` was seen to be written to `times` times; false if the run ends before,
  /// or does nothing for a minute. What is counted is progress, not time: machines differ.
  bool is_writing(const std::string& folder, pid_t run, int times) const {
    const std::string log = path(folder + "/measurements.sqlite-wal");
    std::filesystem::file_time_type last;
    for (int waited = 0; waited < 12000; ++waited) {
      std::error_code none;
      const auto written = std::filesystem::last_write_time(log, none);
      if (!none && written != last && times-- == 0) return true;
      if (!none) last = written;
      siginfo_t ended{};
      if (waitid(P_PID, static_cast<id_t>(run), &ended, WEXITED | WNOHANG | WNOWAIT) != 0 ||
          ended.si_pid == run)
        return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }
  void expect_same_results(const std::string& a, const std::string& b) {
    for (const char* name :
         {"/features.csv", "/agreement.csv", "/confounding.csv", "/worst_cases.csv", "/cells.csv"}) {
      EXPECT_FALSE(read(a + name).empty());
      EXPECT_EQ(read(a + name), read(b + name)) << name;
    }
    ASSERT_EQ(run("export " + a + " -o tidy_a.csv").exit_code, 0);
    ASSERT_EQ(run("export " + b + " -o tidy_b.csv").exit_code, 0);
    EXPECT_FALSE(read("tidy_a.csv").empty());
    EXPECT_EQ(read("tidy_a.csv"), read("tidy_b.csv"));
  }
};

TEST_F(ResumeInvariant, ThreadsGiveTheSameBytes) {
  write("study.yaml", kResumeStudy);
  ASSERT_EQ(run("run study.yaml -o one -j 1").exit_code, 0) << read("err.txt");
  ASSERT_EQ(run("run study.yaml -o two -j 2").exit_code, 0) << read("err.txt");
  expect_same_results("one", "two");
}

// Killed three times, each time after some more cells, then resumed.
TEST_F(ResumeInvariant, KilledAndResumedGivesTheSameBytes) {
  write("study.yaml", kResumeStudy);
  ASSERT_EQ(run("run study.yaml -o whole -j 1").exit_code, 0) << read("err.txt");
  std::mt19937 random(7);
  for (int killed = 0; killed < 3; ++killed) {
    const pid_t child = start("run study.yaml -o killed -j 2 --resume");
    EXPECT_TRUE(is_writing("killed", child, 4 + static_cast<int>(random() % 4))) << read("err.txt");
    kill(child, SIGKILL);
    ASSERT_EQ(wait_for(child), 128 + SIGKILL) << "it ended before it was killed: " << read("err.txt");
  }
  ASSERT_EQ(run("run study.yaml -o killed -j 2 --resume").exit_code, 0) << read("err.txt");
  expect_same_results("whole", "killed");
}

TEST_F(ResumeInvariant, InterruptedSaysHowToGoOn) {
  write("study.yaml", kResumeStudy);
  const pid_t child = start("run study.yaml -o stopped -j 1");
  EXPECT_TRUE(is_writing("stopped", child, 4)) << read("err.txt");
  kill(child, SIGINT);
  ASSERT_EQ(wait_for(child), 130) << read("err.txt");
  expect_parts(read("err.txt"), {"interrupted", "radgauge run study.yaml -o stopped --resume"});
  ASSERT_EQ(run("run study.yaml -o stopped --resume").exit_code, 0) << read("err.txt");
  ASSERT_EQ(run("run study.yaml -o whole").exit_code, 0);
  expect_same_results("whole", "stopped");
}

TEST_F(ResumeInvariant, UsedFoldersAndChangedStudiesAreRefused) {
  write("study.yaml", kResumeStudy);
  ASSERT_EQ(run("run study.yaml -o results --limit 1").exit_code, 0) << read("err.txt");
  const auto used = run("run study.yaml -o results");
  EXPECT_EQ(used.exit_code, 2);
  expect_parts(used.err, {"results", "--resume"});
  write("changed.yaml", kResumeStudy + "seed: 4\n");
  EXPECT_EQ(run("run changed.yaml -o results --resume").exit_code, 3);
  std::string other = kResumeStudy;
  other.replace(other.find("seed: 3"), 7, "seed: 4");
  write("changed.yaml", other);
  const std::string before = read("results/features.csv");
  const auto changed = run("run changed.yaml -o results --resume");
  EXPECT_EQ(changed.exit_code, 3);
  expect_parts(changed.err, {"changed", "Nothing was touched"});
  EXPECT_EQ(read("results/features.csv"), before);
  ASSERT_EQ(run("run study.yaml -o results --resume").exit_code, 0);
  write("questions.yaml", kResumeStudy + "questions: [{name: n, over: noise, limits: {icc_lower: 0.5}}]\n");
  ASSERT_EQ(run("run questions.yaml -o results --resume").exit_code, 0) << read("err.txt");
  expect_parts(read("results/report.html"),
               {"changed after the measurement began", "question noise left out"});
}

TEST_F(ResumeInvariant, TwoRunsInOneFolderDoNotMix) {
  write("study.yaml", kResumeStudy);
  const pid_t first = start("run study.yaml -o results -j 1");
  EXPECT_TRUE(is_writing("results", first, 4)) << read("err.txt");
  kill(first, SIGSTOP);  // so that it does not end before the second begins
  const pid_t second = fork();
  if (second == 0) {
    if (chdir(folder_.c_str()) != 0) _exit(127);
    const std::string command =
        "exec " + tested_program() + " run study.yaml -o results --resume >out2.txt 2>err2.txt";
    execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  EXPECT_EQ(wait_for(second), 2) << read("err2.txt");
  kill(first, SIGCONT);
  expect_parts(read("err2.txt"), {"results"});
  EXPECT_EQ(wait_for(first), 0) << read("err.txt");
  ASSERT_EQ(run("run study.yaml -o alone").exit_code, 0);
  expect_same_results("alone", "results");
}

class ResumeMechanics : public ProgramTest {};

TEST_F(ResumeMechanics, ReadOnlyFolderIsAUsageError) {
  write("study.yaml", "study: s\nphantoms: {kind: lesion, count: 1}\n");
  std::filesystem::create_directories(path("locked"));
  std::filesystem::permissions(path("locked"),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  // Rights do not stop root, so root gives them up.
  if (geteuid() == 0)
    prefix_ = "setpriv --bounding-set=-all --inh-caps=-all --securebits=+noroot,+noroot_locked";
  const auto locked = run("run study.yaml -o locked/results");
  std::filesystem::permissions(path("locked"), std::filesystem::perms::owner_all);
  EXPECT_EQ(locked.exit_code, 2) << locked.err;
  expect_parts(locked.err, {"locked/results", "-o"});
  EXPECT_TRUE(std::filesystem::is_empty(path("locked")));
}

}  // namespace
