#include <algorithm>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <unordered_map>

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

double smallest_edge_mm(const Lattice& lattice) {
  return std::min({lattice.spacing_mm[0], lattice.spacing_mm[1], lattice.spacing_mm[2]});
}

Lattice header_of(const std::string& path) {
  try {
    return io::read_image_header(path).lattice;
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

/// Nothing, or why the mask cannot be laid on the image.
std::optional<Problem> lattice_problem(const study::Study& study, const Lattice& image, const Lattice& mask,
                                       const std::string& file) {
  const double displacement_mm = largest_displacement_mm(image, mask);
  const double limit_mm = study.largest_displacement_voxel * smallest_edge_mm(image);
  if (image.size == mask.size && displacement_mm <= limit_mm) return std::nullopt;
  if (study.resample_mask) return std::nullopt;
  const std::string how_far = displacement_mm > limit_mm
                                  ? " (voxel centres differ by up to " + to_rounded_text(displacement_mm) +
                                        " mm; the limit is " + to_rounded_text(limit_mm) + " mm)"
                                  : "";
  return Problem{ProblemKind::other_lattice, file,
                 "the mask is on another lattice than the image" + how_far + ": " +
                     explain_difference(image, mask, "image", "mask"),
                 "Export the mask on the image's own grid, or, if both are in one frame, allow it: "
                 "resample_mask: true in a study, --resample-mask of extract"};
}

/// Nothing, or where the image has no number inside the mask. An interpolation would spread it and hide its
/// place.
std::optional<Problem> missing_values_problem(const Volume& image, const Mask& mask,
                                              const std::string& file) {
  if (!(mask.lattice == image.lattice)) return std::nullopt;
  std::int64_t n = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    if (mask.voxels[i] == 0 || std::isfinite(image.voxels[i])) continue;
    if (n++ == 0) first = i;
  }
  if (n == 0) return std::nullopt;
  const auto at = static_cast<std::int64_t>(first);
  const Index3& size = image.lattice.size;
  return Problem{ProblemKind::not_finite, file,
                 to_text(n) + (n == 1 ? " voxel inside the mask is" : " voxels inside the mask are") +
                     " NaN or infinite, the first at index (" + to_text(at % size[0]) + ", " +
                     to_text(at / size[0] % size[1]) + ", " + to_text(at / (size[0] * size[1])) + ")",
                 "repair the image or leave them out of the mask"};
}

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
      geometry.image = header_of(row.image_path());
      const Mask mask = laid_mask(row, geometry.image);
      geometry.mask_box = box_on(geometry.image, mask);
      geometry.roi_voxels = count(mask);
      if (geometry.mask_box.empty())
        throw Unusable({ProblemKind::outside_image, row.mask, "the mask lies outside the image",
                        "both must be in one frame of reference"});
    } catch (const Unusable& unusable) {
      geometry.problem = unusable.problem;
    }
    return geometry;
  }

  Scan scan(Rows rows, std::span<const RowGeometry> geometry) const override {
    Scan scan;
    scan.image = io::read_image(rows.front()->image_path());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      scan.masks.emplace_back();
      scan.problems.push_back(geometry[i].problem);
      if (scan.problems.back()) continue;
      try {
        scan.masks.back() = laid_mask(*rows[i], scan.image.lattice);
        scan.problems.back() = missing_values_problem(scan.image, scan.masks.back(), rows[i]->image);
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
    if (mask.lattice.size == image.size && !(largest_displacement_mm(image, mask.lattice) >
                                             study_.largest_displacement_voxel * smallest_edge_mm(image)))
      mask.lattice = image;
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
