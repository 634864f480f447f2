#include <filesystem>
#include <iostream>

#include "cli/command_pages.h"
#include "cli/commands/commands.h"
#include "io/files.h"

namespace radgauge::cli {

namespace {

int run_docs(const Arguments& arguments) {
  for (const pages::GeneratedFile& file : pages::generated_files(command_pages())) {
    const auto path = std::filesystem::path(arguments.text("folder")) / file.path;
    std::filesystem::create_directories(path.parent_path());
    io::write_file(path.string(), file.content);
    std::cout << file.path << "\n";
  }
  return 0;
}

}  // namespace

Command docs_command() {
  return {
      "docs",
      "writes the reference pages and the JSON schema of the study file",
      "Makes them from the tables that the program runs by, below the folder: harness/docs/reference/*.md "
      "and results/schema/study.schema.json.",
      {{"folder", "", OptionKind::text, "DIR", "root of the source tree, or any folder", true}},
      {"radgauge docs ."},
      &run_docs};
}

}  // namespace radgauge::cli
