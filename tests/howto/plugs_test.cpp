#include <set>

#include "followed.h"

namespace radgauge {

namespace {

class EngineAndMapHowToMechanics : public InOwnFolder {
 protected:
  static void take(const std::string& folder, const std::string& file) {
    std::filesystem::copy_file(folder + "/" + file, file);
  }
  static std::set<std::string> features_of(const std::string& table) {
    const io::CsvTable features = io::read_csv(table);
    std::set<std::string> names;
    for (const auto& row : features.rows) names.insert(row[features.column("feature").value()]);
    return names;
  }
};

TEST_F(EngineAndMapHowToMechanics, AnEngineIsOneFileAndOneLine) {
  take(RADGAUGE_ENGINE_FOLDER, "own_engine.yaml");
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge run own_engine.yaml -o own -j 2", output), 0);
  EXPECT_EQ(features_of("own/features.csv"), (std::set<std::string>{"above_mean", "slices.above_mean"}));
}

TEST_F(EngineAndMapHowToMechanics, AMapIsOneFileAndOneLine) {
  take(RADGAUGE_MAP_FOLDER, "maps.yaml");
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge validate maps.yaml --resolved", output), 0);
  EXPECT_NE(
      output.find("maps: [original, {slice_gradient: {reach: 2, least: 0, most: 10000}, name: slices}]"),
      std::string::npos)
      << output;
  ASSERT_EQ(radgauge_program("radgauge run maps.yaml -o maps -j 2", output), 0);
  const auto features = features_of("maps/features.csv");
  EXPECT_EQ(features.count("stat_mean") + features.count("slices.stat_mean"), 2u);
  EXPECT_EQ(features.count("slices.morph_volume"), 0u) << "morphology is of the image only";
}

// invariant: a map changes nothing of what is measured of the image itself.
TEST_F(EngineAndMapHowToMechanics, AMapChangesNothingOfTheImagesOwnValues) {
  take(RADGAUGE_MAP_FOLDER, "maps.yaml");
  std::string text = io::read_file("maps.yaml");
  const auto begin = text.find(", maps: ["), end = text.find("]}", begin);
  io::write_file("plain.yaml", text.substr(0, begin) + text.substr(end + 1));
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge run maps.yaml -o maps -j 2", output), 0);
  ASSERT_EQ(radgauge_program("radgauge run plain.yaml -o plain -j 2", output), 0);
  const io::CsvTable a = io::read_csv("maps/features.csv"), b = io::read_csv("plain/features.csv");
  const std::size_t feature = a.column("feature").value(), icc = a.column("icc").value();
  std::map<std::string, std::string> values;
  for (const auto& row : a.rows) values[row[feature]] = row[icc];
  for (const auto& row : b.rows) EXPECT_EQ(values.at(row[feature]), row[icc]) << row[feature];
}

// mechanics: fields of a filter that contradict each other are told with their place.
TEST_F(EngineAndMapHowToMechanics, AProblemOfAMapIsToldWithItsPlace) {
  io::write_file("bad.yaml",
                 "study: bad\nphantoms: {kind: lesion, count: 2}\nextractions:\n  original:\n    maps: "
                 "[{slice_gradient: {least: 20000}}]\n");
  std::string output;
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(radgauge_program("radgauge validate bad.yaml", output), 3);
  const std::string told = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(told.find("bad.yaml:5:29"), std::string::npos) << told;
  EXPECT_NE(told.find("least = 20000 is not below most = 10000"), std::string::npos) << told;
}

class OutputFormatHowToMechanics : public InOwnFolder {};

// invariant: the new file says what features.csv says, of the run and of its analysis.
TEST_F(OutputFormatHowToMechanics, AFormatIsOneFileAndOneLine) {
  io::write_file("small.yaml",
                 "study: small\nphantoms: {kind: lesion, count: 4}\nextractions:\n  only: {preset: ct-1mm, "
                 "spacing_x_mm: 3, spacing_y_mm: 3, spacing_z_mm: 3, families: stat}\nconditions:\n"
                 "  noise: {chain: [{noise.white: {k: 1}}], repeats: 2}\n");
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge run small.yaml -o small -j 2", output), 0);
  const io::CsvTable features = io::read_csv("small/features.csv");
  const auto column = [&](const char* name) { return features.column(name).value(); };
  std::string expected = "question\tfeature\tdecision\n";
  for (const auto& row : features.rows)
    expected +=
        row[column("question")] + "\t" + row[column("feature")] + "\t" + row[column("decision")] + "\n";
  EXPECT_GE(features.rows.size(), 18u);
  EXPECT_EQ(io::read_file("small/decisions.tsv"), expected);

  std::filesystem::remove("small/decisions.tsv");
  ASSERT_EQ(radgauge_program("radgauge analyse small", output), 0);
  EXPECT_EQ(io::read_file("small/decisions.tsv"), expected);
}

}  // namespace
}  // namespace radgauge
