#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace radgauge::io {

/// A picture of 8-bit red, green and blue, row by row from the top.
struct RgbPicture {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::vector<std::uint8_t> rgb;

  RgbPicture(std::int64_t columns, std::int64_t rows)
      : width(columns), height(rows), rgb(static_cast<std::size_t>(3 * columns * rows), 0) {}
  std::uint8_t* at(std::int64_t x, std::int64_t y) { return rgb.data() + 3 * (x + width * y); }
};

/// The bytes of a PNG file (W3C PNG, third edition: 8-bit truecolour, no filter). Error(internal) when zlib
/// cannot.
std::string png(const RgbPicture& picture);

}  // namespace radgauge::io
