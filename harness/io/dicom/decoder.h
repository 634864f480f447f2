#pragma once

#include <string>
#include <vector>

#include "io/dicom/slice.h"

namespace radgauge::io {

/// Is there a decoder for this compressed transfer syntax: RLE, JPEG (baseline, extended, lossless), JPEG-LS,
/// JPEG 2000?
bool has_decoder(const std::string& transfer_syntax);

/// The pixels of each slice, decoded, little-endian; as many bytes as its header asks for. The decoders are
/// GDCM's; they run in a child process with a limit of time and memory, since a damaged file may end them.
/// Throws DicomError(truncated_pixel_data) naming the first file whose pixels cannot be decoded.
std::vector<std::string> decoded_frames(const std::vector<const DicomSlice*>& slices);

}  // namespace radgauge::io
