#include "io/compressed.h"

#include <gtest/gtest.h>

#include "io/temporary_folder.h"

namespace radgauge {

namespace {

// invariant: what is packed comes back, of every length around the pieces that zlib gets.
TEST(CompressedInvariant, GzipComesBack) {
  const TemporaryFolder folder;
  constexpr std::size_t kPiece = std::size_t{1} << 24;
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, kPiece, kPiece + 3}) {
    std::string data(length, '\0');
    std::uint32_t state = 7;
    for (std::size_t i = 0; i < length; i += 1 + i % 97) {
      state = state * 1664525U + 1013904223U;
      data[i] = static_cast<char>(state >> 24U);
    }
    write_bytes(folder.file("data.gz"), "head" + io::gzip(data));
    std::string back(length, 'x');
    const auto found =
        io::decompress(folder.file("data.gz"), 4, 0, std::as_writable_bytes(std::span(back.data(), length)));
    ASSERT_TRUE(found.has_value()) << length;
    EXPECT_EQ(*found, static_cast<std::int64_t>(length));
    EXPECT_TRUE(back == data) << length;
  }
  EXPECT_EQ(io::gzip("the same"), io::gzip("the same")) << "no time stands in it";
}

}  // namespace
}  // namespace radgauge
