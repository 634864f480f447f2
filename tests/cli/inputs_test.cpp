#include <cmath>
#include <limits>

#include "cli/program.h"
#include "io/csv.h"
#include "io/image_example.h"
#include "io/image_file.h"

namespace {

using radgauge::Lattice;
using radgauge::Mask;
using radgauge::Volume;

class InputsMechanics : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    auto [image, mask] = radgauge::example_pair();
    image_ = std::move(image);
    mask_ = std::move(mask);
    radgauge::io::write_image(path("image.nii.gz"), image_);
    radgauge::io::write_mask(path("mask.nii.gz"), mask_);
  }

  void expect_error(const std::string& arguments, int exit_code, const std::vector<std::string>& parts) {
    const auto result = run(arguments);
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    EXPECT_EQ(result.out, "");
    expect_parts(result.err, parts);
  }

  Volume image_;
  Mask mask_;
};

TEST_F(InputsMechanics, GoodPairPrintsFeatures) {
  const auto csv = run("extract image.nii.gz mask.nii.gz");
  EXPECT_EQ(csv.exit_code, 0) << csv.err;
  EXPECT_EQ(csv.out.rfind("feature,ibsi_code,value,unit,status,reason\n", 0), 0u);
  expect_parts(csv.out, {"\nstat_mean,Q4LE,", "\nmorph_volume,RNU0,"});
  EXPECT_EQ(csv.err, "");
  const auto json = run("extract image.nii.gz mask.nii.gz --format json --extraction ct-1mm");
  EXPECT_EQ(json.exit_code, 0);
  expect_parts(json.out, {"\"feature\": \"stat_mean\""});
  EXPECT_EQ(json.out.find("nan"), std::string::npos);
  expect_parts(run("extract image.nii.gz mask.nii.gz --modality CT").out, {",HU,ok"});
}

TEST_F(InputsMechanics, WrongPath) {
  expect_error("extract imge.nii.gz mask.nii.gz", 4, {"imge.nii.gz", "image.nii.gz"});
  expect_error("extract image.nii.gz nowhere/mask.nii.gz", 4, {"nowhere/mask.nii.gz"});
}

TEST_F(InputsMechanics, EmptyMaskAndMissingLabel) {
  radgauge::io::write_mask(path("empty.nii.gz"), Mask(mask_.lattice));
  expect_error("extract image.nii.gz empty.nii.gz", 4,
               {"empty.nii.gz", "mask is empty", "export the structure again"});
  expect_error("extract image.nii.gz mask.nii.gz --mask-label 7", 4, {"mask.nii.gz", "7", "1"});
}

TEST_F(InputsMechanics, MaskOfAnotherGeometry) {
  Mask shifted = mask_;
  shifted.lattice.origin_mm[0] += 0.4;
  radgauge::io::write_mask(path("shifted.nii.gz"), shifted);
  expect_error("extract image.nii.gz shifted.nii.gz", 4, {"shifted.nii.gz", "origin", "0.4 mm", "resample"});
  EXPECT_EQ(run("extract image.nii.gz shifted.nii.gz --resample-mask --extraction ct-1mm").exit_code, 0)
      << read("err.txt");
  Lattice other = mask_.lattice;
  other.size = {10, 9, 12};
  other.spacing_mm = {2, 2, 2};
  Mask coarse(other, 1);
  radgauge::io::write_mask(path("coarse.nii.gz"), coarse);
  expect_error("extract image.nii.gz coarse.nii.gz", 4, {"size", "spacing"});
}

TEST_F(InputsMechanics, OneVoxelMaskHasValuesOrReasons) {
  Mask one(mask_.lattice);
  one(10, 10, 5) = 1;
  radgauge::io::write_mask(path("one.nii.gz"), one);
  const auto result = run("extract image.nii.gz one.nii.gz");
  EXPECT_EQ(result.exit_code, 0);
  expect_parts(result.err, {"one voxel", "features have no value"});
  expect_parts(result.out, {",degenerate,"});
  EXPECT_EQ(result.out.find("nan"), std::string::npos);
}

