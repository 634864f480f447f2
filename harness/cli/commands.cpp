#include "cli/commands/commands.h"

#include "cli/command.h"

namespace radgauge::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> all{
      cohort_command(),   init_command(),      run_command(),     analyse_command(), train_command(),
      report_command(),   certify_command(),   compare_command(), gate_command(),    explain_command(),
      extract_command(),  import_command(),    perturb_command(), filter_command(),  phantom_command(),
      ibsi_command(),     standard_command(),  stats_command(),   gauge_command(),   list_command(),
      describe_command(), validate_command(),  doctor_command(),  plan_command(),    export_command(),
      docs_command(),     completion_command()};
  return all;
}

}  // namespace radgauge::cli
