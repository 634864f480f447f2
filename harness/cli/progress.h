#pragma once

#include "runner/runner.h"

namespace radgauge::cli {

/// Shows how far a run is on standard error: a bar with the time left on a terminal, a plain line now and
/// then elsewhere.
class ProgressDisplay {
 public:
  /// `things` are counted: "cells".
  explicit ProgressDisplay(std::string things = "cells");
  void show(const runner::RunProgress& progress);
  /// Ends the bar's line.
  void end();

 private:
  std::string things_;
  bool terminal_;
  double last_shown_s_ = -1;
  int last_tenth_ = -1;
  bool open_ = false;
};

/// "2 min 5 s".
std::string duration_text(double seconds);

}  // namespace radgauge::cli
