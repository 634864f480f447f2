#include "pages/pages.h"

#include <fstream>
#include <sstream>

#include "cli/command.h"
#include "cli/command_pages.h"
#include "cli/program.h"
#include "io/json.h"

namespace {

using radgauge::cli::command_pages;

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// mechanics: the pages and the schema in the tree are what the tables give; `radgauge docs .` makes them
// anew.
TEST(PagesMechanics, GeneratedFilesAreFresh) {
  for (const auto& file : radgauge::pages::generated_files(command_pages()))
    EXPECT_EQ(read_text(source_file(file.path)), file.content)
        << file.path << " is stale; run `radgauge docs .` at the root";
}

TEST(PagesMechanics, EveryEntryHasAPage) {
  for (const std::string& kind : radgauge::pages::entry_kinds()) {
    const auto list = radgauge::pages::entries(kind, command_pages());
    EXPECT_FALSE(list.empty()) << kind;
    for (const auto& entry : list) {
      EXPECT_FALSE(entry.summary.empty()) << entry.name;
      EXPECT_NE(radgauge::pages::describe(entry.name, command_pages()).find(entry.name), std::string::npos)
          << entry.name;
    }
  }
}

TEST(PagesMechanics, EveryCommandIsDocumented) {
  for (const auto& command : radgauge::cli::commands()) {
    EXPECT_FALSE(command.summary.empty()) << command.name;
    EXPECT_FALSE(command.description.empty()) << command.name;
    EXPECT_FALSE(command.examples.empty()) << command.name;
    for (const auto& option : command.options)
      EXPECT_FALSE(option.help.empty()) << command.name << " " << option.name;
  }
}

// mechanics: schemas are JSON; that of the study has the keys of draft 2020-12, those of tables their fields.
TEST(PagesMechanics, SchemasAreJson) {
  for (const auto& file : radgauge::pages::generated_files(command_pages())) {
    if (file.path.find(".json") == std::string::npos) continue;
    const auto schema = nlohmann::json::parse(file.content);
    if (file.path.find("study.") != std::string::npos) {
      EXPECT_EQ(schema.at("type"), "object");
      EXPECT_TRUE(schema.at("$defs").contains("step"));
      continue;
    }
    EXPECT_GT(schema.at("fields").size(), 10u) << file.path;
    for (const auto& field : schema.at("fields"))
      EXPECT_FALSE(field.at("description").get<std::string>().empty());
  }
}

using ProgramMechanics = ProgramTest;

TEST_F(ProgramMechanics, CommandsAnswer) {
  for (const char* arguments : {"--help", "--version", "doctor", "list perturbations", "describe geom.rotate",
                                "completion bash", "run --help"}) {
    const auto result = run(arguments);
    EXPECT_EQ(result.exit_code, 0) << arguments << result.err;
    EXPECT_FALSE(result.out.empty()) << arguments;
  }
}

}  // namespace
