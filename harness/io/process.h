#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace radgauge::io {

/// A program with its arguments, no shell between: the first word is looked up in PATH if it has no '/'.
struct ProcessRequest {
  std::vector<std::string> words;
  std::string folder;  ///< where it runs; "" for where we are
  std::string log;     ///< file that takes what it prints, on both streams
  double timeout_s = 600;
  std::int64_t memory_mb = 0;  ///< of addresses, at most, for it and each that it starts; 0: no limit
};

/// Runs it to its end, in a process group of its own, without input. After the timeout the whole group is
/// killed. "" if it ended with 0, else how it ended: "ended with 3", "was stopped by signal 9", "did not end
/// within 5 s (timeout_s)", "could not be started: is 'x' installed?". Throws Error(internal) if the system
/// allows no further process. Any number of threads.
std::string run_process(const ProcessRequest& request);

/// `word` with each {name} that is listed replaced by its value; values are not looked into.
std::string filled(const std::string& word, const std::vector<std::pair<std::string, std::string>>& values);

/// For a message: "; it printed last:\n  ..." with the last five lines of a log (4 kB at most, unreadable
/// bytes as '?'), or "; it printed nothing". Bytes before `first_byte` are not looked at.
std::string end_of_log(const std::string& log, std::int64_t first_byte = 0);

/// Limits the addresses of this process from now on; 0: no limit. Between fork and exec: nothing allocates.
bool limit_memory(std::int64_t memory_mb);

/// Is there a program of this name: in PATH, or, with a '/', at this path from `folder`?
bool program_exists(const std::string& name, const std::string& folder);

}  // namespace radgauge::io
