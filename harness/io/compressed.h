#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace radgauge {

/// How many bytes the gzip or zlib data of `path` from byte `offset` on decompress to; nothing if they are
/// truncated, or damaged so that a checksum fails. Several gzip members in a row count as one (bgzip).
std::optional<std::int64_t> decompressed_bytes(const std::string& path, std::int64_t offset);

/// Could `packed` bytes hold `promised` bytes? Deflate cannot do better than 1032 : 1.
bool could_hold(std::int64_t packed, double promised);

}  // namespace radgauge
