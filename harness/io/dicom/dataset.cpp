#include "io/dicom/dataset.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/text.h"

namespace radgauge::io {

namespace {

template <class T>
T dicom_number(const char* bytes, bool big_endian) {
  std::array<char, sizeof(T)> ordered;
  std::memcpy(ordered.data(), bytes, sizeof(T));
  if (big_endian != (std::endian::native == std::endian::big)) std::reverse(ordered.begin(), ordered.end());
  T value;
  std::memcpy(&value, ordered.data(), sizeof(T));
  return value;
}

template <class T>
std::vector<double> binary_numbers(const std::string& bytes, bool big_endian) {
  std::vector<double> numbers;
  for (std::size_t at = 0; at + sizeof(T) <= bytes.size(); at += sizeof(T))
    numbers.push_back(static_cast<double>(dicom_number<T>(bytes.data() + at, big_endian)));
  return numbers;
}

std::string without_padding(std::string_view text) {
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return std::string(text);
}

bool has_charset(const std::string& vr) {
  return vr == "LO" || vr == "LT" || vr == "PN" || vr == "SH" || vr == "ST" || vr == "UC" || vr == "UT" ||
         vr == "UN";
}

}  // namespace

const DicomElement* DicomDataset::find(DicomTag tag) const {
  const auto it = std::lower_bound(elements.begin(), elements.end(), tag,
                                   [](const DicomElement& e, DicomTag t) { return e.tag < t; });
  return it != elements.end() && it->tag == tag ? &*it : nullptr;
}

std::string DicomDataset::text(DicomTag tag) const {
  const DicomElement* element = find(tag);
  if (element == nullptr) return "";
  const std::string bytes = without_padding(element->bytes);
  return has_charset(element->vr) ? dicom_utf8(bytes, charset) : bytes;
}

std::vector<std::string> DicomDataset::texts(DicomTag tag) const {
  std::vector<std::string> values;
  const std::string whole_text = text(tag);
  if (whole_text.empty()) return values;
  for (const std::string& value : split(whole_text, '\\')) values.push_back(without_padding(value));
  return values;
}

std::vector<double> DicomDataset::numbers(DicomTag tag) const {
  const DicomElement* element = find(tag);
  if (element == nullptr) return {};
  const bool big = encoding.big_endian;
  if (element->vr == "US") return binary_numbers<std::uint16_t>(element->bytes, big);
  if (element->vr == "SS") return binary_numbers<std::int16_t>(element->bytes, big);
  if (element->vr == "UL") return binary_numbers<std::uint32_t>(element->bytes, big);
  if (element->vr == "SL") return binary_numbers<std::int32_t>(element->bytes, big);
  if (element->vr == "FL") return binary_numbers<float>(element->bytes, big);
  if (element->vr == "FD") return binary_numbers<double>(element->bytes, big);
  std::vector<double> numbers;
  std::string_view rest(element->bytes);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\\'), rest.size());
    const auto number = parse_double(without_padding(rest.substr(0, end)));
    if (!number) break;
    numbers.push_back(*number);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return numbers;
}

std::optional<double> DicomDataset::number(DicomTag tag) const {
  const std::vector<double> all = numbers(tag);
  return all.empty() ? std::nullopt : std::optional(all.front());
}

std::optional<std::int64_t> DicomDataset::whole(DicomTag tag) const {
  const auto value = number(tag);
  if (!value || !(*value >= 0 && *value <= 2147483647.0)) return std::nullopt;
  const auto rounded = static_cast<std::int64_t>(*value);
  return static_cast<double>(rounded) == *value ? std::optional(rounded) : std::nullopt;
}

DicomDataset DicomDataset::item(DicomTag tag) const {
  const std::vector<DicomDataset> all = items(tag);
  return all.empty() ? DicomDataset() : all.front();
}

}  // namespace radgauge::io
