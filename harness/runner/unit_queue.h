#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace radgauge::runner {

/// Hands units to threads, a group to each. Units of a group share what one thread makes for them while
/// others that want it could only wait: the scan of an acquisition, what a virtual scanner saw of a patient.
/// Groups begin in their order; who finds no group that nobody has begun helps with the longest, from its
/// end.
class UnitQueue {
 public:
  /// `group_of_unit` of each unit, in the order of the plan: equal numbers are one group. Numbers count from
  /// 0.
  explicit UnitQueue(const std::vector<std::size_t>& group_of_unit) {
    for (std::size_t unit = 0; unit < group_of_unit.size(); ++unit) {
      if (group_of_unit[unit] >= left_.size()) left_.resize(group_of_unit[unit] + 1);
      left_[group_of_unit[unit]].push_back(unit);
    }
  }

  /// The next unit of a thread, nothing when all are handed out. `own` is the group of the thread: nothing
  /// before its first call, and kept by the queue from then on. From any thread.
  std::optional<std::size_t> next(std::optional<std::size_t>& own) {
    const std::lock_guard lock(mutex_);
    if (own && !left_[*own].empty()) return take_first(*own);
    while (begun_ < left_.size()) {
      own = begun_++;
      if (!left_[*own].empty()) return take_first(*own);
    }
    const std::size_t longest = longest_group();
    if (longest == left_.size()) return std::nullopt;
    const std::size_t unit = left_[longest].back();
    left_[longest].pop_back();
    return unit;
  }

 private:
  std::size_t take_first(std::size_t group) {
    const std::size_t unit = left_[group].front();
    left_[group].pop_front();
    return unit;
  }

  /// left_.size() when every group is empty.
  std::size_t longest_group() const {
    std::size_t longest = left_.size();
    for (std::size_t g = 0; g < left_.size(); ++g)
      if (!left_[g].empty() && (longest == left_.size() || left_[g].size() > left_[longest].size()))
        longest = g;
    return longest;
  }

  std::mutex mutex_;
  std::vector<std::deque<std::size_t>> left_;
  std::size_t begun_ = 0;
};

}  // namespace radgauge::runner
