// What a study says of rounding, and what it keeps pictures of.
#include "agreement/numerical_floor.h"
#include "cli/program.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/image_file.h"
#include "reference/extractor.h"
#include "study/plan.h"

namespace radgauge {

using namespace radgauge::agreement;
using namespace radgauge::io;
using namespace radgauge::reference;
using namespace radgauge::study;

namespace {

class NumericalMechanics : public ProgramTest {
 protected:
  /// Two lesions of whole multiples of 25, the width of a bin: every voxel lies on an edge.
  void write_images_on_edges() {
    Lattice lattice;
    lattice.size = {12, 12, 12};
    for (int object = 1; object <= 2; ++object) {
      Volume image(lattice);
      for (std::size_t i = 0; i < image.voxels.size(); ++i)
        image.voxels[i] = 25.0F * static_cast<float>(1 + (i * 7 + i / 12 + i / 144 * 5) %
                                                             static_cast<std::size_t>(5 + object));
      Mask mask(lattice);
      for (std::int64_t z = 2; z < 10; ++z)
        for (std::int64_t y = 2; y < 10; ++y)
          for (std::int64_t x = 2; x < 10; ++x) mask(x, y, z) = 1;
      write_image(path("image" + std::to_string(object) + ".nii.gz"), image);
      write_mask(path("mask" + std::to_string(object) + ".nii.gz"), mask);
    }
    write("cohort.csv",
          "patient,image,mask,modality\nA,image1.nii.gz,mask1.nii.gz,CT\nB,image2.nii.gz,mask2.nii.gz,CT\n");
  }
  double edge_of(const CsvTable& features, const std::string& name) const {
    for (const auto& row : features.rows)
      if (row[*features.column("feature")] == name)
        return parse_double(row[*features.column("edge_sensitive")]).value_or(std::nan(""));
    ADD_FAILURE() << "no feature " << name;
    return std::nan("");
  }
};

const std::string kOnEdges =
    "study: edges\ncohort: cohort.csv\n"
    "extractions: {original: {preset: none, discretisation: fbs, bin_width: 25, resegmentation_lower: 0, "
    "families: "
    "morph+stat+cm}}\n"
    "conditions: {contour: {chain: [{mask.grow_mm: {distance_mm: [-1, 1]}}]}}\n";

TEST_F(NumericalMechanics, FeaturesOfBinsJumpAndOthersPassTheJitterOn) {
  write_images_on_edges();
  write("study.yaml", kOnEdges + "numerical: true\n");
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  const CsvTable features = read_csv(path("out/features.csv"));
  EXPECT_GT(edge_of(features, "cm_contrast_3D_avg"), 0.01);
  EXPECT_TRUE(is_edge_sensitive("cm_contrast_3D_avg", edge_of(features, "cm_contrast_3D_avg")));
  EXPECT_EQ(edge_of(features, "morph_volume"), 0);
  const double mean = edge_of(features, "stat_mean");
  EXPECT_GT(mean, 0);
  EXPECT_FALSE(is_edge_sensitive("stat_mean", mean)) << mean;
  const std::string report = read("out/report.html"), summary = read("out/summary.json");
  EXPECT_NE(report.find("when a voxel on the edge of a bin moves by rounding"), std::string::npos);
  EXPECT_NE(summary.find("\"feature\": \"cm_contrast_3D_avg\",\n      \"largest_change\""),
            std::string::npos);
}

TEST_F(NumericalMechanics, WithoutTheKeyTheColumnIsEmpty) {
  write_images_on_edges();
  write("study.yaml", kOnEdges);
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  const CsvTable features = read_csv(path("out/features.csv"));
  for (const auto& row : features.rows) EXPECT_EQ(row[*features.column("edge_sensitive")], "");
  EXPECT_EQ(read("out/report.html").find("<b>Edge</b>"), std::string::npos);
  EXPECT_NE(read("out/summary.json").find("\"edge_sensitive\": null"), std::string::npos);
}

TEST_F(NumericalMechanics, TheKeyAddsTwoConditionsAndNoQuestion) {
  const std::string start = "study: s\nphantoms: {kind: lesion, count: 2}\n";
  const auto decoded = [&](const std::string& rest) {
    return decode_study(parse_yaml(start + rest, "study.yaml"), "");
  };
  const Study plain = decoded("conditions: {n: {chain: [{noise.white: {k: 1}}]}}\n");
  const Study with = decoded("numerical: true\nconditions: {n: {chain: [{noise.white: {k: 1}}]}}\n");
  EXPECT_EQ(make_plan(with).conditions.size(), make_plan(plain).conditions.size() + 2);
  EXPECT_EQ(with.questions.size(), 1u);
  const std::string resolved = resolved_yaml(with);
  EXPECT_EQ(resolved.find("num.ulp"), std::string::npos);
  EXPECT_EQ(resolved_yaml(decode_study(parse_yaml(resolved, "again"), "")), resolved);
  EXPECT_EQ(resolved_yaml(plain).find("numerical"), std::string::npos);
  // A group that does the same is enough.
  const Study own =
      decoded("numerical: true\nconditions: {u: {chain: [{num.ulp: {ulps: [1, 10]}}], repeats: 3}}\n");
  EXPECT_EQ(own.groups.size(), 1u);
  EXPECT_THROW(decoded("numerical: true\nconditions: {numerical: {chain: [{noise.white: {k: 1}}]}}\n"),
               Error);
  EXPECT_THROW(decoded("numerical: perhaps\n"), Error);
}

// Every feature that an extraction can have was measured.
TEST(NumericalFloorInvariant, EveryFeatureHasAFloor) {
  ExtractionSettings all;
  all.aggregation = Aggregation::all;
  for (const FeatureInfo& info : feature_list(all)) {
    EXPECT_FALSE(std::isnan(numerical_floor(info.tag))) << info.tag << ": run ./run compliance";
    EXPECT_LT(numerical_floor(info.tag), 1e-6) << info.tag;
  }
}

class ControlMechanics : public ProgramTest {};

// Shuffling the intensities of a region leaves its histogram and size, and some texture features follow
// these.
TEST_F(ControlMechanics, AreSaidAndNotAsked) {
  write("study.yaml",
        "study: controls\n"
        "phantoms: {kind: lesion, count: 6, size_x: 48, size_y: 48, size_z: 24, radius_high_mm: 14}\n"
        "extractions: {original: {preset: ct-1mm, families: stat+rlm+ngl}}\n"
        "conditions:\n"
        "  noise: {chain: [{noise.white: {k: [0, 1]}}]}\n"
        "  shuffled: {chain: [{control.shuffle: {region: roi}}], repeats: 2}\n");
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  EXPECT_EQ(read("out/features.csv").find("shuffled,"), std::string::npos) << "no question is asked of it";
  const std::string report = read("out/report.html");
  expect_parts(report, {"negative control shuffled: ",
                        " of 48 texture features put the lesions in the same order", "rlm_glnu_3D_comb"});
}

class ContactSheetMechanics : public ProgramTest {};

const std::string kPictured =
    "study: pictured\nphantoms: {kind: lesion, count: 2}\n"
    "extractions: {original: {preset: ct-1mm, families: stat}}\n"
    "conditions:\n"
    "  contour: {chain: [{mask.grow_mm: {distance_mm: [-3, -2, -1, 1, 2, 3]}}]}\n"
    "  noise: {chain: [{noise.white: {k: 1}}], repeats: 3}\n"
    "  bins: {chain: [{disc.fbn: {count: [16, 64]}}]}\n";

TEST_F(ContactSheetMechanics, OneForEachGroupThatCanBeSeen) {
  write("study.yaml", kPictured);
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  EXPECT_EQ(read("out/contact_sheets/contact_sheets.csv"),
            "group,file,row,object,condition\n"
            "contour,contour.png,1,lesion-1/1,mask.grow_mm:distance_mm=-3\n"
            "contour,contour.png,2,lesion-1/1,mask.grow_mm:distance_mm=1\n"
            "contour,contour.png,3,lesion-1/1,mask.grow_mm:distance_mm=3\n"
            "noise,noise.png,1,lesion-1/1,noise.white:k=1#1\n");
  for (const char* name : {"out/contact_sheets/contour.png", "out/contact_sheets/noise.png"}) {
    EXPECT_EQ(read(name).substr(1, 3), "PNG");
    EXPECT_LE(read(name).size(), 100000u);
  }
  const std::string report = read("out/report.html");
  expect_parts(report, {"Contact sheet of contour", "Contact sheet of noise", "img-src data:"});
  EXPECT_EQ(report.find("Contact sheet of bins"), std::string::npos);
  ASSERT_EQ(run("report out -o again.html").exit_code, 0);
  EXPECT_EQ(read("again.html"), report);
}

TEST_F(ContactSheetMechanics, OneForEachPerturbationThatVariesAlone) {
  write("study.yaml",
        "study: pictured\nphantoms: {kind: lesion, count: 2}\n"
        "extractions: {original: {preset: ct-1mm, families: stat}}\n"
        "conditions:\n"
        "  doses:\n"
        "    design: oat\n"
        "    chain:\n"
        "      - {mask.grow_mm: {distance_mm: [-2, -1, 1, 2]}}\n"
        "      - {disc.fbn: {count: [16, 64]}}\n"
        "      - {res.psf: {fwhm_mm: [2, 4]}}\n");
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  EXPECT_EQ(read("out/contact_sheets/contact_sheets.csv"),
            "group,file,row,object,condition\n"
            "doses,doses.mask.grow_mm.png,1,lesion-1/1,mask.grow_mm:distance_mm=-2\n"
            "doses,doses.mask.grow_mm.png,2,lesion-1/1,mask.grow_mm:distance_mm=1\n"
            "doses,doses.mask.grow_mm.png,3,lesion-1/1,mask.grow_mm:distance_mm=2\n"
            "doses,doses.res.psf.png,1,lesion-1/1,res.psf:fwhm_mm=2\n"
            "doses,doses.res.psf.png,2,lesion-1/1,res.psf:fwhm_mm=4\n");
  expect_parts(read("out/report.html"),
               {"Contact sheet of doses.mask.grow_mm", "Contact sheet of doses.res.psf"});
}

TEST_F(ContactSheetMechanics, NoneWhereTheStudySaysSo) {
  write("study.yaml", kPictured + "contact_sheets: false\n");
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  EXPECT_FALSE(std::filesystem::exists(path("out/contact_sheets")));
  EXPECT_EQ(read("out/report.html").find("<img"), std::string::npos);
  // It may be changed at any time: nothing was measured otherwise.
  write("study.yaml", kPictured);
  ASSERT_EQ(run("run study.yaml -o out --resume").exit_code, 0) << read("err.txt");
  EXPECT_TRUE(std::filesystem::exists(path("out/contact_sheets/noise.png")));
}

TEST_F(ContactSheetMechanics, AMissingPictureIsNoFailure) {
  write("study.yaml", kPictured);
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  std::filesystem::remove(path("out/contact_sheets/noise.png"));
  ASSERT_EQ(run("report out").exit_code, 0) << read("err.txt");
  EXPECT_EQ(read("out/report.html").find("<img"), std::string::npos);
  write("out/contact_sheets/contact_sheets.csv", "group,file\n../../x,../../../etc/passwd\n");
  ASSERT_EQ(run("report out").exit_code, 0) << read("err.txt");
  EXPECT_EQ(read("out/report.html").find("<img"), std::string::npos);
}

// What cannot be pictured is said, and the study goes on.
TEST_F(ContactSheetMechanics, AnObjectThatCannotBeReadIsSaid) {
  Lattice lattice;
  lattice.size = {12, 12, 12};
  Volume image(lattice);
  for (std::size_t i = 0; i < image.voxels.size(); ++i) image.voxels[i] = static_cast<float>(i % 17);
  Mask mask(lattice);
  for (std::int64_t i = 3; i < 9; ++i) mask(i, 5, 5) = mask(5, i, 5) = mask(5, 5, i) = 1;
  write_image(path("image.nii.gz"), image);
  write_mask(path("mask.nii.gz"), mask);
  write("study.yaml",
        "study: s\nfailures: {max: 100}\nextractions: {original: {families: stat}}\n"
        "cohort:\n  - {patient: A, image: missing.nii.gz, mask: mask.nii.gz, modality: CT}\n"
        "  - {patient: B, image: image.nii.gz, mask: mask.nii.gz, modality: CT}\n"
        "conditions: {g: {chain: [{mask.grow_mm: {distance_mm: [1, 2]}}]}}\n");
  const Result result = run("run study.yaml -o out");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.err.find("no contact sheets of A/1"), std::string::npos) << result.err;
  EXPECT_NE(read("out/contact_sheets/contact_sheets.csv").find("B/1"), std::string::npos);
}

}  // namespace
}  // namespace radgauge
