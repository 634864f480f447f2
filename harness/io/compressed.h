#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace radgauge::io {

/// Decompresses the gzip or zlib data that stand in `path` from byte `offset` on, to their end, and fills
/// `out` with what follows the first `skip` bytes. Returns the length of all data, or nothing if they are
/// truncated, or damaged so that a checksum fails. Several gzip members in a row count as one (bgzip).
std::optional<std::int64_t> decompress(const std::string& path, std::int64_t offset, std::int64_t skip,
                                       std::span<std::byte> out);

/// The same bytes as gzip data; no name and no time stand in them, so that equal data are equal files.
std::string gzip(std::string_view data);

/// Could `packed` bytes hold `promised` bytes? Deflate cannot do better than 1032 : 1.
bool could_hold(std::int64_t packed, double promised);

}  // namespace radgauge::io
