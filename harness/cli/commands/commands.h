#pragma once

#include "cli/command.h"

namespace radgauge::cli {

// One function per file of this folder; cli/commands.cpp lists them.
Command cohort_command();
Command init_command();
Command run_command();
Command analyse_command();
Command train_command();
Command report_command();
Command certify_command();
Command compare_command();
Command gate_command();
Command explain_command();
Command extract_command();
Command import_command();
Command perturb_command();
Command filter_command();
Command phantom_command();
Command standard_command();
Command stats_command();
Command ibsi_command();
Command gauge_command();
Command plan_command();
Command list_command();
Command describe_command();
Command validate_command();
Command doctor_command();
Command export_command();
Command docs_command();
Command completion_command();

}  // namespace radgauge::cli
