#include <algorithm>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <unordered_map>

#include "acquire/content.h"
#include "acquire/image_checks.h"
#include "acquire/mask_box.h"
#include "acquire/registry.h"
#include "core/hash.h"
#include "core/text.h"
#include "io/image_file.h"

namespace radgauge::acquire {

namespace {

using study::CohortRow;

bool is_there(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

io::ImageHeader header_of(const std::string& path) {
  try {
    return io::read_image_header(path);
  } catch (const Error& error) {
    throw Unusable(problem_of_reader(
        is_there(path) ? ProblemKind::unreadable_file : ProblemKind::missing_file, path, error.what()));
  }
}

/// Is a mask that could not be read an image nevertheless?
ProblemKind kind_of_mask_problem(const std::string& path) {
  if (!is_there(path)) return ProblemKind::missing_file;
  try {
    io::read_image_header(path);
    return ProblemKind::unusable_mask;
  } catch (const Error&) {
    return ProblemKind::unreadable_file;
  }
}

/// A mask of which more lies outside the image is of another one.
constexpr double kMostOutside = 0.5;

std::string hash_or_missing(const std::string& path) {
  try {
    return sha256_file(path);
  } catch (const Error&) {
    return kMissingFile;
  }
}

void replace_all(std::string& text, const std::string& path, const std::string& written) {
  if (path.empty() || path == written) return;
  for (auto at = text.find(path); at != std::string::npos; at = text.find(path, at + written.size()))
    text.replace(at, path.size(), written);
}

class Files : public Source {
 public:
  explicit Files(const study::Study& study) : study_(study) {}

  RowGeometry look(const CohortRow& row) const override {
    RowGeometry geometry;
    try {
      const io::ImageHeader header = header_of(row.image_path());
      geometry.image = header.lattice;
      geometry.notices = header.notices;
      const Mask mask = laid_mask(row, geometry.image);
      geometry.mask_box = box_on(geometry.image, mask);
      geometry.mask_content = content_of(mask);
      place_roi(row, mask, geometry);
    } catch (const Unusable& unusable) {
      geometry.problem = unusable.problem;
    }
    return geometry;
  }

  Scan scan(Rows rows, std::span<const RowGeometry> geometry) const override {
    Scan scan;
    io::NotedImage read = io::read_noted_image(rows.front()->image_path());
    scan.image = std::move(read.image);
    scan.notices.assign(rows.size(), read.notices);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      scan.masks.emplace_back();
      scan.problems.push_back(geometry[i].problem);
      if (scan.problems.back()) continue;
      try {
        scan.masks.back() = laid_mask(*rows[i], scan.image.lattice);
        Precision precision =
            precision_of(rows[i]->image_path(), rows[i]->image, scan.image, scan.masks.back());
        if (precision.notice) scan.notices[i].push_back(*precision.notice);
        scan.problems.back() = precision.problem
                                   ? std::move(precision.problem)
                                   : missing_values_problem(scan.image, scan.masks.back(), rows[i]->image);
      } catch (const Unusable& unusable) {
        scan.problems.back() = unusable.problem;
      }
    }
    return scan;
  }

  Mask mask(const CohortRow& row, const Lattice& image) const override { return laid_mask(row, image); }

  std::vector<Input> identity(const CohortRow& row) const override {
    return {{"image", study::shown_path(row.image), hash_of(row.image_path())},
            {"mask", study::shown_path(row.mask), hash_of(row.mask_path())}};
  }

  std::string without_folders(std::string text, const CohortRow& row) const override {
    replace_all(text, row.image_path(), row.image);
    replace_all(text, row.mask_path(), row.mask);
    return text;
  }

 private:
  /// The mask on the lattice of the image where the two differ by no more than the study allows, on its own
  /// where the study resamples masks.
  Mask laid_mask(const CohortRow& row, const Lattice& image) const {
    const std::string path = row.mask_path();
    Mask mask;
    try {
      mask = io::read_mask(path, row.mask_label);
    } catch (const Error& error) {
      throw Unusable(problem_of_reader(kind_of_mask_problem(path), path, error.what()));
    }
    if (auto problem = lattice_problem(study_, image, mask.lattice, row.mask)) throw Unusable(*problem);
    // Within the limit the two lattices are one; keep the image's, so that both are sampled at the same
    // places.
    if (is_same_lattice(study_, image, mask.lattice)) mask.lattice = image;
    return mask;
  }

  /// How many voxels the ROI has, and how many of them lie outside the image or at its edge: notices, or the
  /// problem that it is elsewhere.
  static void place_roi(const CohortRow& row, const Mask& mask, RowGeometry& geometry) {
    const RoiPlace place = place_on(geometry.image, mask);
    geometry.roi_voxels = place.voxels;
    const auto share = [&](std::int64_t voxels) {
      return static_cast<double>(voxels) / static_cast<double>(place.voxels);
    };
    const bool is_beside = geometry.mask_box.empty();
    if (is_beside || share(place.outside) > kMostOutside)
      throw Unusable({ProblemKind::outside_image, row.mask,
                      (is_beside ? "the mask" : share_text(share(place.outside)) + " of the mask") +
                          " lies outside the image",
                      is_beside
                          ? "both must be in one frame of reference"
                          : "both must be in one frame of reference, and the image must hold the region"});
    if (place.outside > 0) geometry.notices.push_back({NoticeKind::outside_image, share(place.outside)});
    if (place.at_edge > 0) geometry.notices.push_back({NoticeKind::at_image_edge, share(place.at_edge)});
  }

  /// Rows share images, and a file is read once.
  std::string hash_of(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    const auto [it, is_new] = hashes_.try_emplace(path);
    if (is_new) it->second = hash_or_missing(path);
    return it->second;
  }

  const study::Study& study_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, std::string> hashes_;
};

}  // namespace

namespace kinds {

SourceKind files() {
  return {"files", "an image and a mask file of each row of the cohort",
          [](const study::Study& study, std::size_t) -> std::unique_ptr<Source> {
            return std::make_unique<Files>(study);
          }};
}

}  // namespace kinds
}  // namespace radgauge::acquire
