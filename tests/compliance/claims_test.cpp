#include "compliance/claims.h"

#include "core/error.h"
#include "core/text.h"
#include "engine/name_map.h"
#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::compliance;
using namespace radgauge::engine;
using namespace radgauge::reference;

namespace {

class ClaimsMechanics : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_.file(name); }
  void write(const std::string& name, const std::string& text) const { write_bytes(path(name), text); }
  ClaimTable read(const std::string& text, const std::string& map = "", const std::string& set = "digital") {
    write("table.csv", text);
    return read_claims(path("table.csv"), map, set);
  }
  /// What is wrong with the table; the kind must be data.
  std::string problem(const std::string& text, const std::string& map = "") {
    try {
      read(text, map);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data) << error.what();
      return error.what();
    }
    return "nothing";
  }
  static void expect_parts(const std::string& text, const std::vector<std::string>& parts) {
    for (const auto& part : parts)
      EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
  }
  static std::string notes(const ClaimTable& table) { return join(table.notes, "\n"); }

  const TemporaryFolder folder_;
};

TEST_F(ClaimsMechanics, TidyTableByTags) {
  const ClaimTable table = read("tag,value\nstat_mean,2.15\nCM_JOINT_MAX_3d_avg,0.503\nstat_var,\n");
  EXPECT_EQ(table.format, "tidy");
  ASSERT_EQ(table.claims.size(), 2u);
  EXPECT_EQ(table.claims[0].tag, "stat_mean");
  EXPECT_EQ(table.claims[0].place, "table.csv:2, column 'value'");
  EXPECT_EQ(table.claims[1].tag, "cm_joint_max_3D_avg") << "case does not matter";
  expect_parts(notes(table), {"1 rows have no value"});
}

TEST_F(ClaimsMechanics, FiltersAreToldApart) {
  const ClaimTable table =
      read("filter,ibsi_code,value\n1.A,Q4LE,-47\n9.B,Q4LE,0\n1.A,ECT3,53300\n", "", "filters");
  ASSERT_EQ(table.claims.size(), 3u);
  EXPECT_EQ(table.claims[1].filter, "9.B");
  EXPECT_EQ(table.claims[1].tag, "stat_mean");
  std::size_t matches = 0, missing = 0;
  for (const JudgedValue& row : judge_claims("filters", table.claims)) {
    matches += row.verdict == Verdict::match ? 1u : 0u;
    missing += row.verdict == Verdict::missing ? 1u : 0u;
    EXPECT_TRUE(row.verdict != Verdict::match || row.filter == "1.A") << row.name();
  }
  EXPECT_EQ(matches, 2u);
  EXPECT_EQ(missing, 323u - 3);
  expect_parts(problem("set,filter,tag,value\nfilters,12.C,stat_mean,1\n"), {"'12.C'", "1.A to 9.B"});
  expect_parts(problem("set,tag,value\nfilters,stat_mean,1\n"), {"needs the column filter"});
}

TEST_F(ClaimsMechanics, CodesAloneWithTheirAggregation) {
  const ClaimTable table = read(
      "ibsi_code,aggregation,value\nQ4LE,,2.15\nGYBY,3D_avg,0.503\nGYBY,\"2.5D, "
      "merged\",0.5\nRNU0,3D,556\nBC2M.NK6P,,0.3\n");
  std::vector<std::string> tags;
  for (const Claim& claim : table.claims) tags.push_back(claim.tag);
  EXPECT_EQ(tags, (std::vector<std::string>{"stat_mean", "cm_joint_max_3D_avg", "cm_joint_max_2_5D_comb",
                                            "morph_volume", "ivh_v10"}));
}

TEST_F(ClaimsMechanics, ACodeThatNamesSeveralFeaturesIsRefusedWithItsChoices) {
  expect_parts(problem("ibsi_code,value\nQ4LE,2\nGYBY,0.5\n"),
               {"table.csv:3, column 'ibsi_code'", "'GYBY' names 6 features", "2D_avg", "3D_comb"});
  expect_parts(problem("ibsi_code,aggregation,value\nGYBY,4D,0.5\n"), {"table.csv:2", "'4D'", "2_5D_comb"});
  expect_parts(problem("ibsi_code,value\nBC2M,0.5\n"), {"BC2M.NK6P (ivh_v10)", "BC2M.4279 (ivh_v90)"});
}

