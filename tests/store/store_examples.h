#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <vector>

#include "core/error.h"
#include "store/store.h"

namespace radgauge {

inline store::StoreTables example_tables(std::size_t objects, std::size_t conditions, std::size_t features) {
  store::StoreTables tables;
  tables.meta = {{"measurement_hash", "0123"}, {"study", "M\xc3\xbcller's"}};
  for (std::size_t i = 0; i < objects; ++i)
    tables.objects.push_back({"P" + std::to_string(i), "1", "", "s1", "r,1", "", "site"});
  for (std::size_t i = 0; i < conditions; ++i)
    tables.conditions.push_back({i == 0 ? "base" : "noise.white:k=" + std::to_string(i),
                                 i == 0 ? "base" : "noise", static_cast<std::int64_t>(i)});
  for (std::size_t i = 0; i < features; ++i)
    tables.features.push_back({"bin25.tag" + std::to_string(i),
                               "bin25",
                               {"tag" + std::to_string(i), "ABCD", "Name", "mm^3", "morph", "3D"}});
  tables.planned_cells = static_cast<std::int64_t>(objects * conditions);
  return tables;
}

/// Cells that differ in everything that can differ; every fifth failed.
inline std::vector<store::CellRecord> example_cells(std::size_t count, std::size_t objects,
                                                    std::size_t conditions, std::size_t features) {
  std::vector<store::CellRecord> cells(count);
  for (std::size_t i = 0; i < count; ++i) {
    store::CellRecord& cell = cells[i];
    cell.plan_index = static_cast<std::int64_t>(i);
    cell.object = static_cast<std::int64_t>(i % objects);
    cell.condition = static_cast<std::int64_t>(i % conditions);
    cell.seconds = 0.125 * static_cast<double>(i);
    cell.checksums = {{"original", "image", 0xFFFFFFFFFFFFFF00u + i}, {"original", "mask", i}};
    if (i % 4 == 1)
      cell.notices = {{"", {NoticeKind::outside_image, 0.25 * static_cast<double>(i)}},
                      {"bin25", {NoticeKind::one_grey_level, 12, 3.5}}};
    if (i % 5 == 4) {
      cell.status = Status::failed;
      cell.reason = "the mask is empty";
      continue;
    }
    for (std::size_t f = 0; f < features; ++f) {
      cell.values.push_back(1.0 / static_cast<double>(1 + i * features + f));
      cell.statuses.push_back(Status::ok);
    }
    if (i % 3 == 0 && features > 1) {
      cell.values[0] = cell.values[1] = std::numeric_limits<double>::quiet_NaN();
      cell.statuses[0] = Status::degenerate;
      cell.statuses[1] = Status::undefined;
      cell.reasons = {{0, "one voxel"}, {1, "0/0"}};
    }
    cell.magnitudes = {
        {"noise.white", "sd", std::numeric_limits<double>::quiet_NaN(), 9.98, "intensity", "ok"},
        {"noise.white#1", "k", 0.5, 0.25 * static_cast<double>(i), "", "capped"}};
  }
  return cells;
}

inline bool same_bits(double a, double b) {
  return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

inline void expect_cell(const store::CellRecord& a, const store::CellRecord& b) {
  EXPECT_EQ(a.plan_index, b.plan_index);
  EXPECT_EQ(a.object, b.object);
  EXPECT_EQ(a.condition, b.condition);
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.reason, b.reason);
  EXPECT_TRUE(same_bits(a.seconds, b.seconds));
  ASSERT_EQ(a.values.size(), b.values.size());
  EXPECT_TRUE(a.values.empty() || std::memcmp(a.values.data(), b.values.data(), 8 * a.values.size()) == 0);
  EXPECT_EQ(a.statuses, b.statuses);
  EXPECT_EQ(a.reasons, b.reasons);
  ASSERT_EQ(a.magnitudes.size(), b.magnitudes.size());
  for (std::size_t i = 0; i < a.magnitudes.size(); ++i) {
    EXPECT_EQ(a.magnitudes[i].operation, b.magnitudes[i].operation);
    EXPECT_EQ(a.magnitudes[i].parameter, b.magnitudes[i].parameter);
    EXPECT_TRUE(same_bits(a.magnitudes[i].requested, b.magnitudes[i].requested));
    EXPECT_TRUE(same_bits(a.magnitudes[i].achieved, b.magnitudes[i].achieved));
    EXPECT_EQ(a.magnitudes[i].unit, b.magnitudes[i].unit);
    EXPECT_EQ(a.magnitudes[i].status, b.magnitudes[i].status);
  }
  ASSERT_EQ(a.checksums.size(), b.checksums.size());
  for (std::size_t i = 0; i < a.checksums.size(); ++i) {
    EXPECT_EQ(a.checksums[i].extraction, b.checksums[i].extraction);
    EXPECT_EQ(a.checksums[i].step, b.checksums[i].step);
    EXPECT_EQ(a.checksums[i].xxh3, b.checksums[i].xxh3);
  }
}

inline void expect_notices(const store::CellRecord& a, const store::CellRecord& b) {
  ASSERT_EQ(a.notices.size(), b.notices.size());
  for (std::size_t i = 0; i < a.notices.size(); ++i) {
    EXPECT_EQ(a.notices[i].extraction, b.notices[i].extraction);
    EXPECT_EQ(a.notices[i].notice.kind, b.notices[i].notice.kind);
    EXPECT_TRUE(same_bits(a.notices[i].notice.amount, b.notices[i].notice.amount));
    EXPECT_TRUE(same_bits(a.notices[i].notice.reference, b.notices[i].notice.reference));
  }
}

inline void expect_cells(const store::Store& store, const std::vector<store::CellRecord>& cells) {
  std::size_t next = 0;
  store.for_each_cell([&](const store::CellRecord& cell) {
    ASSERT_LT(next, cells.size());
    expect_notices(cell, cells[next]);
    expect_cell(cell, cells[next++]);
  });
  EXPECT_EQ(next, cells.size());
  EXPECT_EQ(store.stored_cells().size(), cells.size());
}

}  // namespace radgauge
