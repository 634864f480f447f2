#include "cli/threads.h"

#include <oneapi/tbb/global_control.h>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::cli {

struct ThreadLimit::Control {
  oneapi::tbb::global_control limit;
};

CommandOption threads_option() {
  return {"threads", "-j,--threads", OptionKind::integer, "N", "threads (default: every processor)"};
}

int threads_of(const Arguments& arguments) {
  const auto threads = arguments.integer("threads");
  if (threads && !(*threads >= 1 && *threads <= 4096))
    throw Error(ErrorKind::usage, "-j " + to_text(*threads) + " is outside [1, 4096]");
  return static_cast<int>(threads.value_or(0));
}

ThreadLimit::ThreadLimit(int threads) {
  if (threads > 0)
    control_ = std::make_unique<Control>(
        Control{{oneapi::tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads)}});
}

ThreadLimit::~ThreadLimit() = default;

}  // namespace radgauge::cli
