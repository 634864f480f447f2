#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "io/line_program.h"

namespace radgauge::io {

/// Version of the words that radgauge and a worker of programs speak.
inline constexpr int kProgramProtocol = 1;

/// Programs that stay to be asked again, so that what is slow about a start (an import, a licence, a graphics
/// card) is paid once for each thread. Each is started by `request` when a thread needs it and none is free.
/// First it is told {"radgauge_program": 1} and answers {"radgauge_program": 1}. Then
///   {"id": 1, "words": ["python3", "run.py", "/.../image.nii", ...]}
/// asks it to do what a program of these words would do, which it answers with {"id": 1} once the file is
/// written, or {"id": 1, "error": "why not"}. One that does not answer in time, ends, or answers otherwise is
/// killed, and the next question starts another.
class ProgramWorkers {
 public:
  explicit ProgramWorkers(LineProgramRequest request) : request_(std::move(request)) {}

  /// "" when it was done, else what went wrong in words. What the worker printed meanwhile goes to the file
  /// `log`. Any number of threads.
  std::string ask(const std::vector<std::string>& words, const std::string& log);

 private:
  std::unique_ptr<LineProgram> take_idle();
  void give_back(std::unique_ptr<LineProgram> program);

  LineProgramRequest request_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<LineProgram>> idle_;
};

}  // namespace radgauge::io
