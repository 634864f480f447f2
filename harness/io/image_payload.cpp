#include "io/image_payload.h"

#include <algorithm>
#include <bit>
#include <filesystem>
#include <fstream>
#include <new>

#include "core/error.h"
#include "core/text.h"
#include "io/compressed.h"
#include "io/image_backend.h"

namespace radgauge::io {

namespace {

Error incomplete(const std::string& path, const std::string& found, const Payload& payload) {
  const auto promised = static_cast<std::int64_t>(std::min(payload.bytes(), 9.0e18));
  return {ErrorKind::data, "'" + path + "': the file is truncated or damaged: " + found +
                               ", and its header promises " + to_text(promised) +
                               " bytes; copy or export it again"};
}

std::int64_t size_of(const std::string& path, const Payload& payload) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(payload.file, failed);
  if (failed)
    throw Error(ErrorKind::data, "'" + path + "': its voxels stand in '" + payload.file +
                                     "', and there is no such file; keep the two together");
  return static_cast<std::int64_t>(size);
}

std::int64_t begin_of(const std::string& path, const Payload& payload) {
  if (payload.offset >= 0) return payload.offset;
  return std::max<std::int64_t>(0, size_of(path, payload) - static_cast<std::int64_t>(payload.bytes()));
}

void reverse_bytes(std::vector<std::byte>& bytes, std::size_t width) {
  for (std::size_t first = 0; first + width <= bytes.size(); first += width)
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(first),
                 bytes.begin() + static_cast<std::ptrdiff_t>(first + width));
}

}  // namespace

std::int64_t bytes_of(PixelType pixel) {
  switch (pixel) {
    case PixelType::uint8:
    case PixelType::int8:
      return 1;
    case PixelType::uint16:
    case PixelType::int16:
      return 2;
    case PixelType::uint32:
    case PixelType::int32:
    case PixelType::float32:
      return 4;
    case PixelType::uint64:
    case PixelType::int64:
    case PixelType::float64:
      return 8;
  }
  return 1;
}

std::string_view name_of(PixelType pixel) {
  constexpr std::string_view kNames[] = {"unsigned_char", "char",  "unsigned_short", "short",
                                         "unsigned_int",  "int",   "unsigned_long",  "long",
                                         "float",         "double"};
  return kNames[static_cast<std::size_t>(pixel)];
}

Payload image_payload(const std::string& path) {
  switch (image_format(path)) {
    case ImageFormat::nifti:
      return nifti_payload(path);
    case ImageFormat::nrrd:
      return nrrd_payload(path);
    case ImageFormat::meta:
      break;
  }
  return meta_payload(path);
}

void check_payload(const std::string& path, const Payload& payload) {
  const std::int64_t held = size_of(path, payload) - std::max<std::int64_t>(0, payload.offset);
  if (!payload.compressed && static_cast<double>(held) < payload.bytes())
    throw incomplete(path, "it holds " + to_text(held) + " bytes of voxels", payload);
  if (payload.compressed && !could_hold(held, payload.bytes()))
    throw incomplete(path, "it holds " + to_text(held) + " compressed bytes", payload);
}

std::vector<std::byte> read_payload(const std::string& path, const Payload& payload) {
  check_payload(path, payload);
  std::vector<std::byte> bytes;
  try {
    bytes.resize(static_cast<std::size_t>(payload.values) *
                 static_cast<std::size_t>(bytes_of(payload.pixel)));
  } catch (const std::exception&) {
    throw Error(ErrorKind::internal,
                "'" + path + "': not enough memory for its " + to_text(payload.values) + " voxels");
  }
  if (payload.compressed) {
    const auto length = decompress(payload.file, payload.offset, payload.skip, bytes);
    if (!length) throw incomplete(path, "it cannot be decompressed to its end", payload);
    if (static_cast<double>(*length) < payload.bytes())
      throw incomplete(path, "it holds " + to_text(*length) + " bytes", payload);
  } else {
    std::ifstream stream(payload.file, std::ios::binary);
    stream.seekg(begin_of(path, payload) + payload.skip);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (static_cast<std::size_t>(stream.gcount()) != bytes.size())
      throw incomplete(path,
                       "only " + to_text(static_cast<std::int64_t>(stream.gcount())) + " bytes can be read",
                       payload);
  }
  if (payload.big_endian != (std::endian::native == std::endian::big))
    reverse_bytes(bytes, static_cast<std::size_t>(bytes_of(payload.pixel)));
  return bytes;
}

}  // namespace radgauge::io
