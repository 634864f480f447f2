#include "intake/identifiers.h"

#include <algorithm>
#include <cctype>

#include "core/text.h"

namespace radgauge::intake {

namespace {

std::string lower(const std::string& text) {
  std::string result;
  for (const char c : text) result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

void Identifiers::add_text(const std::string& text) {
  constexpr std::size_t kShortest = 3;
  if (const std::string plain = lower(trim(text)); plain.size() >= kShortest) words_.insert(plain);
}

void Identifiers::add(const io::DicomDataset& header) {
  for (const io::DicomElement& element : header.elements) {
    if (element.vr == "DA" || element.vr == "DT") add_text(header.text(element.tag).substr(0, 8));
    if (element.vr != "PN" && element.tag != io::DicomTag{0x0010, 0x0010}) continue;
    std::string part;
    for (const char c : header.text(element.tag) + "^") {
      if (c != '^' && c != ' ' && c != ',' && c != '=' && c != '\\') {
        part += c;
        continue;
      }
      add_text(part);
      part.clear();
    }
  }
  for (const io::DicomTag tag :
       {io::DicomTag{0x0010, 0x0020}, io::DicomTag{0x0010, 0x1000}, io::DicomTag{0x0008, 0x0050},
        io::DicomTag{0x0010, 0x0030}, io::DicomTag{0x0008, 0x0020}, io::DicomTag{0x0008, 0x0021},
        io::DicomTag{0x0008, 0x0022}, io::DicomTag{0x0008, 0x0023}, io::DicomTag{0x3006, 0x0008}})
    for (const std::string& text : header.texts(tag)) add_text(text);
}

bool Identifiers::are_in(const std::string& text) const {
  const std::string plain = lower(text);
  return std::any_of(words_.begin(), words_.end(),
                     [&](const std::string& word) { return plain.find(word) != std::string::npos; });
}

}  // namespace radgauge::intake
