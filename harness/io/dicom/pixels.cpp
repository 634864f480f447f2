#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/text.h"
#include "io/dicom/decoder.h"
#include "io/dicom/slice.h"

namespace radgauge::io {

namespace {

constexpr std::string_view kBigEndianSyntax = "1.2.840.10008.1.2.2";

bool is_native(const std::string& syntax) {
  return syntax == "1.2.840.10008.1.2" || syntax == "1.2.840.10008.1.2.1" || syntax == kBigEndianSyntax ||
         syntax == "1.2.840.10008.1.2.1.99";
}

DicomError unsupported(const DicomSlice& slice, const std::string& what, const std::string& what_to_do) {
  return {DicomFault::unsupported_object, slice.file, what, what_to_do};
}

/// Whether its pixels are as short as the header says. A file that ends early holds fewer bytes.
bool is_cut(const DicomSlice& slice) {
  if (slice.is_compressed()) return slice.file_bytes <= slice.pixels->offset;
  const std::int64_t expected = slice.bits_allocated == 1
                                    ? (slice.columns * slice.rows * slice.frames + 7) / 8
                                    : slice.frame_bytes() * slice.frames;
  return slice.pixels->length < expected || slice.pixels->offset + slice.pixels->length > slice.file_bytes;
}

template <class T>
void append_rescaled(const std::string& bytes, const DicomSlice& slice, std::vector<double>& out) {
  const int unused = static_cast<int>(8 * sizeof(T)) - static_cast<int>(slice.bits_stored);
  for (std::size_t at = 0; at + sizeof(T) <= bytes.size(); at += sizeof(T)) {
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof(T));
    // Bits above those that are stored are not the pixel's: they are cut off, or filled with its sign.
    if (unused > 0) {
      using Unsigned = std::make_unsigned_t<T>;
      value = static_cast<T>(static_cast<T>(static_cast<Unsigned>(static_cast<Unsigned>(value) << unused)) >>
                             unused);
    }
    out.push_back(slice.slope * static_cast<double>(value) + slice.intercept);
  }
}

void swap_bytes(std::string& bytes, std::size_t width) {
  for (std::size_t at = 0; at + width <= bytes.size(); at += width)
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + width));
}

std::vector<double> rescaled(std::string bytes, const DicomSlice& slice) {
  std::vector<double> values;
  values.reserve(
      static_cast<std::size_t>(slice.bytes() / std::max<std::int64_t>(1, slice.bits_allocated / 8)));
  const auto width = static_cast<std::size_t>(slice.bits_allocated / 8);
  if (slice.transfer_syntax == kBigEndianSyntax) swap_bytes(bytes, width);
  bytes.resize(std::min(bytes.size(), static_cast<std::size_t>(slice.bytes())));
  switch (slice.bits_allocated * 2 + (slice.is_signed ? 1 : 0)) {
    case 16:
      append_rescaled<std::uint8_t>(bytes, slice, values);
      break;
    case 17:
      append_rescaled<std::int8_t>(bytes, slice, values);
      break;
    case 32:
      append_rescaled<std::uint16_t>(bytes, slice, values);
      break;
    case 33:
      append_rescaled<std::int16_t>(bytes, slice, values);
      break;
    case 64:
      append_rescaled<std::uint32_t>(bytes, slice, values);
      break;
    default:
      append_rescaled<std::int32_t>(bytes, slice, values);
  }
  return values;
}

/// The file of a slice again, with the bytes that its pixels stand in.
DicomFile file_of(const DicomSlice& slice) {
  DicomFile file;
  file.path = slice.file;
  file.pixels = slice.pixels;
  file.file_bytes = slice.file_bytes;
  return file;
}

/// Reads native pixels; a deflated file, which is read as a whole, once for all its frames.
class NativePixels {
 public:
  std::string of(const DicomSlice& slice) {
    if (slice.transfer_syntax != "1.2.840.10008.1.2.1.99")
      return read_pixel_bytes(file_of(slice), slice.first_byte(), slice.bytes());
    if (deflated_.path != slice.file) deflated_ = read_dicom_header(slice.file);
    return read_pixel_bytes(deflated_, slice.first_byte(), slice.bytes());
  }

 private:
  DicomFile deflated_;
};

