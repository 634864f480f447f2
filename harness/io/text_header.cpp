#include "io/text_header.h"

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
