#include <algorithm>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <unordered_map>

#include "acquire/content.h"
#include "acquire/image_checks.h"
#include "acquire/mask_box.h"
#include "acquire/registry.h"
#include "acquire/row_mask.h"
#include "core/hash.h"
#include "core/text.h"
#include "io/image_file.h"

namespace radgauge::acquire {

namespace {

using study::CohortRow;

io::ImageHeader header_of(const std::string& path) {
  try {
    return io::read_image_header(path);
  } catch (const Error& error) {
    throw Unusable(problem_of_reader(
        is_there(path) ? ProblemKind::unreadable_file : ProblemKind::missing_file, path, error.what()));
  }
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
      place_roi(row.mask, mask, geometry);
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
    Mask mask = read_row_mask(row, image, "", study_.resample_mask).mask;
    if (auto problem = lattice_problem(study_, image, mask.lattice, row.mask)) throw Unusable(*problem);
    // Within the limit the two lattices are one; keep the image's, so that both are sampled at the same
    // places.
    if (is_same_lattice(study_, image, mask.lattice)) mask.lattice = image;
    return mask;
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