TEST_F(ClaimsMechanics, WrongEntriesNameFileLineColumnAndWhatArrived) {
  expect_parts(problem("tag,value\nstat_mean,2.15\nstat_var,3;05\n"),
               {"table.csv:3, column 'value'", "'3;05' is not a number"});
  expect_parts(problem("tag,value\nstat_mean,2.15\nstat_mean,2.16\n"),
               {"table.csv:3, column 'value'", "stat_mean is 2.16", "table.csv:2", "says 2.15"});
  expect_parts(problem("tag,ibsi_code,value\nstat_mean,ECT3,2.15\n"),
               {"table.csv:2", "'ECT3'", "stat_mean", "Q4LE"});
  expect_parts(problem("tag,set,value\nstat_mean,f,2.15\n"),
               {"table.csv:2, column 'set'", "'f' is not a set", "digital"});
  expect_parts(problem("tag,value\nstat_mean,2.15\nstat_v"), {"table.csv:3", "1 fields", "2"});
  expect_parts(problem("x,y\n1,2\n"), {"table.csv:1", "no column is known", "x, y", "pyradiomics"});
  expect_parts(problem("x,value\n1,2\n", "tidy"), {"table.csv:1", "tag", "x, value"});
}

TEST_F(ClaimsMechanics, OddEntriesAreTold) {
  const ClaimTable table = read(
      "tag,value\nstat_mean,nan\nstat_var,3.05\nstat_var,3.05\nstat_meen,2\nmy_feature,1\nstat_max,inf\n");
  ASSERT_EQ(table.claims.size(), 3u);
  expect_parts(notes(table), {"stat_mean is nan", "counts as a mismatch",
                              "1 values stand twice, the same each time: stat_var", "table.csv:2",
                              "2 rows name no feature of the set", "'stat_meen' (did you mean 'stat_mean'?)",
                              "'my_feature'", "stat_max is inf"});
  const auto rows = judge_claims("digital", table.claims);
  EXPECT_EQ(rows.size(), 487u);
  const VerdictCounts n = count_verdicts(rows);
  EXPECT_EQ(n.match, 1);
  EXPECT_EQ(n.mismatch, 2);
  EXPECT_EQ(n.missing, 479);
  EXPECT_EQ(n.not_standardised, 5);
}

TEST_F(ClaimsMechanics, RowsMayNameTheirSet) {
  const ClaimTable table =
      read("set,tag,value\na,stat_mean,13.4\n,stat_mean,2.15\nc,img_dim_x_init_img,204\n");
  ASSERT_EQ(table.claims.size(), 2u);
  EXPECT_EQ(table.claims[0].set, "a");
  EXPECT_EQ(table.claims[1].set, "digital");
  EXPECT_EQ(notes(table), "") << "a diagnostic is known, though it is not judged";
}

TEST_F(ClaimsMechanics, WideTablesByTagsAndSemicolons) {
  const ClaimTable table = read("case;stat_mean;stat_var\nphantom;2.15;3.05\n");
  EXPECT_EQ(table.format, "tags");
  ASSERT_EQ(table.claims.size(), 2u);
  EXPECT_EQ(table.claims[1].value, 3.05);
}

TEST_F(ClaimsMechanics, NativeNamesOfPyradiomics) {
  const ClaimTable table = read(
      "Image,diagnostics_Configuration_Settings,original_firstorder_Kurtosis,original_glcm_JointAverage,"
      "original_gldm_LargeDependenceEmphasis\n"
      "a.nii,\"{'force2D': False, 'distances': [1]}\",2.645,2.143,109\n"
      "a.nii,\"{'force2D': True, 'force2Ddimension': 0, 'weightingNorm': 'no_weighting'}\",2.645,2.15,64\n");
  EXPECT_EQ(table.format, "pyradiomics");
  std::map<std::string, double> found;
  for (const Claim& claim : table.claims) found[claim.tag] = claim.value;
  EXPECT_DOUBLE_EQ(found.at("stat_kurt"), 2.645 - 3) << "excess";
  EXPECT_EQ(found.at("cm_joint_avg_3D_avg"), 2.143);
  EXPECT_EQ(found.at("cm_joint_avg_2_5D_comb"), 2.15);
  EXPECT_EQ(found.at("ngl_hde_3D"), 109);
  EXPECT_EQ(found.at("ngl_hde_2_5D"), 64);
  EXPECT_EQ(found.size(), 5u);
}

TEST_F(ClaimsMechanics, SettingsThatAreNotInTheTableAreAssumedAndTold) {
  const ClaimTable table = read("Image,original_glcm_JointAverage\na.nii,2.143\n");
  ASSERT_EQ(table.claims.size(), 1u);
  EXPECT_EQ(table.claims[0].tag, "cm_joint_avg_3D_avg") << "the defaults of pyradiomics";
  expect_parts(notes(table), {"diagnostics_Configuration_Settings", "assumed"});
}

TEST_F(ClaimsMechanics, NativeNamesOfMirp) {
  const ClaimTable table = read(
      "sample_name,stat_mean,ih_min_fbn_n32,ih_min_grad_fbn_n32,cm_joint_max_d1_2.5d_v_mrg_fbn_n32,ngl_lde_"
      "d1_a0.0_3d\n"
      "x,2.15,1,-50,0.5,0.045\n");
  EXPECT_EQ(table.format, "mirp");
  std::vector<std::string> tags;
  for (const Claim& claim : table.claims) tags.push_back(claim.tag);
  std::sort(tags.begin(), tags.end());
  EXPECT_EQ(tags, (std::vector<std::string>{"cm_joint_max_2_5D_comb", "ih_min", "ih_min_grad", "ngl_lde_3D",
                                            "stat_mean"}));
}

