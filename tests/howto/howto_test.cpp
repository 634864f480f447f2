#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <sstream>

#include "cli/command.h"
#include "cli/pages.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "perturbations/registry.h"
#include "runner/runner.h"

namespace radgauge {
namespace {

namespace fs = std::filesystem;
const std::string kStudyFile = std::string(RADGAUGE_HOWTO_FOLDER) + "/ragged.yaml";

/// What the how-to shows below `$ command`, up to the end of the block or the next command; lines of "..."
/// are left out.
std::vector<std::string> shown_below(const std::string& command) {
  std::vector<std::string> shown;
  bool inside = false;
  for (const std::string& line : split(read_file(RADGAUGE_HOWTO_PAGE), '\n')) {
    if (inside && (line == "```" || line.rfind("$ ", 0) == 0)) return shown;
    if (inside && line != "...") shown.push_back(line);
    if (line == "$ " + command) inside = true;
  }
  ADD_FAILURE() << "the how-to does not show `" << command << "`";
  return shown;
}

void expect_each_line(const std::vector<std::string>& shown, const std::string& text) {
  const std::vector<std::string> lines = split(text, '\n');
  EXPECT_FALSE(shown.empty());
  for (const std::string& line : shown)
    EXPECT_NE(std::find(lines.begin(), lines.end(), line), lines.end()) << line << "\nis not in\n" << text;
}

std::vector<std::string> table_cells(const std::string& line) {
  std::vector<std::string> cells;
  for (const std::string& cell : split(line.substr(1, line.size() - 2), '|')) cells.push_back(trim(cell));
  return cells;
}

/// The Markdown table of the how-to whose first column is `key` says what the table of results says: words
/// as they are, numbers to four digits, in the first row of that key.
void expect_table(const std::string& key, const CsvTable& results) {
  const std::vector<std::string> lines = split(read_file(RADGAUGE_HOWTO_PAGE), '\n');
  auto line = std::find_if(lines.begin(), lines.end(),
                           [&](const std::string& text) { return text.rfind("| " + key + " |", 0) == 0; });
  ASSERT_NE(line, lines.end()) << "the how-to has no table of " << key;
  const std::vector<std::string> columns = table_cells(*line);
  int rows = 0;
  for (line += 2; line != lines.end() && line->rfind("|", 0) == 0; ++line, ++rows) {
    const std::vector<std::string> shown = table_cells(*line);
    ASSERT_EQ(shown.size(), columns.size()) << *line;
    const auto found = std::find_if(results.rows.begin(), results.rows.end(), [&](const auto& row) {
      return row[results.column(key).value()] == shown[0];
    });
    ASSERT_NE(found, results.rows.end()) << "there is no " << shown[0];
    for (std::size_t c = 1; c < columns.size(); ++c) {
      ASSERT_TRUE(results.column(columns[c])) << columns[c];
      const std::string text = (*found)[*results.column(columns[c])];
      const auto number = parse_double(text);
      EXPECT_EQ(shown[c], number ? to_rounded_text(*number) : text) << shown[0] << " " << columns[c];
    }
  }
  EXPECT_GT(rows, 0);
}

/// The program as main() runs it, with what it writes to standard output.
int radgauge_program(const std::string& command, std::string& output) {
  const std::vector<std::string> words = split(command, ' ');
  std::vector<const char*> arguments;
  for (const std::string& word : words) arguments.push_back(word.c_str());
  std::ostringstream captured;
  std::streambuf* const before = std::cout.rdbuf(captured.rdbuf());
  const int code = run_program(static_cast<int>(arguments.size()), arguments.data());
  std::cout.rdbuf(before);
  output = captured.str();
  return code;
}

class HowToMechanics : public testing::Test {
 protected:
  HowToMechanics()
      : folder_(fs::temp_directory_path() / ("radgauge_howto_" + std::to_string(::getpid()))),
        before_(fs::current_path()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy_file(kStudyFile, folder_ / "ragged.yaml");
    fs::current_path(folder_);
  }
  ~HowToMechanics() override {
    fs::current_path(before_);
    fs::remove_all(folder_);
  }
  fs::path folder_;
  fs::path before_;
};

TEST_F(HowToMechanics, DescribeSaysWhatTheHowToShows) {
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge describe mask.ragged", output), 0);
  expect_each_line(shown_below("radgauge describe mask.ragged"), output);
  ASSERT_EQ(radgauge_program("radgauge list perturbations", output), 0);
  EXPECT_NE(output.find("mask.ragged"), std::string::npos);
}

// mechanics: the reference page and the schema of the study file know the operation.
TEST_F(HowToMechanics, DocsAndSchemaKnowTheOperation) {
  std::size_t known = 0;
  for (const GeneratedFile& file : generated_files())
    known += file.content.find("mask.ragged") != std::string::npos;
  EXPECT_GE(known, 2u);
}

TEST_F(HowToMechanics, StudyShowsWhatTheHowToShows) {
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge validate ragged.yaml", output), 0);
  expect_each_line(shown_below("radgauge validate ragged.yaml"), output);
  ASSERT_EQ(radgauge_program("radgauge run ragged.yaml -o ragged -j 2", output), 0);
  expect_table("condition", read_csv("ragged/cells.csv"));
  expect_table("feature", read_csv("ragged/features.csv"));
  const std::string report = read_file("ragged/report.html");
  EXPECT_NE(report.find("What the perturbations did"), std::string::npos);
  EXPECT_NE(report.find("<code>mask.ragged</code>"), std::string::npos);
}

// invariant: the runner applies the operation as a direct call does, whatever the number of threads.
TEST(HowToInvariant, RunPlanGivesTheSameForAnyThreads) {
  const Study study = read_study(kStudyFile);
  const Plan plan = make_plan(study);
  ASSERT_NE(find_perturbation("mask.ragged"), nullptr);
  const fs::path folder = fs::temp_directory_path() / ("radgauge_howto_plan_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::vector<std::vector<CellRecord>> runs;
  for (const int threads : {1, 3}) {
    StoreTables tables;
    for (const CohortRow& row : study.rows)
      tables.objects.push_back({row.patient, row.lesion, "", "", "", "", ""});
    for (const Condition& c : plan.conditions) tables.conditions.push_back({c.name, "", c.repetition});
    tables.features = stored_features(study, built_in_engine());
    tables.planned_cells = static_cast<std::int64_t>(plan.cells.size());
    Store store = Store::create((folder / std::to_string(threads)).string(), tables);
    RunOptions options;
    options.threads = threads;
    run_plan(study, plan, built_in_engine(), inspect_rows(study, 1), store, options);
    runs.emplace_back();
    store.for_each_cell([&](const CellRecord& cell) { runs.back().push_back(cell); });
  }
  fs::remove_all(folder);
  ASSERT_EQ(runs[0].size(), plan.cells.size());
  ASSERT_EQ(runs[1].size(), plan.cells.size());
  for (std::size_t i = 0; i < runs[0].size(); ++i) {
    EXPECT_EQ(runs[0][i].status, Status::ok) << runs[0][i].reason;
    ASSERT_EQ(runs[0][i].checksums.size(), runs[1][i].checksums.size());
    for (std::size_t c = 0; c < runs[0][i].checksums.size(); ++c)
      EXPECT_EQ(runs[0][i].checksums[c].xxh3, runs[1][i].checksums[c].xxh3);
    for (const StoredMagnitude& m : runs[0][i].magnitudes) {
      if (m.parameter != "probability") continue;
      EXPECT_EQ(m.status, "ok");
      EXPECT_NEAR(m.achieved, m.requested, 0.1);
    }
  }
}

}  // namespace
}  // namespace radgauge
