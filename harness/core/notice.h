#pragma once

#include <string>

#include "core/words.h"

namespace radgauge {

/// What was surprising about an input that is legal nevertheless. `amount` and `reference` of a Notice are,
/// by kind:
enum class NoticeKind {
  outside_image,    ///< share of the mask's voxels that lie outside the image and are left out
  at_image_edge,    ///< share of the region's voxels that are the outermost of the image
  two_positions,    ///< mm by which qform and sform of a NIfTI header move a voxel apart
  unusual_spacing,  ///< smallest voxel spacing in mm; the largest
  lost_precision,   ///< largest change of an intensity by rounding to float32; SD of the region's intensities
  rescale_in_header,  ///< slope that a header repeats from DICOM and that seems not to be applied; intercept
  beside_padding,     ///< share of constant padding where noise is estimated; its intensity
  overshoot,    ///< how far interpolation beside padding leaves the region's own intensities; the padding's
  resegmented,  ///< share of the region's voxels that resegmentation keeps
  one_grey_level,  ///< how many voxels share the only grey level; the spread of their intensities
  open_contours,   ///< contours of a structure that bound no area and are left out; how many it has
};

template <>
struct WordsOf<NoticeKind> {
  static constexpr std::array list{std::string_view("outside_image"),  std::string_view("at_image_edge"),
                                   std::string_view("two_positions"),  std::string_view("unusual_spacing"),
                                   std::string_view("lost_precision"), std::string_view("rescale_in_header"),
                                   std::string_view("beside_padding"), std::string_view("overshoot"),
                                   std::string_view("resegmented"),    std::string_view("one_grey_level"),
                                   std::string_view("open_contours")};
};

/// One surprise, in numbers. Where a value cannot be trusted there is an Error instead.
struct Notice {
  NoticeKind kind = NoticeKind::outside_image;
  double amount = 0;
  double reference = 0;  ///< 0 where the kind has none
  friend bool operator==(const Notice&, const Notice&) = default;
};

/// Does it deserve a line? Resegmentation that leaves out less than a tenth of a region, and padding of less
/// than a twentieth, are recorded and not told.
bool is_surprising(const Notice& notice);

/// Is `a` the greater surprise of two of one kind?
bool is_worse(const Notice& a, const Notice& b);

/// The line for people, without the name of what it is about: what was found, its number, what it means.
std::string sentence(const Notice& notice);

/// "40 %", "0.2 %": a share in percent with two significant digits, and never 0 or 100 but for 0 and 1.
std::string share_text(double share);

}  // namespace radgauge