TEST_F(InputsMechanics, NotANumberInTheImage) {
  image_(8, 8, 5) = std::numeric_limits<float>::quiet_NaN();
  radgauge::io::write_image(path("nan.nii.gz"), image_);
  expect_error("extract nan.nii.gz mask.nii.gz", 4, {"nan.nii.gz", "NaN"});
}

TEST_F(InputsMechanics, TruncatedFile) {
  const std::string bytes = read("image.nii.gz");
  write("half.nii.gz", bytes.substr(0, bytes.size() / 2));
  expect_error("extract half.nii.gz mask.nii.gz", 4, {"half.nii.gz"});
  write("nothing.nii.gz", "");
  expect_error("extract nothing.nii.gz mask.nii.gz", 4, {"nothing.nii.gz", "empty"});
  write("text.nii.gz", "this is no image");
  expect_error("extract text.nii.gz mask.nii.gz", 4, {"text.nii.gz"});
}

TEST_F(InputsMechanics, InAStudyTheyAreFailedCellsWithTheirCommand) {
  Mask empty(mask_.lattice), one(mask_.lattice), moved = mask_;
  one(10, 10, 5) = 1;
  moved.lattice.origin_mm[2] += 1;
  radgauge::io::write_mask(path("empty.nii.gz"), empty);
  radgauge::io::write_mask(path("one.nii.gz"), one);
  radgauge::io::write_mask(path("moved.nii.gz"), moved);
  const std::string bytes = read("image.nii.gz");
  write("half.nii.gz", bytes.substr(0, bytes.size() / 2));
  image_(8, 8, 5) = std::numeric_limits<float>::infinity();
  radgauge::io::write_image(path("inf.nii.gz"), image_);
  write("cohort.csv",
        "patient,image,mask,modality\n"
        "good,image.nii.gz,mask.nii.gz,CT\nlost,gone.nii.gz,mask.nii.gz,CT\nempty,image.nii.gz,empty.nii.gz,"
        "CT\nmoved,image.nii.gz,moved.nii.gz,CT\n"
        "one,image.nii.gz,one.nii.gz,CT\ninfinite,inf.nii.gz,mask.nii.gz,CT\nhalf,half.nii.gz,mask.nii.gz,"
        "CT\nfine,image.nii.gz,mask.nii.gz,CT\n");
  write("study.yaml",
        "study: broken\ncohort: cohort.csv\nconditions: {noise: {chain: [{noise.white: {sd: 5}}], repeats: "
        "2}}\n");
  const auto dry = run("run study.yaml --dry-run");
  EXPECT_EQ(dry.exit_code, 4);
  expect_parts(dry.out, {"cohort.csv:3", "gone.nii.gz", "cohort.csv:4", "empty.nii.gz", "cohort.csv:5",
                         "moved.nii.gz"});
  const auto result = run("run study.yaml -o results");
  EXPECT_EQ(result.exit_code, 4) << result.err;
  const std::string cells = read("results/cells.csv");
  for (const char* patient : {"lost", "empty", "moved", "infinite", "half"}) {
    expect_parts(cells, {std::string("radgauge run study.yaml --only '") + patient + "/1::base' -o rerun"});
    expect_parts(cells, {"\n" + std::string(patient) + ",1,,,,,,base,failed,"});
  }
  for (const char* patient : {"good", "fine", "one"})
    expect_parts(cells, {"\n" + std::string(patient) + ",1,,,,,,base,ok,"});
  EXPECT_EQ(cells.find(folder_.string()), std::string::npos) << "a result holds a path of the machine";
  expect_parts(read("results/report.html"), {"gone.nii.gz"});
  write("tolerant.yaml",
        "study: broken\ncohort: cohort.csv\nfailures: {max: 100}\nconditions: {noise: {chain: [{noise.white: "
        "{sd: 5}}], repeats: 2}}\n");
  EXPECT_EQ(run("run tolerant.yaml -o results --resume").exit_code, 0) << read("err.txt");
  EXPECT_EQ(run("run study.yaml --only 'half/1::base' -o rerun").exit_code, 5);
}

