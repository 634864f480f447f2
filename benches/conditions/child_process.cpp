#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iostream>
#include <sstream>

#include "conditions/measured_run.h"
#include "core/error.h"
#include "core/text.h"

extern char** environ;

namespace radgauge::bench {

namespace {

constexpr const char* kChild = "--radgauge_child";

std::string to_line(const MeasuredRun& run) {
  std::string text = to_text(run.seconds) + " ";
  for (const double s : run.stage_seconds) text += to_text(s) + " ";
  return text + to_text(run.cpu_seconds) + " " + to_text(run.cells) + " " + to_text(run.peak_memory_bytes) +
         " " + run.values_hash + " " + run.problem + "\n";
}

MeasuredRun from_line(const std::string& line) {
  std::istringstream in(line);
  const auto number = [&] {
    std::string word;
    in >> word;
    const auto value = parse_double(word);
    if (!value) throw Error(ErrorKind::internal, "the process of a run ended early");
    return *value;
  };
  MeasuredRun run;
  run.seconds = number();
  for (double& s : run.stage_seconds) s = number();
  run.cpu_seconds = number();
  run.cells = number();
  run.peak_memory_bytes = number();
  in >> run.values_hash;
  std::getline(in, run.problem);
  run.problem = trim(run.problem);
  return run;
}

/// Standard output of this program with `arguments`.
std::string output_of(std::vector<std::string> arguments) {
  int ends[2];
  if (pipe(ends) != 0) throw Error(ErrorKind::internal, "no pipe for the process of a run");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addclose(&actions, ends[1]);
  std::vector<char*> words;
  for (std::string& a : arguments) words.push_back(a.data());
  words.push_back(nullptr);
  pid_t child = 0;
  const int failure = posix_spawn(&child, "/proc/self/exe", &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string text;
  char part[4096];
  for (ssize_t n = 0; failure == 0 && (n = read(ends[0], part, sizeof part)) > 0;)
    text.append(part, static_cast<std::size_t>(n));
  close(ends[0]);
  if (failure != 0) throw Error(ErrorKind::internal, "the process of a run could not be started");
  waitpid(child, nullptr, 0);
  return text;
}

}  // namespace

MeasuredRun run_in_child(const RunSettings& settings, bool verify) {
  return from_line(output_of({"conditions_bench", kChild, settings.object, settings.spacing_mm,
                              settings.threads, settings.noise_repeats, verify ? "verify" : "time"}));
}

std::optional<int> run_as_child(int argc, char** argv) {
  if (argc != 7 || std::string_view(argv[1]) != kChild) return std::nullopt;
  MeasuredRun run;
  try {
    run = run_here({argv[2], argv[3], argv[4], argv[5]}, std::string_view(argv[6]) == "verify");
  } catch (const std::exception& error) {
    run.values_hash = "none";
    run.problem = error.what();
  }
  std::cout << to_line(run);
  return 0;
}

}  // namespace radgauge::bench
