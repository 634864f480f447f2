#pragma once

#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

/// A NIfTI-1 file as bytes, written field by field (nifti1.h of the standard), so that a test may break one.
struct NiftiBytes {
  std::vector<std::int16_t> size{4, 3, 2};
  std::array<float, 4> pixdim{1, 1, 1, 1};  ///< qfac and three spacings
  std::int16_t datatype = 4;                ///< int16
  std::int16_t bits = 16;
  float slope = 0;
  float intercept = 0;
  std::int16_t qform_code = 1;
  std::int16_t sform_code = 0;
  std::array<float, 6> quaternion{0, 0, 0, 0, 0, 0};  ///< b, c, d and the offsets
  std::array<float, 12> matrix{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
  std::string voxels;

  std::string bytes() const {
    std::string text(352, '\0');
    const auto put = [&](std::size_t offset, const auto& value) {
      std::memcpy(text.data() + offset, &value, sizeof value);
    };
    put(0, std::int32_t{348});
    put(40, static_cast<std::int16_t>(size.size()));
    for (std::size_t d = 1; d <= 7; ++d) put(40 + 2 * d, d <= size.size() ? size[d - 1] : std::int16_t{1});
    put(70, datatype);
    put(72, bits);
    put(76, pixdim);
    put(108, 352.0F);
    put(112, slope);
    put(116, intercept);
    put(123, char{2});
    put(252, qform_code);
    put(254, sform_code);
    put(256, quaternion);
    put(280, matrix);
    std::memcpy(text.data() + 344, "n+1", 4);
    return text + (voxels.empty() ? ramp() : voxels);
  }

  /// 0, 1, 2, ... as int16.
  std::string ramp() const {
    std::size_t count = 1;
    for (const auto extent : size) count *= static_cast<std::size_t>(extent);
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      const auto value = static_cast<std::int16_t>(i);
      text.append(reinterpret_cast<const char*>(&value), 2);
    }
    text.resize(count * static_cast<std::size_t>(bits) / 8);
    return text;
  }
};

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

inline std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}
