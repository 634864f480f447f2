#include "program.h"

namespace {

using LongTablesMechanics = ProgramTest;

constexpr std::size_t kWide = 5000;
constexpr std::size_t kLong = 1 << 20;

/// `header` and `row` with 5,000 columns more.
std::string widened(std::string header, std::string row) {
  for (std::size_t i = 0; i < kWide; ++i) {
    header += ",feature_number_" + std::to_string(i);
    row += ",x" + std::to_string(i);
  }
  return header + "\n" + row + "\n";
}

/// A table of one row whose field `at` is a megabyte long.
std::string with_long_field(const std::vector<std::string>& header, std::vector<std::string> row,
                            std::size_t at, const std::string& piece) {
  row[at].clear();
  while (row[at].size() < kLong) row[at] += piece;
  const auto line = [](const std::vector<std::string>& fields) {
    std::string text;
    for (const std::string& field : fields) text += (text.empty() ? "" : ",") + field;
    return text + "\n";
  };
  return line(header) + line(row);
}

class LongTablesProgram : public LongTablesMechanics {
 protected:
  /// Refused, with the name of the file and what to do in less than 2 kB.
  void expect_short(const std::string& command, const std::string& file) {
    const auto result = run(command);
    EXPECT_NE(result.exit_code, 0) << command;
    EXPECT_NE(result.exit_code, 70) << command << ": " << result.err.substr(0, 300);
    EXPECT_LT(result.err.size(), 2000u) << command << ": " << result.err.substr(0, 300);
    EXPECT_NE(result.err.find(file), std::string::npos) << command << ": " << result.err.substr(0, 300);
  }
};

TEST_F(LongTablesProgram, CohortsAreNotEchoed) {
  write("study.yaml",
        "study: s\nseed: 1\ncohort: cohort.csv\nextractions: {original: {preset: ct-1mm}}\n"
        "conditions: {noise: {chain: [{noise.white: {k: 1}}], repeats: 2}}\n"
        "questions: [{name: noise, over: noise, limits: {icc_lower: 0.9}}]\n");
  write("cohort.csv", widened("patient,image,modality", "P1,a.nii,CT"));
  expect_short("validate study.yaml", "cohort.csv");
  write("cohort.csv", widened("patient,image,mask,modality", "P1,a.nii,b.nii,XX"));
  expect_short("validate study.yaml", "cohort.csv");
  const std::vector<std::string> header{"patient",  "lesion",  "image",  "mask", "mask_label",
                                        "modality", "session", "reader", "age"};
  const std::vector<std::string> row{"P1", "1", "a.nii", "b.nii", "1", "CT", "1", "R", "50"};
  for (std::size_t c = 0; c < header.size(); ++c)
    for (const char* piece : {"x", "a/b:c ", "${NO}"}) {
      write("cohort.csv", with_long_field(header, row, c, piece));
      expect_short("run study.yaml --dry-run -o out", "");
      const auto validated = run("validate study.yaml");  // labels may be of any length
      EXPECT_LT(validated.err.size(), 2000u) << header[c] << ": " << validated.err.substr(0, 300);
    }
}

TEST_F(LongTablesProgram, TablesOfValuesAreNotEchoed) {
  write("wide.csv", widened("object,patient", "1,P"));
  std::vector<std::string> header{"subject", "rater", "feature", "value"}, row{"1", "a", "f", "1"};
  write("value.csv", with_long_field(header, row, 3, "1x"));
  write("name.csv", with_long_field({"subject", "rater", "feature", "valu"}, header, 3, "z"));
  for (const char* section : {"icc", "agreement", "basic", "components", "icc_cluster", "regression", "truth",
                              "quantitation", "tolerance", "equivalence --margin 1"})
    for (const char* file : {"wide.csv", "value.csv"})
      expect_short(std::string("stats ") + section + " " + file, file);
  for (const char* file : {"wide.csv", "value.csv"}) expect_short(std::string("gauge ") + file, file);
  write("features.csv", with_long_field({"feature", "value", "status"}, {"stat_mean", "1", "ok"}, 1, "1x"));
  expect_short("ibsi --set digital --features features.csv", "");
  write("features.csv", with_long_field({"feature", "value", "status"}, {"stat_mean", "1", "ok"}, 2, "ok "));
  expect_short("ibsi --set digital --features features.csv", "");
}

}  // namespace
