#pragma once

#include <zlib.h>

#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/volume.h"

namespace radgauge::testing {

/// Voxels and spacing of a little-endian NIfTI-1 file (plain or gzip), for tests that must not depend on the
/// io room. The frame is the array's own: origin 0, axes along x, y, z.
inline Volume read_nifti(const std::string& path) {
  const gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) throw std::runtime_error("cannot open " + path);
  std::vector<char> bytes;
  std::vector<char> block(1 << 20);
  for (int n; (n = gzread(file, block.data(), static_cast<unsigned>(block.size()))) > 0;)
    bytes.insert(bytes.end(), block.begin(), block.begin() + n);
  gzclose(file);
  const auto get = [&](std::size_t at, auto value) {
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
  };
  Lattice lattice;
  for (std::size_t a = 0; a < 3; ++a) {
    lattice.size[a] = get(42 + 2 * a, std::int16_t{});
    lattice.spacing_mm[a] = get(80 + 4 * a, float{});
  }
  const auto type = get(70, std::int16_t{});
  const auto start = static_cast<std::size_t>(get(108, float{}));
  const float slope = get(112, float{});
  const float intercept = get(116, float{});
  Volume volume(lattice);
  for (std::size_t i = 0; i < volume.voxels.size(); ++i) {
    float& v = volume.voxels[i];
    switch (type) {
      case 2:
        v = get(start + i, std::uint8_t{});
        break;
      case 4:
        v = get(start + 2 * i, std::int16_t{});
        break;
      case 8:
        v = static_cast<float>(get(start + 4 * i, std::int32_t{}));
        break;
      case 16:
        v = get(start + 4 * i, float{});
        break;
      case 64:
        v = static_cast<float>(get(start + 8 * i, double{}));
        break;
      case 512:
        v = get(start + 2 * i, std::uint16_t{});
        break;
      default:
        throw std::runtime_error(path + ": pixel type " + std::to_string(type));
    }
    if (slope != 0) v = v * slope + intercept;
  }
  return volume;
}

inline Mask read_nifti_mask(const std::string& path) {
  const Volume volume = read_nifti(path);
  Mask mask(volume.lattice);
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) mask.voxels[i] = volume.voxels[i] != 0 ? 1 : 0;
  return mask;
}

/// Rows of a comma-separated file with quoted fields; the header line is row 0.
inline std::vector<std::vector<std::string>> read_table(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> row(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"')
        quoted = !quoted;
      else if (c == ',' && !quoted)
        row.emplace_back();
      else
        row.back() += c;
    }
    rows.push_back(row);
  }
  return rows;
}

}  // namespace radgauge::testing
