#include <nlohmann/json.hpp>

#include "core/text.h"
#include "data.h"
#include "io/csv.h"
#include "program.h"
#include "reference/values/reference_values.h"

namespace {

class IbsiProgram : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    unsetenv("RADGAUGE_DATA");
  }
  /// The empty table of --write-inputs with its reference values filled in; `change` may spoil one.
  void fill(const std::string& table, const std::string& wrong_tag = "",
            const std::string& wrong_value = "") const {
    std::istringstream lines(read(table));
    std::string line, filled;
    while (std::getline(lines, line)) {
      const std::string tag = line.substr(0, line.find(','));
      const auto* reference = radgauge::reference::find_reference("digital", tag);
      if (reference != nullptr) line += tag == wrong_tag ? wrong_value : radgauge::to_text(*reference->value);
      filled += line + "\n";
    }
    write(table, filled);
  }
};
using IbsiCommandMechanics = IbsiProgram;
using IbsiCommandOracle = IbsiProgram;

// oracle: the built-in extractor against the embedded values, without any file.
TEST_F(IbsiCommandOracle, TheDigitalPhantomMatches) {
  const auto result = run("ibsi --format csv");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  expect_parts(result.err, {"standardised values match", "github.com/theibsi/data_sets"});
  const auto table = radgauge::io::parse_csv(result.out, "out");
  ASSERT_EQ(table.rows.size(), 487u);
  std::map<std::string, int> verdicts;
  for (const auto& row : table.rows) ++verdicts[row[10]];
  EXPECT_EQ(verdicts["mismatch"], 0);
  EXPECT_GE(verdicts["match"], 212);
  EXPECT_EQ(verdicts["match"] + verdicts["missing"], 482);
  EXPECT_EQ(verdicts["not-standardised"], 5);
}

// oracle: the CT phantom with configurations A to E, and under the filters of phase 2 of IBSI 2.
TEST_F(IbsiCommandOracle, TheCtPhantomMatches) {
  RADGAUGE_REFERENCE_DATA(data, "ibsi");
  const auto result = run("ibsi --set all --format csv --data " + data);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto table = radgauge::io::parse_csv(result.out, "out");
  EXPECT_EQ(table.rows.size(), 1804u + 6 * 5 + 324);
  std::map<std::string, int> matches;
  for (const auto& row : table.rows) {
    EXPECT_NE(row[10], "mismatch") << row[0] << " " << row[4] << " is " << row[7] << ", reference " << row[8];
    if (row[10] == "match") ++matches[row[0]];
  }
  for (const char* set : {"a", "b", "c", "d", "e"}) EXPECT_GE(matches[set], 112) << set;
  EXPECT_EQ(matches["filters"], 323);
  // What it writes is a table of values like any other, and is judged the same.
  write("own.csv", result.out);
  const auto again = run("ibsi --set filters --features own.csv --format csv");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  expect_parts(again.err, {"323 of 323"});
}

TEST_F(IbsiCommandMechanics, AFilledTableMatchesAndOneWrongValueIsNamed) {
  auto result = run("ibsi --write-inputs phantom");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  for (const char* file : {"phantom_image.nii.gz", "phantom_mask.nii.gz", "features.csv", "README.md"})
    EXPECT_TRUE(std::filesystem::exists(folder_ / "phantom" / file)) << file;
  EXPECT_EQ(run("ibsi --features phantom/features.csv").exit_code, 5) << "nothing is claimed yet";

  const std::string empty = read("phantom/features.csv");
  fill("phantom/features.csv");
  result = run("ibsi --features phantom/features.csv");
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  expect_parts(result.out, {"482 of 482 standardised values match"});

  write("phantom/features.csv", empty);
  fill("phantom/features.csv", "rlm_sre_2D_comb", "0.7");
  result = run("ibsi --features phantom/features.csv");
  EXPECT_EQ(result.exit_code, 1);
  expect_parts(result.out, {"rlm_sre_2D_comb", "22OV", "0.7",
                            "features.csv:", "481 of 482 standardised values match, 1 does not"});
  result = run("ibsi --features phantom/features.csv --format junit -o ibsi.xml");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
  expect_parts(read("ibsi.xml"), {"failures=\"1\"", "rlm_sre_2D_comb is 0.7"});

  result = run("ibsi --write-inputs phantom");
  EXPECT_EQ(result.exit_code, 2) << "a filled table is never overwritten";
  expect_parts(result.err, {"features.csv", "exists already"});
}

TEST_F(IbsiCommandMechanics, ItsOwnOutputIsATableItReads) {
  ASSERT_EQ(run("ibsi --set digital --format csv -o own.csv").exit_code, 0);
  const auto result = run("ibsi --features own.csv --format csv -o again.csv");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(read("own.csv"), read("again.csv"));
}

TEST_F(IbsiCommandMechanics, WrongTablesNameFileLineAndColumn) {
  write("t.csv", "tag,value\nstat_mean,2.15\nstat_mean,2.16\n");
  auto result = run("ibsi --features t.csv");
  EXPECT_EQ(result.exit_code, 4);
  expect_parts(result.err, {"t.csv:3, column 'value'", "2.16", "t.csv:2", "2.15"});
  write("t.csv", "tag,value\nstat_mean,2.15\nstat_v");
  result = run("ibsi --features t.csv");
  EXPECT_EQ(result.exit_code, 4);
  expect_parts(result.err, {"t.csv:3"});
  result = run("ibsi --features nowhere.csv");
  EXPECT_EQ(result.exit_code, 4);
  expect_parts(result.err, {"nowhere.csv"});
  write("t.csv", "tag,value\nstat_mean,nan\n");
  result = run("ibsi --features t.csv --format json");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(nlohmann::json::parse(result.out).at("mismatch"), 1);
  expect_parts(result.err, {"stat_mean is nan"});
}

