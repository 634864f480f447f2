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

}  // namespace

std::string ended_well(const ProgramRun& run) {
  return run.workers == nullptr ? "ended with 0" : "was done (so its worker says)";
}

std::string told_of(const ProgramRun& run, std::string what, const NamedTexts& paths) {
  for (const auto& [placeholder, path] : paths) replace_all(what, path, placeholder);
  return "`" + join(run.words, " ") + "` " + what;
}

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
  return Error(ErrorKind::data, told_of(run, what,
                                        {{"{image}", file(kImage)},
                                         {"{mask}", file(kMask)},
                                         {"{output}", file(output_)},
                                         {"{folder}", folder_.path()}}));
}

}  // namespace radgauge::io