// A mask that cannot be used is the reason of every cell of its row, also where an operation on the image
// would fail for want of a ROI; and every command for one cell works as it stands, one after the other.
TEST_F(InputsMechanics, FailedCellsSayTheirCauseAndTheirCommandsWork) {
  radgauge::io::write_mask(path("empty.nii.gz"), Mask(mask_.lattice));
  write("co hort.csv",
        "patient,image,mask,modality\nO'Neil,image.nii.gz,empty.nii.gz,CT\n"
        "Zoe,image.nii.gz,mask.nii.gz,CT\n");
  write("my study.yaml",
        "study: broken\ncohort: co hort.csv\n"
        "conditions: {noise: {chain: [{noise.white: {k: 1}}], repeats: 2}}\n");
  ASSERT_EQ(run("run 'my study.yaml' -o results").exit_code, 4) << read("err.txt");
  const auto cells = radgauge::io::read_csv(path("results/cells.csv"));
  const std::size_t reason = *cells.column("reason"), command = *cells.column("rerun");
  std::size_t failed = 0;
  for (const auto& row : cells.rows) {
    if (row[command].empty()) continue;
    ++failed;
    expect_parts(row[reason], {"empty.nii.gz", "the mask is empty"});
    ASSERT_EQ(row[command].rfind("radgauge ", 0), 0u);
    EXPECT_EQ(run(row[command].substr(9)).exit_code, 5) << row[command] << read("err.txt");
    const auto again =
        radgauge::io::read_csv(path(row[command].substr(row[command].rfind(' ') + 1) + "/cells.csv"));
    ASSERT_EQ(again.rows.size(), 1u);
    // The columns of magnitudes are those that were measured: none here.
    for (std::size_t c = 0; c <= reason; ++c) EXPECT_EQ(again.rows[0][c], row[c]) << row[command];
    EXPECT_EQ(again.rows[0].back(), row[command]);
  }
  EXPECT_EQ(failed, 3u);
}

TEST_F(InputsMechanics, NoResultHoldsAnAbsolutePath) {
  write("study.yaml", "study: s\nphantoms: {kind: lesion, count: 2}\n");
  const std::string at = folder_.string();
  for (const std::string& output : {"-o " + at + "/a", "-o" + at + "/b", "--output=" + at + "/c/"}) {
    ASSERT_EQ(run("run " + at + "/study.yaml " + output).exit_code, 0) << read("err.txt");
    const std::string name = output.substr(output.find(at) + at.size() + 1, 1);
    for (const auto& file : std::filesystem::directory_iterator(path(name)))
      EXPECT_EQ(read(name + "/" + file.path().filename().string()).find(at), std::string::npos)
          << file.path() << " after " << output;
  }
}

TEST_F(InputsMechanics, DryRunSeesWhatWouldStopTheRun) {
  write("study.yaml", "study: s\nphantoms: {kind: lesion, count: 2}\n");
  write("file", "");
  std::filesystem::create_directories(path("used"));
  write("used/x", "mine");
  for (const char* folder : {"file", "used", "-"}) {
    const auto dry = run(std::string("run study.yaml --dry-run -o ") + folder);
    EXPECT_EQ(dry.exit_code, 2) << folder;
    expect_parts(dry.out, {"problem: ", folder, "time: about"});
    expect_error(std::string("run study.yaml -o ") + folder, 2, {folder});
  }
  EXPECT_FALSE(std::filesystem::exists(path("-")));
  EXPECT_EQ(run("run study.yaml --dry-run -o new").exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(path("new")));
}

TEST_F(InputsMechanics, LimitCountsWhatOnlySelects) {
  write("study.yaml", "study: s\nphantoms: {kind: lesion, count: 3}\n");
  const auto result = run("run study.yaml --only 'lesion-3*' --limit 1 -o results");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  expect_parts(read("results/cells.csv"), {"\nlesion-3,1,,,,,,base,ok"});
}

