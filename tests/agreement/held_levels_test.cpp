#include <gtest/gtest.h>

#include <cmath>

#include "agreement/cells.h"
#include "agreement/cells_example.h"

namespace radgauge {
namespace {

using agreement::FeatureRow;
using agreement::QuestionTable;

// Two sessions of every lesion, read by R1 and, every `third` lesion left out, by R2, who reads `shift`
// higher.
struct Held {
  Cells cells;
  QuestionTable table;
};

Held two_readers(double shift, bool third_left_out) {
  Held out{{{}, 2, {{}}}, {}};
  std::vector<std::string> lesions, held;
  for (std::size_t i = 0; i < 24; ++i)
    for (const char* reader : {"R1", "R2"}) {
      const bool second = reader[1] == '2';
      if (second && third_left_out && i % 3 == 0) continue;
      out.cells.patients.push_back("p" + std::to_string(i));
      lesions.push_back("l" + std::to_string(i));
      held.push_back(reader);
      for (std::size_t session = 0; session < 2; ++session)
        out.cells.features[0].push_back(
            20 + 10 * std::fmod(0.618 * static_cast<double>(i + 1), 1.0) + (second ? shift : 0) +
            2 * std::fmod(0.7548 * static_cast<double>(4 * i + 2 * session + (second ? 1 : 0)), 1.0));
    }
  out.table = table_of(out.cells);
  out.table.lesions = lesions;
  out.table.held = held;
  return out;
}

FeatureRow answer_of(const Held& held) {
  QuestionTable table = held.table;
  table.read = table_of(held.cells).read;
  return agreement::answer(question(IccForm::agreement), table).at(0);
}

// Readers that differ are no lesions that differ: a shift of one of them must not raise the ICC over
// sessions.
TEST(HeldLevelsInvariant, AShiftOfAReaderIsNoVariationOfLesions) {
  for (const bool third_left_out : {false, true}) {
    const Held plain = two_readers(0, third_left_out), shifted = two_readers(500, third_left_out);
    const FeatureRow expected = answer_of(plain), found = answer_of(shifted);
    EXPECT_NEAR(found.icc, expected.icc, 1e-9) << third_left_out;
    EXPECT_NEAR(found.icc_lower, expected.icc_lower, 1e-8) << third_left_out;
    EXPECT_LT(found.icc, 0.95);
    EXPECT_EQ(found.n_objects, 24) << "a reading is no lesion";
    EXPECT_DOUBLE_EQ(found.wsd, answer_of(shifted).wsd);
    Held pooled = two_readers(500, third_left_out);
    pooled.table.held.clear();
    EXPECT_GT(answer_of(pooled).icc, 0.999) << "as if the readers were two groups of lesions";
  }
}

// By hand: lesions 1, 2, 3 by R1; 2 and 3 by R2, who reads 10 higher. Their additive effects differ by 10.
TEST(HeldLevelsOracle, LevelsDifferByWhatTheirCommonLesionsSay) {
  Cells cells{{"a", "b", "c", "b", "c"}, 1, {{1, 2, 3, 12, 13}}};
  QuestionTable table = table_of(cells);
  table.lesions = {"a", "b", "c", "b", "c"};
  table.held = {"R1", "R1", "R1", "R2", "R2"};
  const std::vector<std::size_t> rows{0, 1, 2, 3, 4}, patients{0, 1, 2, 1, 2};
  const auto found = agreement::without_held_levels(
      table, agreement::gather(table, agreement::read_block(table, 0, 1), 0, rows, patients));
  const double lift = 10.0 * 2 / 5;  // the mean over the rows stays
  const std::vector<double> expected{1 + lift, 2 + lift, 3 + lift, 2 + lift, 3 + lift};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(found.ratings.values[i], expected[i], 1e-9) << i;
}

// Nobody read the same lesion: whether readers or lesions differ, nothing tells.
TEST(HeldLevelsMechanics, LevelsWithoutACommonLesionStay) {
  Cells cells{{"a", "b", "c", "d"}, 1, {{1, 2, 13, 14}}};
  QuestionTable table = table_of(cells);
  table.held = {"R1", "R1", "R2", "R2"};
  const std::vector<std::size_t> rows{0, 1, 2, 3};
  const auto found = agreement::without_held_levels(
      table, agreement::gather(table, agreement::read_block(table, 0, 1), 0, rows, rows));
  EXPECT_EQ(found.ratings.values, cells.features[0]);
}

}  // namespace
}  // namespace radgauge
