#include "io/row_stream.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <set>

#include "core/text.h"
#include "io/files.h"
#include "io/utf8.h"

namespace radgauge::io {

namespace {

constexpr std::size_t kRowStreamBlock = std::size_t{1} << 22;
/// A quote that is never closed must not read a whole table into memory.
constexpr std::size_t kLongestRecord = std::size_t{1} << 28;

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char c : text) all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
  return all < 0x80;
}

}  // namespace

struct RowStream::Source {
  gzFile file = nullptr;
  bool ended = false;
  ~Source() {
    if (file != nullptr) gzclose(file);
  }
};

RowStream::RowStream(const std::string& path, Separators separators)
    : file_(path), source_(std::make_unique<Source>()) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored))
    throw Error(ErrorKind::data, "there is no such file: " + path + advice_on_missing(path));
  source_->file = gzopen(path.c_str(), "rb");
  if (source_->file == nullptr) throw Error(ErrorKind::data, path + " cannot be opened for reading");
  gzbuffer(source_->file, 1U << 18);
  fill();
  if (buffer_.starts_with("\xEF\xBB\xBF")) position_ = 3;
  if (separators == Separators::any)
    separator_ = likeliest_separator(std::string_view(buffer_).substr(position_));
  if (!next_record())
    throw Error(ErrorKind::data, path + ": the table is empty; a line with the column names was expected");
  header_.assign(fields_.begin(), fields_.end());
  std::set<std::string> seen;
  for (const std::string& name : header_)
    if (!name.empty() && !seen.insert(name).second)
      throw error("two columns are named '" + shortened(name) + "'");
}

RowStream::~RowStream() = default;

Error RowStream::error(const std::string& message) const {
  return {ErrorKind::data, file_ + ":" + to_text(row_line_) + ": " + message};
}

bool RowStream::fill() {
  if (source_->ended) return false;
  buffer_.erase(0, position_);
  position_ = 0;
  const std::size_t held = buffer_.size();
  buffer_.resize(held + kRowStreamBlock);
  const int got = gzread(source_->file, buffer_.data() + held, static_cast<unsigned>(kRowStreamBlock));
  if (got < 0)
    throw Error(ErrorKind::data, file_ + " cannot be read to its end; it is damaged or not a file");
  buffer_.resize(held + static_cast<std::size_t>(got));
  if (got == 0) {
    int code = Z_OK;
    gzerror(source_->file, &code);
    if (code == Z_BUF_ERROR || code == Z_DATA_ERROR)
      throw Error(ErrorKind::data, file_ + ": the packed table is cut off or damaged; fetch it again");
    source_->ended = true;
  }
  return got > 0;
}

/// Where the record that begins at position_ ends: at its line feed, or at the end of the file.
std::size_t RowStream::end_of_record() {
  std::size_t from = 0;  // behind position_, which fill() moves
  bool quoted = false;
  while (true) {
    const std::string_view rest = std::string_view(buffer_).substr(position_ + from);
    const auto line_end = rest.find('\n');
    const std::string_view part = rest.substr(0, line_end);
    quoted = quoted != (std::count(part.begin(), part.end(), '"') % 2 != 0);
    from += part.size();
    if (line_end != std::string_view::npos) {
      if (!quoted) return position_ + from;
      ++from;
      ++line_;
    } else if (from > kLongestRecord || !fill()) {
      if (quoted) throw error("the quote that opens here is never closed");
      return position_ + from;
    }
  }
}

bool RowStream::next_record() {
  while (true) {
    if (position_ >= buffer_.size() && !fill()) return false;
    row_line_ = line_;
    const std::size_t end = end_of_record(), begin = position_;
    const std::string_view record = std::string_view(buffer_).substr(begin, end - begin);
    if (!is_ascii(record) && find_unreadable(record))
      throw error("a character that is not UTF-8 text; save the table as CSV in UTF-8");
    fields_.clear();
    if (record.find('"') == std::string_view::npos)
      split_plain(record);
    else
      split_quoted(begin, end);
    position_ = std::min(end + 1, buffer_.size());
    ++line_;
    if (std::any_of(fields_.begin(), fields_.end(), [](std::string_view f) { return !f.empty(); }))
      return true;
  }
}

void RowStream::split_plain(std::string_view record) {
  for (std::size_t begin = 0;;) {
    const auto end = record.find(separator_, begin);
    fields_.push_back(without_blanks(record.substr(begin, end - begin)));
    if (end == std::string_view::npos) return;
    begin = end + 1;
  }
}

/// Fields are unquoted where they stand: they only get shorter.
void RowStream::split_quoted(std::size_t begin, std::size_t end) {
  char* const text = buffer_.data();
  for (std::size_t at = begin;;) {
    if (at < end && text[at] == '"') {
      const std::size_t first = ++at;
      std::size_t to = first;
      for (; at < end; ++at) {
        if (text[at] == '"' && (at + 1 >= end || text[at + 1] != '"')) break;
        if (text[at] == '"') ++at;
        text[to++] = text[at];
      }
      fields_.emplace_back(text + first, to - first);
      ++at;
      const std::size_t stop = std::min(std::string_view(text, end).find(separator_, at), end);
      if (at < stop && !without_blanks({text + at, stop - at}).empty())
        throw error("text after a closing quote; a quote inside a quoted field is written twice");
      at = stop;
    } else {
      const std::size_t stop = std::min(std::string_view(text, end).find(separator_, at), end);
      const std::string_view field(text + at, stop - at);
      if (field.find('"') != std::string_view::npos)
        throw error(
            "a quote inside a field that does not begin with one; quote the whole field and write the quote "
            "twice");
      fields_.push_back(without_blanks(field));
      at = stop;
    }
    if (at >= end) return;
    ++at;
  }
}

bool RowStream::next() {
  if (!next_record()) return false;
  if (fields_.size() != header_.size())
    throw error("this row has " + count_text(fields_.size()) + " fields and the header has " +
                count_text(header_.size()) + "; quote a field that holds a " +
                (separator_ == '\t' ? "tab" : std::string("'") + separator_ + "'"));
  return true;
}

}  // namespace radgauge::io
