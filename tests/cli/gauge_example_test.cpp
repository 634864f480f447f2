#include <fstream>
#include <map>
#include <sstream>

#include "cli/program.h"
#include "core/text.h"
#include "data.h"

namespace {

const std::string kExample = source_file("results/examples/gauge-aiag/");

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The last digits of a logarithm or an exponential depend on the processor.
void expect_same_numbers(const std::string& got, const std::string& kept) {
  const auto rows = radgauge::split(got, '\n'), kept_rows = radgauge::split(kept, '\n');
  ASSERT_EQ(rows.size(), kept_rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto fields = radgauge::split(rows[r], ','), kept_fields = radgauge::split(kept_rows[r], ',');
    ASSERT_EQ(fields.size(), kept_fields.size()) << rows[r];
    for (std::size_t f = 0; f < fields.size(); ++f) {
      const auto number = radgauge::parse_double(fields[f]),
                 kept_number = radgauge::parse_double(kept_fields[f]);
      if (number && kept_number) {
        EXPECT_NEAR(*number, *kept_number, 1e-12 * std::abs(*kept_number)) << rows[r];
      } else {
        EXPECT_EQ(fields[f], kept_fields[f]) << rows[r];
      }
    }
  }
}

using GaugeExampleRegression = ProgramTest;

TEST_F(GaugeExampleRegression, KeptFilesAreWhatTheProgramWrites) {
  ASSERT_EQ(run("gauge " + kExample + "measurements.csv").exit_code, 0) << read("err.txt");
  EXPECT_EQ(read("out.txt"), content(kExample + "gauge.txt")) << "./run examples gauge-aiag writes them anew";
  ASSERT_EQ(run("stats components " + kExample + "measurements.csv").exit_code, 0);
  expect_same_numbers(read("out.txt"), content(kExample + "components.csv"));
}

/// The numbers of the line of gauge.txt that begins with `name`.
std::vector<std::string> printed(const std::string& text, const std::string& name) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(name + " ", 0) != 0) continue;
    std::istringstream words(line.substr(name.size()));
    std::vector<std::string> out;
    for (std::string word; words >> word;) out.push_back(word);
    return out;
  }
  ADD_FAILURE() << "no line " << name;
  return {};
}

// Every printed digit is that of R.
TEST(GaugeExampleOracle, PrintsTheDigitsOfR) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/components");
  EXPECT_EQ(content(kExample + "measurements.csv"), content(folder + "/data/ex_or_8x3x2.csv"));
  std::map<std::string, double> want;
  std::ifstream expected(folder + "/expected.csv");
  for (std::string line; std::getline(expected, line);) {
    const auto row = radgauge::split(line, ',');
    if (row[0] == "ex_or_8x3x2" && row[5] == "primary")
      want[row[2] + " " + row[3]] = radgauge::parse_double(row[6]).value_or(0);
  }
  const std::string text = content(kExample + "gauge.txt");
  const auto digits = [](double value) { return radgauge::to_rounded_text(value, 5); };
  const std::pair<const char*, const char*> variations[] = {{"Repeatability EV", "EV"},
                                                            {"Reproducibility AV", "AV"},
                                                            {"Gauge R&R GRR", "GRR"},
                                                            {"Part variation PV", "PV"},
                                                            {"Total variation TV", "TV"}};
  for (const auto& [name, quantity] : variations) {
    const std::string final = "gauge_rr final.";
    const double sd = want.at(final + quantity);
    std::vector<std::string> row{digits(sd * sd), digits(sd), "100", "100"};
    if (std::string(quantity) != "TV") {
      row[2] = digits(want.at(final + "pct_study." + quantity));
      row[3] = digits(want.at(final + "pct_contribution." + quantity));
    }
    EXPECT_EQ(printed(text, name), row) << name;
  }
  const std::pair<const char*, const char*> components[] = {{"  residual", "residual"},
                                                            {"  reader", "reader"},
                                                            {"  object:reader", "object:reader"},
                                                            {"  object", "object"}};
  for (const auto& [name, term] : components)
    EXPECT_EQ(printed(text, name).at(0), digits(want.at(std::string("anova var.") + term))) << name;
  EXPECT_EQ(printed(text, "Number of distinct categories (ndc)").at(0),
            digits(want.at("gauge_rr final.ndc")));
  EXPECT_EQ(printed(text, "Repeatability coefficient RC").at(0), digits(want.at("anova RC")));
  EXPECT_EQ(printed(text, "Reproducibility coefficient RDC").at(0), digits(want.at("anova RDC")));
  EXPECT_EQ(printed(text, "2 readers, 1 repeat").at(1), digits(want.at("gtheory Phi.reader2")));
  EXPECT_EQ(printed(text, "p of the interaction").at(0), digits(want.at("gauge_rr p.interaction")));
}

}  // namespace
