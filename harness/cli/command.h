#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace radgauge::cli {

/// A list takes one word or more.
enum class OptionKind { flag, text, integer, list };

/// One option or positional argument of a command, as data: parsing, help, the reference pages and shell
/// completion are made from it.
struct CommandOption {
  std::string name;   ///< "output"; a positional argument if `flags` is empty
  std::string flags;  ///< "-o,--output"
  OptionKind kind = OptionKind::text;
  std::string value_name;  ///< "DIR"
  std::string help;
  bool required = false;
  std::vector<std::string> choices = {};
};

/// What the user gave. Options that were not given are absent.
struct Arguments {
  std::map<std::string, std::string> values;
  std::map<std::string, std::vector<std::string>> lists = {};

  bool has(const std::string& name) const { return values.count(name) + lists.count(name) > 0; }
  /// "" if it was not given.
  std::string text(const std::string& name, const std::string& otherwise = "") const;
  /// Nothing if it was not given.
  std::optional<std::string> given(const std::string& name) const;
  std::optional<std::int64_t> integer(const std::string& name) const;
  /// Empty if it was not given.
  std::vector<std::string> list(const std::string& name) const;
};

/// A command of the program, as data.
struct Command {
  std::string name;
  std::string summary;                 ///< one line
  std::string description;             ///< what it reads, writes and returns
  std::vector<CommandOption> options;  ///< positional arguments in their order, then options
  std::vector<std::string> examples;
  int (*run)(const Arguments& arguments) = nullptr;  ///< the exit code; throws Error
};

/// All commands, in the order of `radgauge --help`.
const std::vector<Command>& commands();

/// The command line of this process, for provenance; the program's own path and the folders of its arguments
/// are left out.
const std::string& command_line();

/// The whole program: parses, runs, prints an error to standard error, and returns the exit code (design 8).
int run_program(int argc, const char* const* argv);

}  // namespace radgauge::cli
