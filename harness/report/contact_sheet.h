#pragma once

#include <string>
#include <vector>

#include "core/volume.h"
#include "io/png.h"

namespace radgauge::report {

/// An image and the mask that is measured on it.
struct Pictured {
  Volume image;
  Mask mask;
};

/// A row for each of `after`: `before`, after, their difference, and the contours of both masks (before
/// green, after red, both yellow) on the image after. Each panel is the plane of the x and y index axes
/// through the centre of the mask before, kPanelPixels wide, of the same number of mm: the mask before and 40
/// % around it. Intensities run black to white over those of `before` in the panel; in the difference grey is
/// no change and black and white are half of that range. What lies beyond an image is dark blue; a variant
/// that is empty (no voxels) is a dark red row.
io::RgbPicture contact_sheet(const Pictured& before, const std::vector<Pictured>& after);

inline constexpr std::int64_t kPanelPixels = 192;

/// A row of a labelled sheet: `title` and `text` stand above its panels.
struct SheetRow {
  std::string title;
  std::string text;
  Pictured before;
  Pictured after;
};

/// Rows as in contact_sheet, each with its own before and panels of `pixels` x `pixels`, in `columns` columns
/// (down the first one first), under the words before, after, difference, contours.
io::RgbPicture labelled_sheet(const std::vector<SheetRow>& rows, std::int64_t columns, std::int64_t pixels);

}  // namespace radgauge::report
