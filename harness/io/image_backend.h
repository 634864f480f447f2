#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/geometry.h"
#include "io/image_payload.h"

namespace radgauge::io {

enum class ImageFormat { nifti, nrrd, meta };

/// The format that the ending of `path` names; Error(data) lists the known endings. Case does not matter.
ImageFormat image_format(const std::string& path);

/// What a header says, before anything is asked of it.
struct RawHeader {
  std::vector<std::int64_t> size;  ///< of each dimension of the file
  Lattice lattice;  ///< of the first three; what the file does not have is 0, 1 mm, and the axis itself
  std::string pixel_name;  ///< "float", "unsigned_char", ...; of the intensities after scaling
  std::int64_t components = 1;
};

/// The image library's refusal of axes that are not perpendicular to it.
class NotPerpendicular : public Error {
 public:
  using Error::Error;
};

/// Through ITK, one ImageIO object per call. Errors are those of the file, with ITK's words as a short tail;
/// NotPerpendicular for axes that it finds sheared, which below about 0.05 mm are rounding.
RawHeader read_raw_header(const std::string& path);

/// Writes `pixel` voxels (float32 or uint8) to `path`, compressed where the format can.
void write_raw_image(const std::string& path, const Lattice& lattice, PixelType pixel, const void* voxels);

/// ITK to one thread, without warnings; what its readers print while they work for us is dropped.
void quieten_image_library();

}  // namespace radgauge::io
