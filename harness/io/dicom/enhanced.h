#pragma once

#include <string>
#include <vector>

#include "io/dicom/dataset.h"

namespace radgauge::io {

/// Is it an image of many frames that each have a header: Enhanced CT, MR or PET, legacy converted or not
/// (PS3.3 A.36, A.38, A.56, A.70 to A.72)?
bool is_enhanced(const DicomFile& file);

/// The headers of the frames of such an object, each as that of a classic slice: everything the object says
/// of all frames, over it what its functional groups say of the frame, own before shared (PS3.3 C.7.6.16).
/// Attributes that only the enhanced objects have are put into classic ones where these are missing: times of
/// a frame, tube current, echo and inversion times, the corrections of a PET. The rescale is that of the
/// Pixel Value Transformation; of PET whose header has no Units, and of what has no transformation, that of
/// the Real World Value Mapping with its unit.
class FrameHeaders {
 public:
  /// Throws DicomError(unreadable) where the number of frames is not that of their headers.
  explicit FrameHeaders(const DicomFile& file);

  std::size_t size() const { return frames_.size(); }
  /// Throws DicomError(unsupported_object) for values that are mapped by a table or in several pieces.
  DicomDataset of(std::size_t frame) const;

 private:
  std::string path_;
  DicomDataset common_;
  std::vector<DicomDataset> shared_mappings_;  ///< from stored to real-world values
  std::vector<DicomDataset> frames_;           ///< their functional groups
};

}  // namespace radgauge::io
