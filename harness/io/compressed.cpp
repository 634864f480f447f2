#include "io/compressed.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <vector>

#include "core/error.h"

namespace radgauge::io {

namespace {

class Inflater {
 public:
  /// `out` is filled with the data that follow the first `skip` bytes.
  Inflater(std::int64_t skip, std::span<std::byte> out) : skip_(skip), out_(out) {
    ready_ = inflateInit2(&stream_, kAnyWrapper) == Z_OK;
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  /// False when the data are damaged.
  bool take(unsigned char* bytes, std::size_t count) {
    stream_.next_in = bytes;
    stream_.avail_in = static_cast<uInt>(count);
    while (ready_ && stream_.avail_in > 0) {
      if (at_end_ && !begin_next_member()) return true;
      do {
        stream_.next_out = buffer_.data();
        stream_.avail_out = static_cast<uInt>(buffer_.size());
        const int result = inflate(&stream_, Z_NO_FLUSH);
        deliver(buffer_.size() - stream_.avail_out);
        if (result == Z_BUF_ERROR) break;
        if (result != Z_OK && result != Z_STREAM_END) return false;
        at_end_ = result == Z_STREAM_END;
      } while (!at_end_ && stream_.avail_out == 0);
    }
    return ready_;
  }
  bool complete() const { return at_end_; }
  std::int64_t total() const { return total_; }

 private:
  static constexpr int kAnyWrapper = 15 + 32;  // the largest window; gzip or zlib, whichever stands there

  void deliver(std::size_t count) {
    const std::int64_t first = std::max(total_, skip_);
    const std::int64_t last =
        std::min(total_ + static_cast<std::int64_t>(count), skip_ + static_cast<std::int64_t>(out_.size()));
    if (first < last)
      std::memcpy(out_.data() + (first - skip_), buffer_.data() + (first - total_),
                  static_cast<std::size_t>(last - first));
    total_ += static_cast<std::int64_t>(count);
  }

  /// Bytes after the last member that are no member are passed over, as gzip does.
  bool begin_next_member() {
    if (*stream_.next_in != 0x1F) {
      stream_.avail_in = 0;
      return false;
    }
    at_end_ = false;
    return inflateReset(&stream_) == Z_OK;
  }

  z_stream stream_{};
  std::vector<unsigned char> buffer_ = std::vector<unsigned char>(1u << 18);
  std::int64_t skip_;
  std::span<std::byte> out_;
  std::int64_t total_ = 0;
  bool ready_ = false;
  bool at_end_ = false;
};

}  // namespace

std::optional<std::int64_t> decompress(const std::string& path, std::int64_t offset, std::int64_t skip,
                                       std::span<std::byte> out) {
  std::ifstream stream(path, std::ios::binary);
  stream.seekg(offset);
  std::vector<unsigned char> input(1u << 17);
  Inflater inflater(skip, out);
  while (stream) {
    stream.read(reinterpret_cast<char*>(input.data()), static_cast<std::streamsize>(input.size()));
    if (!inflater.take(input.data(), static_cast<std::size_t>(stream.gcount()))) return std::nullopt;
  }
  if (!inflater.complete()) return std::nullopt;
  return inflater.total();
}

std::string gzip(std::string_view data) {
  constexpr int kGzipWrapper = 15 + 16;
  constexpr int kMemoryLevel = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWrapper, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw Error(ErrorKind::internal, "zlib could not be started");
  std::string out;
  std::vector<unsigned char> buffer(1U << 18);
  std::size_t at = 0;
  int result = Z_OK;
  while (result == Z_OK) {
    // zlib takes at most what fits an unsigned int at a time, and does not change what it reads.
    const std::size_t part = std::min<std::size_t>(data.size() - at, 1U << 24);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data() + at));
    stream.avail_in = static_cast<uInt>(part);
    at += part;
    do {
      stream.next_out = buffer.data();
      stream.avail_out = static_cast<uInt>(buffer.size());
      result = deflate(&stream, at == data.size() ? Z_FINISH : Z_NO_FLUSH);
      out.append(reinterpret_cast<const char*>(buffer.data()), buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw Error(ErrorKind::internal, "the data could not be compressed");
  return out;
}

bool could_hold(std::int64_t packed, double promised) {
  return static_cast<double>(packed) * 1032 >= promised;
}

}  // namespace radgauge::io
