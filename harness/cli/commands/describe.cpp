#include <iostream>

#include "cli/commands/commands.h"
#include "cli/pages.h"

namespace radgauge::cli {

namespace {

int run_describe(const Arguments& arguments) {
  std::cout << describe(arguments.text("name"));
  return 0;
}

}  // namespace

Command describe_command() {
  return {
      "describe",
      "describes one perturbation, phantom, filter, preset, feature, command or map of the study file",
      "Writes a page in Markdown: what is computed, the parameters with defaults, units and ranges, "
      "and the source.",
      {{"name", "", OptionKind::text, "NAME", "a name that `radgauge list` prints, or an IBSI code", true}},
      {"radgauge describe geom.rotate", "radgauge describe ct-1mm", "radgauge describe ct-screen",
       "radgauge describe group"},
      &run_describe};
}

}  // namespace radgauge::cli
