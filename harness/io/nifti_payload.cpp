#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

#include "core/error.h"
#include "core/text.h"
#include "io/compressed.h"
#include "io/image_payload.h"
#include "io/nifti_position.h"

namespace radgauge::io {

namespace {

constexpr std::size_t kHeaderBytes = 348;
/// Spacings that agree but for rounding.
constexpr double kSpacingSlack = 1e-3;

Error damaged(const std::string& path, const std::string& what) {
  return {ErrorKind::data, "'" + path + "': " + what};
}

struct CloseGz {
  void operator()(gzFile file) const { gzclose_r(file); }
};
using GzFile = std::unique_ptr<std::remove_pointer_t<gzFile>, CloseGz>;

GzFile open_gz(const std::string& path) {
  GzFile file(gzopen(path.c_str(), "rb"));
  if (!file) throw damaged(path, "the file cannot be opened");

  return file;
}

/// The fields of a NIfTI-1 header that are checked (offsets: nifti1.h of the NIfTI standard).
class NiftiPayloadHeader {
 public:
  NiftiPayloadHeader(const std::string& path, const std::array<unsigned char, kHeaderBytes>& bytes)
      : path_(path), bytes_(bytes) {
    const auto length = number<std::int32_t>(0);
    swapped_ = length != 348;
    if (swapped_ && number<std::int32_t>(0) != 348)
      throw damaged(path, length == 540 || number<std::int32_t>(0) == 540
                              ? "this is NIfTI-2, and NIfTI-1 was expected; export the image as NIfTI-1"
                              : "this is not a NIfTI file, whatever its ending says; export the image again");
    if (std::memcmp(bytes.data() + 344, "n+1", 4) != 0)
      throw damaged(
          path,
          "the header does not say that the voxels follow it (magic 'n+1'); save the image as one .nii "
          "or .nii.gz file");
  }

  void check() const {
    const int dimensions = number<std::int16_t>(40);
    if (dimensions < 1 || dimensions > 7)
      throw damaged(path_, "the header says that the image has " + to_text(std::int64_t{dimensions}) +
                               " dimensions; 2 or 3 were expected");
    for (int d = 1; d <= dimensions; ++d)
      if (size(d) < 1)
        throw damaged(path_, "the header gives the image a size of " + to_text(size(d)) +
                                 " along dimension " + to_text(std::int64_t{d}) + "; it must be at least 1");
    for (int d = 1; d <= std::min(3, dimensions); ++d) {
      const double spacing = number<float>(76 + 4 * d);
      // A slice has no neighbour along z, and many programs leave its spacing at 0.
      if (d == 3 && size(3) == 1 && spacing == 0) continue;
      if (!(spacing > 0) || !std::isfinite(spacing))
        throw damaged(path_, "the header gives a voxel spacing of " + to_text(spacing) + " mm along " +
                                 "xyz"[d - 1] + "; it must be a number above 0; export the image again");
    }
    check_type();
    check_position();
    if (!(number<float>(108) >= 352 && number<float>(108) < 1e9F))
      throw damaged(path_, "the header says that the voxels begin at byte " +
                               to_text(double{number<float>(108)}) + "; a number from 352 was expected");
  }

  Payload payload(bool compressed) const {
    Payload payload;
    payload.file = path_;
    payload.compressed = compressed;
    (compressed ? payload.skip : payload.offset) = static_cast<std::int64_t>(number<float>(108));
    payload.pixel = find_type()->pixel;
    payload.values = 1;
    for (int d = 1; d <= number<std::int16_t>(40); ++d) payload.values *= static_cast<double>(size(d));
    payload.big_endian = swapped_ != (std::endian::native == std::endian::big);
    const double slope = number<float>(112), intercept = number<float>(116);
    // A slope of 0 (or NaN, as some programs write) means that values are intensities.
    if (std::isfinite(slope) && slope != 0) {
      payload.slope = slope;
      payload.intercept = std::isfinite(intercept) ? intercept : 0;
    }
    const NiftiPosition at = position();
    if (at.has_qform && at.has_sform) payload.sform_shift_mm = largest_shift_mm(at);
    if (at.has_sform && !at.has_qform) payload.sform_lattice = sform_lattice(at);
    return payload;
  }

 private:
  std::int64_t size(int d) const { return number<std::int16_t>(40 + 2 * d); }

  struct Type {
    int code;
    PixelType pixel;
  };
  const Type* find_type() const {
    static constexpr Type kScalars[] = {{2, PixelType::uint8},    {4, PixelType::int16},
                                        {8, PixelType::int32},    {16, PixelType::float32},
                                        {64, PixelType::float64}, {256, PixelType::int8},
                                        {512, PixelType::uint16}, {768, PixelType::uint32},
                                        {1024, PixelType::int64}, {1280, PixelType::uint64}};
    for (const Type& type : kScalars)
      if (type.code == number<std::int16_t>(70)) return &type;
    return nullptr;
  }

  void check_type() const {
    const std::int64_t code = number<std::int16_t>(70), bits = number<std::int16_t>(72);
    if (code == 128 || code == 2304)
      throw damaged(
          path_, "this is a colour image; one number per voxel was expected; save it as a greyscale image");
    const Type* type = find_type();
    if (type == nullptr)
      throw damaged(path_, "voxels of NIfTI type " + to_text(code) +
                               " are not understood; save them as integer or float");
    if (8 * bytes_of(type->pixel) != bits)
      throw damaged(path_, "the header contradicts itself: voxels of type " + to_text(code) + " have " +
                               to_text(8 * bytes_of(type->pixel)) + " bits, and it says " + to_text(bits) +
                               "; export the image again");
  }

