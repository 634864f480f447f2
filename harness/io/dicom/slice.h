#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/geometry.h"
#include "core/operation.h"
#include "io/dicom/aspects.h"
#include "io/dicom/dataset.h"

namespace radgauge::io {

/// When the radioactivity of a PET slice was counted. Times in seconds on one axis (midnight of 1 January
/// 1970 without a time zone).
struct PetTimes {
  std::optional<double> acquired_s;  ///< Acquisition Date and Time
  std::optional<double> series_s;    ///< Series Date and Time
  std::optional<double>
      frame_reference_s;             ///< Frame Reference Time, after the start that decay is corrected to
  std::optional<double> duration_s;  ///< Actual Frame Duration
};

/// What the header of one image file, or of one frame of an enhanced one, says that its series, its lattice
/// and its intensities follow from. Identifiers are for comparing files; they reach no message and no output.
struct DicomSlice {
  std::string file;
  std::string series_uid, instance_uid, frame_uid, study_uid, patient_id;
  std::string sop_class, modality, transfer_syntax;
  std::int64_t columns = 0, rows = 0, samples = 1;
  std::int64_t frames = 1;  ///< of the file
  std::int64_t frame = -1;  ///< of these, from 0, the one that is this slice; -1: all of them
  std::int64_t bits_allocated = 0, bits_stored = 0;
  bool is_signed = false;
  bool is_inverted = false;         ///< MONOCHROME1, which changes how it is shown, not what it means
  std::optional<Vec3> position_mm;  ///< of the centre of the first voxel, LPS
  std::optional<Vec3> along_row, along_column;  ///< direction cosines of increasing column and row index
  std::optional<double> column_spacing_mm, row_spacing_mm;  ///< between columns (x) and between rows (y)
  std::optional<double> thickness_mm, spacing_between_mm, tilt_deg;
  double slope = 1, intercept = 0;
  std::string rescale_type;          ///< unit of rescaled values, as written; "" where it is not said
  std::vector<SliceAspect> aspects;  ///< what tells volumes of one series apart
  std::optional<PixelPlace> pixels;
  std::int64_t file_bytes = 0;
  PetTimes pet;

  /// Bytes that one frame has without compression.
  std::int64_t frame_bytes() const { return columns * rows * samples * ((bits_allocated + 7) / 8); }
  bool is_compressed() const { return pixels && pixels->length < 0; }
  /// Where the slice begins within the decoded pixels of its file, and how many bytes it has there.
  std::int64_t first_byte() const { return frame < 0 ? 0 : frame * frame_bytes(); }
  std::int64_t bytes() const { return frame < 0 ? frames * frame_bytes() : frame_bytes(); }
  /// "it", or "frame 7" where the file has several.
  std::string name() const;
};

/// The header of a file that has pixels. Throws DicomError(unsupported_object) for one that is no image.
DicomSlice slice_of(const DicomFile& file);

/// The slices of a file that has pixels: one, or each frame of an enhanced object (enhanced.h). Throws
/// DicomError.
std::vector<DicomSlice> slices_of(const DicomFile& file);

/// The header of a series by the file that it begins with: of an enhanced object that of its first frame.
DicomDataset series_header(const DicomFile& file);

/// Nothing where the pixels can be read, else what is wrong with them: a compression that no decoder is for,
/// colour, bits that are no numbers, a file that is too short. Reads no pixel.
std::optional<DicomError> pixel_fault(const DicomSlice& slice);

/// Calls visit(number of the slice, its values) for each slice in turn: rescaled ones, slope * stored +
/// intercept, x fastest, in double. Decoders of compressed pixels are others' and run in a process of their
/// own: what they make of a damaged file ends no run. Throws DicomError(truncated_pixel_data,
/// unsupported_transfer_syntax).
void read_rescaled(const std::vector<const DicomSlice*>& slices,
                   const std::function<void(std::size_t, const std::vector<double>&)>& visit);

/// The bytes of the frames of one file without rescale, for masks: 1 bit packed or whole bytes as stored.
std::string read_raw_frames(const DicomFile& file, const DicomSlice& slice);

/// Seconds since 1970 of a date (YYYYMMDD, or "" for the first day) and a time (HHMMSS.F), or of both in one
/// text (DT). Nothing if either is damaged or the time is missing.
std::optional<double> dicom_seconds(std::string_view date, std::string_view time);
std::optional<double> dicom_seconds(std::string_view date_time);

}  // namespace radgauge::io
