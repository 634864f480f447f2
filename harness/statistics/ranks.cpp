#include "statistics/ranks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace radgauge::statistics {
namespace {

// Pairs (i < j) with values[i] > values[j]; sorts the values.
double inversions(std::vector<double>& values, std::vector<double>& buffer, std::size_t first,
                  std::size_t last) {
  if (last - first < 2) return 0;
  const std::size_t middle = first + (last - first) / 2;
  double count = inversions(values, buffer, first, middle) + inversions(values, buffer, middle, last);
  std::size_t left = first, right = middle;
  for (std::size_t to = first; to < last; ++to) {
    if (right == last || (left < middle && !(values[left] > values[right]))) {
      buffer[to] = values[left++];
    } else {
      buffer[to] = values[right++];
      count += static_cast<double>(middle - left);
    }
  }
  std::copy(buffer.begin() + static_cast<std::ptrdiff_t>(first),
            buffer.begin() + static_cast<std::ptrdiff_t>(last),
            values.begin() + static_cast<std::ptrdiff_t>(first));
  return count;
}

// Pairs of neighbours within runs of a sorted sequence of `n` that `equal(i, j)` says are equal.
template <class Equal>
double tied_pairs(std::size_t n, Equal equal) {
  double pairs = 0;
  for (std::size_t first = 0, last; first < n; first = last) {
    for (last = first + 1; last < n && equal(first, last);) ++last;
    const double run = static_cast<double>(last - first);
    pairs += run * (run - 1) / 2;
  }
  return pairs;
}

}  // namespace

std::vector<double> average_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    for (last = first + 1; last < order.size() && values[order[last]] == values[order[first]];) ++last;
    for (std::size_t i = first; i < last; ++i) ranks[order[i]] = 0.5 * static_cast<double>(first + last + 1);
  }
  return ranks;
}

double kendall_tau_b(std::span<const double> x, std::span<const double> y) {
  const std::size_t n = x.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return std::tie(x[a], y[a]) < std::tie(x[b], y[b]); });
  std::vector<double> sorted_y, buffer(n);
  for (const std::size_t i : order) sorted_y.push_back(y[i]);
  const double ties_x =
      tied_pairs(n, [&](std::size_t i, std::size_t j) { return x[order[i]] == x[order[j]]; });
  const double ties_both = tied_pairs(n, [&](std::size_t i, std::size_t j) {
    return x[order[i]] == x[order[j]] && y[order[i]] == y[order[j]];
  });
  const double discordant = inversions(sorted_y, buffer, 0, n);
  const double ties_y =
      tied_pairs(n, [&](std::size_t i, std::size_t j) { return sorted_y[i] == sorted_y[j]; });
  const double pairs = 0.5 * static_cast<double>(n) * (static_cast<double>(n) - 1);
  const double below = std::sqrt((pairs - ties_x) * (pairs - ties_y));
  if (!(below > 0)) return std::numeric_limits<double>::quiet_NaN();
  return (pairs - ties_x - ties_y + ties_both - 2 * discordant) / below;
}

}  // namespace radgauge::statistics
