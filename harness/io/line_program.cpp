#include "io/line_program.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "core/text.h"
#include "io/private_folder.h"
#include "io/process.h"

namespace radgauge::io {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLongestAnswer = 256'000'000;

struct PipeEnds {
  int read = -1, write = -1;
};

PipeEnds open_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw Error(ErrorKind::internal, "no pipe to a program could be made");
  return {ends[0], ends[1]};
}

/// Writing to a program that has ended is an answer of write(), no signal, while this lives in a thread.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    const timespec none{0, 0};
    if (sigismember(&before_, SIGPIPE) == 0)
      while (::sigtimedwait(&pipe_, nullptr, &none) > 0) {
      }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_{}, before_{};
};

std::string end_words(int status, const std::string& program) {
  if (WIFSIGNALED(status)) return "was stopped by signal " + to_text(std::int64_t{WTERMSIG(status)});
  if (WEXITSTATUS(status) == 127) return "could not be started: is '" + program + "' installed?";
  return "ended with " + to_text(std::int64_t{WEXITSTATUS(status)}) + " before it answered";
}

}  // namespace

struct LineProgram::State {
  LineProgramRequest request;
  PrivateFolder folder;
  pid_t child = -1;
  int in = -1, out = -1;  ///< what is written to it, and read from it
  std::string unread;
  std::string failed_because;
  std::int64_t log_before = 0;  ///< bytes that its log had when it was last asked

  std::string log() const { return folder.file("log"); }

  void note_log() {
    std::error_code none_yet;
    const auto size = std::filesystem::file_size(log(), none_yet);
    log_before = none_yet ? 0 : static_cast<std::int64_t>(size);
  }

  void start() {
    const PipeEnds to = open_pipe(), from = open_pipe();
    std::vector<char*> argv;
    for (const std::string& word : request.words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const std::string log_path = log();
    child = ::fork();
    if (child == 0) {  // between fork and exec nothing allocates
      ::setpgid(0, 0);
      const int errors = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      if (errors < 0 || ::dup2(to.read, 0) < 0 || ::dup2(from.write, 1) < 0 || ::dup2(errors, 2) < 0)
        ::_exit(126);
      if (!request.folder.empty() && ::chdir(request.folder.c_str()) != 0) ::_exit(126);
      if (!limit_memory(request.memory_mb)) ::_exit(126);
      ::execvp(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(to.read);
    ::close(from.write);
    in = to.write;
    out = from.read;
    if (child < 0) throw Error(ErrorKind::internal, "no process could be started");
    ::fcntl(in, F_SETFL, O_NONBLOCK);
    ::fcntl(out, F_SETFL, O_NONBLOCK);
  }

  /// Its status, once it has ended within the time.
  std::optional<int> wait(double seconds) {
    if (child < 0) return std::nullopt;
    const auto until = Clock::now() + std::chrono::duration<double>(seconds);
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
      if (Clock::now() >= until) return std::nullopt;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    ::kill(-child, SIGKILL);  // what it left behind
    child = -1;
    return status;
  }

  void stop() {
    if (child < 0) return;
    ::kill(-child, SIGKILL);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    child = -1;
  }

  Error error(const std::string& what) const {
    return Error(ErrorKind::data, "`" + shortened(join(request.words, " "), 300) + "` " + what +
                                      end_of_log(log(), log_before));
  }

  [[noreturn]] void fail(const std::string& what) {
    stop();
    failed_because = what;
    throw error(what);
  }

  [[noreturn]] void fail_ended() {
    const std::optional<int> status = wait(1);
    fail(status ? end_words(*status, request.words.front()) : "closed its output before it answered");
  }

  /// Takes what is there to read; false at the end of its output.
  bool take() {
    char buffer[65536];
    const ssize_t n = ::read(out, buffer, sizeof buffer);
    if (n > 0) unread.append(buffer, static_cast<std::size_t>(n));
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
  }
};

LineProgram::LineProgram(LineProgramRequest request) : state_(std::make_unique<State>()) {
  state_->request = std::move(request);
  state_->start();
}

LineProgram::~LineProgram() {
  if (state_->in >= 0) ::close(state_->in);
  if (!state_->wait(1)) state_->stop();
  if (state_->out >= 0) ::close(state_->out);
}

std::string LineProgram::ask(const std::string& line) {
  State& s = *state_;
  if (s.child < 0) throw s.error("has ended");
  s.note_log();
  const NoPipeSignal guard;
  const auto until = Clock::now() + std::chrono::duration<double>(s.request.timeout_s);
  const std::string text = line + "\n";
  std::size_t written = 0, looked = 0;
  while (true) {
    if (const auto end = s.unread.find('\n', looked); written == text.size() && end != std::string::npos) {
      std::string answer = s.unread.substr(0, end);
      s.unread.erase(0, end + 1);
      return answer;
    }
    if (written == text.size()) looked = s.unread.size();
    if (s.unread.size() > kLongestAnswer) s.fail("answered with a line that does not end");
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) s.fail("did not answer within " + to_text(s.request.timeout_s) + " s (timeout_s)");
    pollfd polled[2] = {{s.out, POLLIN, 0}, {s.in, POLLOUT, 0}};
    const int ready =
        ::poll(polled, written < text.size() ? 2 : 1, static_cast<int>(std::min<long>(left, 1000)));
    if (ready <= 0) continue;
    if (polled[0].revents != 0 && !s.take()) s.fail_ended();
    if (written == text.size() || polled[1].revents == 0) continue;
    const ssize_t n = ::write(s.in, text.data() + written, text.size() - written);
    if (n > 0) written += static_cast<std::size_t>(n);
    if (n < 0 && errno != EAGAIN && errno != EINTR) s.fail_ended();
  }
}

void LineProgram::save_printed(const std::string& path) const {
  std::ifstream from(state_->log(), std::ios::binary);
  from.seekg(state_->log_before);
  std::ofstream(path, std::ios::binary) << from.rdbuf();
}

const std::string& LineProgram::failed_because() const {
  return state_->failed_because;
}

Error LineProgram::complaint(const std::string& what) const {
  return state_->error(what);
}

}  // namespace radgauge::io
