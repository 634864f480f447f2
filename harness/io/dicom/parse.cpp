#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "core/text.h"
#include "io/dicom/dataset.h"

namespace radgauge::io {

namespace {

constexpr DicomTag kPixelData{0x7fe0, 0x0010}, kItem{0xfffe, 0xe000}, kItemEnd{0xfffe, 0xe00d},
    kSequenceEnd{0xfffe, 0xe0dd};
constexpr std::uint32_t kUndefined = 0xffffffff;
constexpr int kDeepest = 24;
constexpr std::size_t kMostInflated = std::size_t{1} << 31;

/// The bytes at hand end within an element.
struct EndOfBytes {};
/// What stands there is no data set.
struct Damaged {
  std::string what;
  bool may_need_more = false;  ///< the bytes at hand may be too few of them
};

struct Cursor {
  std::string_view bytes;
  std::size_t at = 0;
  DicomEncoding encoding;

  std::size_t left() const { return bytes.size() - at; }
  const char* take(std::size_t count) {
    if (count > left()) throw EndOfBytes();
    const char* start = bytes.data() + at;
    at += count;
    return start;
  }
  std::uint32_t number(int width) {
    const auto* from = reinterpret_cast<const unsigned char*>(take(static_cast<std::size_t>(width)));
    std::uint32_t value = 0;
    for (int i = 0; i < width; ++i) value = value << 8 | from[encoding.big_endian ? i : width - 1 - i];
    return value;
  }
  DicomTag tag() {
    const auto group = static_cast<std::uint16_t>(number(2));
    return {group, static_cast<std::uint16_t>(number(2))};
  }
};

/// Binary attributes that are asked for here; files of implicit encoding do not say what theirs are (PS3.6).
std::string_view implicit_vr(DicomTag tag) {
  struct Known {
    DicomTag tag;
    std::string_view vr;
  };
  static constexpr Known kKnown[] = {
      {{0x0028, 0x0002}, "US"}, {{0x0028, 0x0006}, "US"}, {{0x0028, 0x0010}, "US"}, {{0x0028, 0x0011}, "US"},
      {{0x0028, 0x0100}, "US"}, {{0x0028, 0x0101}, "US"}, {{0x0028, 0x0102}, "US"}, {{0x0028, 0x0103}, "US"},
      {{0x0062, 0x0004}, "US"}, {{0x0062, 0x000b}, "US"}, {{0x0062, 0x000e}, "US"}, {{0x0020, 0x9157}, "UL"},
      {{0x0020, 0x9057}, "UL"}, {{0x0020, 0x9128}, "UL"}, {{0x0018, 0x9082}, "FD"}, {{0x0018, 0x9220}, "FD"},
      {{0x0018, 0x9332}, "FD"}, {{0x0018, 0x9079}, "FD"}, {{0x0018, 0x9089}, "FD"}, {{0x0018, 0x9090}, "FD"},
      {{0x0020, 0x9153}, "FD"}, {{0x0020, 0x9241}, "FL"}, {{0x0020, 0x9245}, "FL"}, {{0x0020, 0x930d}, "FD"},
      {{0x0018, 0x9337}, "US"}, {{0x0040, 0x9224}, "FD"}, {{0x0040, 0x9225}, "FD"}, {{0x0040, 0xa162}, "UL"},
      {{0x0018, 0x9087}, "FD"}, {{0x0008, 0x0016}, "UI"}, {{0x0008, 0x0018}, "UI"}, {{0x0020, 0x000d}, "UI"},
      {{0x0020, 0x000e}, "UI"}, {{0x0020, 0x0052}, "UI"}};
  for (const Known& known : kKnown)
    if (known.tag == tag) return known.vr;
  return "UN";
}

bool has_long_length(std::string_view vr) {
  for (const std::string_view one :
       {"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"})
    if (one == vr) return true;
  return false;
}

bool is_vr(std::string_view vr) {
  return vr.size() == 2 && vr[0] >= 'A' && vr[0] <= 'Z' && vr[1] >= 'A' && vr[1] <= 'Z';
}

struct ElementHead {
  DicomTag tag;
  std::string vr;
  std::uint32_t length = 0;
};

ElementHead read_head(Cursor& cursor) {
  ElementHead head;
  head.tag = cursor.tag();
  if (head.tag.group == 0xfffe || !cursor.encoding.explicit_vr) {
    head.vr = implicit_vr(head.tag);
    head.length = cursor.number(4);
    return head;
  }
  head.vr = std::string(cursor.take(2), 2);
  if (!is_vr(head.vr)) throw Damaged{"an attribute has no value representation"};
  if (has_long_length(head.vr)) {
    cursor.take(2);
    head.length = cursor.number(4);
  } else {
    head.length = cursor.number(2);
  }
  return head;
}

/// What the caller wants of a data set: of a whole file its pixels are left in place.
struct Reading {
  std::optional<PixelPlace>* pixels = nullptr;
};

void read_elements(Cursor& cursor, DicomDataset& data, int depth, bool until_item_end,
                   const Reading& reading);

std::vector<DicomDataset> read_items(Cursor& cursor, std::uint32_t length, int depth,
                                     const std::string& charset) {
  if (depth > kDeepest)
    throw Damaged{"sequences are nested more than " + to_text(std::int64_t{kDeepest}) + " deep"};
  std::vector<DicomDataset> items;
  const std::size_t end = length == kUndefined ? cursor.bytes.size() : cursor.at + length;
  if (length != kUndefined && length > cursor.left()) throw EndOfBytes();
  while (length == kUndefined || cursor.at < end) {
    const DicomTag tag = cursor.tag();
    const std::uint32_t item_length = cursor.number(4);
    if (tag == kSequenceEnd && length == kUndefined) return items;
    if (tag != kItem) throw Damaged{"a sequence holds something that is no item"};
    DicomDataset item;
    item.encoding = cursor.encoding;
    item.charset = charset;
    if (item_length == kUndefined) {
      read_elements(cursor, item, depth + 1, true, {});
    } else {
      if (item_length > cursor.left()) throw EndOfBytes();
      Cursor inside{cursor.bytes.substr(cursor.at, item_length), 0, cursor.encoding};
      try {
        read_elements(inside, item, depth + 1, false, {});
      } catch (const EndOfBytes&) {
        throw Damaged{"an item is shorter than its attributes"};
      }
      cursor.at += item_length;
    }
    items.push_back(std::move(item));
  }
  return items;
}

void read_value(Cursor& cursor, const ElementHead& head, DicomDataset& data, int depth) {
  DicomElement element{head.tag, head.vr};
  if (head.vr == "SQ" || head.length == kUndefined) {
    // UN of undefined length is written in implicit encoding (PS3.5 6.2.2).
    const DicomEncoding before = cursor.encoding;
    if (head.vr == "UN") cursor.encoding = {false, false};
    element.vr = "SQ";
    element.items = read_items(cursor, head.length, depth, data.charset);
    cursor.encoding = before;
  } else {
    element.bytes = std::string(cursor.take(head.length), head.length);
  }
  if (head.tag == DicomTag{0x0008, 0x0005}) data.charset = trim(element.bytes);
  data.elements.push_back(std::move(element));
}

void read_elements(Cursor& cursor, DicomDataset& data, int depth, bool until_item_end,
                   const Reading& reading) {
  if (depth > kDeepest)
    throw Damaged{"items are nested more than " + to_text(std::int64_t{kDeepest}) + " deep"};
  bool sorted = true;
  while (cursor.left() > 0 || until_item_end) {
    const ElementHead head = read_head(cursor);
    if (head.tag == kItemEnd && until_item_end) break;
    if (head.tag.group == 0xfffe) throw Damaged{"an item stands outside of a sequence"};
    if (head.tag == kPixelData && depth == 0) {
      if (reading.pixels != nullptr)
        *reading.pixels = PixelPlace{static_cast<std::int64_t>(cursor.at),
                                     head.length == kUndefined ? -1 : std::int64_t{head.length}, head.vr};
      break;
    }
    sorted = sorted && (data.elements.empty() || data.elements.back().tag < head.tag);
    read_value(cursor, head, data, depth);
  }
  if (sorted) return;
  std::stable_sort(data.elements.begin(), data.elements.end(),
                   [](const DicomElement& a, const DicomElement& b) { return a.tag < b.tag; });
  const auto same = [](const DicomElement& a, const DicomElement& b) { return a.tag == b.tag; };
  data.elements.erase(std::unique(data.elements.begin(), data.elements.end(), same), data.elements.end());
}

std::string inflated_bytes(std::string_view packed) {
  z_stream stream{};
  if (inflateInit2(&stream, -15) != Z_OK) throw Damaged{"its compressed data set cannot be opened", true};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), 0xffffffffu));
  std::string out;
  int code = Z_OK;
  while (code == Z_OK && out.size() < kMostInflated) {
    const std::size_t before = out.size();
    out.resize(before + std::max<std::size_t>(65536, before));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(out.size() - before);
    code = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
    if (stream.avail_in == 0 && code == Z_OK && out.size() == before) break;
  }
  inflateEnd(&stream);
  if (code != Z_STREAM_END) throw Damaged{"its compressed data set is damaged", true};
  return out;
}

