#include "core/machine.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <chrono>
#include <ctime>
#include <fstream>

#include "core/text.h"

namespace radgauge {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0) return trim(line.substr(line.find(':') + 1));
  return "unknown";
}

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  const std::size_t n = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return {text, n};
}

void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kMebibyte = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, 16 * kMebibyte);
  mallopt(M_TRIM_THRESHOLD, 128 * kMebibyte);
#endif
}

}  // namespace radgauge
