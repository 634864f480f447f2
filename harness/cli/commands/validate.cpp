#include <iostream>

#include "acquire/registry.h"
#include "analysis/gauge_places.h"
#include "cli/commands/commands.h"
#include "report/crossing_text.h"
#include "runner/engine_check.h"
#include "study/plan.h"
#include "study/scanner_systems.h"

namespace radgauge::cli {

namespace {

int run_validate(const Arguments& arguments) {
  const study::Study study = study::read_study(arguments.text("study"));
  const study::Plan plan = study::make_plan(study);
  study::check_scanners(study, plan);
  const acquire::Sources sources(study);  // refuses a source that there is none of
  runner::checked_engine(study, plan);
  std::cout << report::crossing_text(study::crossing(study, plan), plan.cells.size());
  for (const analysis::GaugePlanLine& line : analysis::gauge_plan_lines(study, plan))
    std::cout << analysis::gauge_plan_text(line) << "\n";
  if (arguments.has("resolved")) std::cout << "\n" << study::resolved_yaml(study);
  return 0;
}

}  // namespace

Command validate_command() {
  return {
      "validate",
      "checks a study file and its cohort table, and says what would be measured",
      "Reads no image; `radgauge run --dry-run` opens every file as well. Errors name file, line and column; "
      "exit code 3.",
      {{"study", "", OptionKind::text, "STUDY", "study file (YAML)", true},
       {"resolved", "--resolved", OptionKind::flag, "", "also print the study with every default filled in"}},
      {"radgauge validate study.yaml"},
      &run_validate};
}

}  // namespace radgauge::cli
