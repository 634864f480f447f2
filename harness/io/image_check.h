#pragma once

#include <string>

namespace radgauge {

/// These look at a file before the image library does, which repairs some defects in silence (spacings of 0
/// and NaN become 1 mm, voxels that are missing become 0, gzip's checksum is never compared) and writes about
/// others to the terminal. Each throws Error(data) for a file that is empty, not of the format, whose header
/// makes no sense, or that holds fewer bytes than its header promises. `whole_file` decompresses all voxels
/// and checks the checksum; without it only what the sizes of the files tell.
///
/// NIfTI-1 (https://nifti.nimh.nih.gov/nifti-1) in one file.
void check_nifti(const std::string& path, bool whole_file);
/// MetaImage with binary voxels in the same file or in one other.
void check_meta(const std::string& path, bool whole_file);
/// NRRD (https://teem.sourceforge.net/nrrd/format.html) with raw or gzip voxels in the same file or in one
/// other.
void check_nrrd(const std::string& path, bool whole_file);

}  // namespace radgauge
