#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "io/dicom/fault.h"

namespace radgauge::acquire {

/// What keeps a row from being measured.
enum class ProblemKind {
  missing_file,     ///< the image or mask is not there
  unreadable_file,  ///< it is there, and is no image that can be read
  unusable_series,  ///< a DICOM series with a gap, of several volumes, without SUV, ...
  unusable_mask,    ///< the mask can be read and has no ROI in it: empty, or without the label asked for
  other_lattice,    ///< image and mask do not share their voxels
  outside_image,    ///< the mask has no voxel within the image
  not_finite,       ///< NaN or infinity inside the mask
  lost_precision,   ///< float32 does not hold the intensities inside the mask
  not_made,         ///< the source could not make it
};

/// "missing file", "other lattice", ...: the kind in words, for tables.
std::string_view name_of(ProblemKind kind);

/// Why a row cannot be measured.
struct Problem {
  ProblemKind kind = ProblemKind::not_made;
  std::string file;                          ///< that is at fault, as the message names it; "" if none is
  std::string found;                         ///< what arrived, and what was expected
  std::string advice;                        ///< what to do; may be empty
  std::optional<io::DicomFault> dicom = {};  ///< of DICOM: which of its faults

  /// The sentence for people: file, what was found, what to do.
  std::string text() const;
  friend bool operator==(const Problem&, const Problem&) = default;
};

/// A problem on its way, within a source, to the row that it belongs to.
class Unusable : public Error {
 public:
  explicit Unusable(Problem found) : Error(ErrorKind::data, found.text()), problem(std::move(found)) {}
  Problem problem;
};

/// What is wrong with a DICOM file, a series or a mask on it, as a problem.
Problem problem_of_dicom(const io::DicomError& error);

/// The message of an image or mask reader ("'path': found; advice") as a problem.
Problem problem_of_reader(ProblemKind kind, const std::string& path, const std::string& message);

}  // namespace radgauge::acquire
