#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "io/dicom/slice.h"
#include "io/dicom/structures.h"

namespace radgauge::io {

namespace {

constexpr std::string_view kSegmentationClass = "1.2.840.10008.5.1.4.1.1.66.4";
constexpr DicomTag kShared{0x5200, 0x9229}, kPerFrame{0x5200, 0x9230}, kPlanePosition{0x0020, 0x9113},
    kPlaneOrientation{0x0020, 0x9116}, kMeasures{0x0028, 0x9110}, kIdentification{0x0062, 0x000a},
    kSegmentNumber{0x0062, 0x000b};

DicomError contradictory(const DicomSegmentation& segmentation, const std::string& what) {
  return {DicomFault::unreadable, segmentation.file, what, "export the segmentation again"};
}

/// A functional group of a frame: its own, else the one that all frames share.
DicomDataset group_of(const DicomDataset& frame, const DicomDataset& shared, DicomTag tag) {
  DicomDataset own = frame.item(tag);
  return own.elements.empty() ? shared.item(tag) : own;
}

void read_grid(DicomSegmentation& segmentation, const DicomDataset& frame, const DicomDataset& shared,
               bool is_first) {
  const std::vector<double> cosines = group_of(frame, shared, kPlaneOrientation).numbers({0x0020, 0x0037});
  const std::vector<double> spacing = group_of(frame, shared, kMeasures).numbers({0x0028, 0x0030});
  if (cosines.size() < 6 || spacing.size() < 2)
    throw contradictory(segmentation, "a frame has no orientation or no pixel spacing");
  const Vec3 row{cosines[0], cosines[1], cosines[2]}, column{cosines[3], cosines[4], cosines[5]};
  if (is_first) {
    segmentation.along_row = row;
    segmentation.along_column = column;
    segmentation.row_spacing_mm = spacing[0];
    segmentation.column_spacing_mm = spacing[1];
  }
  double difference = std::max(std::abs(spacing[0] - segmentation.row_spacing_mm),
                               std::abs(spacing[1] - segmentation.column_spacing_mm));
  for (std::size_t a = 0; a < 3; ++a)
    difference = std::max({difference, std::abs(row[a] - segmentation.along_row[a]),
                           std::abs(column[a] - segmentation.along_column[a])});
  if (!(difference < 1e-3))
    throw contradictory(segmentation, "its frames have several orientations or spacings");
}

void read_frames(DicomSegmentation& segmentation, const DicomFile& file) {
  const DicomDataset shared = file.data.item(kShared);
  const std::vector<DicomDataset> frames = file.data.items(kPerFrame);
  const std::int64_t promised = file.data.whole({0x0028, 0x0008}).value_or(1);
  if (static_cast<std::int64_t>(frames.size()) != promised)
    throw contradictory(segmentation, "it has " + to_text(promised) + " frames, and a header for " +
                                          count_text(frames.size()));
  for (const DicomDataset& frame : frames) {
    read_grid(segmentation, frame, shared, segmentation.frames.empty());
    const std::vector<double> position = group_of(frame, shared, kPlanePosition).numbers({0x0020, 0x0032});
    if (position.size() < 3) throw contradictory(segmentation, "a frame has no position");
    const auto segment = group_of(frame, shared, kIdentification).whole(kSegmentNumber);
    if (!segment) throw contradictory(segmentation, "a frame does not say its segment");
    segmentation.frames.push_back({*segment, {position[0], position[1], position[2]}});
  }
}

}  // namespace

bool is_segmentation(const DicomFile& file) {
  return file.data.text({0x0008, 0x0016}) == kSegmentationClass || file.data.text({0x0008, 0x0060}) == "SEG";
}

DicomSegmentation segmentation_of(const DicomFile& file, bool with_frames) {
  const DicomDataset& data = file.data;
  DicomSegmentation segmentation;
  segmentation.file = file.path;
  segmentation.label = data.text({0x0070, 0x0080});
  segmentation.patient_id = data.text({0x0010, 0x0020});
  segmentation.study_uid = data.text({0x0020, 0x000d});
  segmentation.frame_uid = data.text({0x0020, 0x0052});
  for (const DicomDataset& series : data.items({0x0008, 0x1115}))
    segmentation.series_uids.push_back(series.text({0x0020, 0x000e}));
  for (const DicomDataset& item : data.items({0x0062, 0x0002}))
    segmentation.segments.push_back({item.whole({0x0062, 0x0004}).value_or(0), item.text({0x0062, 0x0005})});
  segmentation.columns = data.whole({0x0028, 0x0011}).value_or(0);
  segmentation.rows = data.whole({0x0028, 0x0010}).value_or(0);
  segmentation.is_fractional = data.text({0x0062, 0x0001}) == "FRACTIONAL";
  segmentation.full_value = data.number({0x0062, 0x000e}).value_or(255);
  const std::int64_t bits = data.whole({0x0028, 0x0100}).value_or(0);
  if (bits != (segmentation.is_fractional ? 8 : 1) || segmentation.columns < 1 || segmentation.rows < 1 ||
      !(segmentation.full_value > 0))
    throw contradictory(segmentation, "its pixels have " + to_text(bits) +
                                          " bits, which is neither a binary (1) nor a "
                                          "fractional (8) segmentation");
  read_frames(segmentation, file);
  if (!with_frames) return segmentation;
  segmentation.bits = read_raw_frames(file, slice_of(file));
  const std::int64_t pixels =
      segmentation.columns * segmentation.rows * static_cast<std::int64_t>(segmentation.frames.size());
  const std::int64_t bytes = segmentation.is_fractional ? pixels : (pixels + 7) / 8;
  if (static_cast<std::int64_t>(segmentation.bits.size()) < bytes)
    throw DicomError(DicomFault::truncated_pixel_data, file.path, "its pixels are shorter than its frames",
                     "copy or export it again");
  return segmentation;
}

}  // namespace radgauge::io