/// Decoders make something of a stream that ends early. Encapsulated pixels end with a delimiter, and those
/// of JPEG and JPEG 2000 with their own last marker.
void check_whole(const DicomSlice& slice) {
  const std::vector<std::string> fragments = read_pixel_fragments(file_of(slice));
  const bool is_jpeg = slice.transfer_syntax != "1.2.840.10008.1.2.5";
  bool ends = !fragments.empty();
  if (ends && is_jpeg) {
    const std::string& last = fragments.back();
    const auto end = last.find_last_not_of('\0');
    ends = end != std::string::npos && end > 0 && last[end - 1] == '\xff' && last[end] == '\xd9';
  }
  if (!ends)
    throw DicomError(DicomFault::truncated_pixel_data, slice.file,
                     "its compressed pixels are cut off or damaged", "copy or export it again");
}

}  // namespace

std::optional<DicomError> pixel_fault(const DicomSlice& slice) {
  if (!is_native(slice.transfer_syntax) && !has_decoder(slice.transfer_syntax))
    return DicomError{DicomFault::unsupported_transfer_syntax, slice.file,
                      "its pixels have the transfer syntax " + shortened(slice.transfer_syntax) +
                          ", which no decoder here reads",
                      "export the series uncompressed (Explicit VR Little Endian)"};
  if (slice.samples != 1)
    return unsupported(slice, "its pixels have " + to_text(slice.samples) + " values each (colour)",
                       "export the original greyscale series");
  const bool is_whole = slice.bits_allocated == 8 || slice.bits_allocated == 16 || slice.bits_allocated == 32;
  if (!is_whole || slice.bits_stored < 1 || slice.bits_stored > slice.bits_allocated)
    return unsupported(slice,
                       "its pixels have " + to_text(slice.bits_stored) + " of " +
                           to_text(slice.bits_allocated) + " bits, and 8, 16 or 32 were expected",
                       "export the original greyscale series");
  if (slice.columns * slice.rows > (std::int64_t{1} << 28) || slice.frames > 100000)
    return unsupported(slice,
                       "it claims " + to_text(slice.columns) + " x " + to_text(slice.rows) + " pixels and " +
                           to_text(slice.frames) + " frames",
                       "copy or export it again");
  if (slice.is_compressed() == is_native(slice.transfer_syntax) || is_cut(slice))
    return DicomError{DicomFault::truncated_pixel_data, slice.file, "the file ends within its pixels",
                      "copy or export it again"};
  if (!(std::abs(slice.slope) > 0) || !std::isfinite(slice.slope) || !std::isfinite(slice.intercept))
    return DicomError{DicomFault::zero_rescale_slope, slice.file,
                      "its Rescale Slope is " + to_rounded_text(slice.slope) +
                          ", which makes every intensity the same or none",
                      "export the series again; of a derived series take the original"};
  return std::nullopt;
}

void read_rescaled(const std::vector<const DicomSlice*>& slices,
                   const std::function<void(std::size_t, const std::vector<double>&)>& visit) {
  for (const DicomSlice* slice : slices)
    if (auto fault = pixel_fault(*slice)) throw std::move(*fault);
  std::string checked;
  for (const DicomSlice* slice : slices)
    if (slice->is_compressed() && slice->file != checked) {
      check_whole(*slice);
      checked = slice->file;
    }
  std::vector<std::string> decoded;
  if (std::any_of(slices.begin(), slices.end(),
                  [](const DicomSlice* slice) { return slice->is_compressed(); }))
    decoded = decoded_frames(slices);
  NativePixels native;
  for (std::size_t i = 0; i < slices.size(); ++i)
    visit(i, rescaled(decoded.empty() ? native.of(*slices[i]) : std::move(decoded[i]), *slices[i]));
}

std::string read_raw_frames(const DicomFile& file, const DicomSlice& slice) {
  if (slice.is_compressed()) {
    if (slice.bits_allocated == 1 || !has_decoder(slice.transfer_syntax))
      throw DicomError(DicomFault::unsupported_transfer_syntax, file.path,
                       "its pixels have the transfer syntax " + shortened(slice.transfer_syntax) +
                           ", which no decoder here reads",
                       "export the segmentation uncompressed");
    return decoded_frames({&slice}).front();
  }
  return read_pixel_bytes(file, 0, file.pixels ? file.pixels->length : 0);
}

}  // namespace radgauge::io
