#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/notice.h"
#include "core/volume.h"

namespace radgauge::io {

/// What a header says; no voxel is read.
struct ImageHeader {
  Lattice lattice;
  std::string pixel_type;  ///< "float", "short", ...
  std::int64_t components = 1;
  std::vector<Notice> notices = {};  ///< two positions, an unusual spacing
};

/// An image, and what is surprising about its intensities (a rescale that its header notes).
struct NotedImage {
  Volume image;
  std::vector<Notice> notices;
};

/// NIfTI (.nii, .nii.gz), NRRD (.nrrd, .nhdr), MetaImage (.mha, .mhd), 3D or a single 2D slice (size 1 in z).
/// Physical space is LPS. Every function throws Error(data) that names the file, what is wrong with it, and
/// what to do: no such file, a format that is not known, a damaged or truncated file, 4D or vector pixels, a
/// lattice that is none.
ImageHeader read_image_header(const std::string& path);
Volume read_image(const std::string& path);
NotedImage read_noted_image(const std::string& path);

/// What float32 makes of the intensities of a region: the largest change by rounding (infinite where one does
/// not fit), and the population standard deviation before it. 0 and NaN for files whose voxels are float32 or
/// fit into it by their type.
struct Float32Loss {
  double largest = 0;
  double sd = std::numeric_limits<double>::quiet_NaN();
};
/// Reads the file once more. `region` has the size of the image; Error(data) otherwise.
Float32Loss float32_loss(const std::string& path, const Mask& region);

/// Voxels equal to `label` are inside. Without a label a mask with one value besides 0 is taken; with
/// several, the error lists them. Values that are not whole numbers are an error. An absent label is an error
/// that lists those present; an all-zero mask too.
Mask read_mask(const std::string& path, std::optional<std::int64_t> label);

/// The format follows the ending. Error(internal) for a disk that is full or read-only.
void write_image(const std::string& path, const Volume& image);
void write_mask(const std::string& path, const Mask& mask);

/// Does `path` end as image files do (.nii, .nii.gz, .nrrd, .nhdr, .mha, .mhd, in any case)?
bool has_image_ending(const std::string& path);

/// Keeps the image library to one thread and its messages off the terminal. Called once at program start.
void initialise_image_io();

}  // namespace radgauge::io
