#include "io/text_header.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "core/text.h"

namespace radgauge::io {

namespace {

// A header has tens of lines; a binary file has none that end.
constexpr std::size_t kLongestLine = 1u << 16;
constexpr int kMostLines = 4096;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool read_line(std::ifstream& stream, std::string& line) {
  line.clear();
  char c = 0;
  while (line.size() < kLongestLine && stream.get(c)) {
    if (c == '\n') {
      if (line.ends_with('\r')) line.pop_back();
      return true;
    }
    line += c;
  }
  return !line.empty() && line.size() < kLongestLine;
}

}  // namespace

std::optional<std::string> TextHeader::find(const std::string& key) const {
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i] == key) return values[i];
  return std::nullopt;
}

Error TextHeader::error(const std::string& message) const {
  return {ErrorKind::data, "'" + path + "': " + message};
}

TextHeader read_text_header(const std::string& path, char separator, const std::string& last_key) {
  TextHeader header;
  header.path = path;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw header.error("the file cannot be opened");
  std::string line;
  for (int count = 0; count < kMostLines && read_line(stream, line); ++count) {
    header.length += static_cast<std::int64_t>(line.size()) + 1;
    if (trim(line).empty()) {
      if (last_key.empty()) break;
      continue;
    }
    if (line.starts_with('#')) continue;
    const auto split_at = line.find(separator);
    const bool is_magic = separator == ':' && line.starts_with("NRRD");
    if (is_magic) continue;
    if (split_at == std::string::npos)
      throw header.error(
          "this is not an image of the kind that its ending says, or its header is cut off; copy or "
          "export it again");
    const std::string key = trim(line.substr(0, split_at));
    header.keys.push_back(separator == ':' ? lower(key) : key);
    std::string value = line.substr(split_at + 1);
    if (value.starts_with('=')) value.erase(0, 1);  // "key:=value" of NRRD
    header.values.push_back(trim(value));
    if (!last_key.empty() && header.keys.back() == last_key) break;
  }
  stream.clear();
  const auto position = stream.tellg();
  if (position >= 0) header.length = static_cast<std::int64_t>(position);
  if (header.length == 0) throw header.error("the file is empty; copy or export it again");
  return header;
}

bool names_several_files(const std::string& name) {
  if (name == "LIST" || name.starts_with("LIST ")) return true;
  const std::vector<std::string> words = split(name, ' ');
  // "slice%03d.raw 1 40 1": the pattern, first, last and step.
  const auto last = words.rbegin();
  if (words.size() < 3 || !parse_int(last[0]) || !parse_int(last[1])) return false;
  const auto percent = name.find('%');
  if (percent == std::string::npos) return false;
  const auto letter = name.find_first_not_of("0123456789", percent + 1);
  return letter != std::string::npos && (name[letter] == 'd' || name[letter] == 'i' || name[letter] == 'u');
}

double mm_per_unit(const TextHeader& header, const std::string& unit) {
  struct Unit {
    double mm;
    std::vector<std::string_view> names;
  };
  static const std::vector<Unit> kUnits{
      {1, {"", "?", "none", "unknown", "mm", "millimeter", "millimeters", "millimetre", "millimetres"}},
      {1e-6, {"nm", "nanometer", "nanometers", "nanometre", "nanometres"}},
      {1e-3,
       {"um", "\xc2\xb5m", "\xce\xbcm", "micron", "microns", "micrometer", "micrometers", "micrometre",
        "micrometres"}},
      {10, {"cm", "centimeter", "centimeters", "centimetre", "centimetres"}},
      {1000, {"m", "meter", "meters", "metre", "metres"}}};
  const std::string wanted = lower(unit);
  for (const Unit& known : kUnits)
    if (std::find(known.names.begin(), known.names.end(), wanted) != known.names.end()) return known.mm;
  throw header.error("the header gives lengths in '" + unit +
                     "', which is no unit that is known (nm, um, mm, cm, m); export the image in mm");
}

NotedRescale noted_rescale(const TextHeader& header) {
  NotedRescale noted;
  for (std::size_t i = 0; i < header.keys.size(); ++i) {
    std::string digits;  // the key without what its writer put between its parts
    for (const char c : lower(header.keys[i]))
      if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) digits += c;
    const auto value = parse_double(header.values[i]);
    if (!value || !std::isfinite(*value)) continue;
    if (digits.ends_with("00281053") || digits.ends_with("rescaleslope")) noted.slope = *value;
    if (digits.ends_with("00281052") || digits.ends_with("rescaleintercept")) noted.intercept = *value;
  }
  return noted;
}

std::vector<std::int64_t> sizes_of(const TextHeader& header, const std::string& key) {
  const auto text = header.find(key);
  if (!text) throw header.error("the header has no '" + key + "'; export the image again");
  std::vector<std::int64_t> sizes;
  for (const auto& word : split(*text, ' ')) {
    if (word.empty()) continue;
    const auto number = parse_int(trim(word));
    if (!number || *number < 1 || *number > 1'000'000'000)
      throw header.error("the header says '" + key + "' is '" + *text +
                         "'; whole numbers above 0 were expected");
    sizes.push_back(*number);
  }
  return sizes;
}

}  // namespace radgauge::io
