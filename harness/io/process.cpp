#include "io/process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <thread>

#include "core/error.h"
#include "core/text.h"
#include "io/utf8.h"

namespace radgauge::io {

namespace {

namespace fs = std::filesystem;

/// Starts the words as the leader of a process group. Between fork and exec nothing allocates: other threads
/// may hold the allocator's lock.
pid_t start(const ProcessRequest& request) {
  std::vector<char*> argv;
  for (const std::string& word : request.words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::setpgid(0, 0);
  const int out = ::open(request.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  const int in = ::open("/dev/null", O_RDONLY);
  if (out < 0 || in < 0 || ::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(out, 2) < 0) ::_exit(126);
  if (!request.folder.empty() && ::chdir(request.folder.c_str()) != 0) ::_exit(126);
  if (!limit_memory(request.memory_mb)) ::_exit(126);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

/// The status of wait(), or nothing after `timeout_s`; the group is then killed.
std::optional<int> wait_for(pid_t child, double timeout_s) {
  const auto start_time = std::chrono::steady_clock::now();
  int status = 0;
  auto pause = std::chrono::microseconds(200);
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::duration<double>(std::chrono::steady_clock::now() - start_time).count() > timeout_s) {
      ::kill(-child, SIGKILL);
      ::waitpid(child, &status, 0);
      return std::nullopt;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::microseconds(10000));
  }
  return status;
}

bool is_program(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string run_process(const ProcessRequest& request) {
  const pid_t child = start(request);
  if (child < 0) throw Error(ErrorKind::internal, "no process could be started");
  const std::optional<int> status = wait_for(child, request.timeout_s);
  if (!status) return "did not end within " + to_text(request.timeout_s) + " s (timeout_s)";
  if (WIFSIGNALED(*status)) return "was stopped by signal " + to_text(std::int64_t{WTERMSIG(*status)});
  if (WEXITSTATUS(*status) == 127)
    return "could not be started: is '" + request.words.front() + "' installed?";
  return WEXITSTATUS(*status) == 0 ? "" : "ended with " + to_text(std::int64_t{WEXITSTATUS(*status)});
}

std::string filled(const std::string& word, const std::vector<std::pair<std::string, std::string>>& values) {
  std::string text;
  for (std::size_t i = 0; i < word.size();) {
    const auto found = std::find_if(values.begin(), values.end(), [&](const auto& value) {
      return word.compare(i, value.first.size(), value.first) == 0;
    });
    if (found == values.end()) {
      text += word[i++];
    } else {
      text += found->second;
      i += found->first.size();
    }
  }
  return text;
}

std::string end_of_log(const std::string& log, std::int64_t first_byte) {
  constexpr std::streamoff kMostBytes = 4096;
  std::ifstream file(log, std::ios::binary | std::ios::ate);
  std::string text;
  if (file) {
    const auto size = static_cast<std::streamoff>(file.tellg());
    file.seekg(std::max({std::streamoff{0}, std::min<std::streamoff>(first_byte, size), size - kMostBytes}));
    text.assign(std::istreambuf_iterator<char>(file), {});
  }
  while (const auto at = find_unreadable(text)) text[*at] = '?';
  const auto lines = split(trim(text), '\n');
  const std::size_t first = lines.size() > 5 ? lines.size() - 5 : 0;
  text = join(std::span(lines).subspan(first), "\n  ");
  return text.empty() ? "; it printed nothing" : "; it printed last:\n  " + text;
}

bool limit_memory(std::int64_t memory_mb) {
  if (memory_mb == 0) return true;
  const auto bytes = static_cast<rlim_t>(memory_mb) << 20;
  const rlimit limit{bytes, bytes};
  return ::setrlimit(RLIMIT_AS, &limit) == 0;
}

bool program_exists(const std::string& name, const std::string& folder) {
  if (name.find('/') != std::string::npos) return is_program(fs::path(folder) / name);
  const char* path = std::getenv("PATH");
  for (const std::string& place : split(path == nullptr ? "/bin:/usr/bin" : path, ':'))
    if (is_program(fs::path(place.empty() ? "." : place) / name)) return true;
  return false;
}

}  // namespace radgauge::io