/// Files from before PS3.10 begin with the data set.
std::optional<DicomEncoding> bare_encoding(std::string_view bytes) {
  if (bytes.size() < 16 || bytes.substr(0, 2) != std::string_view("\x08\0", 2)) return std::nullopt;
  const auto element = static_cast<unsigned char>(bytes[2]) | static_cast<unsigned char>(bytes[3]) << 8;
  if (element > 0x18) return std::nullopt;
  if (is_vr(bytes.substr(4, 2))) return DicomEncoding{true, false};
  const auto length = static_cast<unsigned char>(bytes[4]) | static_cast<unsigned char>(bytes[5]) << 8;
  return bytes[6] == 0 && bytes[7] == 0 && length <= 128 ? std::optional(DicomEncoding{false, false})
                                                         : std::nullopt;
}

/// The file meta information (group 2), which is always explicit and little-endian; the cursor then stands
/// at the data set.
std::string read_meta(Cursor& cursor) {
  std::string syntax;
  while (cursor.left() >= 4 && static_cast<unsigned char>(cursor.bytes[cursor.at]) == 2 &&
         cursor.bytes[cursor.at + 1] == 0) {
    const ElementHead head = read_head(cursor);
    if (head.length == kUndefined)
      throw Damaged{"its file meta information has a length that is not defined"};
    const std::string_view value(cursor.take(head.length), head.length);
    if (head.tag == DicomTag{0x0002, 0x0010})
      syntax = std::string(value.substr(0, value.find_last_not_of(std::string_view(" \0", 2)) + 1));
  }
  return syntax;
}

