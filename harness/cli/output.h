#pragma once

#include <string>

#include "cli/command.h"

namespace radgauge::cli {

/// The options --format (csv, json) and --output of commands that give one table.
CommandOption format_option();
CommandOption output_option();

/// Writes `text` where --output says: a file, whole or not at all, or standard output.
void write_output(const Arguments& arguments, const std::string& text);

}  // namespace radgauge::cli