TEST_F(IbsiCommandMechanics, MissingDataSaysWhereToGetIt) {
  auto result = run("ibsi --set c");
  EXPECT_EQ(result.exit_code, 4);
  expect_parts(result.err,
               {"https://github.com/theibsi/data_sets", "CC BY-NC 3.0", "--data", "RADGAUGE_DATA"});
  result = run("ibsi --set validation --data .");
  EXPECT_EQ(result.exit_code, 4);
  expect_parts(result.err, {"validation", "STS_001", "--data"});
  result = run("ibsi --set c --data nowhere");
  EXPECT_EQ(result.exit_code, 4);
  expect_parts(result.err, {"'nowhere' is not a folder"});
}

TEST_F(IbsiCommandMechanics, AnotherImageIsNotTakenForThePhantom) {
  ASSERT_EQ(run("ibsi --write-inputs small").exit_code, 0);
  std::filesystem::create_directories(folder_ / "ibsi_1_ct_radiomics_phantom/nifti/image");
  std::filesystem::create_directories(folder_ / "ibsi_1_ct_radiomics_phantom/nifti/mask");
  std::filesystem::copy(folder_ / "small/phantom_image.nii.gz",
                        folder_ / "ibsi_1_ct_radiomics_phantom/nifti/image/phantom.nii.gz");
  std::filesystem::copy(folder_ / "small/phantom_mask.nii.gz",
                        folder_ / "ibsi_1_ct_radiomics_phantom/nifti/mask/mask.nii.gz");
  const auto result = run("ibsi --set a --data .");
  EXPECT_EQ(result.exit_code, 4);
  expect_parts(result.err, {"is not the CT phantom", "5 voxels along x", "204"});
}

TEST_F(IbsiCommandMechanics, ThePhantomIsFoundInTheLayoutsThatUsersHave) {
  RADGAUGE_REFERENCE_DATA(image, "ibsi/ibsi1/ct_phantom/image.nii.gz");
  RADGAUGE_REFERENCE_DATA(mask, "ibsi/ibsi1/ct_phantom/mask.nii.gz");
  const auto root = folder_ / "data_sets/ibsi_1_ct_radiomics_phantom/nifti";
  std::filesystem::create_directories(root / "image");
  std::filesystem::create_directories(root / "mask");
  std::filesystem::create_symlink(image, root / "image/phantom.nii.gz");
  std::filesystem::create_symlink(mask, root / "mask/mask.nii.gz");
  for (const char* data : {".", "data_sets", "data_sets/ibsi_1_ct_radiomics_phantom",
                           "data_sets/ibsi_1_ct_radiomics_phantom/nifti"})
    EXPECT_EQ(run("ibsi --set d --data " + std::string(data)).exit_code, 0) << data << read("err.txt");
}

TEST_F(IbsiCommandMechanics, AnEngineIsRunAndJudged) {
  write("tool.sh",
        "test -s \"$1\" && test -s \"$2\" || exit 9\n"
        "printf 'tag,value\\nstat_mean,2.1486\\nstat_max,7\\n' > \"$3\"\n");
  write("engine.yaml", "engine: tool\ncommand: [sh, tool.sh, '{image}', '{mask}', '{output}']\n");
  auto result = run("ibsi --engine engine.yaml");
  EXPECT_EQ(result.exit_code, 1) << result.err;
  expect_parts(result.out, {"stat_max", "engine tool: 1 of 2 standardised values match, 1 does not"});
  write("tool.sh", "echo broken; exit 1\n");
  result = run("ibsi --engine engine.yaml");
  EXPECT_EQ(result.exit_code, 4);
  expect_parts(result.err, {"engine tool", "ended with 1", "broken"});
  EXPECT_EQ(run("ibsi --engine engine.yaml --set c").exit_code, 5) << "it has no settings for that set";
  EXPECT_EQ(run("ibsi --engine engine.yaml --features x.csv").exit_code, 2);
}

TEST_F(IbsiCommandMechanics, FindingsStandBesideMisses) {
  write("t.csv", "tag,value\nstat_mean,2.15\nstat_max,7\n");
  write("f.csv",
        "set,object,modality,tag,finding\n,,,stat_ma?,it counts from one\ndigital,,,stat_min,not there any "
        "more\n");
  const auto result = run("ibsi --features t.csv --findings f.csv --format markdown");
  EXPECT_EQ(result.exit_code, 1);
  expect_parts(result.out, {"finding 1; t.csv:3, column 'value'", "1: it counts from one",
                            "finding of line 3 (stat_min)"});
}

TEST_F(IbsiCommandMechanics, UsageErrors) {
  auto result = run("ibsi --set digitl");
  EXPECT_EQ(result.exit_code, 2);
  expect_parts(result.err, {"did you mean 'digital'", "validation"});
  EXPECT_EQ(run("ibsi --map mirp").exit_code, 2);
  write("t.csv", "tag,value\nstat_mean,2.15\n");
  EXPECT_EQ(run("ibsi --features t.csv --map nowhere").exit_code, 2);
}

}  // namespace
