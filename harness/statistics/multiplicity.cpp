#include "statistics/multiplicity.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::statistics {

namespace {

// The indices of the p values that are there, by size.
std::vector<std::size_t> ascending_p(std::span<const double> p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) continue;
    if (!(p[i] >= 0 && p[i] <= 1))
      throw Error(ErrorKind::data, "p value " + std::to_string(i + 1) + " is " + to_text(p[i]) +
                                       ": a p value lies between 0 and 1");
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  return order;
}

// From the largest p down, the least so far of factor(rank) p, rank from 1 of n.
template <class Factor>
std::vector<double> step_up(std::span<const double> p, Factor factor) {
  const std::vector<std::size_t> order = ascending_p(p);
  std::vector<double> q(p.size(), std::numeric_limits<double>::quiet_NaN());
  const double tests = static_cast<double>(order.size());
  double least = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    least = std::min(least, factor(static_cast<double>(rank), tests) * p[i]);
    q[i] = least;
  }
  return q;
}

}  // namespace

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  return step_up(p, [](double rank, double tests) { return tests / rank; });
}

std::vector<double> benjamini_yekutieli(std::span<const double> p) {
  double harmonic = 0;
  for (std::size_t k = 1; k <= ascending_p(p).size(); ++k) harmonic += 1 / static_cast<double>(k);
  return step_up(p, [&](double rank, double tests) { return harmonic * tests / rank; });
}

std::vector<double> hochberg(std::span<const double> p) {
  return step_up(p, [](double rank, double tests) { return tests - rank + 1; });
}

std::vector<double> holm(std::span<const double> p) {
  const std::vector<std::size_t> order = ascending_p(p);
  std::vector<double> q(p.size(), std::numeric_limits<double>::quiet_NaN());
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    largest = std::max(largest, static_cast<double>(order.size() - rank) * p[order[rank]]);
    q[order[rank]] = std::min(1.0, largest);
  }
  return q;
}

std::vector<double> bonferroni(std::span<const double> p) {
  const double tests = static_cast<double>(ascending_p(p).size());
  std::vector<double> q(p.begin(), p.end());
  for (double& one : q)
    if (!std::isnan(one)) one = std::min(1.0, tests * one);
  return q;
}

}  // namespace radgauge::statistics
