#include <algorithm>
#include <filesystem>
#include <sstream>

#include "cli/program.h"
#include "core/text.h"
#include "data.h"
#include "dicom/dicom_files.h"
#include "dicom/enhanced_files.h"
#include "dicom/example_scan.h"
#include "io/csv.h"
#include "io/dicom/dataset.h"
#include "io/image_file.h"
#include "report/structured_report.h"

namespace radgauge::testing {
namespace {

namespace fs = std::filesystem;

class CohortTest : public ProgramTest {
 protected:
  /// `patients` patients with two visits, each read by two readers.
  void write_hospital(int patients) const {
    for (int p = 1; p <= patients; ++p)
      for (int visit = 1; visit <= 2; ++visit) {
        SeriesExample example;
        example.patient = "SECRET-47" + std::to_string(10 + p);
        example.study = std::to_string(visit);
        example.date = visit == 1 ? "20210304" : "20210318";
        ExampleScan scan;
        for (std::size_t i = 0; i < scan.image.voxels.size(); ++i)
          scan.image.voxels[i] += static_cast<float>(static_cast<std::size_t>(p * 13 + visit) * i % 29);
        scan.mask(8 + p, 9 + visit, 5) = 0;
        const std::string folder = path("in/" + std::to_string(10 * p + visit));
        write_series(folder + "/ct", series_trees(scan.image, example));
        write_dicom(folder + "/a.dcm", structure_set_tree({{"GTV 1", scan.mask}}, example, "Reader-A"));
        Mask other = scan.mask;
        other(11, 10, 5) = 1;
        other(12, 12, 4) = 0;
        write_dicom(folder + "/b.dcm", segmentation_tree({{"GTV 1", other}}, example, false, "Reader-B"));
      }
  }
  /// Texts of headers in any file below the test's folder but the DICOM files themselves.
  std::string leaks() const {
    std::string found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.is_directory() || entry.path().extension() == ".dcm") continue;
      const std::string name = entry.path().lexically_relative(folder_).string(), text = read(name);
      for (const std::string secret : {"SECRET-47", "BLOMQVIST", "JORUNN", "20210304", "20210318", "2021-03",
                                       "19510607", "ACC-90210", "Elsewhere", "1.2.826"})
        if (holds_secret(text, secret)) found += name + " holds " + secret + "\n";
    }
    return found;
  }
};

TEST_F(CohortTest, FromAFolderToAReport) {
  write_hospital(3);
  const Result cohort = run("cohort in -o cohort.csv");
  ASSERT_EQ(cohort.exit_code, 0) << cohort.err;
  EXPECT_EQ(read("problems.csv"), "file,problem,found,advice\n");
  const io::CsvTable table = io::read_csv(path("cohort.csv"));
  EXPECT_EQ(table.rows.size(), 12U);
  expect_parts(read("cohort.csv"),
               {"GTV 1", "Reader-A", "Reader-B", "Siemens Biograph 40", "B30f", "days_since_first", ",14"});
  const Result init = run("init cohort.csv -o study.yaml");
  ASSERT_EQ(init.exit_code, 0) << init.err;
  expect_parts(read("study.yaml"), {"preset: ct-1mm", "over: reader", "over: session", "failures: {max: 0}"});
  const Result doctor = run("doctor study.yaml");
  EXPECT_EQ(doctor.exit_code, 0) << doctor.err;
  expect_parts(doctor.out,
               {"memory: about", "disk: about", "speed: ", "three commonest mistakes", "patients: 3"});
  const Result small = run("run study.yaml --limit 3 -o results");
  EXPECT_TRUE(small.exit_code == 0 || small.exit_code == 5) << small.exit_code << small.err;
  EXPECT_EQ(leaks(), "");
}

