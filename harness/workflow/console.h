#pragma once

#include <ostream>

namespace radgauge::workflow {

/// Where a workflow says what it does: nothing of this room writes to the streams of the process itself.
struct Console {
  std::ostream& out;         ///< what was asked for
  std::ostream& err;         ///< progress, notes and problems
  bool is_terminal = false;  ///< a line of `err` can be written over
};

}  // namespace radgauge::workflow
