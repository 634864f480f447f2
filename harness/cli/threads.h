#pragma once

#include <memory>

#include "cli/command.h"

namespace radgauge::cli {

/// -j, the number of threads.
CommandOption threads_option();

/// What -j asks for, 0 without it. Throws Error(usage) outside 1 to 4096.
int threads_of(const Arguments& arguments);

/// Holds everything that is parallel to that many threads while it lives; 0: no limit.
class ThreadLimit {
 public:
  explicit ThreadLimit(int threads);
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

 private:
  struct Control;
  std::unique_ptr<Control> control_;
};

}  // namespace radgauge::cli
