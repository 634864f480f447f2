#include "coverage/simulate.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

namespace radgauge::coverage {

namespace {

/// Replications that are added up by one task; sums of widths depend on it, not on threads.
constexpr std::int64_t kBlock = 250;

void add(std::vector<Tally>& tallies, const std::vector<Interval>& intervals) {
  if (tallies.empty())
    for (const Interval& interval : intervals) tallies.push_back({interval.name, interval.truth});
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    Tally& tally = tallies[i];
    const Interval& interval = intervals[i];
    ++tally.replications;
    if (std::isnan(interval.lower) || std::isnan(interval.upper)) {
      ++tally.without;
      continue;
    }
    tally.above += interval.lower > interval.truth ? 1 : 0;
    tally.below += interval.upper < interval.truth ? 1 : 0;
    tally.widths += interval.upper - interval.lower;
  }
}

void merge(std::vector<Tally>& all, const std::vector<Tally>& part) {
  if (all.empty()) {
    all = part;
    return;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].replications += part[i].replications;
    all[i].without += part[i].without;
    all[i].above += part[i].above;
    all[i].below += part[i].below;
    all[i].widths += part[i].widths;
  }
}

}  // namespace

double Tally::standard_error(double coverage) const {
  return std::sqrt(coverage * (1 - coverage) / exist());
}

std::vector<DesignResult> simulate(const std::vector<Design>& designs, std::int64_t replications,
                                   std::uint64_t seed) {
  const std::int64_t blocks = (replications + kBlock - 1) / kBlock;
  const auto n_blocks = static_cast<std::size_t>(blocks);
  std::vector<std::vector<Tally>> parts(designs.size() * n_blocks);
  oneapi::tbb::parallel_for(std::size_t{0}, parts.size(), [&](std::size_t at) {
    const Design& design = designs[at / n_blocks];
    const std::int64_t first = static_cast<std::int64_t>(at % n_blocks) * kBlock;
    for (std::int64_t r = first; r < std::min(first + kBlock, replications); ++r)
      add(parts[at], intervals(design, draw(design, seed, static_cast<std::uint32_t>(r))));
  });
  std::vector<DesignResult> results;
  for (std::size_t d = 0; d < designs.size(); ++d) {
    results.push_back({designs[d], {}});
    for (std::size_t b = 0; b < n_blocks; ++b) merge(results.back().tallies, parts[d * n_blocks + b]);
  }
  return results;
}

}  // namespace radgauge::coverage
