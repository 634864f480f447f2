#include "io/png.h"

#include <gtest/gtest.h>

#include "io/compressed.h"
#include "io/files.h"

namespace radgauge {

using namespace radgauge::io;

namespace {

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8) | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

// oracle: the format as W3C defines it: signature, header, the rows behind one zlib stream, the published CRC
// of an empty IEND.
TEST(PngOracle, ReadsBackByItsDefinition) {
  RgbPicture picture(5, 3);
  for (std::size_t i = 0; i < picture.rgb.size(); ++i) picture.rgb[i] = static_cast<std::uint8_t>(7 * i + 1);
  const std::string bytes = png(picture);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x89PNG\r\n\x1A\n", 8));
  EXPECT_EQ(big_endian(bytes, 8), 13u);
  EXPECT_EQ(bytes.substr(12, 4), "IHDR");
  EXPECT_EQ(big_endian(bytes, 16), 5u);
  EXPECT_EQ(big_endian(bytes, 20), 3u);
  EXPECT_EQ(bytes.substr(24, 5), std::string("\x08\x02\0\0\0", 5));
  EXPECT_EQ(bytes.substr(37, 4), "IDAT");
  const std::string stream = testing::TempDir() + "idat.zlib";
  write_file(stream, bytes.substr(41, big_endian(bytes, 33)));
  std::vector<std::byte> rows(3 * 16);
  ASSERT_EQ(decompress(stream, 0, 0, rows), 48);
  for (std::size_t y = 0; y < 3; ++y) {
    EXPECT_EQ(rows[16 * y], std::byte{0});
    for (std::size_t i = 0; i < 15; ++i)
      EXPECT_EQ(std::to_integer<std::uint8_t>(rows[16 * y + 1 + i]), picture.rgb[15 * y + i]);
  }
  EXPECT_EQ(bytes.substr(bytes.size() - 12), std::string("\0\0\0\0IEND\xAE\x42\x60\x82", 12));
}

}  // namespace
}  // namespace radgauge
