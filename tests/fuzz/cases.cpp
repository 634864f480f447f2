#include "fuzz/cases.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

#include "core/error.h"
#include "core/text.h"
#include "io/temporary_folder.h"

namespace radgauge::fuzz {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

/// What a small damaged file may make the program ask for; a sanitizer reserves terabytes and has limits of
/// its own.
constexpr rlim_t kMostBytes = rlim_t{6} << 30;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double from_environment(const char* name, double otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : parse_double(text).value_or(otherwise);
}

/// A child that runs cases, and its end of the pipe: for each case a line when it begins ("17"), and one with
/// what is wrong when it ended ("=...").
struct Child {
  pid_t process = -1;
  int pipe = -1;
};

void write_line(int pipe, std::string line) {
  std::replace(line.begin(), line.end(), '\n', ' ');
  line += '\n';
  std::size_t done = 0;
  while (done < line.size()) {
    const auto n = ::write(pipe, line.data() + done, line.size() - done);
    if (n <= 0) ::_exit(97);
    done += static_cast<std::size_t>(n);
  }
}

[[noreturn]] void run_in_child(int pipe, std::uint64_t seed, std::size_t first, std::size_t end,
                               const std::string& folder, const Case& one) {
  if (!kSanitized) {
    const struct rlimit most { kMostBytes, kMostBytes };
    ::setrlimit(RLIMIT_AS, &most);
  }
  for (std::size_t number = first; number < end; ++number) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    write_line(pipe, to_text(static_cast<std::int64_t>(number)));
    Random random(seed * 0x9E3779B97F4A7C15U + number);
    const std::string wrong = one(random, folder);
    write_line(pipe, "=" + wrong);
    if (!wrong.empty()) break;  // its files are kept before another case begins
  }
  ::_exit(0);
}

Child start(std::uint64_t seed, std::size_t first, std::size_t end, const std::string& folder,
            const Case& one) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  std::fflush(nullptr);
  const pid_t process = ::fork();
  if (process == 0) {
    ::close(ends[0]);
    try {
      run_in_child(ends[1], seed, first, end, folder, one);
    } catch (const std::exception& error) {
      std::fputs(error.what(), stderr);
      ::_exit(98);
    }
  }
  ::close(ends[1]);
  return {process, ends[0]};
}

/// The next line of the pipe within `seconds`; nothing at its end, or when the time is over.
class Lines {
 public:
  explicit Lines(int pipe) : pipe_(pipe) {}
  std::optional<std::string> next(double seconds) {
    const auto begin = Clock::now();
    while (true) {
      if (const auto at = pending_.find('\n'); at != std::string::npos) {
        std::string line = pending_.substr(0, at);
        pending_.erase(0, at + 1);
        return line;
      }
      const double left = seconds - seconds_since(begin);
      struct pollfd wanted {
        pipe_, POLLIN, 0
      };
      late_ = left <= 0 || ::poll(&wanted, 1, static_cast<int>(left * 1000) + 1) == 0;
      if (late_) return std::nullopt;
      char buffer[4096];
      const auto n = ::read(pipe_, buffer, sizeof buffer);
      if (n <= 0) return std::nullopt;
      pending_.append(buffer, static_cast<std::size_t>(n));
    }
  }
  bool late() const { return late_; }

 private:
  int pipe_;
  bool late_ = false;
  std::string pending_;
};

std::string end_of(pid_t process) {
  int status = 0;
  ::waitpid(process, &status, 0);
  if (WIFSIGNALED(status)) return "ended by signal " + std::to_string(WTERMSIG(status));
  return "ended with exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Settings settings(std::size_t usual_count) {
  Settings out;
  out.seed = static_cast<std::uint64_t>(from_environment("RADGAUGE_FUZZ_SEED", 1));
  out.count = static_cast<std::size_t>(
      from_environment("RADGAUGE_FUZZ_COUNT", static_cast<double>(usual_count) / (kSanitized ? 4 : 1)));
  out.seconds = from_environment("RADGAUGE_FUZZ_SECONDS", 1e9);
  out.case_seconds = kSanitized ? 60 : 30;
  if (const double only = from_environment("RADGAUGE_FUZZ_CASE", -1); only >= 0) {
    out.first = static_cast<std::size_t>(only);
    out.count = out.first + 1;
  }
  return out;
}

void expect_sound(const std::string& name, const Settings& settings, const Case& one) {
  constexpr int kMostFailures = 20;
  const TemporaryFolder root;
  const std::string folder = root.file("case");
  const auto begin = Clock::now();
  int failures = 0;
  std::size_t next = settings.first;
  const auto fail = [&](std::size_t number, const std::string& what) {
    ++failures;
    const auto kept =
        fs::temp_directory_path() /
        ("radgauge-fuzz-" + name + "-" + std::to_string(settings.seed) + "-" + std::to_string(number));
    std::error_code ignored;
    fs::remove_all(kept, ignored);
    fs::copy(folder, kept, fs::copy_options::recursive, ignored);
    ADD_FAILURE() << name << " case " << number << " of seed " << settings.seed << ": " << what
                  << "\nits files: " << kept.string();
  };
  while (next < settings.count && failures < kMostFailures && seconds_since(begin) < settings.seconds) {
    const Child child = start(settings.seed, next, settings.count, folder, one);
    Lines lines(child.pipe);
    bool ended = false;
    while (!ended && next < settings.count && seconds_since(begin) < settings.seconds) {
      const auto started = lines.next(settings.case_seconds);
      const auto result = started ? lines.next(settings.case_seconds) : std::nullopt;
      if (result && result->size() == 1) {
        ++next;
        continue;
      }
      if (lines.late()) ::kill(child.process, SIGKILL);
      const std::string how = end_of(child.process);
      ended = true;
      fail(next++, result         ? result->substr(1)
                   : lines.late() ? "runs for more than " + to_text(settings.case_seconds) + " s"
                                  : how);
    }
    ::close(child.pipe);
    if (!ended) {
      ::kill(child.process, SIGKILL);
      end_of(child.process);
    }
  }
  std::cout << name << ": " << next - settings.first << " cases of seed " << settings.seed << " in "
            << to_rounded_text(seconds_since(begin), 3) << " s\n";
}

std::string refused_or_fine(const std::vector<std::string>& files, const std::function<void()>& work) {
  constexpr std::size_t kLongest = 2000;
  try {
    work();
  } catch (const Error& error) {
    const std::string text = error.what();
    const std::string shown = text.substr(0, 500);
    if (error.kind() != ErrorKind::study && error.kind() != ErrorKind::data &&
        error.kind() != ErrorKind::usage)
      return "exit code " + to_text(std::int64_t{exit_code(error.kind())}) + ": " + shown;
    if (text.size() > kLongest) return "a message of " + to_text(std::ssize(text)) + " bytes: " + shown;
    if (std::none_of(files.begin(), files.end(),
                     [&](const std::string& file) { return text.find(file) != std::string::npos; }))
      return "a message that names no file: " + shown;
  } catch (const std::exception& error) {
    return std::string("exit code 70: ") + error.what();
  }
  return {};
}

}  // namespace radgauge::fuzz
