#include "perturbations/program_call.h"

#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::perturbations {

std::string command_problem(const std::string& command) {
  const auto words = split_words(command);
  if (!words) return "a quote of the command is not closed: " + command;
  if (words->empty()) return "the command is empty";
  if (!any_holds(*words, "{output}"))
    return "no word of the command holds {output}, the file to write: " + command +
           " (the name of a condition holds a hash of the command only; give the chain as a file)";
  if (!any_holds(*words, "{image}") && !any_holds(*words, "{mask}"))
    return "no word of the command holds {image} or {mask}, so it would see neither: " + command;
  return {};
}

ProgramCall program_call(const std::string& command, double timeout_s, const Draws& draws) {
  const auto words = split_words(command);
  const double seed = std::floor(draws.uniform(0) * 2147483648.0);
  return {words.value_or(std::vector<std::string>()), timeout_s, static_cast<std::int64_t>(seed)};
}

const ProgramHost& host_of(const ProgramHost* programs) {
  if (programs == nullptr) throw Error(ErrorKind::data, "no program can be run here; run it in a study");
  return *programs;
}

}  // namespace radgauge::perturbations
