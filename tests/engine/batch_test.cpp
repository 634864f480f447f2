#include <array>
#include <optional>

#include "core/error.h"
#include "core/text.h"
#include "engine/registry.h"
#include "engine/several.h"
#include "io/csv.h"
#include "io/files.h"
#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::engine;

namespace {

/// An engine file whose command takes a table, and masks of one image.
class BatchMechanics : public ::testing::Test {
 protected:
  BatchMechanics() {
    Lattice lattice;
    lattice.size = {4, 4, 4};
    image_ = Volume(lattice, 7);
    for (std::size_t m = 0; m < 5; ++m) {
      masks_.emplace_back(lattice, 1);
      masks_.back().voxels[0] = 0;
      request_[m].settings.bin_width = static_cast<double>(m + 1);
    }
  }
  /// A program in shell that does `each` for every line of the table: $image, $mask, $out and $width.
  std::shared_ptr<const Engine> shell(const std::string& each, const std::string& keys = "batch: 3\n",
                                      const std::string& end = "") {
    write_bytes(
        folder_.file("measure.sh"),
        "echo run >> runs\ncat \"$1\" >> lists\ntail -n +2 \"$1\" | { while IFS=, read -r image mask out "
        "width; do\n" +
            each + "\ndone; " + end + " }\n");
    write_bytes(folder_.file("engine.yaml"),
                "engine: tool\ncommand: [sh, measure.sh, '{list}']\nfeatures: [stat_mean]\n"
                "list: {image: '{image}', mask: '{mask}', output: '{output}', width: '{bin_width}'}\n" +
                    keys);
    return make_engine("engine.yaml", folder_.path(), "study.yaml:3:9");
  }
  /// All masks, each with its own bin width, at once.
  std::vector<std::vector<FeatureVector>> measure(const Engine& engine) {
    std::vector<Measurement> all;
    problems_.assign(masks_.size(), std::nullopt);
    for (std::size_t m = 0; m < masks_.size(); ++m)
      all.push_back({{image_, masks_[m], {}, cell_}, std::span(&request_[m], 1), nullptr, &problems_[m]});
    return engine.extract_many(all);
  }
  std::size_t runs() const { return split(trim(file_bytes(folder_.file("runs"))), '\n').size(); }
  std::string error_of(const std::string& file) {
    write_bytes(folder_.file("engine.yaml"), file);
    try {
      make_engine("engine.yaml", folder_.path(), "study.yaml:3:9");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::study);
      return error.what();
    }
    return "nothing";
  }
  static void expect_parts(const std::string& text, const std::vector<std::string>& parts) {
    for (const auto& part : parts)
      EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
  }

  static constexpr const char* kGood = "printf 'feature,value\\nstat_mean,%s\\n' $width > \"$out\"";
  const TemporaryFolder folder_;
  Volume image_;
  std::vector<Mask> masks_;
  std::array<FeatureRequest, 5> request_;
  std::vector<std::optional<std::string>> problems_;
  CellIdentity cell_{"P1", "1", "", "", "A", "", "", "base"};
};

TEST_F(BatchMechanics, OneRunMeasuresManyAndWritesTheImageOnce) {
  const auto tool = shell(kGood);
  EXPECT_EQ(tool->batch(), 3u);
  const auto values = measure(*tool);
  for (std::size_t m = 0; m < masks_.size(); ++m) EXPECT_EQ(values[m].at(0).at(0).value, double(m + 1));
  EXPECT_EQ(runs(), 2u) << "three and two";
  const auto lines = split(trim(file_bytes(folder_.file("lists"))), '\n');
  ASSERT_EQ(lines.size(), 7u);
  EXPECT_EQ(lines[0], "image,mask,output,width");
  EXPECT_EQ(split(lines[1], ',')[0], split(lines[2], ',')[0]) << "one file of the image";
  EXPECT_NE(split(lines[1], ',')[1], split(lines[2], ',')[1]);
  FeatureRequest one = request_[3];
  EXPECT_EQ(tool->extract({image_, masks_[3], {}, cell_}, std::span(&one, 1)).at(0).at(0).value, 4)
      << "alone, as a cell is explained";
}

// mechanics: the third writes nothing, the fourth half of it; the others keep what they have.
TEST_F(BatchMechanics, OneThatIsNotMeasuredFailsAlone) {
  const auto tool =
      shell(std::string("case $width in 3) echo no region;; 4) echo feature,value > \"$out\";; *) ") + kGood +
            ";; esac");
  const auto values = measure(*tool);
  for (const std::size_t m : {0u, 1u, 4u}) {
    EXPECT_FALSE(problems_[m]);
    EXPECT_EQ(values[m].at(0).at(0).value, double(m + 1));
  }
  ASSERT_TRUE(problems_[2] && problems_[3]);
  expect_parts(*problems_[2], {"engine tool", "`sh measure.sh {list}`", "wrote no {output}", "no region"});
  expect_parts(*problems_[3], {"engine tool", "stat_mean"});
  EXPECT_EQ(runs(), 4u) << "two batches, and two alone";
}