  void check_position() const {
    constexpr float kFarthest = 1e7F;
    const auto finite = [&](int first, int count) {
      for (int i = 0; i < count; ++i)
        if (!std::isfinite(number<float>(first + 4 * i))) return false;
      return true;
    };
    const auto farthest = [&](int first, int count) {
      float most = 0;
      for (int i = 0; i < count; ++i) most = std::max(most, std::abs(number<float>(first + 4 * i)));
      return most;
    };
    const bool quaternion = number<std::int16_t>(252) > 0, matrix = number<std::int16_t>(254) > 0;
    if ((quaternion && !finite(256, 6)) || (matrix && !finite(280, 12)))
      throw damaged(
          path_,
          "the header's position or direction (qform, sform) holds a value that is not a number; export "
          "the image again");
    // The image library's decomposition of such a matrix does not end.
    const float most = std::max(quaternion ? farthest(256, 6) : 0, matrix ? farthest(280, 12) : 0);
    if (most > kFarthest)
      throw damaged(path_, "the header's position or direction (qform, sform) holds " +
                               to_rounded_text(static_cast<double>(most)) +
                               ", which is no place in mm in any scanner; export the image again");
    if (!matrix) return;
    // The spacing stands twice in the header, and the two must agree.
    const NiftiPosition at = position();
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double spacing = at.spacing[axis], by_sform = sform_spacing(at, axis);
      if (at.size[axis] > 1 && !(std::abs(by_sform - spacing) <= kSpacingSlack * spacing))
        throw damaged(
            path_, "the header contradicts itself: the voxel spacing along " + std::string(1, "xyz"[axis]) +
                       " is " + to_rounded_text(spacing, 6) + " mm by pixdim" +
                       (quaternion ? " and qform" : "") + " and " + to_rounded_text(by_sform, 6) +
                       " mm by the sform matrix, and programs differ in which they believe; export the image "
                       "again, or set the wrong one of the two right");
    }
  }

  /// The fields that say where voxels lie; axes that the file does not have are of size 1.
  NiftiPosition position() const {
    NiftiPosition at;
    at.has_qform = number<std::int16_t>(252) > 0;
    at.has_sform = number<std::int16_t>(254) > 0;
    for (int axis = 0; axis < 3; ++axis) {
      const auto a = static_cast<std::size_t>(axis);
      if (axis < number<std::int16_t>(40)) at.size[a] = size(axis + 1);
      at.spacing[a] = number<float>(80 + 4 * axis);
      at.quaternion[a] = number<float>(256 + 4 * axis);
      at.offset[a] = number<float>(268 + 4 * axis);
      for (int column = 0; column < 4; ++column)
        at.sform[4 * a + static_cast<std::size_t>(column)] = number<float>(280 + 16 * axis + 4 * column);
    }
    at.handedness = number<float>(76) < 0 ? -1 : 1;
    at.mm_per_unit = nifti_mm_per_unit(bytes_[123] & 7);
    return at;
  }

  template <class T>
  T number(int offset) const {
    std::array<unsigned char, sizeof(T)> raw;
    std::memcpy(raw.data(), bytes_.data() + offset, sizeof(T));
    if (swapped_) std::reverse(raw.begin(), raw.end());
    return std::bit_cast<T>(raw);
  }

  std::string path_;
  std::array<unsigned char, kHeaderBytes> bytes_;
  bool swapped_ = false;
};

/// Length of the data as gzip's last four bytes give it, modulo 2^32. Files of several members (bgzip) have
/// another.
std::uint32_t length_at_the_end(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::array<unsigned char, 4> last{};
  stream.seekg(-4, std::ios::end);
  stream.read(reinterpret_cast<char*>(last.data()), 4);
  return static_cast<std::uint32_t>(last[0]) | static_cast<std::uint32_t>(last[1]) << 8 |
         static_cast<std::uint32_t>(last[2]) << 16 | static_cast<std::uint32_t>(last[3]) << 24;
}

}  // namespace

Payload nifti_payload(const std::string& path) {
  const auto bytes_on_disk = static_cast<std::int64_t>(std::filesystem::file_size(path));
  if (bytes_on_disk == 0) throw damaged(path, "the file is empty; copy or export it again");
  GzFile file = open_gz(path);
  std::array<unsigned char, kHeaderBytes> bytes{};
  const int got = gzread(file.get(), bytes.data(), kHeaderBytes);
  if (got != static_cast<int>(kHeaderBytes))
    throw damaged(
        path,
        got >= 0 && gzdirect(file.get()) != 0
            ? "this is not a NIfTI file: it is shorter than a header; export the image again"
            : "the file is truncated or damaged: its header cannot be decompressed; copy or export it again");
  const NiftiPayloadHeader header(path, bytes);
  header.check();
  if (gzdirect(file.get()) == 0 && !path.ends_with("z") && !path.ends_with("Z"))
    throw damaged(path,
                  "the file is compressed with gzip, and its ending does not say so; rename it to .nii.gz");
  const Payload payload = header.payload(gzdirect(file.get()) == 0);
  // The length at the end of the file tells a cut file without decompressing it; bgzip's is another, so that
  // the whole has to be looked at.
  const bool lengths_agree =
      !payload.compressed ||
      length_at_the_end(path) == static_cast<std::uint32_t>(std::fmod(payload.bytes(), 4294967296.0));
  if (!lengths_agree && could_hold(bytes_on_disk, payload.bytes())) {
    const auto length = decompress(path, 0, 0, {});
    if (!length || static_cast<double>(*length) < payload.bytes())
      throw damaged(
          path,
          "the file is truncated or damaged: its voxels cannot be decompressed to their end; copy or "
          "export it again");
  }
  return payload;
}

}  // namespace radgauge::io
