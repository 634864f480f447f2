#pragma once

#include <string>
#include <vector>

namespace radgauge::cli {

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
std::vector<Entry> entries(const std::string& kind);
/// Markdown page of the entry of that name. Throws Error(usage) for an unknown name, with the nearest.
std::string describe(const std::string& name);

/// A generated file of the project: path relative to the source tree, and its content.
struct GeneratedFile {
  std::string path;
  std::string content;
};
/// The reference pages and the JSON schema; a test fails when the files in the tree differ.
std::vector<GeneratedFile> generated_files();

}  // namespace radgauge::cli