TEST_F(CohortTest, TheSameKeyGivesTheSamePseudonymsAndAnotherOneOthers) {
  write_hospital(1);
  write("mine.key", "a key that the user keeps\n");
  ASSERT_EQ(run("cohort in --key mine.key -o a.csv").exit_code, 0);
  ASSERT_EQ(run("cohort in --key mine.key -o b.csv").exit_code, 0);
  ASSERT_EQ(run("cohort in --key other.key -o c.csv").exit_code, 0);
  EXPECT_EQ(read("a.csv"), read("b.csv"));
  EXPECT_NE(read("a.csv"), read("c.csv"));
  EXPECT_EQ(fs::status(path("other.key")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  write("short.key", "abc");
  EXPECT_EQ(run("cohort in --key short.key -o d.csv").exit_code, 4);
}

TEST_F(CohortTest, ADicomPairHasTheFeaturesOfItsNifti) {
  const ExampleScan scan(true);
  SeriesExample example;
  write_series(path("ct"), series_trees(scan.image, example));
  write_dicom(path("rs.dcm"), structure_set_tree({{"GTV", scan.mask}, {"Lunge", scan.mask}}, example));
  write_dicom(path("seg.dcm"), segmentation_tree({{"Tumour", scan.mask}}, example));
  write_dicom(path("enhanced.dcm"), enhanced_tree(series_trees(scan.image, example)));
  io::write_image(path("image.mha"), scan.image);
  io::write_mask(path("mask.mha"), scan.mask);
  const Result nifti = run("extract image.mha mask.mha --modality CT --extraction ct-1mm");
  ASSERT_EQ(nifti.exit_code, 0) << nifti.err;
  for (const char* pair :
       {"ct rs.dcm --mask-label GTV", "ct/IM-002.dcm rs.dcm --mask-label 'lung*'", "ct seg.dcm",
        "ct seg.dcm --mask-label 1", "ct mask.mha", "ct rs.dcm --mask-label GTV --contour-coverage 0.5",
        "ct rs.dcm --mask-label GTV --contour-coverage 1", "enhanced.dcm rs.dcm --mask-label GTV",
        "enhanced.dcm seg.dcm", "image.mha rs.dcm --mask-label GTV --modality CT"}) {
    const Result dicom = run(std::string("extract ") + pair + " --extraction ct-1mm");
    ASSERT_EQ(dicom.exit_code, 0) << pair << dicom.err;
    EXPECT_EQ(dicom.out, nifti.out) << pair;
  }
  expect_parts(run("extract ct rs.dcm").err, {"GTV", "Lunge", "--mask-label"});
  EXPECT_EQ(run("extract ct rs.dcm --mask-label Leber").exit_code, 4);
  EXPECT_EQ(run("extract ct mask.mha --mask-label Leber").exit_code, 2);
  EXPECT_EQ(run("extract nowhere rs.dcm").exit_code, 4);
}

TEST_F(CohortTest, AShareOfAVoxelIsAColumnOrAnOption) {
  const ExampleScan scan;
  SeriesExample example;
  write_series(path("in/ct"), series_trees(scan.image, example));
  DicomTree structures = structure_set_tree({{"GTV", scan.mask}}, example);
  std::vector<DicomTree> contours;
  for (const double z : {4.0, 5.0, 6.0}) {
    std::vector<Vec3> points;
    for (const auto& [x, y] : {std::pair{4.8, 4.8}, {12.2, 4.8}, {12.2, 11.2}, {4.8, 11.2}})
      points.push_back(scan.image.lattice.to_physical({x, y, z}));
    contours.push_back(contour_item(points));
  }
  structures[{0x3006, 0x0039}].items[0].set_items(0x3006, 0x0040, contours);
  write_dicom(path("in/rs.dcm"), structures);
  const auto volume = [&](const std::string& options) {
    const Result result = run("extract in/ct in/rs.dcm " + options + " -o values.csv");
    EXPECT_EQ(result.exit_code, 0) << result.err;
    for (const auto& row : io::read_csv(path("values.csv")).rows)
      if (row[0] == "morph_vol_approx")
        return parse_double(row[2]).value_or(0) / scan.image.lattice.voxel_volume_mm3();
    return 0.0;
  };
  // 5 to 12 by 5 to 11 by centres; 0.2 and 0.3 of the voxels beside them, along x and y.
  EXPECT_NEAR(volume(""), 3 * 8 * 7, 1e-9);
  EXPECT_NEAR(volume("--contour-coverage 0.71"), 3 * 6 * 5, 1e-9);
  EXPECT_NEAR(volume("--contour-coverage 0.69"), 3 * (8 * 7 - 4), 1e-9);
  for (const char* wrong :
       {"in/ct in/rs.dcm --contour-coverage 1.5", "in/ct in/rs.dcm --contour-coverage half"})
    EXPECT_EQ(run(std::string("extract ") + wrong).exit_code, 2) << wrong;
  io::write_mask(path("mask.nii"), scan.mask);
  expect_parts(run("extract in/ct mask.nii --contour-coverage 0.5").err, {"--contour-coverage", "mask.nii"});
  ASSERT_EQ(run("cohort in -o cohort.csv --contour-coverage 0.71").exit_code, 0);
  const io::CsvTable table = io::read_csv(path("cohort.csv"));
  EXPECT_EQ(table.rows.front()[table.column("contour_coverage").value()], "0.71");
  write("study.yaml", "study: s\ncohort: cohort.csv\nextractions: {original: {preset: none}}\n");
  const Result measured = run("run study.yaml -o results");
  EXPECT_TRUE(measured.exit_code == 0 || measured.exit_code == 5) << measured.err;
  expect_parts(run("export results").out,
               {"morph_vol_approx," + to_text(90 * scan.image.lattice.voxel_volume_mm3())});
  std::string text = read("cohort.csv");
  text.replace(text.find("0.71"), 4, "7.1");
  write("cohort.csv", text);
  expect_parts(run("run study.yaml --dry-run").err, {"contour_coverage '7.1'", "cohort.csv:2"});
}

TEST_F(CohortTest, AStructuredReportHoldsEveryValueToTheLastBit) {
  const ExampleScan scan;
  io::write_image(path("image.nii"), scan.image);
  io::write_mask(path("mask.nii"), scan.mask);
  ASSERT_EQ(run("extract image.nii mask.nii --modality CT -o values.csv").exit_code, 0);
  ASSERT_EQ(run("extract image.nii mask.nii --modality CT --format dicom-sr -o report.dcm").exit_code, 0);
  ASSERT_EQ(run("extract image.nii mask.nii --modality CT --format dicom-sr -o again.dcm").exit_code, 0);
  EXPECT_EQ(read("report.dcm"), read("again.dcm"));
  const std::string bytes = read("report.dcm");
  const io::DicomFile file = io::read_dicom_header(path("report.dcm"));
  for (const io::DicomTag uid : {io::DicomTag{0x0008, 0x0016}, io::DicomTag{0x0008, 0x0018}}) {
    const std::string text = file.data.text(uid);
    EXPECT_NE(bytes.find(text), bytes.rfind(text)) << "the file meta information has no " << text;
  }
  // What the standard asks of every such object with a value, and what may be empty.
  for (const io::DicomTag tag : {io::DicomTag{0x0008, 0x0023}, io::DicomTag{0x0008, 0x0033},
                                 io::DicomTag{0x0012, 0x0063}, io::DicomTag{0x0040, 0xa491}})
    EXPECT_NE(file.data.text(tag), "") << tag.element;
  for (const io::DicomTag tag : {io::DicomTag{0x0008, 0x1111}, io::DicomTag{0x0040, 0xa372}})
    EXPECT_NE(file.data.find(tag), nullptr) << tag.element;
  const io::CsvTable table = io::read_csv(path("values.csv"));
  const auto values = report::read_structured_report(path("report.dcm"));
  ASSERT_EQ(values.size(), table.rows.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(values[i].feature, table.rows[i][0]);
    EXPECT_EQ(values[i].ibsi_code, table.rows[i][1]);
    EXPECT_EQ(values[i].has_value ? to_text(values[i].value) : "", table.rows[i][2]);
  }
}

class CtPhantomTest : public CohortTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(CtPhantomTest, IbsiConfigurationsMatchThroughDicomOracle) {
  RADGAUGE_REFERENCE_DATA(phantom, "ibsi/ibsi1/ct_phantom/dicom");
  RADGAUGE_REFERENCE_DATA(data, "ibsi");
  const std::string set = GetParam();
  const Result extract = run("extract " + phantom + "/image " + phantom +
                             "/mask --mask-label GTV-1 --extraction ibsi-" + set + " -o values.csv");
  ASSERT_EQ(extract.exit_code, 0) << extract.err;
  const Result ibsi = run("ibsi --set " + set + " --features values.csv --data " + data);
  EXPECT_EQ(ibsi.exit_code, 0) << ibsi.out << ibsi.err;
}

INSTANTIATE_TEST_SUITE_P(Oracle, CtPhantomTest, ::testing::Values("a", "b", "c", "d", "e"),
                         [](const auto& config) { return std::string(config.param); });

TEST_F(CohortTest, NamesThatFollowAPatternBecomeRows) {
  const ExampleScan scan;
  Volume image = scan.image;
  for (const char* patient : {"P1", "P2"}) {
    fs::create_directories(path(std::string("data/") + patient));
    for (float& v : image.voxels) v += 1;
    for (const char* modality : {"CT", "MR_T1"}) {
      const std::string stem = std::string("data/") + patient + "/" + modality + "_";
      for (float& v : image.voxels) v += 1;
      io::write_image(path(stem + "image.nii.gz"), image);
      io::write_mask(path(stem + "mask_A.nii.gz"), scan.mask);
      io::write_mask(path(stem + "mask_B.nii.gz"), scan.mask);
    }
  }
  io::write_mask(path("data/P2/PET_mask_A.nii.gz"), scan.mask);
  io::write_image(path("data/P2/overview.nii.gz"), image);
  write("outcomes.csv", "patient,dead\nP1,0\n");
  const Result cohort = run("cohort 'data/{patient}/{modality}_{reader}.nii.gz' --join outcomes.csv");
  ASSERT_EQ(cohort.exit_code, 0) << cohort.err;
  const io::CsvTable table = io::read_csv(path("cohort.csv"));
  ASSERT_EQ(table.rows.size(), 8U) << read("problems.csv");
  expect_parts(read("cohort.csv"),
               {"P1,1,MR_T1,data/P1/MR_T1_image.nii.gz,data/P1/MR_T1_mask_B.nii.gz,MR,arbitrary,B,0"});
  expect_parts(read("problems.csv"),
               {"P2/PET_mask_A.nii.gz,missing_image", "P2/overview.nii.gz,unmatched_name", "unjoined_patient",
                "duplicate_mask"});
  EXPECT_EQ(run("init cohort.csv").exit_code, 2);
  const Result init = run("init cohort.csv --modality MR");
  EXPECT_EQ(init.exit_code, 0) << init.err;
  expect_parts(read("study.yaml"), {"cohort: cohort-mr.csv", "preset: mr-1mm"});
  EXPECT_EQ(run("init cohort.csv --modality MR").exit_code, 2) << "a study is not written over";
}

// mechanics: what was drawn on the CT of a PET/CT is taken for the PET when it is asked for, not before.
TEST_F(CohortTest, MasksOfOneChannelServeAnotherOfTheSameFrame) {
  for (const std::string patient : {"SECRET-4711", "SECRET-4712"}) {
    const std::string folder = patient.substr(patient.size() - 1);
    const ExampleScan ct;
    ExampleScan pet = example_pet();
    pet.image.lattice.spacing_mm = {1.953125, 2.5, 5};  // half as many slices over the same region
    pet.image.lattice.origin_mm[0] -= 12;
    SeriesExample of_ct, of_pet, elsewhere;
    of_ct.patient = of_pet.patient = elsewhere.patient = patient;
    of_pet.name = "2";
    of_pet.modality = "PT";
    elsewhere.name = "3";
    elsewhere.frame = "2";
    write_series(path("in/" + folder + "/ct"), series_trees(ct.image, of_ct));
    write_series(path("in/" + folder + "/pet"), series_trees(pet.image, of_pet));
    write_series(path("in/" + folder + "/other"), series_trees(ct.image, elsewhere));
    write_dicom(path("in/" + folder + "/a.dcm"), structure_set_tree({{"GTV", ct.mask}}, of_ct, "Reader-A"));
  }
  ASSERT_EQ(run("cohort in -o cohort.csv").exit_code, 0);
  EXPECT_EQ(io::read_csv(path("cohort.csv")).rows.size(), 2U);
  expect_parts(read("problems.csv"), {"missing_mask", "(1 region): --share-masks"});
  const Result shared = run("cohort in --share-masks -o shared.csv");
  ASSERT_EQ(shared.exit_code, 0) << shared.err;
  EXPECT_EQ(io::read_csv(path("shared.csv")).rows.size(), 4U) << read("problems.csv");
  EXPECT_EQ(read("problems.csv").find("--share-masks"), std::string::npos);
  EXPECT_NE(read("problems.csv").find("missing_mask"), std::string::npos) << "of the series in another frame";
  write("study.yaml",
        "study: both\ncohort: shared.csv\nextractions:\n  original: {preset: none, families: stat}\n"
        "conditions:\n  contour: {chain: [{mask.grow_mm: {distance_mm: [-1, 1]}}]}\n"
        "questions:\n  - {name: contour, over: contour, limits: {icc_lower: 0.75}}\n");
  const Result measured = run("run study.yaml -o results");
  EXPECT_TRUE(measured.exit_code == 0 || measured.exit_code == 5) << measured.exit_code << measured.err;
  expect_parts(read("results/features.csv"), {"CT-1.stat_mean", "PT.stat_mean"});
  EXPECT_EQ(leaks(), "");
}

// mechanics: sharing masks does not let pass a mask that lies on the pixels of none of its images.
TEST_F(CohortTest, AMaskOfNoImagesPixelsIsRefusedThoughMasksAreShared) {
  const ExampleScan scan;
  Mask elsewhere = scan.mask;
  elsewhere.lattice.spacing_mm[0] *= 1.1;
  fs::create_directories(path("data/P1"));
  Volume image = scan.image;
  for (const char* channel : {"T1", "T2"}) {
    for (float& v : image.voxels) v += 1;
    io::write_image(path(std::string("data/P1/") + channel + "_image.nii.gz"), image);
  }
  io::write_mask(path("data/P1/T1_mask_A.nii.gz"), elsewhere);
  run("cohort 'data/{patient}/{channel}_{reader}.nii.gz' --share-masks -o shared.csv");
  EXPECT_EQ(io::read_csv(path("shared.csv")).rows.size(), 0U) << read("shared.csv");
  expect_parts(read("problems.csv"), {"T1_mask_A.nii.gz", "another lattice"});
}

// mechanics: a SEG that was drawn on the CT is on other pixels than the PET; it is interpolated there.
TEST_F(CohortTest, ASegmentationServesAnotherImageOnOtherPixels) {
  const ExampleScan ct;
  ExampleScan pet = example_pet();
  pet.image.lattice.spacing_mm = {1.953125, 2.5, 5};
  pet.image.lattice.origin_mm[0] -= 12;
  SeriesExample of_ct, of_pet;
  of_pet.name = "2";
  of_pet.modality = "PT";
  write_series(path("in/ct"), series_trees(ct.image, of_ct));
  write_series(path("in/pet"), series_trees(pet.image, of_pet));
  write_dicom(path("in/seg.dcm"), segmentation_tree({{"GTV", ct.mask}}, of_ct));
  ASSERT_EQ(run("cohort in --share-masks -o shared.csv").exit_code, 0);
  ASSERT_EQ(io::read_csv(path("shared.csv")).rows.size(), 2U) << read("problems.csv");
  ASSERT_EQ(run("init shared.csv --modality PET").exit_code, 0);
  expect_parts(read("study.yaml"), {"resample_mask: true"});
  const Result measured = run("run study.yaml --limit 1 --only '*::base' -o results");
  EXPECT_TRUE(measured.exit_code == 0 || measured.exit_code == 5) << measured.exit_code << measured.err;
  expect_parts(measured.out + measured.err, {" measured, 0 failed"});
  const std::string pair = "extract in/pet in/seg.dcm --extraction none";
  const Result refused = run(pair);
  EXPECT_EQ(refused.exit_code, 4);
  expect_parts(refused.err, {"on other pixels", "--resample-mask"});
  EXPECT_EQ(run(pair + " --resample-mask").exit_code, 0);
}

// mechanics: the same of files whose names follow a pattern, where one other image has masks.
TEST_F(CohortTest, MasksOfOneImageServeAnotherOfThePattern) {
  const ExampleScan scan;
  Volume image = scan.image;
  fs::create_directories(path("data/P1"));
  for (const char* channel : {"T1", "T2", "FLAIR"}) {
    for (float& v : image.voxels) v += 1;
    io::write_image(path(std::string("data/P1/") + channel + "_image.nii.gz"), image);
  }
  io::write_mask(path("data/P1/T1_mask_A.nii.gz"), scan.mask);
  const std::string pattern = "cohort 'data/{patient}/{channel}_{reader}.nii.gz' ";
  ASSERT_EQ(run(pattern + "-o alone.csv").exit_code, 0);
  EXPECT_EQ(io::read_csv(path("alone.csv")).rows.size(), 1U) << read("problems.csv") << read("alone.csv");
  expect_parts(read("problems.csv"), {"--share-masks takes that one's"});
  ASSERT_EQ(run(pattern + "--share-masks -o shared.csv").exit_code, 0);
  EXPECT_EQ(io::read_csv(path("shared.csv")).rows.size(), 3U) << read("problems.csv");
  expect_parts(read("shared.csv"), {"P1,1,FLAIR,data/P1/FLAIR_image.nii.gz,data/P1/T1_mask_A.nii.gz"});
  EXPECT_EQ(read("problems.csv").find("duplicate_mask"), std::string::npos) << "it is shared on purpose";
  // Whose masks the third image shall have is not guessed.
  io::write_mask(path("data/P1/T2_mask_A.nii.gz"), scan.mask);
  ASSERT_EQ(run(pattern + "--share-masks -o guessed.csv").exit_code, 0);
  EXPECT_EQ(io::read_csv(path("guessed.csv")).rows.size(), 2U);
  expect_parts(read("problems.csv"), {"several other images"});
}

// The first page of the README on patients of the validation set of IBSI, by names and as a DICOM tree.
TEST_F(CohortTest, PatientsOfTheIbsiValidationSetBecomeAStudy) {
  RADGAUGE_REFERENCE_DATA(nifti, "ibsi/validation/nifti");
  for (const char* patient : {"STS_001", "STS_002", "STS_003"}) {
    const std::string stem = nifti + "/" + patient + "/PET_";
    SeriesExample example;
    example.patient = std::string("SECRET-47") + patient;
    example.modality = "PT";
    Volume activity = io::read_image(stem + "image.nii.gz");
    for (float& v : activity.voxels) v = static_cast<float>(static_cast<double>(v) / example_suv_factor());
    example.intercept = 0;
    example.slope =
        static_cast<double>(*std::max_element(activity.voxels.begin(), activity.voxels.end())) / 32767;
    write_series(path(std::string("in/") + patient + "/pt"), series_trees(activity, example));
    write_dicom(path(std::string("in/") + patient + "/rs.dcm"),
                structure_set_tree({{"GTV", io::read_mask(stem + "mask.nii.gz", std::nullopt)}}, example));
    fs::create_directories(path(std::string("data/") + patient));
    for (const char* ending : {"image.nii.gz", "mask.nii.gz"})
      fs::copy_file(stem + ending, path(std::string("data/") + patient + "/PET_" + ending));
  }
  for (const char* where : {"in", "'data/{patient}/{modality}_{reader}.nii.gz'"}) {
    SCOPED_TRACE(where);
    const std::string name = where == std::string("in") ? "dicom" : "nifti";
    fs::create_directories(path(name));
    const Result cohort = run(std::string("cohort ") + where + " -o " + name + "/cohort.csv");
    ASSERT_EQ(cohort.exit_code, 0) << cohort.err;
    EXPECT_EQ(io::read_csv(path(name + "/cohort.csv")).rows.size(), 3U) << read(name + "/problems.csv");
    const Result init = run("init " + name + "/cohort.csv -o " + name + "/study.yaml");
    ASSERT_EQ(init.exit_code, 0) << init.err;
    const Result smoke = run("run " + name + "/study.yaml --limit 3 -o " + name + "/smoke");
    EXPECT_TRUE(smoke.exit_code == 0 || smoke.exit_code == 5) << smoke.exit_code << smoke.err;
    expect_parts(smoke.out + smoke.err, {" measured, 0 failed"});
  }
  EXPECT_EQ(leaks(), "");
}

TEST_F(CohortTest, WithoutAnImageTheExitCodeIsFour) {
  fs::create_directories(path("empty"));
  EXPECT_EQ(run("cohort empty").exit_code, 4);
  EXPECT_EQ(read("problems.csv"), "file,problem,found,advice\n");
  EXPECT_EQ(run("cohort nowhere").exit_code, 4);
  EXPECT_EQ(run("cohort 'empty/{patient}.nii.gz'").exit_code, 4);
  EXPECT_EQ(run("cohort 'empty/{pacient}.nii.gz'").exit_code, 2);
}

}  // namespace
}  // namespace radgauge::testing
