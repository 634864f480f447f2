#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/geometry.h"

namespace radgauge {

enum class ImageFormat { nifti, nrrd, meta };
enum class PixelType { unknown, uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64 };

/// The format that the ending of `path` names; Error(data) lists the known endings. Case does not matter.
ImageFormat image_format(const std::string& path);

/// An image as the file has it, before anything is asked of it.
struct RawImage {
  std::vector<std::int64_t> size;  ///< of each dimension of the file
  Lattice lattice;  ///< of the first three; what the file does not have is 0, 1 mm, and the axis itself
  PixelType pixel = PixelType::unknown;
  std::string pixel_name;  ///< "float", "unsigned_char", ...
  std::int64_t components = 1;
  std::vector<std::byte> bytes;  ///< voxels in the machine's byte order, x fastest; empty for a header
};

/// Through ITK, one ImageIO object per call. Errors are those of the file, in ITK's words as a short tail.
RawImage read_raw_header(const std::string& path);
/// The bytes are read only if `header` is one scalar per voxel of a known type.
RawImage read_raw_image(const std::string& path);

/// Writes `pixel` voxels (float32 or uint8) to `path`, compressed where the format can.
void write_raw_image(const std::string& path, const Lattice& lattice, PixelType pixel, const void* voxels);

void quieten_image_library();

}  // namespace radgauge
