#include <iostream>

#include "cli/commands/commands.h"
#include "core/text.h"

namespace radgauge::cli {

namespace {

std::string completions(const Command& command) {
  std::string words;
  for (const CommandOption& option : command.options)
    for (const std::string& flag : option.flags.empty() ? option.choices : split(option.flags, ','))
      words += " " + flag;
  return words;
}

std::string bash_script() {
  std::string names, cases;
  for (const Command& command : commands()) {
    names += " " + command.name;
    cases += "    " + command.name + ") words=\"" + trim(completions(command)) + "\" ;;\n";
  }
  return "_radgauge() {\n  local words\n  case \"${COMP_WORDS[1]}\" in\n" + cases + "    *) words=\"" +
         trim(names) + "\" ;;\n  esac\n  [ \"$COMP_CWORD\" -eq 1 ] && words=\"" + trim(names) +
         "\"\n  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\") $(compgen -f -- "
         "\"${COMP_WORDS[COMP_CWORD]}\"))\n}\n"
         "complete -F _radgauge radgauge\n";
}

int run_completion(const Arguments& arguments) {
  if (arguments.text("shell") == "zsh") std::cout << "autoload -U +X bashcompinit && bashcompinit\n";
  std::cout << bash_script();
  return 0;
}

}  // namespace

Command completion_command() {
  return {"completion",
          "writes a completion script for a shell",
          "To use it: `source <(radgauge completion bash)`.",
          {{"shell", "", OptionKind::text, "SHELL", "bash or zsh", true, {"bash", "zsh"}}},
          {"radgauge completion bash"},
          &run_completion};
}

}  // namespace radgauge::cli