TEST_F(InputsMechanics, CopiedMasksAreNotedBesideTheVerdict) {
  Mask smaller = mask_;
  for (std::size_t i = 0; i < smaller.voxels.size() / 2; ++i) smaller.voxels[i] = 0;
  radgauge::io::write_mask(path("smaller.nii.gz"), smaller);
  std::filesystem::copy_file(path("mask.nii.gz"), path("copy.nii.gz"));
  const std::string header = "patient,image,mask,modality,reader\n";
  write("cohort.csv", header +
                          "P1,image.nii.gz,mask.nii.gz,CT,A\nP1,image.nii.gz,copy.nii.gz,CT,B\n"
                          "P2,image.nii.gz,mask.nii.gz,CT,A\nP2,image.nii.gz,smaller.nii.gz,CT,B\n");
  write("study.yaml", "study: copies\ncohort: cohort.csv\n");
  ASSERT_EQ(run("run study.yaml -o results").exit_code, 0) << read("err.txt");
  const std::string report = read("results/report.html");
  expect_parts(report, {"the mask of P1/1/reader=B is a copy of that of P1/1/reader=A"});
  EXPECT_EQ(report.find("the mask of P2"), std::string::npos);
  expect_parts(read("results/report.md"), {"## copies", "the mask of P1/1/reader=B is a copy"});
  expect_parts(read("results/junit.xml"), {"<testsuites name=\"copies\"", "</testsuites>"});
}

// What is legal and surprising is one line of extract, a cell of cells.csv, a note of the report, and a line
// of run.
TEST_F(InputsMechanics, SurprisesAreToldWhereverTheyMatter) {
  const auto quiet = run("extract image.nii.gz mask.nii.gz --extraction ct-1mm");
  EXPECT_EQ(quiet.err, "");
  write("narrow.yaml", "preset: none\nresegmentation_lower: 40\n");
  const auto narrow = run("extract image.nii.gz mask.nii.gz --extraction narrow.yaml");
  EXPECT_EQ(narrow.exit_code, 0);
  expect_parts(narrow.err,
               {"radgauge: note: resegmentation left out 81 % of the region", "share kept: 19 %"});
  write("coarse.yaml", "preset: none\ndiscretisation: fbs\nbin_width: 100\n");
  expect_parts(run("extract image.nii.gz mask.nii.gz --extraction coarse.yaml").err,
               {"all 432 voxels of the region fall into one grey level", "span 49"});
  Mask edge = mask_;
  for (std::int64_t y = 5; y < 13; ++y) edge(0, y, 5) = 1;
  radgauge::io::write_mask(path("edge.nii.gz"), edge);
  write("cohort.csv",
        "patient,image,mask,modality\nP1,image.nii.gz,mask.nii.gz,CT\nP2,image.nii.gz,edge.nii.gz,CT\n");
  write(
      "study.yaml",
      "study: told\ncohort: cohort.csv\nextractions:\n  original: {preset: none, resegmentation_lower: 40}\n"
      "conditions: {noise: {chain: [{noise.white: {sd: 5}}]}}\n");
  const std::string copy = "patients P1 and P2 have the same image", at_edge = "the region reaches the edge";
  expect_parts(run("run study.yaml --dry-run").out, {"note: " + copy, "note: cohort.csv:3: " + at_edge});
  const auto result = run("run study.yaml -o results");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  expect_parts(result.err, {"radgauge: note: " + copy, "radgauge: note: P2/1: " + at_edge,
                            "radgauge: note: P", "resegmentation left out", "3 more"});
  expect_parts(read("results/report.md"), {copy, at_edge, "resegmentation left out"});
  expect_parts(read("results/report.html"), {copy, at_edge, "resegmentation left out"});
  const auto cells = radgauge::io::read_csv(path("results/cells.csv"));
  ASSERT_EQ(cells.rows.size(), 4u);
  const std::size_t kept = cells.column("notice.resegmented").value(),
                    edges = cells.column("notice.at_image_edge").value(),
                    text = cells.column("notices").value();
  EXPECT_EQ(cells.rows[0][kept], "0.1875") << "81 of 432 voxels";
  EXPECT_EQ(cells.rows[0][edges], "");
  EXPECT_EQ(cells.rows[2][edges].substr(0, 5), "0.018") << "8 of 440 voxels";
  expect_parts(cells.rows[2][text], {at_edge, "; resegmentation left out"});
  for (const auto& row : cells.rows) EXPECT_NE(row[kept], "");
}

