#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "cli/command.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/shell.h"
#include "core/text.h"
#include "io/image_file.h"

namespace radgauge::cli {

namespace {

std::string& stored_command_line() {
  static std::string line;
  return line;
}

/// Results hold no path of the machine: of an absolute path the last part is kept, also where it is joined to
/// its option ("--output=/data/x", "-o/data/x").
std::string without_absolute_path(const std::string& word) {
  std::size_t start = 0;
  if (word.rfind("--", 0) == 0 && word.find('=') != std::string::npos)
    start = word.find('=') + 1;
  else if (word.size() > 2 && word.front() == '-' && word[1] != '-')
    start = word[2] == '=' ? 3 : 2;
  if (start >= word.size() || word[start] != '/') return word;
  auto path = std::filesystem::path(word.substr(start));
  if (!path.has_filename()) path = path.parent_path();
  return word.substr(0, start) + path.filename().string();
}

void remember_command_line(int argc, const char* const* argv) {
  std::string line = "radgauge";
  for (int i = 1; i < argc; ++i) {
    line += " " + shell_word(without_absolute_path(argv[i]));
  }
  stored_command_line() = line;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.push_back(command.name);
  return names;
}

/// What CLI11 writes what was given into, by the names of options.
struct Given {
  std::map<std::string, std::string> values;
  std::map<std::string, std::vector<std::string>> lists;
  std::map<std::string, bool> flags;
};

void add_option(CLI::App& app, const CommandOption& option, Given& given) {
  auto& [values, lists, flags] = given;
  CLI::Option* added = nullptr;
  if (option.kind == OptionKind::flag)
    added = app.add_flag(option.flags, flags[option.name], option.help);
  else if (option.kind == OptionKind::list)
    added = app.add_option(option.flags.empty() ? option.name : option.flags, lists[option.name], option.help)
                ->expected(1, CLI::detail::expected_max_vector_size);
  else
    added =
        app.add_option(option.flags.empty() ? option.name : option.flags, values[option.name], option.help);
  if (option.required) added->required();
  if (option.kind == OptionKind::integer)
    added->check([](const std::string& text) {
      return parse_int(text) ? std::string() : "'" + text + "' is not a whole number";
    });
  if (!option.choices.empty())
    added->check([choices = option.choices](const std::string& text) {
      if (std::find(choices.begin(), choices.end(), text) != choices.end()) return std::string();
      return "'" + text + "' is not one of " + join(choices, ", ") + did_you_mean(text, choices);
    });
  if (!option.value_name.empty() && option.kind != OptionKind::flag) added->type_name(option.value_name);
}

struct ParsedCommand {
  CLI::App* app = nullptr;
  const Command* command = nullptr;
  Given given;

  Arguments arguments() const {
    Arguments out;
    for (const CommandOption& option : command->options) {
      if (option.kind == OptionKind::flag) {
        if (given.flags.at(option.name)) out.values[option.name] = "true";
      } else if (app->get_option(option.flags.empty() ? option.name : last_flag(option.flags))->count() > 0) {
        if (option.kind == OptionKind::list)
          out.lists[option.name] = given.lists.at(option.name);
        else
          out.values[option.name] = given.values.at(option.name);
      }
    }
    return out;
  }
  static std::string last_flag(const std::string& flags) { return split(flags, ',').back(); }
};

/// CLI11 says "A subcommand is required" of a misspelt command; say which was meant.
void check_command_word(int argc, const char* const* argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  const std::string word = argv[1];
  const auto names = command_names();
  if (std::find(names.begin(), names.end(), word) != names.end()) return;
  throw Error(ErrorKind::usage,
              "unknown command '" + word + "'" + did_you_mean(word, names) + "; known: " + join(names, ", "));
}

/// CLI11 lists unknown options without the nearest known one.
std::string explain(const CLI::ParseError& error, const Command* command) {
  std::string text = error.what();
  if (command == nullptr || error.get_exit_code() != static_cast<int>(CLI::ExitCodes::ExtrasError))
    return text;
  std::vector<std::string> known;
  for (const CommandOption& option : command->options)
    if (!option.flags.empty()) known.push_back(ParsedCommand::last_flag(option.flags));
  for (const std::string& word : split(text, ' '))
    if (word.size() > 1 && word.front() == '-')
      return "unknown option '" + word + "'" + did_you_mean(word, known);
  return text;
}

int parse_and_run(int argc, const char* const* argv) {
  CLI::App app("radgauge: gauge R&R for radiomics", "radgauge");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  std::vector<ParsedCommand> parsed(commands().size());
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    parsed[i].command = &commands()[i];
    parsed[i].app = app.add_subcommand(commands()[i].name, commands()[i].summary);
    std::string footer = commands()[i].description;
    for (const std::string& example : commands()[i].examples) footer += "\n  " + example;
    parsed[i].app->footer(footer);
    for (const CommandOption& option : commands()[i].options)
      add_option(*parsed[i].app, option, parsed[i].given);
  }
  check_command_word(argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    const Command* command = nullptr;
    for (const ParsedCommand& entry : parsed)
      if (argc > 1 && entry.command->name == argv[1]) command = entry.command;
    throw Error(ErrorKind::usage, explain(error, command) +
                                      (command != nullptr ? "; see `radgauge " + command->name + " --help`"
                                                          : "; see `radgauge --help`"));
  }
  for (const ParsedCommand& entry : parsed)
    if (entry.app->parsed()) return entry.command->run(entry.arguments());
  return exit_code(ErrorKind::usage);
}

}  // namespace

std::string Arguments::text(const std::string& name, const std::string& otherwise) const {
  const auto it = values.find(name);
  return it == values.end() ? otherwise : it->second;
}

std::optional<std::string> Arguments::given(const std::string& name) const {
  const auto it = values.find(name);
  return it == values.end() ? std::nullopt : std::optional(it->second);
}

std::optional<std::int64_t> Arguments::integer(const std::string& name) const {
  const auto it = values.find(name);
  return it == values.end() ? std::nullopt : parse_int(it->second);
}

std::vector<std::string> Arguments::list(const std::string& name) const {
  const auto it = lists.find(name);
  return it == lists.end() ? std::vector<std::string>() : it->second;
}

const std::string& command_line() {
  return stored_command_line();
}

int run_program(int argc, const char* const* argv) {
  remember_command_line(argc, argv);
  io::initialise_image_io();
  try {
    const int code = parse_and_run(argc, argv);
    if (!std::cout.flush())
      throw Error(ErrorKind::internal, "standard output could not be written to its end");
    return code;
  } catch (const Error& error) {
    std::cerr << "radgauge: " << error.what() << "\n";
    return exit_code(error.kind());
  } catch (const std::bad_alloc&) {
    std::cerr << "radgauge: there is not enough memory; fewer threads (-j 1) need less\n";
  } catch (const std::exception& error) {
    std::cerr << "radgauge: internal error: " << error.what() << "\n";
  }
  return exit_code(ErrorKind::internal);
}

}  // namespace radgauge::cli
