#include "runner/unit_queue.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace radgauge::runner {
namespace {

// mechanics: a thread stays in its group, begins the next one that nobody has begun, and then helps with the
// longest, from its end.
TEST(UnitQueueMechanics, AGroupForEachThread) {
  UnitQueue queue({0, 0, 0, 0, 1, 1, 2});
  std::optional<std::size_t> a, b;
  EXPECT_EQ(queue.next(a), 0u);
  EXPECT_EQ(queue.next(b), 4u);
  EXPECT_EQ(queue.next(b), 5u);
  EXPECT_EQ(queue.next(b), 6u) << "the group that nobody has begun";
  EXPECT_EQ(queue.next(b), 3u) << "helps, from the end";
  EXPECT_EQ(queue.next(a), 1u);
  EXPECT_EQ(queue.next(b), 2u);
  EXPECT_FALSE(queue.next(a).has_value());
  EXPECT_FALSE(queue.next(b).has_value());
}

// mechanics: groups without units, and no units at all.
TEST(UnitQueueMechanics, EmptyGroups) {
  UnitQueue queue({3, 1});
  std::optional<std::size_t> own;
  EXPECT_EQ(queue.next(own), 1u);
  EXPECT_EQ(queue.next(own), 0u);
  EXPECT_FALSE(queue.next(own).has_value());
  UnitQueue none({});
  EXPECT_FALSE(none.next(own = {}).has_value());
}

// invariant: every unit is handed out once, however many threads ask.
TEST(UnitQueueInvariant, EveryUnitOnce) {
  std::vector<std::size_t> groups;
  for (std::size_t unit = 0; unit < 3000; ++unit) groups.push_back(unit * unit % 37);
  for (const std::size_t n : {std::size_t{1}, std::size_t{5}}) {
    UnitQueue queue(groups);
    std::vector<std::vector<std::size_t>> taken(n);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < n; ++t)
      threads.emplace_back([&, t] {
        std::optional<std::size_t> own;
        while (const auto unit = queue.next(own)) taken[t].push_back(*unit);
      });
    for (std::thread& thread : threads) thread.join();
    std::multiset<std::size_t> all;
    for (const auto& some : taken) all.insert(some.begin(), some.end());
    ASSERT_EQ(all.size(), groups.size());
    for (std::size_t unit = 0; unit < groups.size(); ++unit) ASSERT_EQ(all.count(unit), 1u);
  }
}

}  // namespace
}  // namespace radgauge::runner
