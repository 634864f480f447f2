#pragma once

#include <optional>
#include <string>
#include <vector>

namespace radgauge::compliance {

/// Image and mask of one scan.
struct ScanFiles {
  std::string image;
  std::string mask;
};

/// Where the data of IBSI may be: --data if it is given, else the environment variable RADGAUGE_DATA; "" if
/// neither is. Throws Error(data) if --data is not a folder.
std::string ibsi_data_folder(const std::string& data_option);

/// The CT phantom in `folder`, in any of the layouts in which it is handed out (README of reference/values).
/// Nothing if it is not there. Throws Error(data) if what is there is not the phantom.
std::optional<ScanFiles> find_ct_phantom(const std::string& folder);

/// What a user must do to have the CT phantom or the validation set.
std::string how_to_get_ct_phantom();
std::string how_to_get_validation();

/// Folder of the scans (STS_001/CT_image.nii.gz, ...), and the tables beside it.
struct ValidationFiles {
  std::string scans;
  std::string consensus;
  std::string cases;
  std::string filter_consensus;  ///< of IBSI 2; "" if it is not there
};
std::optional<ValidationFiles> find_validation(const std::string& folder);

}  // namespace radgauge::compliance
