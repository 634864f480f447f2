#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <thread>

#include "core/text.h"
#include "io/dicom/series.h"
#include "io/files.h"

namespace radgauge::io {

namespace {

namespace fs = std::filesystem;

/// A file of a folder after its header was read: one of the three. Frames of an enhanced object are slices.
struct Looked {
  std::vector<DicomSlice> slices;
  std::unique_ptr<DicomFile> object;
  std::optional<DicomError> fault;
};

bool is_image_object(const DicomFile& file) {
  const std::string modality = file.data.text({0x0008, 0x0060});
  return file.pixels && modality != "SEG" && modality != "RTDOSE";
}

Looked look_at(const std::string& path) {
  Looked looked;
  try {
    auto file = std::make_unique<DicomFile>(read_dicom_header(path));
    const std::string modality = file->data.text({0x0008, 0x0060});
    if (!file->pixels && (modality == "CT" || modality == "MR" || modality == "PT"))
      throw DicomError(DicomFault::truncated_pixel_data, path,
                       "its header is that of an image, and it has no pixels", "copy or export it again");
    if (is_image_object(*file))
      looked.slices = slices_of(*file);
    else
      looked.object = std::move(file);
  } catch (const DicomError& error) {
    looked.fault = error;
  }
  return looked;
}

std::vector<std::string> plain_files_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code ignored;
    if (name.starts_with(".") || name == "DICOMDIR" || at->is_directory(ignored)) continue;
    files.push_back(at->path().string());
  }
  if (error)
    throw Error(ErrorKind::data, "'" + folder + "': the folder cannot be opened (" + error.message() + ")");
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Looked> look_at_files(const std::vector<std::string>& files, int threads) {
  std::vector<Looked> looked(files.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) looked[i] = look_at(files[i]);
  };
  std::vector<std::jthread> others;
  for (int t = 1; t < threads; ++t) others.emplace_back(work);
  work();
  return looked;
}

DicomDataset header_of(const std::string& path) {
  return series_header(read_dicom_header(path));
}

/// What files of other kinds begin with, of which a folder of images may be full.
bool begins_as_dicom(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string start(132, '\0');
  in.read(start.data(), 132);
  if (in.gcount() == 132 && start.substr(128) == "DICM") return true;
  return in.gcount() > 16 && start[0] == '\x08' && start[1] == 0 &&
         static_cast<unsigned char>(start[2]) <= 0x18 && start[3] == 0;
}

}  // namespace

bool is_dicom(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return true;
  return fs::is_regular_file(path, ignored) && begins_as_dicom(path);
}

DicomFolder read_dicom_folder(const std::string& folder, int threads) {
  DicomFolder result;
  std::map<std::string, std::size_t> known;
  std::vector<std::vector<DicomSlice>> slices;
  for (Looked& looked : look_at_files(plain_files_in(folder), threads)) {
    if (looked.fault) result.faults.push_back(std::move(*looked.fault));
    if (looked.object) result.others.push_back(std::move(*looked.object));
    if (looked.slices.empty()) continue;
    const auto [it, is_new] = known.emplace(looked.slices.front().series_uid, slices.size());
    if (is_new) slices.emplace_back();
    std::move(looked.slices.begin(), looked.slices.end(), std::back_inserter(slices[it->second]));
  }
  for (std::vector<DicomSlice>& one : slices) {
    DicomDataset header = header_of(one.front().file);
    result.series.push_back(make_series(std::move(one), std::move(header)));
  }
  return result;
}

DicomSeries find_series(const std::string& path) {
  std::error_code ignored;
  const bool is_folder = fs::is_directory(path, ignored);
  std::string wanted;
  if (!is_folder) wanted = slice_of(read_dicom_header(path)).series_uid;
  const fs::path parent = fs::path(path).parent_path();
  DicomFolder folder = read_dicom_folder(is_folder ? path : parent.empty() ? "." : parent.string());
  if (is_folder && folder.series.empty()) {
    if (!folder.faults.empty()) throw folder.faults.front();
    throw DicomError(DicomFault::unreadable, path, "there is no DICOM image in this folder",
                     "name the folder of a series, or one of its files");
  }
  if (is_folder && folder.series.size() > 1) {
    std::vector<std::string> names;
    for (const DicomSeries& series : folder.series)
      names.push_back(fs::path(series.file).filename().string() + " (" +
                      to_text(static_cast<std::int64_t>(series.slices.size())) + " slices)");
    throw DicomError(DicomFault::mixed_series, path,
                     "the folder holds " + to_text(static_cast<std::int64_t>(names.size())) +
                         " series, which begin with " + listed(names),
                     "name the first file of the one that is meant");
  }
  for (DicomSeries& series : folder.series) {
    if (!is_folder && series.first().series_uid != wanted) continue;
    // A slice that cannot be read may be one of this series; an enhanced object that is not one of several
    // (Concatenation UID) has all of its own.
    const bool is_whole = series.first().frame >= 0 && series.header.text({0x0020, 0x9161}).empty();
    if (is_whole) return std::move(series);
    for (const DicomError& fault : folder.faults)
      if (fault.fault != DicomFault::not_dicom) series.faults.push_back(fault);
    return std::move(series);
  }
  throw DicomError(DicomFault::unreadable, path, "it went away while it was read", "copy or export it again");
}

}  // namespace radgauge::io
