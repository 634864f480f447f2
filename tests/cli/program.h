#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

/// The program that is tested: the one that was built, or an installed one that RADGAUGE_TESTED_PROGRAM
/// names.
inline std::string tested_program() {
  const char* installed = std::getenv("RADGAUGE_TESTED_PROGRAM");
  return installed != nullptr ? installed : RADGAUGE_PROGRAM;
}

/// A file of the source tree (examples, pages, scripts); RADGAUGE_TESTED_FILES names the folder that holds
/// them where the tests run on another machine.
inline std::string source_file(const std::string& path) {
  const char* elsewhere = std::getenv("RADGAUGE_TESTED_FILES");
  return std::string(elsewhere != nullptr ? elsewhere : RADGAUGE_SOURCE_DIR) + "/" + path;
}

/// A temporary folder, and the program run in it as a user runs it.
class ProgramTest : public testing::Test {
 protected:
  struct Result {
    int exit_code = -1;
    std::string out;
    std::string err;
  };

  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              (std::string("radgauge_cli_") + test->name() + "_" + std::to_string(getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  /// Starts `radgauge ARGUMENTS` (shell words) in the folder; the process group can be killed by its leader's
  /// number.
  pid_t start(const std::string& arguments) const {
    const pid_t child = fork();
    if (child != 0) return child;
    if (chdir(folder_.c_str()) != 0) _exit(127);
    const std::string command =
        "exec " + prefix_ + " " + tested_program() + " " + arguments + " >out.txt 2>err.txt";
    execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  static int wait_for(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  Result run(const std::string& arguments) const {
    Result result;
    result.exit_code = wait_for(start(arguments));
    result.out = read("out.txt");
    result.err = read("err.txt");
    return result;
  }
  static void expect_parts(const std::string& text, const std::vector<std::string>& parts) {
    for (const auto& part : parts)
      EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in:\n" << text;
  }

  std::filesystem::path folder_;
  std::string prefix_;  ///< words before the program, e.g. of one that drops rights
};
