#include <map>

#include "core/random.h"
#include "io/image_file.h"
#include "program.h"

namespace {

class PerturbMechanics : public ProgramTest {
 protected:
  /// A ball in noise, and its mask.
  void write_scan() const {
    radgauge::Lattice lattice;
    lattice.size = {40, 38, 20};
    lattice.spacing_mm = {1, 1, 2};
    radgauge::Volume image(lattice);
    radgauge::Mask mask(lattice);
    const radgauge::Draws draws(4, "scan", "test", 0, 0);
    for (std::int64_t z = 0; z < 20; ++z)
      for (std::int64_t y = 0; y < 38; ++y)
        for (std::int64_t x = 0; x < 40; ++x) {
          const std::int64_t r2 = (x - 20) * (x - 20) + (y - 19) * (y - 19) + 4 * (z - 10) * (z - 10);
          mask(x, y, z) = r2 <= 64 ? 1 : 0;
          image(x, y, z) = static_cast<float>(50 * mask(x, y, z) + draws.normal(image.at(x, y, z)));
        }
    radgauge::io::write_image(path("scan.nii.gz"), image);
    radgauge::io::write_mask(path("scan_mask.nii.gz"), mask);
  }

  /// Column -> value of each row of a CSV file.
  std::vector<std::map<std::string, std::string>> table(const std::string& name) const {
    std::vector<std::map<std::string, std::string>> rows;
    std::istringstream lines(read(name));
    std::string line;
    std::vector<std::string> head;
    while (std::getline(lines, line)) {
      std::vector<std::string> cells;
      std::istringstream parts(line);
      for (std::string cell; std::getline(parts, cell, ',');) cells.push_back(cell);
      if (head.empty()) {
        head = cells;
        continue;
      }
      rows.emplace_back();
      for (std::size_t i = 0; i < cells.size() && i < head.size(); ++i) rows.back()[head[i]] = cells[i];
    }
    return rows;
  }
};

// A condition name, seed and object give the magnitudes of the study, to the last digit.
TEST_F(PerturbMechanics, SameAsTheStudy) {
  write_scan();
  write("cohort.csv", "patient,lesion,image,mask,modality,unit\nP1,1,scan.nii.gz,scan_mask.nii.gz,CT,HU\n");
  write(
      "study.yaml",
      "study: same\nseed: 7\ncohort: cohort.csv\nextractions:\n  original: {preset: ct-1mm}\nconditions:\n"
      "  c: {chain: [{noise.white: {sd: 5}}, {geom.rotate: {angle_deg: 10}}, {mask.observer: {sd_mm: 1.5}}], "
      "repeats: 2}\n");
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0);
  ASSERT_EQ(
      run("perturb scan.nii.gz scan_mask.nii.gz --seed 7 --object P1/1 --modality CT --extraction ct-1mm "
          "--chain noise.white:sd=5+geom.rotate:angle_deg=10+mask.observer:sd_mm=1.5#2 -o made")
          .exit_code,
      0);
  std::map<std::string, std::string> cell;
  for (const auto& row : table("out/cells.csv"))
    if (row.at("condition").find("#2") != std::string::npos) cell = row;
  int compared = 0;
  for (const auto& row : table("made/magnitudes.csv")) {
    if (row.at("variant") != "1" || row.at("achieved").empty()) continue;
    EXPECT_EQ(cell[row.at("step") + "." + row.at("parameter") + ".achieved"], row.at("achieved"));
    ++compared;
  }
  EXPECT_GT(compared, 7);
  EXPECT_EQ(read("made/contact_sheet.png").substr(1, 3), "PNG");
  const radgauge::Volume image = radgauge::io::read_image(path("made/variant-1_image.nii.gz"));
  EXPECT_EQ(radgauge::io::read_mask(path("made/variant-1_mask.nii.gz"), {}).lattice.size, image.lattice.size);
}

TEST_F(PerturbMechanics, SaysWhatItCannotDo) {
  write_scan();
  const auto exit_code = [&](const std::string& chain) {
    return run("perturb scan.nii.gz scan_mask.nii.gz -o made --chain " + chain).exit_code;
  };
  EXPECT_EQ(exit_code("mask.unknown:x=1"), 3);
  EXPECT_EQ(exit_code("mask.grow_mm:distance_mm"), 3);
  EXPECT_EQ(exit_code("mask.grow_mm:distance_mm=99"), 3);
  EXPECT_EQ(exit_code("mask.grow_mm:distance_mm=0"), 2);
  EXPECT_EQ(exit_code("mask.grow_mm:distance_mm=-20"), 4);
  EXPECT_NE(read("made/magnitudes.csv").find("failed: "), std::string::npos);
  EXPECT_EQ(exit_code("mask.grow_mm:distance_mm=2"), 0);
}

}  // namespace
