#pragma once

#include <string>
#include <vector>

#include "core/geometry.h"
#include "io/dicom/dataset.h"

namespace radgauge::io {

/// One closed contour: points in mm (LPS) of one plane; the last is joined to the first.
struct DicomContour {
  std::string type;  ///< CLOSED_PLANAR, CLOSEDPLANAR_XOR, or as written
  std::vector<Vec3> points_mm;
};

/// One region of a structure set.
struct DicomRoi {
  std::int64_t number = 0;
  std::string name;  ///< UTF-8
  std::string frame_uid;
  std::vector<DicomContour> contours;  ///< closed ones of three points or more
  std::int64_t open_contours = 0;      ///< that bound no area and are left out: open ones, points
};

/// An RTSTRUCT (PS3.3 A.19). Identifiers are for finding its images; they reach no message and no output.
struct DicomStructureSet {
  std::string file;
  std::string label;
  std::string patient_id, study_uid, frame_uid;
  std::vector<std::string> series_uids;  ///< that it was drawn on
  std::vector<DicomRoi> rois;
};

/// One segment of a segmentation.
struct DicomSegment {
  std::int64_t number = 0;
  std::string label;
};

/// One frame of a segmentation: a plane of one segment.
struct DicomSegmentFrame {
  std::int64_t segment = 0;
  Vec3 position_mm{0, 0, 0};
};

/// A SEG (PS3.3 A.51) with its frames, binary or fractional.
struct DicomSegmentation {
  std::string file;
  std::string label;
  std::string patient_id, study_uid, frame_uid;
  std::vector<std::string> series_uids;
  std::vector<DicomSegment> segments;
  std::int64_t columns = 0, rows = 0;
  Vec3 along_row{1, 0, 0}, along_column{0, 1, 0};
  double column_spacing_mm = 1, row_spacing_mm = 1;
  bool is_fractional = false;
  double full_value = 1;  ///< of a fractional one: the value that is 100 %
  std::vector<DicomSegmentFrame> frames;
  std::string bits;                       ///< one bit or one byte for each pixel, frame after frame
  bool inside(std::size_t pixel) const {  ///< at least half of the pixel
    if (!is_fractional) return (static_cast<unsigned char>(bits[pixel / 8]) >> (pixel % 8) & 1) != 0;
    return 2 * static_cast<double>(static_cast<unsigned char>(bits[pixel])) >= full_value;
  }
};

bool is_structure_set(const DicomFile& file);
bool is_segmentation(const DicomFile& file);

/// Throws DicomError(unreadable) for an object that contradicts itself.
DicomStructureSet structure_set_of(const DicomFile& file);
/// `with_frames` false leaves the pixels in the file. Throws DicomError.
DicomSegmentation segmentation_of(const DicomFile& file, bool with_frames = true);

/// The region that a label means: of that name; else without regard to case; else the only one that matches
/// it as a pattern with * and ? in any case; "" is the only one that has contours. Throws DicomError:
/// missing_structure, which lists those present, empty_mask for one without contours, open_contour for one
/// with none that is closed.
const DicomRoi& find_roi(const DicomStructureSet& set, const std::string& label);
/// The number of the segment that a label means, in the same way, or by its number.
std::int64_t find_segment(const DicomSegmentation& segmentation, const std::string& label);

}  // namespace radgauge::io