// Copies are found by voxels: in another format, under another label, under another name.
TEST_F(InputsMechanics, ResavedFilesAreCopies) {
  radgauge::io::write_image(path("resaved.mha"), image_);
  radgauge::io::write_mask(path("resaved.nrrd"), mask_);
  Mask smaller = mask_;
  for (std::size_t i = 0; i < smaller.voxels.size() / 2; ++i) smaller.voxels[i] = 0;
  radgauge::io::write_mask(path("smaller.nii.gz"), smaller);
  write("cohort.csv",
        "patient,session,reader,image,mask,modality\n"
        "P1,1,A,image.nii.gz,mask.nii.gz,CT\nP1,1,B,image.nii.gz,resaved.nrrd,CT\n"
        "P1,2,A,resaved.mha,smaller.nii.gz,CT\n");
  write("study.yaml", "study: copies\ncohort: cohort.csv\n");
  expect_parts(run("run study.yaml --dry-run").out,
               {"note: the mask of P1/1/session=1/reader=B is a copy of that of P1/1/session=1/reader=A"});
  const auto result = run("run study.yaml -o results");
  expect_parts(result.err,
               {"the mask of P1/1/session=1/reader=B is a copy of that of P1/1/session=1/reader=A",
                "P1/1/session=1 and P1/1/session=2 have the same image"});
  expect_parts(read("results/report.md"), {"is a copy of that of"});
}

// A multiple of a noise that cannot be told is not answered: what does not change would be certified.
TEST_F(InputsMechanics, NoiseThatCannotBeToldFailsItsCells) {
  radgauge::io::write_image(path("flat.nii.gz"), Volume(mask_.lattice, 40.0F));
  write("cohort.csv", "patient,image,mask,modality\nP1,flat.nii.gz,mask.nii.gz,MR\n");
  write("study.yaml",
        "study: s\ncohort: cohort.csv\nconditions: {noise: {chain: [{noise.white: {k: 2}}]}}\n");
  EXPECT_EQ(run("run study.yaml -o results").exit_code, 4);
  const auto cells = radgauge::io::read_csv(path("results/cells.csv"));
  ASSERT_EQ(cells.rows.size(), 2u);
  EXPECT_EQ(cells.rows[0][cells.column("status").value()], "ok");
  EXPECT_EQ(cells.rows[1][cells.column("status").value()], "failed");
  expect_parts(cells.rows[1][cells.column("reason").value()],
               {"no noise in the image to multiply", "absolute sd"});
  EXPECT_EQ(cells.rows[1][cells.column("noise.white.k.requested").value()], "2");
  EXPECT_EQ(cells.rows[1][cells.column("noise.white.k.achieved").value()], "");
}

TEST_F(InputsMechanics, UsageErrors) {
  write("memory.yaml", "study: s\nphantoms: {kind: lesion, count: 1}\n");
  expect_error("run memory.yaml -o made --memory 0", 2, {"--memory 0"});
  expect_error("run memory.yaml --dry-run --memory -5", 2, {"--memory -5"});
  EXPECT_FALSE(std::filesystem::exists(path("made"))) << "a folder was made for a wrong command line";
  expect_error("extract image.nii.gz mask.nii.gz -o nowhere/x.csv", 2, {"nowhere/x.csv"});
  expect_error("extarct a b", 2, {"extarct", "did you mean 'extract'"});
  expect_error("extract image.nii.gz", 2, {"mask"});
  expect_error("run study.yaml --dry-rum", 2, {"--dry-rum", "did you mean '--dry-run'"});
  expect_error("extract image.nii.gz mask.nii.gz --extraction ct-2mm", 2, {"ct-2mm", "ct-1mm"});
  expect_error("extract image.nii.gz mask.nii.gz --format xml", 2, {"xml", "csv"});
  expect_error("list perturbation", 2, {"did you mean 'perturbations'"});
  expect_error("describe geom.rotat", 2, {"did you mean 'geom.rotate'"});
  expect_error("stats ic table.csv", 2, {"did you mean 'icc'"});
  expect_error("run nowhere.yaml", 4, {"nowhere.yaml", "there is no such file", "give the path"});
  expect_error("run memry.yaml", 4, {"did you mean 'memory.yaml'?"});
  expect_error("run gone/study.yaml", 4, {"its folder 'gone' does not exist"});
  write("study.yaml", "study: s\nphantoms: {kind: lesion, count: 1}\n");
  expect_error("run study.yaml -j 0", 2, {"-j 0"});
}

