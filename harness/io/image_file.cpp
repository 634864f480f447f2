#include "io/image_file.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"
#include "io/image_backend.h"
#include "io/image_payload.h"

namespace radgauge::io {

namespace {

namespace fs = std::filesystem;

Error fault(const std::string& path, const std::string& what) {
  return {ErrorKind::data, "'" + path + "': " + what};
}

std::string size_text(const std::vector<std::int64_t>& size) {
  std::vector<std::string> parts;
  for (const auto extent : size) parts.push_back(to_text(extent));
  return join(parts, " x ");
}

/// Names the files of the folder that `path` may have meant.
void check_there(const std::string& path) {
  std::error_code ignored;
  const fs::path file(path);
  if (fs::is_directory(file, ignored))
    throw fault(
        path,
        "this is a folder, and an image file was expected (of a DICOM series, name the folder as the image)");
  if (fs::exists(file, ignored)) return;
  throw fault(path, "there is no such file" + advice_on_missing(path));
}

/// Between two voxels that are farther apart lies more than a lesion: a unit of length is mistaken, and on a
/// grid of millimetres the image would have millions of voxels for each of its own.
constexpr double kLargestSpacing_mm = 50;

void check_spacing(const std::string& path, const Lattice& lattice) {
  for (std::size_t a = 0; a < 3; ++a)
    if (lattice.spacing_mm[a] > kLargestSpacing_mm)
      throw fault(path, "its voxels are " + to_rounded_text(lattice.spacing_mm[a]) + " mm apart along " +
                            "xyz"[a] + ", and at most " + to_text(kLargestSpacing_mm) +
                            " mm were expected; correct the spacing or the unit of length in its header");
}

void check_shape(const std::string& path, const RawHeader& raw) {
  if (raw.size.size() < 2)
    throw fault(path, "the image has " + to_text(static_cast<std::int64_t>(raw.size.size())) +
                          " dimensions; a volume or a slice was expected");
  for (std::size_t d = 3; d < raw.size.size(); ++d)
    if (raw.size[d] != 1)
      throw fault(path, "the image has " + to_text(static_cast<std::int64_t>(raw.size.size())) +
                            " dimensions (" + size_text(raw.size) +
                            "); a single volume was expected; save the one you mean as a file of its own");
  if (raw.components != 1)
    throw fault(path,
                "each voxel holds " + to_text(raw.components) +
                    " values (colour, vector or complex); one number per voxel was expected; save it as "
                    "a greyscale image");
  try {
    check_lattice(raw.lattice);
  } catch (const Error& error) {
    throw fault(path, error.stack().front() + "; export the image again");
  }
  check_spacing(path, raw.lattice);
}

bool is_lattice(const Lattice& lattice) {
  try {
    check_lattice(lattice);
    return true;
  } catch (const Error&) {
    return false;
  }
}

struct Header {
  RawHeader raw;
  Payload payload;
};

/// What `mm_per_unit` makes of a lattice; NIfTI's unit the library knows itself.
void set_unit(Lattice& lattice, double mm_per_unit) {
  if (mm_per_unit == 1) return;
  for (std::size_t a = 0; a < 3; ++a) {
    lattice.spacing_mm[a] *= mm_per_unit;
    lattice.origin_mm[a] *= mm_per_unit;
  }
}

/// The header by the image library, or by the sform where the library takes rounding for shear.
RawHeader raw_header(const std::string& path, const Payload& payload) {
  try {
    RawHeader raw = read_raw_header(path);
    set_unit(raw.lattice, payload.mm_per_unit);
    return raw;
  } catch (const NotPerpendicular&) {
    if (!payload.sform_lattice || !is_lattice(*payload.sform_lattice)) throw;
    const Lattice& lattice = *payload.sform_lattice;
    return {{lattice.size.begin(), lattice.size.end()}, lattice, std::string(name_of(payload.pixel)), 1};
  }
}

/// Everything that can be told without reading a voxel.
Header load_header(const std::string& path) {
  check_there(path);
  Header header;
  header.payload = image_payload(path);
  check_payload(path, header.payload);
  header.raw = raw_header(path, header.payload);
  check_shape(path, header.raw);
  double voxels = 1;
  for (const auto extent : header.raw.size) voxels *= static_cast<double>(extent);
  if (voxels != header.payload.values)
    throw fault(path, "the header contradicts itself about the number of voxels (" + to_text(voxels) +
                          " and " + to_text(header.payload.values) + "); export the image again");
  return header;
}

struct Image {
  Lattice lattice;
  Payload payload;
  PixelType pixel = PixelType::float32;
  std::vector<std::byte> bytes;
};

/// Calls visit(pointer to the first voxel) with the voxel's type.
template <class Visit>
void with_voxels(PixelType pixel, const std::vector<std::byte>& bytes, Visit visit) {
  const auto as = [&]<class T>(T) { visit(reinterpret_cast<const T*>(bytes.data())); };
  switch (pixel) {
    case PixelType::uint8:
      return as(std::uint8_t{});
    case PixelType::int8:
      return as(std::int8_t{});
    case PixelType::uint16:
      return as(std::uint16_t{});
    case PixelType::int16:
      return as(std::int16_t{});
    case PixelType::uint32:
      return as(std::uint32_t{});
    case PixelType::int32:
      return as(std::int32_t{});
    case PixelType::uint64:
      return as(std::uint64_t{});
    case PixelType::int64:
      return as(std::int64_t{});
    case PixelType::float32:
      return as(float{});
    case PixelType::float64:
      return as(double{});
  }
}

Image load(const std::string& path) {
  const Header header = load_header(path);
  Image image{header.raw.lattice, header.payload, header.payload.pixel, read_payload(path, header.payload)};
  const double slope = header.payload.slope, intercept = header.payload.intercept;
  if (slope == 1 && intercept == 0) return image;
  std::vector<std::byte> scaled(static_cast<std::size_t>(header.payload.values) * sizeof(float));
  auto* out = reinterpret_cast<float*>(scaled.data());
  with_voxels(image.pixel, image.bytes, [&](const auto* voxels) {
    for (std::size_t i = 0; i < scaled.size() / sizeof(float); ++i)
      out[i] = static_cast<float>(slope * static_cast<double>(voxels[i]) + intercept);
  });
  image.pixel = PixelType::float32;
  image.bytes = std::move(scaled);
  return image;
}

/// The voxel as a label; Error(data) unless it is a whole number.
template <class T>
std::int64_t label_of(const std::string& path, T value) {
  if constexpr (std::is_floating_point_v<T>) {
    const auto number = static_cast<double>(value);
    if (!(std::abs(number) < 9.0e18) || number != std::nearbyint(number))
      throw fault(path,
                  "the mask holds the value " + to_text(number) +
                      "; the values of a mask are whole numbers (is this an image, or a resampled mask?)");
  } else if constexpr (sizeof(T) == 8 && std::is_unsigned_v<T>) {
    if (value > static_cast<T>(std::numeric_limits<std::int64_t>::max()))
      throw fault(path, "the mask holds a label above 9223372036854775807");
  }
  return static_cast<std::int64_t>(value);
}

constexpr std::size_t kMostLabels = 1000;

/// The values besides 0. Runs of one value are the rule, so the set is asked only when it changes.
template <class T>
std::set<std::int64_t> labels_in(const std::string& path, const T* voxels, std::size_t count) {
  std::set<std::int64_t> labels;
  std::int64_t last = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t label = label_of(path, voxels[i]);
    if (label == last) continue;
    last = label;
    if (label != 0) labels.insert(label);
    if (labels.size() > kMostLabels)
      throw fault(path, "there are more than " + to_text(static_cast<std::int64_t>(kMostLabels)) +
                            " different values in this mask; is it an image?");
  }
  return labels;
}

std::string list_of(const std::set<std::int64_t>& labels) {
  constexpr std::size_t kShown = 20;
  std::vector<std::string> parts;
  for (const auto label : labels) {
    if (parts.size() == kShown) {
      parts.push_back("and " + to_text(static_cast<std::int64_t>(labels.size() - kShown)) + " more");
      break;
    }
    parts.push_back(to_text(label));
  }
  return join(parts, ", ");
}

std::int64_t chosen_label(const std::string& path, const std::set<std::int64_t>& labels,
                          std::optional<std::int64_t> label) {
  if (labels.empty())
    throw fault(path,
                "the mask is empty: every voxel is 0; export the structure again and check that it was drawn "
                "on this image");
  if (label && *label == 0) throw fault(path, "label 0 was asked for, which is the outside of a mask");
  if (label && labels.count(*label) == 0)
    throw fault(path, "no voxel has the label " + to_text(*label) + "; the labels in this mask are " +
                          list_of(labels));
  constexpr std::size_t kUsualLabels = 20;
  if (!label && labels.size() > kUsualLabels)
    throw fault(path,
                "there are " + to_text(static_cast<std::int64_t>(labels.size())) +
                    " different values in this mask (" + list_of(labels) +
                    "); is it an image? Give the mask; or, of a map of many structures, say which one is "
                    "meant: --mask-label N, or the column mask_label of the cohort table");
  if (!label && labels.size() > 1)
    throw fault(
        path, "the mask holds several labels (" + list_of(labels) +
                  "); say which one is meant: --mask-label N, or the column mask_label of the cohort table");
  return label ? *label : *labels.begin();
}

bool is_integer(PixelType pixel) {
  return pixel != PixelType::float32 && pixel != PixelType::float64;
}

/// A header that repeats a DICOM rescale says nothing of whether the voxels had it. They had not if a
/// negative intercept left none below 0, or a slope that is no whole number left integers.
bool seems_unscaled(const Payload& payload, const Volume& image) {
  if (payload.noted_slope != std::nearbyint(payload.noted_slope) && is_integer(payload.pixel)) return true;
  return payload.noted_intercept < 0 &&
         std::none_of(image.voxels.begin(), image.voxels.end(), [](float v) { return v < 0; });
}

/// Voxels below this width are rare in clinical images, and usual where a unit is mistaken.
constexpr double kFinestMm = 0.05;

std::vector<Notice> notices_of(const Header& header) {
  std::vector<Notice> notices;
  const Lattice& lattice = header.raw.lattice;
  const auto [low, high] = std::minmax_element(lattice.spacing_mm.begin(), lattice.spacing_mm.end());
  if (header.payload.sform_shift_mm > 0.5 * *low)
    notices.push_back({NoticeKind::two_positions, header.payload.sform_shift_mm});
  double finest = std::numeric_limits<double>::infinity(), coarsest = 0;
  for (std::size_t a = 0; a < 3; ++a)
    if (lattice.size[a] > 1) {
      finest = std::min(finest, lattice.spacing_mm[a]);
      coarsest = std::max(coarsest, lattice.spacing_mm[a]);
    }
  if (finest < kFinestMm) notices.push_back({NoticeKind::unusual_spacing, finest, coarsest});
  return notices;
}

}  // namespace

