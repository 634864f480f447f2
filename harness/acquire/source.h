#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "acquire/problem.h"
#include "core/notice.h"
#include "study/study.h"

namespace radgauge::acquire {

/// What is known of a row of the study before its image is read: planner, runner, calibration and dry run
/// read it here. A row that was not looked at has no problem and an empty lattice and box.
struct RowGeometry {
  std::optional<Problem> problem;  ///< why it cannot be measured
  Lattice image;                   ///< of the whole image
  Box mask_box;                    ///< of the ROI, in voxels of the image
  std::int64_t roi_voxels = 0;
  std::vector<Notice> notices = {};  ///< what is surprising about it and legal
  std::uint64_t mask_content = 0;    ///< content_of its mask (content.h); 0 where none was read
};

/// What a source makes of one acquisition: one image and the masks of its rows, whole.
struct Scan {
  Volume image;
  std::vector<Mask> masks;                       ///< one per row of the acquisition
  std::vector<std::optional<Problem>> problems;  ///< one per row; nothing if it can be measured
  std::vector<std::vector<Notice>> notices;  ///< one per row, or none at all: of what only the voxels tell
  std::optional<Truth> truth;                ///< what is known of the object; of generated ones only
};

/// One thing that the values of a row follow from, and its hash.
struct Input {
  std::string role;    ///< "image", "mask", "phantom"
  std::string name;    ///< of the file, without folders of this machine; "" if it is none
  std::string sha256;  ///< of its content; kMissingFile if it cannot be read
};
/// In place of the hash of a file that cannot be read.
inline constexpr const char* kMissingFile = "missing";

using Rows = std::span<const study::CohortRow* const>;

/// Where images and masks come from. Building one reads nothing; a source may be asked from several threads
/// at once. Nothing else asks where a row is from.
class Source {
 public:
  virtual ~Source() = default;

  /// Everything that can be known without reading an image. Never throws for what is wrong with the data:
  /// that is the row's problem.
  virtual RowGeometry look(const study::CohortRow& row) const = 0;

  /// The image of these rows, which are one acquisition, with a mask for each. A row whose mask cannot be
  /// used has a problem; Error(data) if the image cannot be had. `geometry` is what look() said, one per row:
  /// rows with a problem are not read.
  virtual Scan scan(Rows rows, std::span<const RowGeometry> geometry) const = 0;

  /// The mask of a row for an image on this lattice. Throws Error(data) if it cannot be used.
  virtual Mask mask(const study::CohortRow& row, const Lattice& image) const;

  /// What the values of a row follow from. Two rows whose inputs have equal roles and hashes are measured
  /// alike. Reads the files.
  virtual std::vector<Input> identity(const study::CohortRow& row) const = 0;

  /// `text` with the paths of a row as the study writes them, so that no result holds a path of this machine.
  virtual std::string without_folders(std::string text, const study::CohortRow&) const { return text; }
};

}  // namespace radgauge::acquire
