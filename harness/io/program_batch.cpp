#include "io/program_batch.h"

#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "io/image_file.h"
#include "io/process.h"

namespace radgauge::io {

namespace {

constexpr const char* kList = "list.csv";
constexpr const char* kBatchLog = "log";

}  // namespace

std::string list_text(const NamedTexts& columns, const std::vector<NamedTexts>& lines) {
  std::vector<std::string> fields;
  for (const auto& [header, text] : columns) fields.push_back(header);
  std::string table = csv_line(fields);
  for (const NamedTexts& values : lines) {
    fields.clear();
    for (const auto& [header, text] : columns) fields.push_back(filled(text, values));
    table += csv_line(fields);
  }
  return table;
}

void ProgramBatch::add(const Volume& image, const Mask& mask, NamedTexts values) {
  auto [of_image, new_image] = written_.try_emplace(image.voxels.data(), "");
  if (new_image) {
    of_image->second = file("image_" + std::to_string(written_.size()) + ".nii");
    write_image(of_image->second, image);
  }
  auto [of_mask, new_mask] = written_.try_emplace(mask.voxels.data(), "");
  if (new_mask) {
    of_mask->second = file("mask_" + std::to_string(written_.size()) + ".nii");
    write_mask(of_mask->second, mask);
  }
  values.insert(
      values.end(),
      {{"{image}", of_image->second}, {"{mask}", of_mask->second}, {"{output}", output(lines_.size())}});
  lines_.push_back(std::move(values));
}

std::string ProgramBatch::output(std::size_t i) const {
  return file(std::to_string(i + 1) + "_" + output_);
}

std::string ProgramBatch::run(const ProgramRun& run) const {
  write_file(file(kList), list_text(columns_, lines_));
  ProgramRun own = run;
  own.values.emplace_back("{list}", file(kList));
  const std::string log = file(kBatchLog);
  const std::string problem = run_process({filled_words(own), own.folder, log, own.timeout_s, own.memory_mb});
  return problem.empty() ? problem : in_words(run, problem + end_of_log(log));
}

Error ProgramBatch::unusable_output(const ProgramRun& run, const std::string& why) const {
  return Error(ErrorKind::data,
               in_words(run, ended_well(run) + ", but: " + why + end_of_log(file(kBatchLog))));
}

std::string ProgramBatch::in_words(const ProgramRun& run, const std::string& what) const {
  return told_of(run, what, {{"{list}", file(kList)}, {"{folder}", folder_.path()}});
}

}  // namespace radgauge::io
