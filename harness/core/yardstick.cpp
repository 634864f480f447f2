#include "core/yardstick.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <vector>

#include "core/error.h"
#include "core/random.h"

namespace radgauge {

namespace {

/// The work; what it returns depends on all of it.
double yardstick_work(std::vector<double>& values) {
  Draws(0, "yardstick", "core.yardstick", 0, 0).normals(0, values, 0);
  std::array<double, 64> bins{};
  for (const double v : values) bins[static_cast<std::size_t>(std::clamp(8 * v + 32, 0.0, 63.0))] += v;
  std::sort(values.begin(), values.end());
  double sum = values[values.size() / 2];
  for (const double bin : bins) sum += bin;
  return sum;
}

}  // namespace

double yardstick_seconds() {
  constexpr std::size_t kNumbers = 200'000;
  std::vector<double> values(kNumbers);
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const double result = yardstick_work(values);
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    if (!(result == result)) throw Error(ErrorKind::internal, "the yardstick's numbers are no numbers");
  }
  return least;
}

}  // namespace radgauge
