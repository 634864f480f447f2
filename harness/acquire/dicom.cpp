#include <deque>
#include <filesystem>
#include <mutex>
#include <set>
#include <unordered_map>

#include "acquire/content.h"
#include "acquire/image_checks.h"
#include "acquire/mask_box.h"
#include "acquire/registry.h"
#include "acquire/row_mask.h"
#include "core/hash.h"
#include "core/text.h"
#include "io/dicom/series.h"
#include "io/image_file.h"
#include "study/cohort.h"

namespace radgauge::acquire {

namespace {

using study::CohortRow;
using SeriesPointer = std::shared_ptr<const io::DicomSeries>;

/// PET is measured in SUV unless its row says that its values are activities or counts.
bool wants_suv(const CohortRow& row) {
  for (const std::string_view unit : {"Bq/ml", "BQML", "counts", "CNTS"})
    if (row.unit == unit) return false;
  return true;
}

/// What is wrong with a series for this row.
std::optional<Problem> series_problem(const io::DicomSeries& series, const CohortRow& row) {
  if (!series.faults.empty()) return problem_of_dicom(series.faults.front());
  const auto modality = study::parse_modality(series.first().modality);
  if (row.modality != Modality::other && modality && *modality != row.modality)
    return Problem{ProblemKind::unusable_series, row.image,
                   "the series is of modality " + shortened(series.first().modality) +
                       ", and the table says " + std::string(to_text(row.modality)),
                   "correct the column modality or image"};
  if (const std::string unit = io::other_unit(series); row.unit == "HU" && !unit.empty())
    return Problem{
        ProblemKind::unusable_series, row.image,
        "the values of the series are in " + shortened(unit) + " (Rescale Type), and the table says HU",
        "take the series in HU, or write its unit into the column unit"};
  if (!wants_suv(row)) return std::nullopt;
  if (const auto fault = io::suv_fault(series)) return problem_of_dicom(*fault);
  return std::nullopt;
}

class Dicom : public Source {
 public:
  explicit Dicom(const study::Study& study) : study_(study) {}

  RowGeometry look(const CohortRow& row) const override {
    RowGeometry geometry;
    try {
      const SeriesPointer series = series_of(row);
      if (auto problem = series_problem(*series, row)) throw Unusable(std::move(*problem));
      geometry.image = series->lattice;
      RowMask read = laid_mask(row, geometry.image, series->first().frame_uid);
      geometry.mask_box = box_on(geometry.image, read.mask);
      geometry.mask_content = content_of(read.mask);
      place_roi(row.mask, read.mask, geometry);
      geometry.notices.insert(geometry.notices.end(), read.notices.begin(), read.notices.end());
    } catch (const Unusable& unusable) {
      geometry.problem = unusable.problem;
    }
    return geometry;
  }

  Scan scan(Rows rows, std::span<const RowGeometry> geometry) const override {
    Scan scan;
    const SeriesPointer series = series_of(*rows.front());
    scan.image = io::read_series(*series, wants_suv(*rows.front()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      scan.masks.emplace_back();
      scan.problems.push_back(geometry[i].problem);
      if (scan.problems.back()) continue;
      try {
        scan.masks.back() = laid_mask(*rows[i], scan.image.lattice, series->first().frame_uid).mask;
        scan.problems.back() = missing_values_problem(scan.image, scan.masks.back(), rows[i]->image);
      } catch (const Unusable& unusable) {
        scan.problems.back() = unusable.problem;
      }
    }
    return scan;
  }

  Mask mask(const CohortRow& row, const Lattice& image) const override {
    return laid_mask(row, image, "").mask;
  }

  std::vector<Input> identity(const CohortRow& row) const override {
    return {{"image", study::shown_path(row.image), image_hash(row)},
            {"mask", study::shown_path(row.mask), hash_or_missing(row.mask_path())}};
  }

  std::string without_folders(std::string text, const CohortRow& row) const override {
    namespace fs = std::filesystem;
    replace_all(text, row.image_path(), row.image);
    replace_all(text, row.mask_path(), row.mask);
    // A fault may be another file's of the series.
    replace_all(
        text, fs::path(row.image_path()).parent_path().string() + "/",
        fs::path(row.image).parent_path().empty() ? "" : fs::path(row.image).parent_path().string() + "/");
    return text;
  }

 private:
  RowMask laid_mask(const CohortRow& row, const Lattice& image, const std::string& frame_uid) const {
    RowMask read = read_row_mask(row, image, frame_uid, study_.resample_mask);
    if (auto problem = lattice_problem(study_, image, read.mask.lattice, row.mask)) throw Unusable(*problem);
    if (is_same_lattice(study_, image, read.mask.lattice)) read.mask.lattice = image;
    return read;
  }

  /// The series that a row names. Rows of several readers share theirs, so that the last ones are kept.
  SeriesPointer series_of(const CohortRow& row) const {
    const std::string path = row.image_path();
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [known, series] : last_)
        if (known == path) return series;
    }
    SeriesPointer series;
    try {
      if (!io::is_dicom(path)) io::read_image_header(path);  // says what is wrong with it
      series = std::make_shared<const io::DicomSeries>(io::find_series(path));
    } catch (const io::DicomError& error) {
      throw Unusable(problem_of_dicom(error));
    } catch (const Error& error) {
      throw Unusable(problem_of_reader(
          is_there(path) ? ProblemKind::unreadable_file : ProblemKind::missing_file, path, error.what()));
    }
    constexpr std::size_t kKept = 16;
    const std::lock_guard lock(mutex_);
    last_.emplace_back(path, series);
    if (last_.size() > kKept) last_.pop_front();
    return series;
  }

  /// Of the files of the series, in the order of its slices.
  std::string image_hash(const CohortRow& row) const {
    {
      const std::lock_guard lock(mutex_);
      if (const auto it = hashes_.find(row.image_path()); it != hashes_.end()) return it->second;
    }
    std::string hashes;
    try {
      std::set<std::string> hashed;  // frames share their file
      for (const io::DicomSlice& slice : series_of(row)->slices)
        if (hashed.insert(slice.file).second) hashes += sha256_file(slice.file);
      hashes = sha256(hashes);
    } catch (const Error&) {
      hashes = kMissingFile;
    }
    const std::lock_guard lock(mutex_);
    return hashes_.emplace(row.image_path(), hashes).first->second;
  }

  const study::Study& study_;
  mutable std::mutex mutex_;
  mutable std::deque<std::pair<std::string, SeriesPointer>> last_;
  mutable std::unordered_map<std::string, std::string> hashes_;
};

}  // namespace

namespace kinds {

SourceKind dicom() {
  return {"dicom", "a DICOM series and an RTSTRUCT, a SEG or a mask file of each row of the cohort",
          [](const study::Study& study, std::size_t) -> std::unique_ptr<Source> {
            return std::make_unique<Dicom>(study);
          }};
}

}  // namespace kinds
}  // namespace radgauge::acquire
