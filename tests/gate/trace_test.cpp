#include "gate/trace.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/error.h"
#include "gate/trace_file.h"
#include "report/gate_explanation.h"

namespace radgauge::gate {
namespace {

/// A crop of an image of 10 x 10 x 10 voxels of 2 mm, each voxel its place in the whole.
Volume crop_of_ramp(const Index3& offset, const Index3& size) {
  Lattice whole;
  whole.size = {10, 10, 10};
  whole.spacing_mm = {2, 2, 2};
  whole.origin_mm = {-7.3, 0.1, 11};
  Volume image(whole);
  for (std::size_t i = 0; i < image.voxels.size(); ++i) image.voxels[i] = static_cast<float>(i);
  Box box{offset, offset};
  for (std::size_t a = 0; a < 3; ++a) box.end[a] += size[a];
  return crop(image, box);
}

CellTrace trace_of(std::vector<KeptStep> steps) {
  return {"small",      "P1/1",     "base", "built-in",
          "radgauge 1", Status::ok, "",     {{"original", std::move(steps)}}};
}

TEST(TraceMechanics, ImagesAreComparedWhereBothCropsHaveThem) {
  const CellTrace before = trace_of({{"image", "", crop_of_ramp({1, 2, 3}, {5, 5, 5})}});
  CellTrace now = trace_of({{"image", "", crop_of_ramp({2, 2, 2}, {5, 5, 5})}});
  Explanation same = explain(before, now);
  EXPECT_TRUE(same.same()) << report::explanation_table(same);
  EXPECT_EQ(same.steps[0].compared, 4 * 5 * 4);
  Volume& image = now.extractions[0].steps[0].voxels;
  image(1, 2, 3) += 0.5F;
  image(2, 2, 3) -= 2;
  image(0, 0, 0) += 100;  // of z = 2, which the other crop does not have
  const Explanation moved = explain(before, now);
  const StepComparison& step = *moved.first();
  EXPECT_EQ(step.differing, 2);
  EXPECT_EQ(step.worst->index, (Index3{4, 4, 5}));
  EXPECT_EQ(step.worst->difference(), -2);
  EXPECT_NEAR(step.worst->position_mm[0], -7.3 + 8, 1e-12);
  EXPECT_NEAR(step.worst->position_mm[1], 0.1 + 8, 1e-12);
  EXPECT_NEAR(step.worst->position_mm[2], 11 + 10, 1e-12);
}

TEST(TraceMechanics, AMaskIsEmptyOutsideOfItsCrop) {
  const auto ones = [](const Index3& offset, const Index3& size) {
    Volume mask = crop_of_ramp(offset, size);
    std::fill(mask.voxels.begin(), mask.voxels.end(), 1.0F);
    return mask;
  };
  const Explanation moved = explain(trace_of({{"mask", "", ones({3, 3, 3}, {2, 2, 2})}}),
                                    trace_of({{"mask", "", ones({3, 3, 3}, {2, 2, 3})}}));
  EXPECT_EQ(moved.first()->differing, 4);
  EXPECT_EQ(moved.first()->worst->index[2], 5);
  Volume padded = crop_of_ramp({2, 2, 2}, {5, 5, 5});
  std::fill(padded.voxels.begin(), padded.voxels.end(), 0.0F);
  for (std::int64_t z = 1; z < 3; ++z)
    for (std::int64_t y = 1; y < 3; ++y)
      for (std::int64_t x = 1; x < 3; ++x) padded(x, y, z) = 1;
  EXPECT_TRUE(
      explain(trace_of({{"mask", "", ones({3, 3, 3}, {2, 2, 2})}}), trace_of({{"mask", "", padded}})).same());
}

TEST(TraceMechanics, OtherLatticesAreToldAndNotCompared) {
  Volume other = crop_of_ramp({0, 0, 0}, {10, 10, 10});
  other.lattice.spacing_mm[1] = 2.5;
  const Explanation moved = explain(trace_of({{"image", "", crop_of_ramp({0, 0, 0}, {10, 10, 10})}}),
                                    trace_of({{"image", "", other}}));
  EXPECT_FALSE(moved.same());
  EXPECT_NE(moved.first()->note.find("2.5"), std::string::npos) << moved.first()->note;
  EXPECT_FALSE(moved.first()->worst.has_value());
}

TEST(TraceMechanics, NumbersAreComparedByNameAndWithinRounding) {
  const KeptStep before{"matrix", "cm", {}, {{"a", 1}, {"b", 100}, {"gone", 3}, {"none", kNaN, "undefined"}}};
  KeptStep now{
      "matrix", "cm", {}, {{"none", kNaN, "undefined"}, {"b", 100 * (1 + 1e-12)}, {"a", 1}, {"gone", 3}}};
  EXPECT_TRUE(explain(trace_of({before}), trace_of({now})).same());
  now.numbers[2].value = 1.25;
  now.numbers[1].value = 101;
  Explanation moved = explain(trace_of({before}), trace_of({now}));
  EXPECT_EQ(moved.first()->differing, 2);
  EXPECT_EQ(moved.first()->worst->name, "a") << "a quarter is more than a hundredth";
  now.numbers.pop_back();
  now.numbers[0].reason = "degenerate";
  moved = explain(trace_of({before}), trace_of({now}));
  EXPECT_EQ(moved.first()->differing, 4);
  EXPECT_EQ(moved.first()->worst->name, "none") << "of the numbers that both have";
  EXPECT_EQ(moved.first()->worst->now_reason, "degenerate");
  now.numbers = {before.numbers[0], before.numbers[1], before.numbers[3]};
  moved = explain(trace_of({before}), trace_of({now}));
  EXPECT_EQ(moved.first()->differing, 1);
  EXPECT_EQ(moved.first()->worst->name, "gone");
  EXPECT_EQ(moved.first()->worst->now_reason, "it is not there");
}

TEST(TraceMechanics, TheFirstStepIsTheFirstThatIsMade) {
  const KeptStep value{"value", "stat", {}, {{"stat_mean", 1}}},
      moved{"value", "stat", {}, {{"stat_mean", 2}}};
  KeptStep levels{"discretised", "", crop_of_ramp({0, 0, 0}, {3, 3, 3})};
  const Explanation only_now = explain(trace_of({value}), trace_of({levels, moved}));
  EXPECT_EQ(only_now.first()->step, "discretised") << "a step that one of both lacks";
  EXPECT_EQ(only_now.first()->note, "only now is there such a step");
  EXPECT_EQ(only_now.first_of("other"), nullptr);
  // Whichever extraction it is of.
  CellTrace two = trace_of({value}), other = trace_of({moved});
  two.extractions.push_back({"bins", {levels}});
  levels.voxels(1, 1, 1) += 1;
  other.extractions.push_back({"bins", {levels}});
  EXPECT_EQ(explain(two, other).first()->extraction, "bins");
  EXPECT_EQ(explain(two, other).first_of("original")->step, "value");
  CellTrace failed = trace_of({});
  failed.extractions.clear();
  failed.status = Status::failed;
  failed.reason = "no memory";
  const Explanation gone = explain(failed, failed);
  EXPECT_TRUE(gone.same());
  EXPECT_FALSE(explain(trace_of({value}), failed).same());
}

class TraceFile : public testing::Test {
 protected:
  void SetUp() override {
    path_ =
        (std::filesystem::temp_directory_path() / ("radgauge_trace_" + std::to_string(getpid()))).string();
    save_trace(
        trace_of({{"image", "", crop_of_ramp({1, 2, 3}, {4, 5, 6})},
                  {"value", "stat", {}, {{"stat_mean", 0.1}, {"stat_kurt", kNaN, "degenerate: flat"}}}}),
        path_);
  }
  void TearDown() override { std::filesystem::remove(path_); }
  std::string bytes() const {
    std::ifstream stream(path_, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }
  void write(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }
  std::string problem() const {
    try {
      read_trace(path_);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      EXPECT_NE(std::string(error.what()).find(path_), std::string::npos) << error.what();
      return error.what();
    }
    return {};
  }

  std::string path_;
};
using TraceFileInvariant = TraceFile;
using TraceFileMechanics = TraceFile;

TEST_F(TraceFileInvariant, ATraceComesBackAsItWas) {
  EXPECT_TRUE(is_trace_file(path_));
  const std::string first = bytes();
  const CellTrace back = read_trace(path_);
  ASSERT_EQ(back.extractions.size(), 1u);
  EXPECT_EQ(back.cell(), "P1/1::base");
  EXPECT_EQ(back.extractions[0].steps[0].voxels, crop_of_ramp({1, 2, 3}, {4, 5, 6}));
  EXPECT_EQ(back.extractions[0].steps[1].numbers[0].value, 0.1);
  EXPECT_EQ(back.extractions[0].steps[1].numbers[1].reason, "degenerate: flat");
  save_trace(back, path_);
  EXPECT_EQ(bytes(), first);
}

TEST_F(TraceFileMechanics, EveryCutIsNoticed) {
  const std::string whole = bytes();
  for (std::size_t n = 0; n < whole.size(); n += 1 + whole.size() / 97) {
    write(whole.substr(0, n));
    EXPECT_NE(problem(), "") << n;
  }
  write("");
  EXPECT_FALSE(is_trace_file(path_));
}

TEST_F(TraceFileMechanics, AHeadThatPromisesWhatThereIsNotIsRefused) {
  const std::string whole = bytes();
  const auto mutate = [&](const std::string& from, const std::string& to) {
    const auto at = whole.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    write(std::string(whole).replace(at, from.size(), to));
    EXPECT_NE(problem(), "") << to;
  };
  mutate("\"size\":[4,5,6]", "\"size\":[4,5,7]");
  mutate("\"size\":[4,5,6]", "\"size\":[4,5]");
  mutate("\"size\":[4,5,6]", "\"size\":[-4,-5,6]");
  mutate("\"size\":[4,5,6]", "\"size\":[4000000000,5000000000,6000000000]");
  mutate("\"size\":[4,5,6]", "\"size\":[1000,1000,1000]");
  mutate("\"reasons\":{\"1\"", "\"reasons\":{\"7\"");
  mutate("\"status\":\"ok\"", "\"status\":\"fine\"");
  mutate("\"steps\":", "\"stpes\":");
}

}  // namespace
}  // namespace radgauge::gate
