#include <filesystem>
#include <sstream>

#include "cli/program.h"
#include "core/text.h"
#include "data.h"
#include "dicom/dicom_files.h"
#include "dicom/example_scan.h"
#include "io/csv.h"
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
        example.patient_name = "DOE^JANE";
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
      for (const char* secret : {"SECRET-47", "DOE", "JANE", "20210304", "20210318", "2021-03", "19510607",
                                 "ACC-90210", "Elsewhere", "1.2.826"})
        if (text.find(secret) != std::string::npos) found += name + " holds " + secret + "\n";
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
  io::write_image(path("image.mha"), scan.image);
  io::write_mask(path("mask.mha"), scan.mask);
  const Result nifti = run("extract image.mha mask.mha --modality CT --extraction ct-1mm");
  ASSERT_EQ(nifti.exit_code, 0) << nifti.err;
  for (const char* pair :
       {"ct rs.dcm --mask-label GTV", "ct/IM-002.dcm rs.dcm --mask-label 'lung*'", "ct seg.dcm",
        "ct seg.dcm --mask-label 1", "ct mask.mha", "image.mha rs.dcm --mask-label GTV --modality CT"}) {
    const Result dicom = run(std::string("extract ") + pair + " --extraction ct-1mm");
    ASSERT_EQ(dicom.exit_code, 0) << pair << dicom.err;
    EXPECT_EQ(dicom.out, nifti.out) << pair;
  }
  expect_parts(run("extract ct rs.dcm").err, {"GTV", "Lunge", "--mask-label"});
  EXPECT_EQ(run("extract ct rs.dcm --mask-label Leber").exit_code, 4);
  EXPECT_EQ(run("extract ct mask.mha --mask-label Leber").exit_code, 2);
  EXPECT_EQ(run("extract nowhere rs.dcm").exit_code, 4);
}

TEST_F(CohortTest, AStructuredReportHoldsEveryValueToTheLastBit) {
  const ExampleScan scan;
  io::write_image(path("image.nii"), scan.image);
  io::write_mask(path("mask.nii"), scan.mask);
  ASSERT_EQ(run("extract image.nii mask.nii --modality CT -o values.csv").exit_code, 0);
  ASSERT_EQ(run("extract image.nii mask.nii --modality CT --format dicom-sr -o report.dcm").exit_code, 0);
  ASSERT_EQ(run("extract image.nii mask.nii --modality CT --format dicom-sr -o again.dcm").exit_code, 0);
  EXPECT_EQ(read("report.dcm"), read("again.dcm"));
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
  // Whose masks the third image shall have is not guessed.
  io::write_mask(path("data/P1/T2_mask_A.nii.gz"), scan.mask);
  ASSERT_EQ(run(pattern + "--share-masks -o guessed.csv").exit_code, 0);
  EXPECT_EQ(io::read_csv(path("guessed.csv")).rows.size(), 2U);
  expect_parts(read("problems.csv"), {"several other images"});
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
