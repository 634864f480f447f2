#include "statistics/survival_concordance.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

// Sums of weights by rank (Fenwick 1994, doi:10.1002/spe.4380240306).
class RankSums {
 public:
  explicit RankSums(std::size_t ranks) : tree_(ranks + 1) {}
  void add(std::size_t rank, double weight) {
    total_ += weight;
    for (std::size_t i = rank + 1; i < tree_.size(); i += i & (~i + 1)) tree_[i] += weight;
  }
  double below(std::size_t rank) const {
    double sum = 0;
    for (std::size_t i = rank; i > 0; i -= i & (~i + 1)) sum += tree_[i];
    return sum;
  }
  double at(std::size_t rank) const { return below(rank + 1) - below(rank); }
  double above(std::size_t rank) const { return total_ - below(rank + 1); }

 private:
  std::vector<double> tree_;
  double total_ = 0;
};

std::vector<std::size_t> dense_ranks(std::span<const double> values, std::size_t& count) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  count = sorted.size();
  std::vector<std::size_t> ranks;
  for (const double v : values)
    ranks.push_back(
        static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), v) - sorted.begin()));
  return ranks;
}

// Cases in order of time; where a run of one time begins and ends.
struct TimeRuns {
  std::vector<std::size_t> order;
  std::vector<std::pair<std::size_t, std::size_t>> runs;
};

TimeRuns time_runs(std::span<const double> time) {
  TimeRuns out;
  out.order.resize(time.size());
  std::iota(out.order.begin(), out.order.end(), std::size_t{0});
  std::stable_sort(out.order.begin(), out.order.end(),
                   [&](std::size_t a, std::size_t b) { return time[a] < time[b]; });
  for (std::size_t first = 0, last; first < out.order.size(); first = last) {
    for (last = first; last < out.order.size() && time[out.order[last]] == time[out.order[first]];) ++last;
    out.runs.push_back({first, last});
  }
  return out;
}

// Pairs that each case takes part in.
struct CasePairs {
  std::vector<double> right;  ///< concordant, and half of those with equal risk
  std::vector<double> all;
};

}  // namespace

double SurvivalConcordance::lower() const {
  return c - kNormal975 * se;
}
double SurvivalConcordance::upper() const {
  return c + kNormal975 * se;
}

SurvivalConcordance survival_concordance(const SurvivalTimes& times, std::span<const double> risk) {
  SurvivalConcordance out;
  const std::size_t n = times.time.size();
  std::size_t ranks = 0;
  const std::vector<std::size_t> rank = dense_ranks(risk, ranks);
  const TimeRuns runs = time_runs(times.time);
  const auto is_event = [&](std::size_t i) { return times.status[i] != 0; };
  CasePairs pairs{std::vector<double>(n), std::vector<double>(n)};
  const auto censoring = censoring_curve(kaplan_meier(times));
  std::vector<double> uncensored(censoring.size(), 1);  // just before each run
  for (std::size_t r = 1; r < censoring.size(); ++r) uncensored[r] = censoring[r - 1].survival;
  // From the last time to the first: an event against all that outlast it.
  double uno_right = 0, uno_all = 0;
  RankSums later(ranks);
  for (std::size_t r = runs.runs.size(); r-- > 0;) {
    const auto [first, last] = runs.runs[r];
    std::map<std::size_t, double> events_of_rank;
    double events = 0;
    for (std::size_t k = first; k < last; ++k) {
      const std::size_t i = runs.order[k];
      if (!is_event(i)) later.add(rank[i], 1);
    }
    for (std::size_t k = first; k < last; ++k) {
      const std::size_t i = runs.order[k];
      if (!is_event(i)) continue;
      const double below = later.below(rank[i]), equal = later.at(rank[i]), above = later.above(rank[i]);
      out.concordant += below;
      out.tied_risk += equal;
      out.discordant += above;
      pairs.right[i] += below + equal / 2;
      pairs.all[i] += below + equal + above;
      const double weight = 1 / (uncensored[r] * uncensored[r]);
      uno_right += weight * (below + equal / 2);
      uno_all += weight * (below + equal + above);
      double& same = events_of_rank[rank[i]];
      out.tied_both += same;
      out.tied_time += events - same;
      same += 1;
      events += 1;
    }
    for (std::size_t k = first; k < last; ++k)
      if (const std::size_t i = runs.order[k]; is_event(i)) later.add(rank[i], 1);
  }
  // From the first time on: everybody against the events that came before.
  RankSums earlier(ranks);
  for (const auto& [first, last] : runs.runs) {
    const auto count = [&](std::size_t i) {
      const double above = earlier.above(rank[i]), equal = earlier.at(rank[i]);
      pairs.right[i] += above + equal / 2;
      pairs.all[i] += above + equal + earlier.below(rank[i]);
    };
    for (std::size_t k = first; k < last; ++k)
      if (const std::size_t i = runs.order[k]; is_event(i)) count(i);
    for (std::size_t k = first; k < last; ++k)
      if (const std::size_t i = runs.order[k]; is_event(i)) earlier.add(rank[i], 1);
    for (std::size_t k = first; k < last; ++k)
      if (const std::size_t i = runs.order[k]; !is_event(i)) count(i);
  }
  const double total = out.concordant + out.discordant + out.tied_risk;
  if (!(total > 0)) {
    out.reason = "no pair of cases of which one is known to have the event first";
    return out;
  }
  out.c = (out.concordant + out.tied_risk / 2) / total;
  double variance = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double influence = (pairs.right[i] - out.c * pairs.all[i]) / total;
    variance += influence * influence;
  }
  out.se = std::sqrt(variance);
  out.uno = uno_right / uno_all;
  return out;
}

}  // namespace radgauge::statistics