constexpr std::string_view kImplicit = "1.2.840.10008.1.2", kExplicit = "1.2.840.10008.1.2.1",
                           kBigEndian = "1.2.840.10008.1.2.2", kDeflated = "1.2.840.10008.1.2.1.99";

/// Throws EndOfBytes where `bytes` end too early, Damaged.
DicomFile parse_beginning(std::string_view bytes, const std::string& path) {
  DicomFile file;
  file.path = path;
  Cursor cursor{bytes, 0, {true, false}};
  const bool has_preamble = bytes.size() >= 132 && bytes.substr(128, 4) == "DICM";
  if (has_preamble) {
    cursor.at = 132;
    file.transfer_syntax = read_meta(cursor);
    if (cursor.left() == 0) throw EndOfBytes();
    if (file.transfer_syntax.empty()) throw Damaged{"it does not say its transfer syntax"};
    if (file.transfer_syntax == kImplicit) cursor.encoding.explicit_vr = false;
    if (file.transfer_syntax == kBigEndian) cursor.encoding.big_endian = true;
  } else if (const auto bare = bare_encoding(bytes)) {
    cursor.encoding = *bare;
    file.transfer_syntax = bare->explicit_vr ? kExplicit : kImplicit;
  } else {
    throw DicomError(DicomFault::not_dicom, path, "this is no DICOM file",
                     "leave it, or export the series again");
  }
  if (file.transfer_syntax == kDeflated) {
    file.inflated = inflated_bytes(bytes.substr(cursor.at));
    cursor = {file.inflated, 0, cursor.encoding};
  }
  file.data.encoding = cursor.encoding;
  read_elements(cursor, file.data, 0, false, {&file.pixels});
  return file;
}

DicomError unreadable(const std::string& path, const std::string& what) {
  return {DicomFault::unreadable, path, what, "copy or export it again"};
}

struct DicomDescriptor {
  int fd = -1;
  explicit DicomDescriptor(const std::string& path) : fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  DicomDescriptor(const DicomDescriptor&) = delete;
  DicomDescriptor& operator=(const DicomDescriptor&) = delete;
  ~DicomDescriptor() {
    if (fd >= 0) ::close(fd);
  }
};

std::string read_part(const std::string& path, int fd, std::int64_t offset, std::size_t most) {
  std::string bytes(most, '\0');
  std::size_t got = 0;
  while (got < most) {
    const ssize_t n =
        ::pread(fd, bytes.data() + got, most - got, static_cast<off_t>(offset) + static_cast<off_t>(got));
    if (n < 0) throw unreadable(path, std::string("it cannot be read (") + std::strerror(errno) + ")");
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  bytes.resize(got);
  return bytes;
}

/// Size in bytes of a plain file.
std::int64_t size_of(const std::string& path, int fd) {
  struct stat about {};
  if (fd < 0 || ::fstat(fd, &about) != 0)
    throw unreadable(path, std::string("it cannot be opened (") + std::strerror(errno) + ")");
  if (!S_ISREG(about.st_mode)) throw unreadable(path, "it is no plain file");
  if (about.st_size == 0) throw unreadable(path, "it is empty");
  return about.st_size;
}

}  // namespace

