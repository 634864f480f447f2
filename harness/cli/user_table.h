#pragma once

#include <string>

#include "cli/command.h"
#include "statistics/sections.h"

namespace radgauge::cli {

/// The table of a command that computes on measurements made elsewhere, and its file, for messages.
struct UserTable {
  std::string file;
  statistics::Table table;
};

/// Reads the argument `table`: fields separated by commas, semicolons or tabs; numbers with the decimal sign
/// of --decimal, without which it is a comma in a table separated by semicolons (as Excel writes one where
/// the comma is the decimal sign) and else a point. Throws Error(data) like io::read_spreadsheet().
UserTable read_user_table(const Arguments& arguments);

/// The options that read_user_table() reads: the table and --decimal. `help` is of the table.
std::vector<CommandOption> user_table_options(const std::string& help);

}  // namespace radgauge::cli
