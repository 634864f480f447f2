#include "cli/console.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace radgauge::cli {

namespace {

bool is_live_terminal() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && std::getenv("CI") == nullptr &&
         !(term != nullptr && std::string(term) == "dumb");
}

}  // namespace

const workflow::Console& console() {
  static const workflow::Console streams{std::cout, std::cerr, is_live_terminal()};
  return streams;
}

}  // namespace radgauge::cli
