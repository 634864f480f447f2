#include "core/machine_speed.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace radgauge {

namespace {

constexpr std::size_t kSteps = 1 << 18;
constexpr int kRepetitions = 25;
/// Of the fixed work on the machine of the constants.
constexpr double kReferenceSeconds = 0.24e-3;

/// CPU time: what other programs take of the machine meanwhile does not count.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// A co-occurrence table of made levels and sums of what their neighbours differ by.
double work(const std::vector<std::uint8_t>& levels, std::vector<std::uint32_t>& table,
            std::vector<double>& sums) {
  double total = 0;
  for (std::size_t i = 64; i < levels.size(); ++i) {
    ++table[levels[i] * 64U + levels[i - 1]];
    total += static_cast<double>(levels[i]) * static_cast<double>(levels[i - 64]);
    sums[i] = total;
  }
  return total;
}

}  // namespace

double machine_speed(double work_seconds) {
  return kReferenceSeconds / std::max(work_seconds, 1e-9);
}

double machine_speed() {
  std::vector<std::uint8_t> levels(kSteps);
  std::uint32_t state = 1;
  for (std::uint8_t& level : levels) {
    state = state * 1664525U + 1013904223U;
    level = static_cast<std::uint8_t>(state >> 26U);
  }
  std::vector<std::uint32_t> table(64 * 64, 0);
  std::vector<double> sums(kSteps, 0);
  double least = std::numeric_limits<double>::infinity();
  volatile double kept = 0;  // so that the work is done
  for (int i = 0; i < kRepetitions; ++i) {
    const double start = thread_seconds();
    kept = kept + work(levels, table, sums) + static_cast<double>(table[static_cast<std::size_t>(i)]);
    least = std::min(least, thread_seconds() - start);
  }
  return machine_speed(least);
}

}  // namespace radgauge
