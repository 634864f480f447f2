#pragma once

#include <array>
#include <string_view>

#include "io/png.h"

namespace radgauge::report {

/// Width and height in pixels of a character cell at scale 1: glyphs of 5 x 7 with a gap to the right and
/// below (two more rows hold the tails of g, j, p, q, y).
inline constexpr std::int64_t kGlyphWidth = 6;
inline constexpr std::int64_t kGlyphHeight = 10;

/// Writes ASCII text with its upper left corner at (x, y), each dot `scale` pixels wide; what does not fit on
/// the picture is cut. Characters without a glyph are drawn as a box.
void draw_text(io::RgbPicture& picture, std::int64_t x, std::int64_t y, std::string_view text,
               const std::array<std::uint8_t, 3>& colour, std::int64_t scale = 1);

}  // namespace radgauge::report
