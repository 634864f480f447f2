#include <set>

#include "acquire_fixture.h"
#include "core/error.h"
#include "phantoms/registry.h"

namespace radgauge::acquire {
namespace {

study::Study decoded(const std::string& yaml) {
  return study::decode_study(io::parse_yaml(yaml, "study.yaml"), "");
}
std::string refusal_of(const std::string& yaml) {
  try {
    const study::Study study = decoded(yaml);
    const Sources sources(study);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    return error.what();
  }
  return "nothing";
}

const std::string kSmall = "size_x: 24, size_y: 24, size_z: 12, radius_low_mm: 4, radius_high_mm: 6";

class SourcesMechanics : public testing::FilesTest {};

TEST_F(SourcesMechanics, OneGeneratorKeepsNamesAndText) {
  const study::Study study = decoded("study: s\nphantoms: {kind: sphere, count: 2}\n");
  ASSERT_EQ(study.rows.size(), 2u);
  EXPECT_EQ(study.rows[1].name(), "sphere-2/1");
  EXPECT_EQ(study.rows[1].number, 1);
  EXPECT_EQ(study.sources.front().phantoms.seed, study.seed);
  const std::string text = study::resolved_yaml(study);
  EXPECT_EQ(text.find("study: s\nseed: 1\nphantoms: {kind: sphere, count: 2, radius_mm: 10, "), 0u) << text;
}

TEST_F(SourcesMechanics, SeveralGeneratorsStandInOneStudy) {
  const study::Study study =
      decoded("study: s\nphantoms:\n  - {kind: sphere, count: 2}\n  - {kind: lesion, count: 1, " + kSmall +
              "}\n  - {kind: sphere, name: big, count: 1, radius_mm: 14}\n");
  std::vector<std::string> names;
  for (const study::CohortRow& row : study.rows) names.push_back(row.object());
  EXPECT_EQ(names, (std::vector<std::string>{"sphere-1/1", "sphere-2/1", "lesion-1/1", "big-1/1"}));
  EXPECT_EQ(study.sources.size(), 3u);
  EXPECT_NE(study.sources[2].phantoms.seed, study.sources[0].phantoms.seed);
  const auto geometry = look_at_all_rows(study);
  EXPECT_EQ(geometry[0].image, geometry[1].image);
  EXPECT_LT(geometry[0].roi_voxels, geometry[3].roi_voxels);
  // Written back, the study reads as the same one.
  const std::string text = study::resolved_yaml(study);
  EXPECT_NE(text.find("phantoms:\n  - {kind: sphere, count: 2, radius_mm"), std::string::npos) << text;
  EXPECT_NE(text.find("  - {kind: sphere, count: 1, name: big, radius_mm: 14"), std::string::npos) << text;
  const study::Study again = decoded(text);
  EXPECT_EQ(study::resolved_yaml(again), text);
  for (std::size_t r = 0; r < study.rows.size(); ++r)
    EXPECT_EQ(scan_row(again, again.rows[r]).image, scan_row(study, study.rows[r]).image) << names[r];
}

TEST_F(SourcesMechanics, GeneratorsStandBesideACohort) {
  const study::Study study = study_of({"patient: P1, image: image.nii.gz, mask: mask.nii.gz"},
                                      "phantoms: {kind: lesion, count: 2, " + kSmall + "}\n");
  ASSERT_EQ(study.rows.size(), 3u);
  EXPECT_EQ(study.rows[0].patient, "P1");
  EXPECT_EQ(study.rows[2].object(), "lesion-2/1");
  EXPECT_EQ(study.sources[study.rows[0].source].kind, "files");
  EXPECT_EQ(study.sources[study.rows[2].source].kind, "phantoms");
  const study::Origins from = study::origins(study);
  EXPECT_EQ(from.listed_objects, 1u);
  EXPECT_EQ(from.generated_objects, 2u);
  EXPECT_EQ(from.generators, std::vector<std::string>{"lesion"});
  const Scan file = scan_row(study, study.rows[0]);
  EXPECT_EQ(file.image, io::read_image(this->file("image.nii.gz")));
  EXPECT_EQ(scan_row(study, study.rows[2]).image.lattice.size, (Index3{24, 24, 12}));
  const study::Study again =
      study::decode_study(io::parse_yaml(study::resolved_yaml(study), "resolved.yaml"), folder_.path());
  EXPECT_EQ(study::resolved_yaml(again), study::resolved_yaml(study));
  EXPECT_EQ(again.rows.size(), 3u);
}

TEST_F(SourcesMechanics, NamesOfObjectsMustDiffer) {
  const std::string twice =
      refusal_of("study: s\nphantoms:\n  - {kind: sphere, count: 2}\n  - {kind: sphere, count: 1}\n");
  EXPECT_EQ(twice.rfind("study.yaml:4:5: ", 0), 0u) << twice;
  for (const char* part : {"sphere-1/1", "study.yaml:3:5", "name: sphere-b"})
    EXPECT_NE(twice.find(part), std::string::npos) << twice;
  const std::string cohort = refusal_of(
      "study: s\ncohort:\n  - {patient: lesion-2, image: a, mask: b, modality: CT}\nphantoms: {kind: lesion, count: 2}\n");
  EXPECT_EQ(cohort.rfind("study.yaml:4:11: ", 0), 0u) << cohort;
  EXPECT_NE(cohort.find("lesion-2/1 is there already, from study.yaml:3:5"), std::string::npos) << cohort;
  EXPECT_NE(refusal_of("study: s\nphantoms: []\n").find("empty"), std::string::npos);
}

TEST_F(SourcesMechanics, UnknownSourcesAreRefusedWithTheKnownOnes) {
  const std::string why =
      refusal_of("study: s\ncohort:\n  - {patient: P1, image: 'fils://a', mask: b, modality: CT}\n");
  for (const char* part :
       {"study.yaml:3:5", "'fils://a'", "'fils'", "did you mean 'files'", "known: dicom, files, phantoms"})
    EXPECT_NE(why.find(part), std::string::npos) << why;
  EXPECT_NE(refusal_of("study: s\ncohort:\n  - {patient: P1, image: 'phantoms://a', mask: b, modality: CT}\n")
                .find("phantoms: {kind"),
            std::string::npos);
}

TEST_F(SourcesMechanics, ScansCarryTheTruthOfAGenerator) {
  phantoms::Phantom knowing = *phantoms::find_phantom("sphere");
  knowing.generate = [](std::span<const Value>, std::uint64_t, std::uint64_t index) {
    radgauge::Scan scan;
    scan.image = Volume(Lattice{{3, 3, 3}, {1, 1, 1}, {0, 0, 0}, kIdentity3});
    scan.mask = Mask(scan.image.lattice, 1);
    scan.truth = Truth{{"volume", 27.0 + static_cast<double>(index), "mm^3"}};
    return scan;
  };
  study::Study study = decoded("study: s\nphantoms: {kind: sphere, count: 2}\n");
  EXPECT_FALSE(scan_row(study, study.rows[1]).truth);
  study.sources.front().phantoms.phantom = &knowing;
  const study::Plan plan = study::make_plan(study);
  const Sources sources(study);
  const AcquiredScan scan =
      acquire(sources, plan, plan.acquisitions[1], look_at_rows(sources, {false, true}, 1));
  ASSERT_TRUE(scan.truth);
  EXPECT_EQ(scan.truth->front().name, "volume");
  EXPECT_EQ(scan.truth->front().value, 28);
}

TEST_F(SourcesMechanics, IdentityIsOfContent) {
  const study::Study study = study_of({"patient: P1, reader: A, image: image.nii.gz, mask: mask.nii.gz",
                                       "patient: P1, reader: B, image: image.nii.gz, mask: gone.nii.gz"},
                                      "phantoms: {kind: lesion, count: 2, " + kSmall + "}\n");
  const auto inputs = row_inputs(Sources(study), study::make_plan(study), {true, true, true, true});
  ASSERT_EQ(inputs[0].size(), 2u);
  EXPECT_EQ(inputs[0][0].role, "image");
  EXPECT_EQ(inputs[0][0].name, "image.nii.gz");
  EXPECT_EQ(inputs[0][0].sha256.size(), 64u);
  EXPECT_EQ(inputs[0][0].sha256, inputs[1][0].sha256);
  EXPECT_EQ(inputs[1][1].sha256, kMissingFile);
  EXPECT_NE(inputs[2][0].sha256, inputs[3][0].sha256);
  EXPECT_EQ(inputs[2][0].name, "");
  EXPECT_TRUE(row_inputs(Sources(study), study::make_plan(study), {false, false, true, false})[0].empty());
}

// What is not selected is not opened: its files need not even be there.
TEST_F(SourcesMechanics, OnlyRowsThatAreNeededAreLookedAt) {
  const study::Study study = study_of({"patient: P1, reader: A, image: gone.nii.gz, mask: gone.nii.gz",
                                       "patient: P2, reader: A, image: image.nii.gz, mask: mask.nii.gz",
                                       "patient: P2, reader: B, image: image.nii.gz, mask: mask.nii.gz"},
                                      "conditions:\n  noise: {chain: [{noise.white: {sd: 1}}]}\n"
                                      "  observers: {chain: [{mask.observer: {calibrate: readers}}]}\n");
  const study::Plan plan = study::make_plan(study);
  const auto needed = [&](const std::string& pattern) {
    return study::needed_rows(study, plan, study::select_cells(study, plan, pattern));
  };
  // Readers of one image share its crop.
  EXPECT_EQ(needed("P2/1/reader=A::noise*"), (std::vector<bool>{false, true, true}));
  EXPECT_EQ(needed("P1/1/reader=A::base"), (std::vector<bool>{true, false, false}));
  // What is fitted to readers rests on every image that several drew on.
  EXPECT_EQ(needed("P1/1/reader=A::mask.observer*"), (std::vector<bool>{true, true, true}));
  EXPECT_TRUE(study::wants_readers(plan, study::select_cells(study, plan, "mask.observer*")));
  EXPECT_FALSE(study::wants_readers(plan, study::select_cells(study, plan, "noise*")));
  const auto geometry = look_at_rows(Sources(study), needed("P2*"), 2);
  EXPECT_FALSE(geometry[0].problem) << "a row that is not needed was opened";
  EXPECT_EQ(geometry[0].roi_voxels, 0);
  EXPECT_EQ(geometry[2].roi_voxels, count(mask_));
  EXPECT_TRUE(look_at_rows(Sources(study), needed("P1*"), 2)[0].problem);
}

}  // namespace
}  // namespace radgauge::acquire
