#include "io/text_header.h"

#include <filesystem>
#include <fstream>

#include "core/text.h"
#include "io/compressed.h"

namespace radgauge {

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
          "this is not an image of the kind that its ending says, or its header is cut off; copy or export "
          "it again");
    header.keys.push_back(lower(trim(line.substr(0, split_at))));
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

void check_payload(const TextHeader& header, const Payload& payload, bool whole_file) {
  namespace fs = std::filesystem;
  std::error_code failed;
  const auto file_bytes = fs::file_size(payload.file, failed);
  if (failed)
    throw header.error("its voxels stand in '" + payload.file +
                       "', and there is no such file; keep the two together");
  const std::int64_t held = static_cast<std::int64_t>(file_bytes) - std::max<std::int64_t>(0, payload.offset);
  const auto incomplete = [&](const std::string& found) {
    return header.error("the file is truncated or damaged: " + found + ", and its header promises " +
                        to_text(static_cast<std::int64_t>(std::min(payload.promised_bytes, 9.0e18))) +
                        " bytes of voxels; copy or export it again");
  };
  if (!payload.compressed) {
    if (static_cast<double>(held) < payload.promised_bytes)
      throw incomplete("it holds " + to_text(held) + " bytes");
    return;
  }
  if (!could_hold(held, payload.promised_bytes))
    throw incomplete("it holds " + to_text(held) + " compressed bytes");
  if (!whole_file) return;
  const auto length = decompressed_bytes(payload.file, payload.offset);
  if (!length) throw incomplete("it cannot be decompressed to its end");
  if (static_cast<double>(*length) < payload.promised_bytes)
    throw incomplete("it holds " + to_text(*length) + " bytes");
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

}  // namespace radgauge
