#include "cli/command_pages.h"

#include "cli/command.h"

namespace radgauge::cli {

namespace {

std::string command_page(const Command& command) {
  std::string usage = "radgauge " + command.name;
  std::string table;
  for (const CommandOption& option : command.options) {
    if (option.flags.empty())
      usage += option.required ? " " + option.value_name : " [" + option.value_name + "]";
    const std::string shown = option.flags.empty()
                                  ? option.value_name
                                  : option.flags + (option.value_name.empty() ? "" : " " + option.value_name);
    table += "| `" + pages::table_cell(shown) + "` | " + pages::table_cell(option.help) + " |\n";
  }
  std::string text = "# radgauge " + command.name + "\n\n" + command.summary + "\n\n    " + usage +
                     " [options]\n\n" + command.description + "\n";
  if (!table.empty()) text += "\n| argument | meaning |\n|---|---|\n" + table;
  if (!command.examples.empty()) text += "\nExamples:\n\n";
  for (const std::string& example : command.examples) text += "    " + example + "\n";
  return text;
}

}  // namespace

std::vector<pages::CommandPage> command_pages() {
  std::vector<pages::CommandPage> list;
  for (const Command& command : commands())
    list.push_back({command.name, command.summary, command_page(command)});
  return list;
}

}  // namespace radgauge::cli