// mechanics: a batch that ends badly says nothing about what it left: each is measured alone.
TEST_F(BatchMechanics, ABatchThatFailsIsMeasuredOneByOne) {
  const auto tool = shell(std::string("n=$((n + 1)); [ $n = 2 ] && { echo fell over; exit 3; }\n") + kGood);
  const auto values = measure(*tool);
  for (std::size_t m = 0; m < masks_.size(); ++m) {
    EXPECT_FALSE(problems_[m]);
    EXPECT_EQ(values[m].at(0).at(0).value, double(m + 1));
  }
  EXPECT_EQ(runs(), 7u);
  const auto hangs = shell("[ $width = 2 ] && sleep 60\n" + std::string(kGood), "batch: 3\ntimeout_s: 1\n");
  measure(*hangs);
  for (std::size_t m = 0; m < masks_.size(); ++m) EXPECT_EQ(problems_[m].has_value(), m == 1) << m;
  expect_parts(*problems_[1], {"did not end within 1 s"});
}

TEST_F(BatchMechanics, WhoAsksForNoProblemsGetsTheFirst) {
  const auto tool = shell(std::string("[ $width = 2 ] || ") + kGood);
  const auto of = [&](std::size_t m) {
    return Measurement{{image_, masks_[m], {}, cell_}, std::span(&request_[m], 1)};
  };
  EXPECT_THROW(tool->extract_many(std::array{of(0), of(1), of(2)}), Error);
  EXPECT_EQ(tool->extract_many(std::array{of(0), of(2)}).at(1).at(0).at(0).value, 3);
}

TEST_F(BatchMechanics, SeveralEnginesPassProblemsOn) {
  const auto both = several_engines({{"tool", shell(std::string("[ $width = 2 ] || ") + kGood)}});
  EXPECT_EQ(both->batch("tool"), 3u);
  cell_.engine = "tool";
  const auto values = measure(*both);
  for (std::size_t m = 0; m < masks_.size(); ++m) EXPECT_EQ(problems_[m].has_value(), m == 1) << m;
  EXPECT_EQ(values[4].at(0).at(0).value, 5);
}

// mechanics: a condition that no column passes on is refused, as with the words of a command.
TEST_F(BatchMechanics, WhatNoColumnHoldsIsRefused) {
  const auto tool = shell(kGood);
  FeatureRequest changed = request_[0];
  const std::string condition = "wider";
  changed.settings.bin_width = 99;
  EXPECT_EQ(tool->refusal({request_[0], changed, condition}), "");
  changed.settings.bin_count = 99;
  expect_parts(tool->refusal({request_[0], changed, condition}), {"{bin_count}", "wider"});
}

TEST_F(BatchMechanics, EngineFilesAreChecked) {
  const std::string list = "list: {i: '{image}', m: '{mask}', o: '{output}'}\n";
  expect_parts(
      error_of("engine: t\ncommand: [sh, '{list}']\nbatch: 3\nlist: {i: '{image}', o: '{output}'}\n"),
      {"engine.yaml:4", "no column of list holds {mask}"});
  expect_parts(error_of("engine: t\ncommand: [sh]\nbatch: 3\n" + list), {"no word of command holds {list}"});
  expect_parts(error_of("engine: t\ncommand: [sh, '{list}']\n" + list), {"without batch"});
  expect_parts(error_of("engine: t\ncommand: [sh, '{image}', '{mask}', '{output}']\nbatch: 3\n"),
               {"without list"});
  expect_parts(error_of("engine: t\ncommand: [sh, '{list}', '{image}', '{mask}', '{output}']\n"),
               {"the key list is missing"});
  expect_parts(error_of("engine: t\ncommand: [sh, '{list}', '{image}']\nbatch: 3\n" + list),
               {"put it in a column of list"});
  expect_parts(error_of("engine: t\ncommand: [sh, '{list}']\nbatch: 0\n" + list), {"batch", "0"});
  expect_parts(error_of("engine: t\ncommand: [sh, '{list}']\nbatch: 3\nworker: [sh]\n" + list),
               {"engine.yaml:4", "leave out worker"});
}

}  // namespace
}  // namespace radgauge
