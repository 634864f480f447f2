#pragma once

#include "runner/runner.h"
#include "workflow/console.h"

namespace radgauge::workflow {

/// Shows how far a run is on the error stream of a console: a bar with the time left on a terminal, a plain
/// line now and then elsewhere.
class ProgressDisplay {
 public:
  /// `things` are counted: "cells". The console outlives the display.
  explicit ProgressDisplay(const Console& console, std::string things = "cells");
  void show(const runner::RunProgress& progress);
  /// Ends the bar's line.
  void end();

 private:
  const Console& console_;
  std::string things_;
  double last_shown_s_ = -1;
  int last_tenth_ = -1;
  bool open_ = false;
};

/// "2 min 5 s".
std::string duration_text(double seconds);

}  // namespace radgauge::workflow
