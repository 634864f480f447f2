#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"

namespace radgauge::io {

/// A program that is asked line by line: what is written to its input, it answers on its output. No shell
/// between; the first word is looked up in PATH if it has no '/'.
struct LineProgramRequest {
  std::vector<std::string> words;
  std::string folder;          ///< where it runs; "" for where we are
  double timeout_s = 60;       ///< for each answer
  std::int64_t memory_mb = 0;  ///< of addresses, at most; 0: no limit
};

/// Runs from its making until its end. What it prints as errors is kept: messages show what it printed since
/// it was last asked. One thread at a time.
class LineProgram {
 public:
  /// Starts it. Throws Error(internal) if the system allows no further process.
  explicit LineProgram(LineProgramRequest request);
  LineProgram(const LineProgram&) = delete;
  LineProgram& operator=(const LineProgram&) = delete;
  /// Closes its input; a program that has not ended a second later is killed with its whole process group.
  ~LineProgram();

  /// Writes `line` and a line feed, and returns the next line of its output without it. Throws Error(data)
  /// with the words, what happened (no answer within the timeout, ended, a line beyond 256 MB) and the end of
  /// what it printed as errors; it is killed then.
  std::string ask(const std::string& line);
  /// Writes what it printed as errors since it was last asked to the file `path`.
  void save_printed(const std::string& path) const;
  /// What happened when it failed ("ended with 3 before it answered"), "" while it has not.
  const std::string& failed_because() const;
  /// An error about what it answered, in the same form.
  Error complaint(const std::string& what) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace radgauge::io