ImageHeader read_image_header(const std::string& path) {
  const Header header = load_header(path);
  return {header.raw.lattice, header.raw.pixel_name, header.raw.components, notices_of(header)};
}

NotedImage read_noted_image(const std::string& path) {
  const Image image = load(path);
  NotedImage noted{Volume(image.lattice), {}};
  std::vector<float>& out = noted.image.voxels;
  with_voxels(image.pixel, image.bytes, [&](const auto* voxels) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(voxels[i]);
  });
  if (seems_unscaled(image.payload, noted.image))
    noted.notices.push_back(
        {NoticeKind::rescale_in_header, image.payload.noted_slope, image.payload.noted_intercept});
  return noted;
}

Volume read_image(const std::string& path) {
  return read_noted_image(path).image;
}

Float32Loss float32_loss(const std::string& path, const Mask& region) {
  const Header header = load_header(path);
  if (header.raw.lattice.size != region.lattice.size)
    throw fault(path, "the region is not of the size of the image");
  Float32Loss loss;
  const Payload& payload = header.payload;
  const bool is_scaled = payload.slope != 1 || payload.intercept != 0;
  if (!is_scaled && (payload.pixel == PixelType::float32 || bytes_of(payload.pixel) < 4)) return loss;
  const std::vector<std::byte> bytes = read_payload(path, payload);
  long double sum = 0, squares = 0, n = 0;
  const auto visit_inside = [&](auto visit) {
    with_voxels(payload.pixel, bytes, [&](const auto* voxels) {
      for (std::size_t i = 0; i < region.voxels.size(); ++i)
        if (region.voxels[i] != 0) {
          const auto stored = static_cast<long double>(voxels[i]);
          visit(is_scaled ? payload.slope * stored + payload.intercept : stored);
        }
    });
  };
  visit_inside([&](long double v) {
    if (!std::isfinite(v)) return;
    const bool fits = std::abs(v) <= static_cast<long double>(std::numeric_limits<float>::max());
    const double change =
        fits ? static_cast<double>(std::abs(v - static_cast<long double>(static_cast<float>(v))))
             : std::numeric_limits<double>::infinity();
    loss.largest = std::max(loss.largest, change);
    sum += v;
    n += 1;
  });
  const long double mean = sum / n;
  visit_inside([&](long double v) { squares += std::isfinite(v) ? (v - mean) * (v - mean) : 0; });
  loss.sd = static_cast<double>(std::sqrt(squares / n));
  return loss;
}

Mask read_mask(const std::string& path, std::optional<std::int64_t> label) {
  const Image image = load(path);
  Mask mask(image.lattice);
  with_voxels(image.pixel, image.bytes, [&]<class T>(const T* voxels) {
    const auto labels = labels_in(path, voxels, mask.voxels.size());
    const auto inside = static_cast<T>(chosen_label(path, labels, label));
    for (std::size_t i = 0; i < mask.voxels.size(); ++i) mask.voxels[i] = voxels[i] == inside ? 1 : 0;
  });
  return mask;
}

void initialise_image_io() {
  quieten_image_library();
}

}  // namespace radgauge::io
