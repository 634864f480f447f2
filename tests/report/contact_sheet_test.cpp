#include "report/contact_sheet.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

#include "report/bitmap_text.h"

namespace radgauge {

using namespace radgauge::io;
using namespace radgauge::report;

namespace {

Pictured square(std::int64_t shift) {
  Lattice lattice;
  lattice.size = {64, 64, 3};
  lattice.spacing_mm = {1, 1, 3};
  Pictured picture{Volume(lattice, 10.0F), Mask(lattice)};
  for (std::int64_t z = 0; z < 3; ++z)
    for (std::int64_t y = 24; y < 40; ++y)
      for (std::int64_t x = 24; x < 40; ++x) {
        picture.image(x, y, z) = 90.0F;
        picture.mask(x + shift, y, z) = 1;
      }
  return picture;
}

std::int64_t panel_pixels(const RgbPicture& sheet, std::int64_t column, std::int64_t row,
                          const std::array<std::uint8_t, 3>& colour) {
  std::int64_t n = 0;
  for (std::int64_t y = 0; y < kPanelPixels; ++y)
    for (std::int64_t x = 0; x < kPanelPixels; ++x) {
      // Panels are separated by the same gap as the edges.
      const std::int64_t gap = (sheet.width - 4 * kPanelPixels) / 5;
      const std::uint8_t* pixel =
          sheet.rgb.data() + 3 * (gap + column * (kPanelPixels + gap) + x +
                                  sheet.width * (gap + row * (kPanelPixels + gap) + y));
      n += std::equal(colour.begin(), colour.end(), pixel);
    }
  return n;
}

// oracle: a square of 16 of 22.4 mm covers (16 / 22.4)^2 of its panel; nothing changed is all grey; a mask
// that moved by 2 mm has both colours, one that did not yellow alone.
TEST(ContactSheetOracle, SquareAndItsShift) {
  const RgbPicture sheet = contact_sheet(square(0), {square(0), square(2), Pictured{}});
  const double area = static_cast<double>(kPanelPixels * kPanelPixels);
  EXPECT_NEAR(static_cast<double>(panel_pixels(sheet, 0, 0, {255, 255, 255})) / area, 256 / (22.4 * 22.4),
              0.02);
  EXPECT_EQ(panel_pixels(sheet, 2, 0, {128, 128, 128}), kPanelPixels * kPanelPixels);
  EXPECT_GT(panel_pixels(sheet, 3, 0, {255, 230, 0}), 4 * 130);
  EXPECT_EQ(panel_pixels(sheet, 3, 0, {0, 220, 0}) + panel_pixels(sheet, 3, 0, {255, 48, 48}), 0);
  EXPECT_GT(panel_pixels(sheet, 3, 1, {0, 220, 0}), 100);
  EXPECT_GT(panel_pixels(sheet, 3, 1, {255, 48, 48}), 100);
  EXPECT_EQ(panel_pixels(sheet, 1, 2, {64, 0, 0}), kPanelPixels * kPanelPixels);
}

// mechanics: each row has its four panels below its words; rows run down the columns.
TEST(ContactSheetMechanics, LabelledRows) {
  const std::vector<SheetRow> rows{{"noise.white", "k=1; Dice 0.9", square(0), square(0)},
                                   {"mask.shift", "2 mm", square(0), square(2)},
                                   {"failed", "", square(0), {}}};
  const RgbPicture sheet = labelled_sheet(rows, 2, 64);
  const auto pixels = [&](std::int64_t from, std::int64_t to, const std::array<std::uint8_t, 3>& colour) {
    std::int64_t n = 0;
    for (std::int64_t y = 0; y < sheet.height; ++y)
      for (std::int64_t x = from; x < to; ++x)
        n += std::equal(colour.begin(), colour.end(), sheet.rgb.data() + 3 * (x + sheet.width * y));
    return n;
  };
  const std::int64_t half = sheet.width / 2;
  // Two rows in the first column, the failed one in the second.
  EXPECT_EQ(pixels(0, half, {64, 0, 0}), 0);
  EXPECT_EQ(pixels(half, sheet.width, {64, 0, 0}), 4 * 64 * 64);
  EXPECT_GT(pixels(0, half, {255, 48, 48}), 20);
  // The words of the first column are longer.
  EXPECT_GT(pixels(0, half, {170, 190, 210}), pixels(half, sheet.width, {170, 190, 210}));
  EXPECT_EQ(labelled_sheet({}, 2, 64).height, 24);
}

// oracle: a letter covers the dots of its glyph, at any scale, and no more than the picture.
TEST(BitmapTextOracle, DotsOfLetters) {
  const auto dots = [](const std::string& text, std::int64_t scale, std::int64_t x) {
    RgbPicture picture(80, 30);
    draw_text(picture, x, 2, text, {255, 255, 255}, scale);
    return std::count(picture.rgb.begin(), picture.rgb.end(), 255) / 3;
  };
  EXPECT_EQ(dots("-", 1, 0), 5);
  EXPECT_EQ(dots("-", 2, 0), 20);
  EXPECT_EQ(dots("+-", 1, 0), 9 + 5);
  EXPECT_EQ(dots(" ", 1, 0), 0);
  EXPECT_EQ(dots("\x7f", 1, 0), 20);  // no glyph: a box of 5 x 7
  EXPECT_EQ(dots("-", 1, 78), 2);
  EXPECT_EQ(dots("-", 1, -3), 2);
  EXPECT_EQ(dots("-", 1, 200), 0);
}

}  // namespace
}  // namespace radgauge
