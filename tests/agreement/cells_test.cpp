#include "agreement/cells.h"

#include "cells_example.h"

namespace radgauge {
namespace {

agreement::FeatureCells gathered(const Cells& cells, std::size_t columns) {
  agreement::QuestionTable table = table_of(cells);
  table.columns.resize(columns);
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < cells.patients.size(); ++r) rows.push_back(r);
  return agreement::gather(table, agreement::read_block(table, 0, 1), 0, rows, rows);
}

constexpr double kAbsent = std::numeric_limits<double>::infinity();

// By hand: rows with a value everywhere, with a gap, with nothing but failures, and that are not there.
TEST(GatherOracle, WholeRowsAndGapsAreCountedAlike) {
  const Cells cells{one_each(5), 2, {{1, 2, 3, kNaN, kNaN, kNaN, kAbsent, kAbsent, 5, kAbsent}}};
  const agreement::FeatureCells found = gathered(cells, 2);
  EXPECT_EQ(found.rows, (std::vector<std::size_t>{0, 1, 4}));
  EXPECT_EQ(found.patients, found.rows);
  EXPECT_EQ(found.columns, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(found.present, 7u);
  EXPECT_EQ(found.not_ok, 3u);
  EXPECT_EQ(found.objects, 4u);
  EXPECT_EQ(found.worst, Status::failed);
  EXPECT_FALSE(found.complete);
  ASSERT_EQ(found.ratings.values.size(), 6u);
  EXPECT_EQ(found.ratings.at(0, 1), 2);
  EXPECT_EQ(found.ratings.at(2, 0), 5);
  EXPECT_TRUE(std::isnan(found.ratings.at(1, 1)) && std::isnan(found.ratings.at(2, 1)));
}

TEST(GatherMechanics, AColumnWithoutAValueIsLeftOut) {
  const agreement::FeatureCells found = gathered({one_each(2), 2, {{1, kNaN, 3, kNaN}}}, 2);
  EXPECT_EQ(found.columns, (std::vector<std::size_t>{0}));
  EXPECT_EQ(found.empty_columns, (std::vector<std::string>{"c1"}));
  EXPECT_EQ(found.ratings.values, (std::vector<double>{1, 3}));
  EXPECT_TRUE(found.complete);
}

TEST(GatherMechanics, WithoutColumnsThereAreNoObjects) {
  const agreement::FeatureCells found = gathered({one_each(3), 0, {{}}}, 0);
  EXPECT_TRUE(found.rows.empty());
  EXPECT_EQ(found.objects, 0u);
  EXPECT_EQ(found.present, 0u);
}

}  // namespace
}  // namespace radgauge
