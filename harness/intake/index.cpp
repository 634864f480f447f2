#include "intake/index.h"

#include <algorithm>
#include <filesystem>

#include "core/text.h"
#include "io/image_file.h"

namespace radgauge::intake {

namespace {

namespace fs = std::filesystem;

/// The root and every folder below it, in the order of their names.
std::vector<std::string> folders_below(const std::string& root) {
  std::vector<std::string> folders{root};
  std::error_code error;
  fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied, error), end;
  if (error)
    throw Error(ErrorKind::data, "'" + root + "': the folder cannot be opened (" + error.message() + ")");
  while (at != end) {
    std::error_code ignored;
    if (at->is_directory(ignored) && at->path().filename().string().starts_with("."))
      at.disable_recursion_pending();
    else if (at->is_directory(ignored))
      folders.push_back(at->path().string());
    at.increment(error);
    if (error) break;
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

void add_finding(Index& index, const io::DicomError& error) {
  index.findings.push_back(
      {relative_path(index.root, error.file), kind_of(error.fault), error.found, error.advice});
}

void add_object(Index& index, const io::DicomFile& file) {
  index.identifiers.add(file.data);
  try {
    if (io::is_structure_set(file))
      index.structure_sets.push_back(io::structure_set_of(file));
    else if (io::is_segmentation(file))
      index.segmentations.push_back(io::segmentation_of(file, false));
  } catch (const io::DicomError& error) {
    add_finding(index, error);
  }
}

void add_series(Index& index, io::DicomSeries series) {
  index.identifiers.add(series.header);
  for (const io::DicomError& fault : series.faults) add_finding(index, fault);
  if (series.faults.empty())
    if (const auto fault = io::suv_fault(series)) {
      add_finding(index, *fault);
      series.faults.push_back(*fault);
    }
  index.series.push_back(std::move(series));
}

/// Several series in one folder are told apart by their headers; people and other programs take the folder.
void check_mixed(Index& index, const std::string& folder, const std::vector<io::DicomSeries>& series) {
  if (series.size() < 2) return;
  std::vector<std::string> names;
  for (const io::DicomSeries& one : series)
    names.push_back(fs::path(one.file).filename().string() + " (" + shortened(one.first().modality) + ", " +
                    count_text(one.slices.size()) + " slices)");
  index.findings.push_back(
      {relative_path(index.root, folder), FindingKind::mixed_series,
       "the folder holds " + count_text(series.size()) + " series, which begin with " + listed(names),
       "they are told apart by their headers here, and named by their first files; put each "
       "into a folder of its own for programs that are not as careful"});
}

}  // namespace

std::string relative_path(const std::string& root, const std::string& path) {
  const std::string text = fs::path(path).lexically_relative(root).string();
  return text.empty() ? path : text;
}

Index index_folder(const std::string& root, int threads) {
  Index index;
  index.root = root;
  for (const std::string& folder : folders_below(root)) {
    io::DicomFolder read = io::read_dicom_folder(folder, threads);
    for (const io::DicomError& fault : read.faults) {
      if (io::has_image_ending(fault.file))
        index.image_files.push_back(relative_path(root, fault.file));
      else
        add_finding(index, fault);
    }
    for (const io::DicomFile& file : read.others) add_object(index, file);
    check_mixed(index, folder, read.series);
    for (io::DicomSeries& series : read.series) add_series(index, std::move(series));
  }
  return index;
}

}  // namespace radgauge::intake
