#pragma once

#include <string>
#include <string_view>

#include "core/error.h"
#include "core/words.h"

namespace radgauge::io {

/// What can be wrong with a DICOM file, a series, or a mask on it.
enum class DicomFault {
  missing_slice,                ///< a gap between slices
  duplicate_slice,              ///< two slices at one position
  mixed_series,                 ///< several series, or slices that do not belong together
  gantry_tilt,                  ///< slices are sheared against each other
  zero_rescale_slope,           ///< all intensities would be one
  suv_missing_weight,           ///< no weight of the patient
  suv_missing_half_life,        ///< no half-life of the radionuclide
  suv_impossible,               ///< no SUV for another reason
  frame_of_reference,           ///< mask and image are in two
  contour_outside_image,        ///< a contour has points beyond the voxels
  empty_mask,                   ///< a structure without contours, or without a voxel inside
  truncated_pixel_data,         ///< the file ends within its pixels
  unreadable,                   ///< not there, or damaged
  not_dicom,                    ///< a file of another kind
  unsupported_transfer_syntax,  ///< pixels are written in a way that cannot be read
  unsupported_object,           ///< a DICOM object of a kind that is not read: enhanced, colour, no image
  missing_structure,            ///< no structure or segment of that name
  uneven_slices,                ///< distances between slices differ
  missing_geometry,             ///< no position, orientation or pixel spacing
  other_grid,                   ///< a segmentation on other pixels than the image's
  open_contour,                 ///< contours that bound no area: open ones, points
};

}  // namespace radgauge::io

namespace radgauge {

template <>
struct WordsOf<io::DicomFault> {
  static constexpr std::array list{std::string_view("missing_slice"),
                                   std::string_view("duplicate_slice"),
                                   std::string_view("mixed_series"),
                                   std::string_view("gantry_tilt"),
                                   std::string_view("zero_rescale_slope"),
                                   std::string_view("suv_missing_weight"),
                                   std::string_view("suv_missing_half_life"),
                                   std::string_view("suv_impossible"),
                                   std::string_view("frame_of_reference"),
                                   std::string_view("contour_outside_image"),
                                   std::string_view("empty_mask"),
                                   std::string_view("truncated_pixel_data"),
                                   std::string_view("unreadable"),
                                   std::string_view("not_dicom"),
                                   std::string_view("unsupported_transfer_syntax"),
                                   std::string_view("unsupported_object"),
                                   std::string_view("missing_structure"),
                                   std::string_view("uneven_slices"),
                                   std::string_view("missing_geometry"),
                                   std::string_view("other_grid"),
                                   std::string_view("open_contour")};
};

}  // namespace radgauge

namespace radgauge::io {

/// A fault with its parts: which file, what was found there, what to do. No part holds a name, an identifier
/// or a date of a patient.
class DicomError : public Error {
 public:
  DicomError(DicomFault kind, std::string path, std::string what, std::string what_to_do)
      : Error(ErrorKind::data, "'" + path + "': " + what + "; " + what_to_do),
        fault(kind),
        file(std::move(path)),
        found(std::move(what)),
        advice(std::move(what_to_do)) {}

  DicomFault fault;
  std::string file;
  std::string found;
  std::string advice;
};

}  // namespace radgauge::io
