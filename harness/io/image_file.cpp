#include "io/image_file.h"

#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <set>

#include "core/error.h"
#include "core/text.h"
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
    throw fault(path,
                "this is a folder, and an image file was expected (convert a DICOM series to NIfTI first)");
  if (fs::exists(file, ignored)) return;
  const fs::path folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
  if (!fs::is_directory(folder, ignored))
    throw fault(path, "there is no such file; its folder '" + folder.string() + "' does not exist");
  std::vector<std::string> names;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored))
    names.push_back(entry->path().filename().string());
  std::sort(names.begin(), names.end());
  throw fault(path, "there is no such file" + did_you_mean(file.filename().string(), names));
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

struct Header {
  RawHeader raw;
  Payload payload;
};

/// Everything that can be told without reading a voxel.
Header load_header(const std::string& path) {
  check_there(path);
  Header header;
  header.payload = image_payload(path);
  check_payload(path, header.payload);
  header.raw = read_raw_header(path);
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
  Image image{header.raw.lattice, header.payload.pixel, read_payload(path, header.payload)};
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
  if (!label && labels.size() > 1)
    throw fault(
        path, "the mask holds several labels (" + list_of(labels) +
                  "); say which one is meant: --mask-label N, or the column mask_label of the cohort table");
  return label ? *label : *labels.begin();
}

}  // namespace

ImageHeader read_image_header(const std::string& path) {
  const RawHeader raw = load_header(path).raw;
  return {raw.lattice, raw.pixel_name, raw.components};
}

Volume read_image(const std::string& path) {
  const Image image = load(path);
  Volume volume(image.lattice);
  with_voxels(image.pixel, image.bytes, [&](const auto* voxels) {
    for (std::size_t i = 0; i < volume.voxels.size(); ++i) volume.voxels[i] = static_cast<float>(voxels[i]);
  });
  return volume;
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