TEST_F(InputsMechanics, PlanSaysWhatASizeCertifies) {
  const auto plan = run("plan --patients 30 --true-icc 0.85,0.9 --unseen-noise 1");
  EXPECT_EQ(plan.exit_code, 0) << plan.err;
  expect_parts(plan.out, {"30 patients, 2 conditions: a feature must show ICC 0.872",
                          "0.85: certified with a chance of 33 %", "0.9: certified with a chance of 76 %"});
  const auto table = run("plan --patients 10,30 --conditions 2,10 --limit 0.9 --unseen-noise 1 --format csv");
  expect_parts(
      table.out,
      {"form,patients,conditions,condition_share,quantity,noise,limit,just_certified,true_value,chance,method,"
       "patients_needed\n",
       "one_way,30,2,0,icc,formula,0.9,0.9507"});
  EXPECT_EQ(std::count(table.out.begin(), table.out.end(), '\n'), 5);
  expect_parts(run("plan --patients 12 --true-icc 0.95").out,
               {"fewer than 20 patients certify nothing", "0.95: certified with a chance of 0 %"});
  expect_parts(run("plan --quantity wcv --true 0.06 --patients 40").out,
               {"40 patients, 2 conditions: a feature may show a wCV of", "% at most to be certified at 10 %",
                "true wCV 6 %: certified with a chance of"});
  expect_parts(run("plan --quantity rc_percent --patients 40").out, {"an RC of", "certified at 30 %"});
  expect_parts(run("plan --quantity ndc --form agreement").out, {"1.41 PV/GRR of", "5 distinct categories"});
  expect_error("plan --noise t5", 2, {"--noise t5", "--true"});
  expect_error("plan --quantity wcv --limit 0", 2, {"--limit", "not above 0"});
  expect_error("plan --quantity wcv --form agreement --condition-share 0.2", 2, {"--condition-share"});
  expect_error("plan --unseen-noise 0", 2, {"--unseen-noise", "[1, 100]"});
  expect_error("plan --patients 1", 2, {"--patients", "1", "[2, 10000]"});
  expect_error("plan --patients 2.5", 2, {"--patients", "2.5"});
  expect_error("plan --limit 90", 2, {"--limit", "90", "(0, 1)"});
  expect_error("plan --limit abc", 2, {"--limit", "abc"});
  expect_error("plan --form agrement", 2, {"agrement"});
  expect_error("plan --condition-share 0.2", 2, {"--condition-share", "agreement"});
}

TEST_F(InputsMechanics, DryRunSaysWhatTheStudyCanCertify) {
  write(
      "study.yaml",
      "study: s\nphantoms: {kind: lesion, count: 10}\nconditions:\n"
      "  noise: {chain: [{noise.white: {k: 1}}], repeats: 2}\n"
      "  contour: {chain: [{mask.grow_mm: {distance_mm: [-1, 1]}}]}\n"
      "questions:\n  - {name: noise, over: noise, against: each_other, limits: {icc_lower: 0.9, unseen_noise_ratio: 1}}\n"
      "  - {name: contour, over: contour, limits: {icc_lower: 0.9, unseen_noise_ratio: 1}}\n");
  const auto dry = run("run study.yaml --dry-run");
  EXPECT_EQ(dry.exit_code, 0) << dry.err;
  expect_parts(
      dry.out,
      {"question noise: 10 patients, 2 conditions: a feature must show ICC 0.973 to be certified at 0.9",
       "question contour: 10 patients, each level against base: a feature must show ICC 0.973",
       "if it does not shift all objects alike"});
}

TEST_F(InputsMechanics, FullDeviceIsSaid) {
  const auto full = run("extract image.nii.gz mask.nii.gz -o /dev/full");
  EXPECT_EQ(full.exit_code, 70);
  expect_parts(full.err, {"/dev/full", "No space left on device"});
  prefix_ = "sh -c '\"$@\" >/dev/full' sh";
  const auto printed = run("extract image.nii.gz mask.nii.gz");
  EXPECT_EQ(printed.exit_code, 70);
  expect_parts(printed.err, {"standard output"});
}

}  // namespace
