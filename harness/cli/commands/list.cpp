#include <algorithm>
#include <iostream>

#include "cli/command_pages.h"
#include "cli/commands/commands.h"

namespace radgauge::cli {

namespace {

int run_list(const Arguments& arguments) {
  const auto list = pages::entries(arguments.text("kind"), command_pages());
  std::size_t width = 0;
  for (const pages::Entry& entry : list) width = std::max(width, entry.name.size());
  for (const pages::Entry& entry : list)
    std::cout << entry.name << std::string(width + 2 - entry.name.size(), ' ') << entry.summary << "\n";
  return 0;
}

}  // namespace

Command list_command() {
  return {
      "list",
      "lists what radgauge knows of a kind",
      "Writes one line for each entry: its name, and what it is.",
      {{"kind", "", OptionKind::text, "KIND",
        "perturbations, phantoms, scanners, filters, presets, condition-presets, families, features, commands, "
        "keys or statistics",
        true}},
      {"radgauge list perturbations", "radgauge list features"},
      &run_list};
}

}  // namespace radgauge::cli
