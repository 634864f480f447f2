#include "io/program_run.h"

#include <filesystem>

#include "core/text.h"
#include "io/files.h"
#include "io/image_file.h"
#include "io/process.h"
#include "io/program_workers.h"

namespace radgauge::io {

namespace {

constexpr const char* kImage = "image.nii";
constexpr const char* kMask = "mask.nii";
constexpr const char* kLog = "log";

void replace(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string ended_well(const ProgramRun& run) {
  return run.workers == nullptr ? "ended with 0" : "was done (so its worker says)";
}

}  // namespace

std::vector<std::string> filled_words(const ProgramRun& run) {
  std::vector<std::string> words;
  for (const std::string& word : run.words) words.push_back(filled(word, run.values));
  return words;
}

std::string run_to_output(const ProgramRun& run, const std::string& output, const std::string& log) {
  const std::vector<std::string> words = filled_words(run);
  std::string problem = run.workers != nullptr
                            ? run.workers->ask(words, log)
                            : run_process({words, run.folder, log, run.timeout_s, run.memory_mb});
  if (problem.empty() && !file_exists(output)) problem = ended_well(run) + " but wrote no {output}";
  return problem.empty() ? problem : problem + end_of_log(log);
}

std::string ProgramFolder::run(const ProgramRun& run, const Volume& image, const Mask& mask) const {
  write_image(file(kImage), image);
  write_mask(file(kMask), mask);
  ProgramRun own = run;
  own.values.insert(own.values.end(),
                    {{"{image}", file(kImage)}, {"{mask}", file(kMask)}, {"{output}", file(output_)}});
  const std::string problem = run_to_output(own, file(output_), file(kLog));
  if (!problem.empty()) throw failure(run, problem);
  return file(output_);
}

Error ProgramFolder::unusable_output(const ProgramRun& run, const std::string& why) const {
  return failure(run, ended_well(run) + ", but: " + why + end_of_log(file(kLog)));
}

Error ProgramFolder::failure(const ProgramRun& run, const std::string& what) const {
  std::string text = "`" + join(run.words, " ") + "` " + what;
  replace(text, file(kImage), "{image}");
  replace(text, file(kMask), "{mask}");
  replace(text, file(output_), "{output}");
  replace(text, folder_.path(), "{folder}");
  return Error(ErrorKind::data, text);
}

}  // namespace radgauge::io
