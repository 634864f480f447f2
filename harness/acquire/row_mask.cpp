#include "acquire/row_mask.h"

#include <filesystem>

#include "acquire/drawn_mask.h"
#include "acquire/mask_box.h"
#include "core/hash.h"
#include "core/text.h"
#include "io/dicom/series.h"
#include "io/dicom/structures.h"
#include "io/image_file.h"

namespace radgauge::acquire {

namespace {

/// Is a mask that could not be read an image nevertheless?
ProblemKind kind_of_mask_problem(const std::string& path) {
  if (!is_there(path)) return ProblemKind::missing_file;
  try {
    io::read_image_header(path);
    return ProblemKind::unusable_mask;
  } catch (const Error&) {
    return ProblemKind::unreadable_file;
  }
}

/// A mask of which more lies outside the image is of another one.
constexpr double kMostOutside = 0.5;

void check_frame(const std::string& path, const std::string& of_mask, const std::string& of_image) {
  if (of_mask.empty() || of_image.empty() || of_mask == of_image) return;
  throw io::DicomError(io::DicomFault::frame_of_reference, path,
                       "the mask is in another frame of reference than the image",
                       "take the image that it was drawn on, or register the two and export the mask again");
}

RowMask structure_mask(const io::DicomFile& file, const study::CohortRow& row, const Lattice& image,
                       const std::string& frame_uid) {
  const io::DicomStructureSet set = io::structure_set_of(file);
  const io::DicomRoi& roi = io::find_roi(set, row.label());
  check_frame(file.path, roi.frame_uid.empty() ? set.frame_uid : roi.frame_uid, frame_uid);
  DrawnMask drawn = drawn_mask(roi, image, {row.contour_coverage}, file.path);
  const auto outside = static_cast<double>(drawn.contours_outside) / static_cast<double>(drawn.contours);
  if (outside > kMostOutside)
    throw io::DicomError(
        io::DicomFault::contour_outside_image, file.path,
        share_text(outside) + " of the contours of '" + shortened(roi.name) + "' reach beyond the image",
        "both must be in one frame of reference, and the image must hold the region");
  if (count(drawn.mask) == 0)
    throw io::DicomError(io::DicomFault::empty_mask, file.path,
                         row.contour_coverage > 0
                             ? "no voxel is covered to " + share_text(row.contour_coverage) +
                                   " by the contours of '" + shortened(roi.name) + "'"
                             : "no voxel's centre lies inside the contours of '" + shortened(roi.name) + "'",
                         row.contour_coverage > 0 ? "ask for a smaller contour_coverage"
                                                  : "draw it on the slices of this image");
  RowMask result{std::move(drawn.mask)};
  if (outside > 0) result.notices.push_back({NoticeKind::outside_image, outside});
  if (roi.open_contours > 0)
    result.notices.push_back({NoticeKind::open_contours, static_cast<double>(roi.open_contours),
                              static_cast<double>(drawn.contours + roi.open_contours)});
  return result;
}

RowMask dicom_mask(const std::string& path, const study::CohortRow& row, const Lattice& image,
                   const std::string& frame_uid, bool may_resample) {
  const io::DicomFile file = io::read_dicom_header(path);
  if (io::is_structure_set(file)) return structure_mask(file, row, image, frame_uid);
  if (!io::is_segmentation(file))
    throw io::DicomError(io::DicomFault::unsupported_object, path,
                         "this DICOM object is neither a structure set nor a segmentation",
                         "name the RTSTRUCT or SEG that the region was drawn in");
  const io::DicomSegmentation segmentation = io::segmentation_of(file);
  check_frame(path, segmentation.frame_uid, frame_uid);
  const std::int64_t segment = io::find_segment(segmentation, row.label());
  try {
    return {segment_mask(segmentation, segment, image)};
  } catch (const io::DicomError& error) {
    if (!may_resample || error.fault != io::DicomFault::other_grid) throw;
  }
  return {segment_on_own_pixels(segmentation, segment)};
}

/// The only file of a folder, which a mask may be given as.
std::string only_file(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(path, error)) return path;
  std::string only;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    if (at->path().filename().string().starts_with(".")) continue;
    if (!only.empty()) return path;
    only = at->path().string();
  }
  return only.empty() ? path : only;
}

}  // namespace

bool is_there(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

std::string hash_or_missing(const std::string& path) {
  try {
    return sha256_file(path);
  } catch (const Error&) {
    return kMissingFile;
  }
}

RowMask read_row_mask(const study::CohortRow& row, const Lattice& image, const std::string& frame_uid,
                      bool may_resample) {
  const std::string path = only_file(row.mask_path());
  try {
    if (!io::has_image_ending(path) && is_there(path) && io::is_dicom(path))
      return dicom_mask(path, row, image, frame_uid, may_resample);
  } catch (const io::DicomError& error) {
    throw Unusable(problem_of_dicom(error));
  }
  try {
    return {io::read_mask(path, row.mask_label)};
  } catch (const Error& error) {
    throw Unusable(problem_of_reader(kind_of_mask_problem(path), path, error.what()));
  }
}

void place_roi(const std::string& file, const Mask& mask, RowGeometry& geometry) {
  const RoiPlace place = place_on(geometry.image, mask);
  geometry.roi_voxels = place.voxels;
  const auto share = [&](std::int64_t voxels) {
    return static_cast<double>(voxels) / static_cast<double>(place.voxels);
  };
  const bool is_beside = geometry.mask_box.empty();
  if (is_beside || share(place.outside) > kMostOutside)
    throw Unusable({ProblemKind::outside_image, file,
                    (is_beside ? "the mask" : share_text(share(place.outside)) + " of the mask") +
                        " lies outside the image",
                    is_beside
                        ? "both must be in one frame of reference"
                        : "both must be in one frame of reference, and the image must hold the region"});
  if (place.outside > 0) geometry.notices.push_back({NoticeKind::outside_image, share(place.outside)});
  if (place.at_edge > 0) geometry.notices.push_back({NoticeKind::at_image_edge, share(place.at_edge)});
}

}  // namespace radgauge::acquire
