#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace radgauge {

/// SHA-256 (FIPS 180-4) in lower-case hexadecimal.
std::string sha256(std::string_view bytes);
/// Of a file's bytes; throws Error(data) naming the file.
std::string sha256_file(const std::string& path);
/// XXH3, 64 bit: fast checksums of arrays and keys. The same on every machine.
std::uint64_t xxh3(std::span<const std::byte> bytes);
std::uint64_t xxh3(std::string_view text);
/// A checksum in 16 lower-case hexadecimal digits.
std::string hex_text(std::uint64_t sum);

}  // namespace radgauge
