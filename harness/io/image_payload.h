#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/geometry.h"

namespace radgauge::io {

enum class PixelType { uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64 };
std::int64_t bytes_of(PixelType pixel);
/// "unsigned_char", "float", ...: as the image library calls the type.
std::string_view name_of(PixelType pixel);

/// Where the voxels of an image file stand, and how they are written there. Voxels are not read through the
/// image library, because it repairs in silence: its NIfTI reader turns NaN into 0 and never compares gzip's
/// checksum, its MetaImage reader puts 0 for voxels that are missing, and both put 1 mm for a spacing of 0 or
/// NaN.
struct Payload {
  std::string file;
  std::int64_t offset = 0;  ///< byte of the file where they begin; -1: they are the last bytes of the file
  std::int64_t skip = 0;    ///< bytes to pass over after decompression
  PixelType pixel = PixelType::uint8;
  double values =
      0;  ///< how many; a double, because a damaged header may ask for more than there are integers
  bool compressed = false;
  bool big_endian = false;
  double slope = 1;  ///< intensity = slope * value + intercept
  double intercept = 0;
  double mm_per_unit = 1;  ///< of the lengths that the image library reads from this header
  /// A rescale that the header repeats from DICOM for information; whether the voxels had it, it does not
  /// say.
  double noted_slope = 1;
  double noted_intercept = 0;
  /// NIfTI: how far the sform places a voxel from where the qform does, at most. In mm.
  double sform_shift_mm = 0;
  /// NIfTI without a qform: the lattice by the sform, for headers that the image library refuses.
  std::optional<Lattice> sform_lattice = {};

  double bytes() const { return static_cast<double>(skip) + values * static_cast<double>(bytes_of(pixel)); }
};

/// The payload by the header of `path`. Each throws Error(data) for a file that is empty, not of the format,
/// or whose header makes no sense.
///
/// NIfTI-1 in one file (https://nifti.nimh.nih.gov/nifti-1).
Payload nifti_payload(const std::string& path);
/// MetaImage with binary voxels in the same file or in one other.
Payload meta_payload(const std::string& path);
/// NRRD with raw or gzip voxels in the same file or in one other
/// (https://teem.sourceforge.net/nrrd/format.html).
Payload nrrd_payload(const std::string& path);
/// By the ending of `path`. The lattice of a NIfTI file stands twice in its header: spacings that differ are
/// an error.
Payload image_payload(const std::string& path);

/// Throws Error(data) if the file of the voxels is missing or, by its size, too short. `path` is the image in
/// messages.
void check_payload(const std::string& path, const Payload& payload);

/// The values in the machine's byte order. Error(data) if the file is too short or a checksum fails,
/// Error(internal) without enough memory.
std::vector<std::byte> read_payload(const std::string& path, const Payload& payload);

}  // namespace radgauge::io