TEST_F(ClaimsMechanics, TwoColumnsOfOneFeatureAreRefused) {
  expect_parts(problem("sample_name,stat_mean,ih_mean_fbn_n32,ih_mean_fbs_w25.0\nx,1,2,3\n"),
               {"table.csv:2, column 'ih_mean_fbs_w25.0'", "'ih_mean_fbn_n32'", "ih_mean"});
}

TEST_F(ClaimsMechanics, AMapOfOnesOwnAveragesColumnsAndScales) {
  write("map.csv",
        "native,tag,when,combine,scale,offset,note\nJM_*,cm_joint_max_2D_avg,,mean,,,per "
        "angle\nvol_ml,morph_volume,,,1000,,\n"
        "k,stat_kurt,mode ~ raw,,,-3,\nk,stat_kurt,mode !~ raw,,,,\n");
  const ClaimTable table = read("JM_0,JM_45,vol_ml,k,mode\n0.4,0.6,0.556,4,raw\n", path("map.csv"));
  std::map<std::string, double> found;
  for (const Claim& claim : table.claims) found[claim.tag] = claim.value;
  EXPECT_EQ(found, (std::map<std::string, double>{
                       {"cm_joint_max_2D_avg", 0.5}, {"morph_volume", 556}, {"stat_kurt", 1}}));
}

TEST_F(ClaimsMechanics, MapsThatCannotBeUsedNameTheirLine) {
  const std::string header = "native,tag,when,combine,scale,offset,note\n";
  const auto fails = [&](const std::string& map) {
    write("map.csv", map);
    return problem("a,b\n1,2\n", path("map.csv"));
  };
  expect_parts(fails(header + "a,stat_meen,,,,,\n"), {"map.csv", "'stat_meen'", "stat_mean"});
  expect_parts(fails(header + "a,stat_mean,,,x,,\n"), {"map.csv:2", "scale is 'x'"});
  expect_parts(fails(header + "a,stat_mean,,sum,,,\n"), {"map.csv:2", "'sum'", "mean"});
  expect_parts(fails(header + "a,stat_mean,raw,,,,\n"), {"map.csv:2", "'raw'"});
  expect_parts(fails(header + "a,cm_joint_max_{x},,,,,\n"), {"map.csv:2", "placeholder"});
  expect_parts(fails("native,tag\n"), {"map.csv", "when"});
  try {
    load_name_map("pyradiomic");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    expect_parts(error.what(), {"did you mean 'pyradiomics'", "mirp", "nyxus"});
  }
}

// mechanics: every built-in map can be used, and no native name leads to two features under the same
// condition.
TEST(NameMapMechanics, BuiltInMapsAreSound) {
  EXPECT_EQ(name_maps(), (std::vector<std::string>{"mirp", "nyxus", "pictologics", "pyradiomics"}));
  for (const std::string& name : name_maps()) {
    const NameMap map = load_name_map(name);
    EXPECT_GT(map.rows.size(), 100u) << name;
    std::map<std::string, int> seen;
    for (const MapRow& row : map.rows) {
      std::string key = row.native + " -> ";
      for (const MapCondition& c : row.when) key += c.column + (c.holds ? "~" : "!~") + c.text + " ";
      EXPECT_EQ(++seen[key], 1) << name << ": " << key;
    }
  }
}

TEST(ClaimsOfScansMechanics, TheValidationSetIsJudgedByScan) {
  ConsensusValue one;
  one.modality = "CT";
  one.patient = "STS_001";
  one.tag = "stat_mean";
  one.value = 10;
  one.tolerance = 0.01;
  one.consensus = "moderate";
  ConsensusValue edge = one;
  edge.patient = "STS_002";
  edge.at_edge = true;
  ConsensusValue absent = one;
  absent.patient = "STS_003";
  std::vector<ConsensusValue> consensus{edge, one, absent};
  const std::vector<Claim> claims{{"validation", "stat_mean", 10.009, "", "STS_001", "CT"},
                                  {"validation", "stat_mean", 10.02, "", "STS_002", "CT"},
                                  {"digital", "stat_mean", 2.15, ""}};
  EXPECT_EQ(drop_unclaimed_scans(consensus, claims), std::vector<std::string>{"STS_003 CT"});
  const auto rows = judge_claims(consensus, claims);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].set, "validation") << "scans at the edge come last";
  EXPECT_EQ(rows[0].verdict, Verdict::match)
      << "the tolerance holds for the value itself, not for its rounding";
  EXPECT_EQ(rows[1].set, "validation-edge");
  EXPECT_EQ(rows[1].verdict, Verdict::mismatch);
}

}  // namespace
}  // namespace radgauge
