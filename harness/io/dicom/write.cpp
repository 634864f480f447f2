#include "io/dicom/write.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/hash.h"

namespace radgauge::io {

namespace {

void append_number(std::string& bytes, std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
}

void append_tag(std::string& bytes, DicomTag tag) {
  append_number(bytes, tag.group, 2);
  append_number(bytes, tag.element, 2);
}

bool is_written_long(const std::string& vr) {
  return vr == "SQ" || vr == "OB" || vr == "OW" || vr == "UT" || vr == "UC" || vr == "UN";
}

void append_elements(std::string& bytes, DicomDataset data);

void append_element(std::string& bytes, const DicomElement& element) {
  std::string value = element.bytes;
  if (element.vr == "SQ") {
    value.clear();
    for (const DicomDataset& item : element.items) {
      std::string inside;
      append_elements(inside, item);
      append_tag(value, {0xfffe, 0xe000});
      append_number(value, inside.size(), 4);
      value += inside;
    }
  }
  append_tag(bytes, element.tag);
  bytes += element.vr;
  if (is_written_long(element.vr)) append_number(bytes, 0, 2);
  append_number(bytes, value.size(), is_written_long(element.vr) ? 4 : 2);
  bytes += value;
}

void append_elements(std::string& bytes, DicomDataset data) {
  std::sort(data.elements.begin(), data.elements.end(),
            [](const DicomElement& a, const DicomElement& b) { return a.tag < b.tag; });
  for (const DicomElement& element : data.elements) append_element(bytes, element);
}

}  // namespace

DicomElement dicom_text(DicomTag tag, const std::string& vr, const std::string& text) {
  std::string padded = text;
  if (padded.size() % 2 != 0) padded += vr == "UI" ? '\0' : ' ';
  return {tag, vr, padded};
}

DicomElement dicom_double(DicomTag tag, double value) {
  std::string bytes;
  append_number(bytes, std::bit_cast<std::uint64_t>(value), 8);
  return {tag, "FD", bytes};
}

DicomElement dicom_sequence(DicomTag tag, std::vector<DicomDataset> items) {
  return {tag, "SQ", "", std::move(items)};
}

std::string dicom_uid_of(const std::string& text) {
  // 128 bits in decimal, by long division of the hexadecimal digits.
  std::string digits = sha256(text).substr(0, 32), decimal;
  while (!digits.empty()) {
    int rest = 0;
    std::string quotient;
    for (const char c : digits) {
      const int value = 16 * rest + (c <= '9' ? c - '0' : c - 'a' + 10);
      const int digit = value / 10;
      rest = value % 10;
      if (!quotient.empty() || digit > 0)
        quotient += static_cast<char>(digit < 10 ? '0' + digit : 'a' + digit - 10);
    }
    decimal += static_cast<char>('0' + rest);
    digits = quotient;
  }
  std::reverse(decimal.begin(), decimal.end());
  return "2.25." + (decimal.empty() ? "0" : decimal);
}

std::string dicom_bytes(DicomDataset data, const std::string& software) {
  data.elements.push_back(dicom_text({0x0008, 0x0005}, "CS", "ISO_IR 192"));
  // Attributes are looked for by the order of their tags.
  std::sort(data.elements.begin(), data.elements.end(),
            [](const DicomElement& a, const DicomElement& b) { return a.tag < b.tag; });
  DicomDataset meta;
  meta.elements = {{{0x0002, 0x0001}, "OB", std::string("\0\1", 2)},
                   dicom_text({0x0002, 0x0002}, "UI", data.text({0x0008, 0x0016})),
                   dicom_text({0x0002, 0x0003}, "UI", data.text({0x0008, 0x0018})),
                   dicom_text({0x0002, 0x0010}, "UI", "1.2.840.10008.1.2.1"),
                   dicom_text({0x0002, 0x0012}, "UI", dicom_uid_of("radgauge")),
                   dicom_text({0x0002, 0x0013}, "SH", software.substr(0, 16))};
  std::string group;
  append_elements(group, meta);
  std::string length;
  append_number(length, group.size(), 4);
  std::string bytes(128, '\0');
  bytes += "DICM";
  append_element(bytes, {{0x0002, 0x0000}, "UL", length});
  bytes += group;
  append_elements(bytes, std::move(data));
  return bytes;
}

}  // namespace radgauge::io
