#pragma once

#include <string>

#include "io/dicom/dataset.h"

namespace radgauge::io {

/// A DICOM file (PS3.10) in Explicit VR Little Endian. Elements are written in the order of their tags, texts
/// as they stand (UTF-8; (0008,0005) is added), sequences with defined lengths. The data set has SOP Class
/// and SOP Instance UID. `software` is the implementation version name.
std::string dicom_bytes(DicomDataset data, const std::string& software);

/// An element with a text, padded to an even length.
DicomElement dicom_text(DicomTag tag, const std::string& vr, const std::string& text);
/// An element with one float64.
DicomElement dicom_double(DicomTag tag, double value);
DicomElement dicom_sequence(DicomTag tag, std::vector<DicomDataset> items);

/// A UID (at most 64 characters, PS3.5 B.2: 2.25. and a whole number of 128 bits) that follows from a text.
std::string dicom_uid_of(const std::string& text);

}  // namespace radgauge::io
