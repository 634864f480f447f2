#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/dicom/fault.h"

namespace radgauge::io {

/// The tag of an attribute, (group, element) as PS3.6 lists them.
struct DicomTag {
  std::uint16_t group = 0;
  std::uint16_t element = 0;
  friend auto operator<=>(const DicomTag&, const DicomTag&) = default;
};

/// How the values of a data set are written (PS3.5 section 7 and annex A).
struct DicomEncoding {
  bool explicit_vr = true;
  bool big_endian = false;
  friend bool operator==(const DicomEncoding&, const DicomEncoding&) = default;
};

class DicomDataset;

/// One attribute. A sequence has items in place of bytes.
struct DicomElement {
  DicomTag tag;
  std::string vr;  ///< two letters; "UN" where neither the file nor the few tags known here tell
  std::string bytes;
  std::vector<DicomDataset> items;

  // Not an aggregate: an initialiser of items would need the type that holds these.
  DicomElement();
  DicomElement(DicomTag element_tag, std::string element_vr, std::string element_bytes = {});
  DicomElement(DicomTag element_tag, std::string element_vr, std::string element_bytes,
               std::vector<DicomDataset> element_items);
};

/// The attributes of a file or of an item of a sequence, in the order of their tags. An attribute that is
/// absent, empty or no number has no value; none of the readers throws.
class DicomDataset {
 public:
  DicomEncoding encoding;
  std::vector<DicomElement> elements;

  const DicomElement* find(DicomTag tag) const;
  /// Text in UTF-8 (by Specific Character Set), without padding; "" if absent.
  std::string text(DicomTag tag) const;
  /// The values between backslashes.
  std::vector<std::string> texts(DicomTag tag) const;
  /// Numbers, written as text (DS, IS) or in binary; of the values before the first that is none.
  std::vector<double> numbers(DicomTag tag) const;
  std::optional<double> number(DicomTag tag) const;
  /// A whole number within 0 and 2^31 - 1.
  std::optional<std::int64_t> whole(DicomTag tag) const;
  /// Items of a sequence; none if it is absent, empty or damaged.
  std::vector<DicomDataset> items(DicomTag tag) const;
  /// The first item; an empty data set if there is none.
  DicomDataset item(DicomTag tag) const;

  /// Charset of the texts, inherited by items: the value of (0008,0005).
  std::string charset;
};

inline DicomElement::DicomElement() = default;
inline DicomElement::DicomElement(DicomTag element_tag, std::string element_vr, std::string element_bytes)
    : tag(element_tag), vr(std::move(element_vr)), bytes(std::move(element_bytes)) {}
inline DicomElement::DicomElement(DicomTag element_tag, std::string element_vr, std::string element_bytes,
                                  std::vector<DicomDataset> element_items)
    : tag(element_tag),
      vr(std::move(element_vr)),
      bytes(std::move(element_bytes)),
      items(std::move(element_items)) {}

/// Where Pixel Data stand in the file.
struct PixelPlace {
  std::int64_t offset = 0;  ///< of the first byte of the value
  std::int64_t length = 0;  ///< in bytes; -1: undefined, as of encapsulated (compressed) pixels
  std::string vr = "OW";
};

/// A DICOM file (PS3.10) with everything before its Pixel Data.
struct DicomFile {
  std::string path;
  std::string transfer_syntax;
  DicomDataset data;
  std::optional<PixelPlace> pixels;
  std::int64_t file_bytes = 0;
  std::string inflated = {};  ///< the data set of a deflated file, where `pixels` then point
};

/// Reads the header; of Pixel Data only the place. Only as much of the file is read as that needs. Throws
/// DicomError: not_dicom for a file of another kind, unreadable for one that is not there or damaged.
DicomFile read_dicom_header(const std::string& path);

/// The same of bytes in memory, for messages called `path`.
DicomFile parse_dicom(std::string_view bytes, const std::string& path);

/// `length` bytes of native Pixel Data from their byte `first` on, fewer where the pixels end before;
/// DicomError(truncated_pixel_data) if the file does.
std::string read_pixel_bytes(const DicomFile& file, std::int64_t first, std::int64_t length);

/// The fragments of encapsulated Pixel Data, without the offset table; DicomError(truncated_pixel_data).
std::vector<std::string> read_pixel_fragments(const DicomFile& file);

/// `text` by a Specific Character Set (PS3.3 C.12.1.1.2) as UTF-8. Bytes that it has no character for become
/// '?'.
std::string dicom_utf8(std::string_view text, const std::string& charset);

}  // namespace radgauge::io
