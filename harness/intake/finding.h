#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "acquire/problem.h"
#include "io/dicom/fault.h"

namespace radgauge::intake {

/// What was found in a folder that a study would stumble over. The first ones are those of DICOM files, with
/// their words.
enum class FindingKind {
  missing_slice,
  duplicate_slice,
  mixed_series,
  gantry_tilt,
  zero_rescale_slope,
  suv_missing_weight,
  suv_missing_half_life,
  suv_impossible,
  frame_of_reference,
  contour_outside_image,
  empty_mask,
  truncated_pixel_data,
  unreadable,
  not_dicom,
  unsupported_transfer_syntax,
  unsupported_object,
  missing_structure,
  uneven_slices,
  missing_geometry,
  other_grid,
  open_contour,         ///< contours that bound no area and are left out
  other_lattice,        ///< image and mask do not share their voxels
  missing_file,         ///< a row names a file that is not there
  missing_mask,         ///< an image that nobody drew on
  missing_image,        ///< a mask whose image is not there
  multi_part_mask,      ///< a mask of several pieces
  edge_mask,            ///< a mask that touches the edge of its image
  not_finite,           ///< NaN or infinity inside the mask
  lost_precision,       ///< float32 does not hold the intensities
  hu_range,             ///< values that no CT in HU has
  suv_range,            ///< values that no PET in SUV has
  duplicate_image,      ///< two images with equal voxels
  duplicate_mask,       ///< two masks with equal voxels
  duplicate_row,        ///< two masks of one lesion by one reader on one image
  identifier_in_label,  ///< a name, identifier or date of the header in a label
  unmatched_name,       ///< a file whose name does not follow the pattern
  unjoined_patient,     ///< a patient without a row in the table of outcomes
};

/// One line of problems.csv.
struct Finding {
  std::string file;  ///< relative to the folder that was looked at
  FindingKind kind = FindingKind::unreadable;
  std::string found;
  std::string advice;
  friend bool operator==(const Finding&, const Finding&) = default;
};

FindingKind kind_of(io::DicomFault fault);
FindingKind kind_of(const acquire::Problem& problem);

/// CSV: file, problem, found, advice; ordered by file.
std::string problems_csv(std::vector<Finding> findings);

}  // namespace radgauge::intake

namespace radgauge {

template <>
struct WordsOf<intake::FindingKind> {
  static constexpr std::array own{
      std::string_view("other_lattice"),   std::string_view("missing_file"),
      std::string_view("missing_mask"),    std::string_view("missing_image"),
      std::string_view("multi_part_mask"), std::string_view("edge_mask"),
      std::string_view("not_finite"),      std::string_view("lost_precision"),
      std::string_view("hu_range"),        std::string_view("suv_range"),
      std::string_view("duplicate_image"), std::string_view("duplicate_mask"),
      std::string_view("duplicate_row"),   std::string_view("identifier_in_label"),
      std::string_view("unmatched_name"),  std::string_view("unjoined_patient")};
  static constexpr auto list = [] {
    constexpr auto& dicom = WordsOf<io::DicomFault>::list;
    std::array<std::string_view, dicom.size() + own.size()> all{};
    std::copy(dicom.begin(), dicom.end(), all.begin());
    std::copy(own.begin(), own.end(), all.begin() + dicom.size());
    return all;
  }();
};

}  // namespace radgauge