DicomFile parse_dicom(std::string_view bytes, const std::string& path) {
  try {
    DicomFile file = parse_beginning(bytes, path);
    file.file_bytes = static_cast<std::int64_t>(bytes.size());
    return file;
  } catch (const EndOfBytes&) {
    throw unreadable(path, "it ends within its header");
  } catch (const Damaged& damaged) {
    throw unreadable(path, "it is damaged: " + damaged.what);
  }
}

DicomFile read_dicom_header(const std::string& path) {
  const DicomDescriptor file(path);
  const std::int64_t size = size_of(path, file.fd);
  for (std::int64_t most = 16384;; most *= 8) {
    const bool whole = most >= size;
    const std::string bytes = read_part(path, file.fd, 0, static_cast<std::size_t>(std::min(most, size)));
    try {
      DicomFile read = parse_beginning(bytes, path);
      // Without pixels the elements may have ended where the bytes at hand did.
      if (!read.pixels && !whole) continue;
      read.file_bytes = read.inflated.empty() ? size : static_cast<std::int64_t>(read.inflated.size());
      return read;
    } catch (const EndOfBytes&) {
      if (whole) throw unreadable(path, "it ends within its header");
    } catch (const Damaged& damaged) {
      if (whole || !damaged.may_need_more) throw unreadable(path, "it is damaged: " + damaged.what);
    }
  }
}

std::vector<DicomDataset> DicomDataset::items(DicomTag tag) const {
  const DicomElement* element = find(tag);
  if (element == nullptr) return {};
  if (!element->items.empty() || element->vr == "SQ") return element->items;
  // A sequence of known length in implicit encoding looks like any other value.
  Cursor cursor{element->bytes, 0, encoding};
  try {
    return read_items(cursor, static_cast<std::uint32_t>(element->bytes.size()), 0, charset);
  } catch (const EndOfBytes&) {
    return {};
  } catch (const Damaged&) {
    return {};
  }
}

std::string read_pixel_bytes(const DicomFile& file, std::int64_t first, std::int64_t most) {
  const DicomError cut{DicomFault::truncated_pixel_data, file.path, "the file ends within its pixels",
                       "copy or export it again"};
  if (!file.pixels || file.pixels->length < 0 || file.pixels->offset + file.pixels->length > file.file_bytes)
    throw cut;
  first = std::clamp<std::int64_t>(first, 0, file.pixels->length);
  const auto length =
      static_cast<std::size_t>(std::clamp<std::int64_t>(most, 0, file.pixels->length - first));
  if (!file.inflated.empty())
    return file.inflated.substr(static_cast<std::size_t>(file.pixels->offset + first), length);
  const DicomDescriptor open_file(file.path);
  size_of(file.path, open_file.fd);
  std::string bytes = read_part(file.path, open_file.fd, file.pixels->offset + first, length);
  if (bytes.size() < length) throw cut;
  return bytes;
}

std::vector<std::string> read_pixel_fragments(const DicomFile& file) {
  const DicomError cut{DicomFault::truncated_pixel_data, file.path, "the file ends within its pixels",
                       "copy or export it again"};
  if (!file.pixels || file.pixels->length >= 0) throw cut;
  const DicomDescriptor open_file(file.path);
  const std::int64_t size = size_of(file.path, open_file.fd);
  if (size <= file.pixels->offset) throw cut;
  const std::string bytes = read_part(file.path, open_file.fd, file.pixels->offset,
                                      static_cast<std::size_t>(size - file.pixels->offset));
  Cursor cursor{bytes, 0, {true, false}};
  std::vector<std::string> fragments;
  try {
    for (bool is_table = true;; is_table = false) {
      const DicomTag tag = cursor.tag();
      const std::uint32_t length = cursor.number(4);
      if (tag == kSequenceEnd) return fragments;
      if (tag != kItem || length == kUndefined) throw cut;
      if (const char* start = cursor.take(length); !is_table) fragments.emplace_back(start, length);
    }
  } catch (const EndOfBytes&) {
    throw cut;
  }
}

}  // namespace radgauge::io
