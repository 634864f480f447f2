#include "followed.h"

namespace radgauge {

using namespace radgauge::io;

namespace {

const std::string kPage = RADGAUGE_DOSE_PAGE;

class DoseHowToMechanics : public InOwnFolder {
 protected:
  DoseHowToMechanics() { write_file((folder_ / "doses.yaml").string(), block_of(kPage, "doses.yaml")); }
};

TEST_F(DoseHowToMechanics, StudyShowsWhatTheHowToShows) {
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge validate doses.yaml", output), 0);
  expect_each_line(shown_below(kPage, "radgauge validate doses.yaml"), output);
  ASSERT_EQ(radgauge_program("radgauge run doses.yaml -o doses -j 2", output), 0);
  CsvTable noise = read_csv("doses/critical.csv");
  const std::size_t factor = noise.column("factor").value();
  std::erase_if(noise.rows, [&](const auto& row) { return row[factor] != "noise.white:k"; });
  expect_table(kPage, "feature", noise);
  const std::string report = read_file("doses/report.html");
  EXPECT_NE(report.find("What breaks first"), std::string::npos);
  EXPECT_NE(report.find("Dose response of noise.white:k"), std::string::npos);
}

}  // namespace
}  // namespace radgauge
