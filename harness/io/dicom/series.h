#pragma once

#include <string>
#include <vector>

#include "core/volume.h"
#include "io/dicom/slice.h"
#include "io/dicom/suv.h"

namespace radgauge::io {

/// The image files of one series in one folder, or the frames of its enhanced objects, in the order of their
/// positions along the normal of the slices; its lattice has the row, the column and the normal as axes x, y,
/// z, in LPS.
struct DicomSeries {
  std::string file;  ///< its first file by name
  std::vector<DicomSlice> slices;
  Lattice lattice;
  std::vector<DicomError> faults;  ///< why it cannot be used; lattice is that of a series only without
  DicomDataset header;             ///< of its first file by name: patient, scanner, radiopharmaceutical

  const DicomSlice& first() const { return slices.front(); }
};

/// A folder's files that are no image of a series: structure sets, segmentations, other objects, other files.
struct DicomFolder {
  std::vector<DicomSeries> series;  ///< ordered by their first files
  std::vector<DicomFile> others;    ///< DICOM objects that are no image
  std::vector<DicomError> faults;   ///< files that cannot be read, or are no DICOM
};

/// Sorts slices into a series and finds what is wrong with it. `slices` are in the order of their names.
DicomSeries make_series(std::vector<DicomSlice> slices, DicomDataset header);

/// Reads the headers of all files of one folder (not of folders in it), with `threads` at once, and makes
/// their series. Slices are of one series by their Series Instance UID. Files whose names begin with '.', and
/// DICOMDIR, are passed over. Throws Error(data) if the folder cannot be opened.
DicomFolder read_dicom_folder(const std::string& folder, int threads = 1);

/// The series that a path names: the only one of a folder, or that of a file in its folder. Faults stay in
/// the result. Throws DicomError: mixed_series for a folder with several, and what is wrong with the file.
DicomSeries find_series(const std::string& path);

/// Is `path` a folder, or a file that begins as DICOM does?
bool is_dicom(const std::string& path);

/// The intensities of a series without faults: stored values with the rescale of each slice, of PET times the
/// factor of each slice to body-weight SUV where `as_suv`. Float32 of what is computed in double. Throws
/// DicomError.
Volume read_series(const DicomSeries& series, bool as_suv);

/// The unit of a CT whose Rescale Type says that its values are no HU (electron density, effective atomic
/// number,
/// ...); "" where they are HU, or it is no CT.
std::string other_unit(const DicomSeries& series);

/// Why a PET series has no SUV; nothing if it has one, or is no PET.
std::optional<DicomError> suv_fault(const DicomSeries& series);

}  // namespace radgauge::io
