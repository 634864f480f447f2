// Contours that depend on more than the mask at hand: on the object, or on the study's own readers.
#include <set>

#include "core/error.h"
#include "io/image_file.h"
#include "perturbations/registry.h"
#include "runner/calibration.h"
#include "runner/runner_fixture.h"

namespace radgauge {

using namespace radgauge::io;
using namespace radgauge::perturbations;
using namespace radgauge::runner;
using namespace radgauge::store;
using namespace radgauge::study;

namespace {

using namespace testing;

const std::string kContours =
    "study: s\nseed: 5\n"
    "phantoms: {kind: lesion, count: 2}\n"
    "extractions: {original: {preset: ct-1mm, spacing_x_mm: 2, spacing_y_mm: 2, spacing_z_mm: 2}}\n"
    "conditions:\n"
    "  redrawn: {chain: [{noise.white: {k: [0, 1]}}, {mask.supervoxel: {parity: [none, mirp]}}], repeats: "
    "2}\n"
    "  moved: {chain: [{geom.rotate: {angle_deg: 10}}, {mask.supervoxel: {}}], repeats: 2}\n";

class ContourTest : public RunnerTest {
 protected:
  ContourTest() {
    study_ = decode_study(parse_yaml(kContours, "study.yaml"), "");
    plan_ = make_plan(study_);
  }
  /// Checksum of the mask that a cell of the first object was measured on.
  std::uint64_t mask_of(const std::vector<CellRecord>& all, const std::string& condition) const {
    for (const CellRecord& cell : all)
      if (cell.object == 0 && plan_.conditions[static_cast<std::size_t>(cell.condition)].name == condition)
        for (const StoredChecksum& sum : cell.checksums)
          if (sum.step == "mask") return sum.xxh3;
    ADD_FAILURE() << "no cell " << condition;
    return 0;
  }
};
using ContourInvariant = ContourTest;

// invariant: the supervoxels of an object are made once, whatever is done to the image first: noise leaves
// the redrawn mask as it is, and with parity: mirp it does not.
TEST_F(ContourInvariant, SupervoxelsBelongToTheObject) {
  Store one = new_store("one"), two = new_store("two"), single = new_store("single");
  RunOptions options;
  options.threads = 1;
  run(one, options);
  options.threads = 3;
  run(two, options);
  const auto reference = cells(one);
  for (const CellRecord& cell : reference) EXPECT_EQ(cell.status, Status::ok) << cell.reason;
  expect_same(reference, cells(two));
  for (const std::size_t cell : {std::size_t{3}, plan_.cells.size() - 1}) {
    options.selected.assign(plan_.cells.size(), false);
    options.selected[cell] = true;
    run(single, options);
  }
  for (const CellRecord& cell : cells(single))
    expect_same({reference[static_cast<std::size_t>(cell.plan_index)]}, {cell});
  for (const std::string repeat : {"#1", "#2"}) {
    const std::string ours = "mask.supervoxel", mirp = "mask.supervoxel:parity=mirp";
    EXPECT_EQ(mask_of(reference, ours + repeat), mask_of(reference, "noise.white:k=1+" + ours + repeat));
    EXPECT_NE(mask_of(reference, mirp + repeat), mask_of(reference, "noise.white:k=1+" + mirp + repeat));
  }
  EXPECT_NE(mask_of(reference, "mask.supervoxel#1"), mask_of(reference, "mask.supervoxel#2"));
}

/// Three lesions as files, drawn by readers A and B as observers of known SD and correlation length.
class ReadersTest : public RunnerTest {
 protected:
  /// Small ones: a fit makes some hundred masks of each.
  ReadersTest() {
    study_ = decode_study(
        parse_yaml("study: s\nphantoms: {kind: lesion, count: 3, size_x: 40, size_y: 40, size_z: "
                   "20, radius_low_mm: 7, radius_high_mm: 10}\n",
                   "study.yaml"),
        "");
  }
  Study study_of(const std::string& readers) {
    const Operation& observer = *find_perturbation("mask.observer");
    Value sd = 1.5, correlation = 6.0;
    std::string rows;
    for (std::uint64_t i = 0; i < 3; ++i) {
      const acquire::Scan scan = acquire::scan_row(study_, study_.rows[i]);
      const std::string name = std::to_string(i);
      write_image((folder_ / (name + ".nii.gz")).string(), scan.image);
      for (const char reader : readers) {
        std::vector<Value> values;
        for (const Field& field : observer.fields)
          values.push_back(field.name == "sd_mm"            ? sd
                           : field.name == "correlation_mm" ? correlation
                                                            : field.fallback);
        const Draws draws(7, name, std::string(1, reader), 0, 0);
        const std::string file = name + reader + ".nii.gz";
        write_mask((folder_ / file).string(),
                   observer.mask({scan.image, scan.masks.front(), draws}, values).mask);
        rows += "  - {patient: P" + name + ", image: " + name + ".nii.gz, mask: " + file +
                ", reader: " + std::string(1, reader) + ", modality: CT}\n";
      }
    }
    return decode_study(
        parse_yaml("study: readers\ncohort:\n" + rows +
                       "extractions: {original: {preset: ct-1mm, spacing_x_mm: 2, spacing_y_mm: 2, "
                       "spacing_z_mm: 2}}\nconditions:\n"
                       "  observers: {chain: [{mask.observer: {calibrate: readers}}], repeats: 2}\n",
                   "study.yaml"),
        folder_.string());
  }
};
using ReadersMechanics = ReadersTest;

TEST_F(ReadersMechanics, ObserversAreFittedToTheReadersOfTheStudy) {
  study_ = study_of("AB");
  plan_ = make_plan(study_);
  const auto geometry = acquire::look_at_all_rows(study_, 1);
  const std::string name = plan_.conditions[1].name;
  EXPECT_EQ(name, "mask.observer:calibrate=readers#1");
  Store unfitted = new_store("unfitted");
  run(unfitted, {});
  EXPECT_NE(cells(unfitted)[1].reason.find("was not fitted"), std::string::npos) << cells(unfitted)[1].reason;
  const auto fitted = calibrate(study_, geometry, plan_);
  ASSERT_EQ(fitted.size(), 1u);
  EXPECT_EQ(plan_.conditions[1].name, name);
  EXPECT_EQ(fitted[0].magnitudes[2].parameter, "pairs");
  EXPECT_EQ(fitted[0].magnitudes[2].achieved, 3);
  // Three lesions tell no more than the order of magnitude.
  EXPECT_GT(fitted[0].magnitudes[0].achieved, 0.75);
  EXPECT_LT(fitted[0].magnitudes[0].achieved, 3);
  EXPECT_NE(fitted[0].text().find("sd_mm "), std::string::npos) << fitted[0].text();
  Store one = new_store("one"), two = new_store("two");
  RunOptions options;
  options.threads = 1;
  run(one, options);
  options.threads = 3;
  run(two, options);
  expect_same(cells(one), cells(two));
  for (const CellRecord& cell : cells(one)) {
    EXPECT_EQ(cell.status, Status::ok) << cell.reason;
    if (cell.condition == 0) continue;
    bool recorded = false;
    for (const StoredMagnitude& m : cell.magnitudes)
      recorded =
          recorded || (m.parameter == "fitted_sd_mm" && m.achieved == fitted[0].magnitudes[0].achieved);
    EXPECT_TRUE(recorded);
  }
}

TEST_F(ReadersMechanics, OneReaderIsRefused) {
  try {
    make_plan(study_of("A"));
    ADD_FAILURE() << "planned without readers";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    EXPECT_NE(std::string(error.what()).find("masks of two readers"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace radgauge
