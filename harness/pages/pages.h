#pragma once

#include <string>
#include <vector>

namespace radgauge::pages {

/// A command of the program: pages know of commands what the program tells them.
struct CommandPage {
  std::string name;
  std::string summary;  ///< one line
  std::string page;     ///< Markdown
};

/// `text` within a cell of a table in Markdown.
std::string table_cell(std::string text);

/// One thing that can be listed and described, made from the registries.
struct Entry {
  std::string kind;  ///< "perturbations", "phantoms", "scanners", "presets", "features", "commands", "keys",
                     ///< "statistics"
  std::string name;
  std::string summary;
};

/// The kinds of `radgauge list`.
std::vector<std::string> entry_kinds();
/// Entries of a kind, in registry order. Throws Error(usage) for an unknown kind, with the nearest.
std::vector<Entry> entries(const std::string& kind, const std::vector<CommandPage>& commands);
/// Markdown page of the entry of that name. Throws Error(usage) for an unknown name, with the nearest.
std::string describe(const std::string& name, const std::vector<CommandPage>& commands);

/// A generated file of the project: path relative to the source tree, and its content.
struct GeneratedFile {
  std::string path;
  std::string content;
};
/// The reference pages and the JSON schema; a test fails when the files in the tree differ.
std::vector<GeneratedFile> generated_files(const std::vector<CommandPage>& commands);

}  // namespace radgauge::pages
