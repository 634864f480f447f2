#include "io/png.h"

#include <zlib.h>

#include "core/error.h"

namespace radgauge::io {

namespace {

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>((value >> shift) & 0xFFU);
  return bytes;
}

std::string chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const uLong sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + body +
         big_endian(static_cast<std::uint32_t>(sum));
}

std::string deflated(const std::string& data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  std::string out(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
                static_cast<uLong>(data.size()), Z_BEST_COMPRESSION) != Z_OK)
    throw Error(ErrorKind::internal, "a picture could not be compressed");
  out.resize(size);
  return out;
}

}  // namespace

std::string png(const RgbPicture& picture) {
  std::string rows;
  const auto row_bytes = static_cast<std::size_t>(3 * picture.width);
  for (std::int64_t y = 0; y < picture.height; ++y) {
    rows += '\0';  // no filter
    rows.append(reinterpret_cast<const char*>(picture.rgb.data()) + row_bytes * static_cast<std::size_t>(y),
                row_bytes);
  }
  constexpr char kBitDepth = 8, kTrueColour = 2;
  const std::string header = big_endian(static_cast<std::uint32_t>(picture.width)) +
                             big_endian(static_cast<std::uint32_t>(picture.height)) + kBitDepth +
                             kTrueColour + std::string(3, '\0');
  return std::string("\x89PNG\r\n\x1A\n", 8) + chunk("IHDR", header) + chunk("IDAT", deflated(rows)) +
         chunk("IEND", "");
}

}  // namespace radgauge::io
