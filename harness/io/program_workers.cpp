#include "io/program_workers.h"

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace radgauge::io {

namespace {

/// What it answers `question` with, which has to hold `key` with this value. Throws Error(data).
nlohmann::json answer_to(LineProgram& program, const nlohmann::json& question, const char* key, int value) {
  const std::string line = program.ask(question.dump());
  nlohmann::json answer = nlohmann::json::parse(line, nullptr, false);
  if (!answer.is_object())
    throw Error(ErrorKind::data, "answered with what is no JSON object: '" + shortened(line) + "'");
  if (const nlohmann::json got = answer.value(key, nlohmann::json()); got != nlohmann::json(value))
    throw Error(ErrorKind::data, "answered with " + std::string(key) + " " + shortened(got.dump()) +
                                     " where " + to_text(std::int64_t{value}) + " is expected");
  return answer;
}

}  // namespace

std::unique_ptr<LineProgram> ProgramWorkers::take_idle() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return nullptr;
  std::unique_ptr<LineProgram> program = std::move(idle_.back());
  idle_.pop_back();
  return program;
}

void ProgramWorkers::give_back(std::unique_ptr<LineProgram> program) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(program));
}

std::string ProgramWorkers::ask(const std::vector<std::string>& words, const std::string& log) {
  constexpr int kId = 1;  // one question at a time
  std::unique_ptr<LineProgram> program = take_idle();
  try {
    if (program == nullptr) {
      program = std::make_unique<LineProgram>(request_);
      answer_to(*program, {{"radgauge_program", kProgramProtocol}}, "radgauge_program", kProgramProtocol);
    }
    const nlohmann::json answer = answer_to(*program, {{"id", kId}, {"words", words}}, "id", kId);
    program->save_printed(log);
    give_back(std::move(program));
    return answer.contains("error") ? "was not done: " + shortened(answer["error"].dump(), 300) : "";
  } catch (const Error& error) {
    if (program == nullptr) throw;
    program->save_printed(log);
    const std::string& ended = program->failed_because();
    return "was asked of its worker, which " + (ended.empty() ? error.what() : ended);
  }
}

}  // namespace radgauge::io
