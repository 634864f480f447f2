#include "program.h"

namespace {

const std::string kHead =
    "study: s\nseed: 3\nphantoms: {kind: lesion, count: 8}\n"
    "extractions: {original: {preset: ct-1mm, spacing_x_mm: 2, spacing_y_mm: 2, spacing_z_mm: 2, families: "
    "morph+stat}}\n";

std::string oat(const std::string& noise, const std::string& grow) {
  return kHead +
         "conditions:\n  g:\n    design: oat\n    repeats: 2\n    chain:\n      - {noise.white: {k: " +
         noise + "}}\n      - {mask.grow_mm: {distance_mm: " + grow +
         "}}\nquestions: [{name: q, over: g, limits: {icc_lower: 0.8}}]\n";
}

class DosesMechanics : public ProgramTest {};
class DosesInvariant : public ProgramTest {};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST_F(DosesInvariant, OrderOfLevelsAndThreadsDoNotMatter) {
  write("a.yaml", oat("[1, 4, 2]", "[2, -2, 4, -4]"));
  write("b.yaml", oat("[4, 2, 1]", "[-4, -2, 2, 4]"));
  ASSERT_EQ(run("run a.yaml -o a -j 1").exit_code, 0);
  ASSERT_EQ(run("run b.yaml -o b -j 3").exit_code, 0);
  const std::string critical = read("a/critical.csv");
  EXPECT_EQ(critical, read("b/critical.csv"));
  EXPECT_EQ(read("a/dose_response.csv"), read("b/dose_response.csv"));
  const auto lines = lines_of(critical);
  ASSERT_GT(lines.size(), 3u);
  EXPECT_EQ(lines[0].rfind(
                "question,factor,side,feature,ibsi_code,magnitude,unit,answer,critical,requested,crossing,"
                "estimate_crossing,estimate_crossing_lower,estimate_crossing_upper,limit,beyond,",
                0),
            0u);
  // Noise, then the two sides of the contour.
  EXPECT_EQ((lines.size() - 1) % 3, 0u);
  EXPECT_NE(critical.find("q,mask.grow_mm:distance_mm,below,"), std::string::npos);
  EXPECT_NE(critical.find("q,noise.white:k,above,stat_mean,Q4LE,sd,HU,"), std::string::npos);
}

TEST_F(DosesMechanics, AnalyseMakesTheSameTablesAndFollowsOtherLimits) {
  write("a.yaml", oat("[1, 4]", "[2, 4]"));
  ASSERT_EQ(run("run a.yaml -o a").exit_code, 0);
  const std::string before = read("a/critical.csv"), summary = read("a/summary.json");
  EXPECT_NE(summary.find("\"half_hold_up_to\""), std::string::npos);
  EXPECT_NE(read("a/report.html").find("What breaks first"), std::string::npos);
  EXPECT_NE(read("a/report.md").find("What breaks first"), std::string::npos);
  ASSERT_EQ(run("analyse a").exit_code, 0);
  EXPECT_EQ(read("a/critical.csv"), before);
  std::string other = oat("[1, 4]", "[2, 4]");
  other.replace(other.find("0.8"), 3, "0.1");
  write("other.yaml", other);
  ASSERT_EQ(run("analyse a --study other.yaml").exit_code, 0);
  EXPECT_NE(read("a/critical.csv"), before);
}

// 0.5 mm on voxels of 2 mm moves nothing: it is no dose, and the report says so.
TEST_F(DosesMechanics, LevelsThatChangeNothingAreNoDoses) {
  write("a.yaml", oat("[1, 4]", "[0.5, 4]"));
  ASSERT_EQ(run("run a.yaml -o a").exit_code, 0);
  EXPECT_EQ(read("a/dose_response.csv").find("above,stat_mean,0.5,"), std::string::npos);
  EXPECT_NE(read("a/report.html").find("changed nothing"), std::string::npos);
}

TEST_F(DosesMechanics, WithoutAnOatGroupTheTableIsEmpty) {
  write("a.yaml", kHead + "conditions: {g: {chain: [{mask.grow_mm: {distance_mm: [-2, 2]}}]}}\n");
  ASSERT_EQ(run("run a.yaml -o a").exit_code, 0);
  EXPECT_EQ(lines_of(read("a/critical.csv")).size(), 1u);
  EXPECT_EQ(read("a/report.html").find("Dose response"), std::string::npos);
}

TEST_F(DosesMechanics, LatinHypercubeFromStudyToDecisions) {
  write("a.yaml",
        kHead +
            "conditions:\n  h:\n    design: latin-hypercube\n    samples: 6\n    chain:\n      - "
            "{noise.white: {k: {from: 0, to: 2}}}\n      - {geom.rotate: {angle_deg: {from: -10, to: "
            "10}}}\n      - {mask.grow_mm: {distance_mm: [0, 2]}}\n");
  ASSERT_EQ(run("run a.yaml --dry-run").exit_code, 0);
  ASSERT_EQ(run("run a.yaml -o a -j 1").exit_code, 0);
  ASSERT_EQ(run("run a.yaml -o b -j 3").exit_code, 0);
  EXPECT_EQ(read("a/features.csv"), read("b/features.csv"));
  EXPECT_EQ(read("a/cells.csv"), read("b/cells.csv"));
  expect_parts(read("a/features.csv"), {"h,all,stat_mean,Q4LE,HU,8,8,6,agreement,"});
  // The resolved study is the same study.
  const Result again = run("validate a/study.resolved.yaml --resolved");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  expect_parts(again.out, {"{from: -10, to: 10}", "samples: 6", "design: latin-hypercube"});
  EXPECT_EQ(run("analyse a").exit_code, 0);
  // One of its cells alone, by its name.
  const std::string cells = read("a/cells.csv");
  const std::size_t begin = cells.find("noise.white:k="), end = cells.find(',', begin);
  const std::string name = cells.substr(begin, end - begin);
  const Result one = run("run a.yaml --only 'lesion-3/1::" + name + "' -o one");
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_NE(one.out.find("1 cells: 1 measured"), std::string::npos) << one.out;
}

}  // namespace
