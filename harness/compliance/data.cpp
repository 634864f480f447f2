#include "compliance/data.h"

#include <cstdlib>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "io/image_file.h"
#include "reference/values/reference_values.h"

namespace radgauge::compliance {

namespace {

namespace fs = std::filesystem;

/// Image and mask below a folder: the data pack of this project, the repository theibsi/data_sets, and
/// folders inside either.
constexpr std::array<std::pair<const char*, const char*>, 5> kPhantomFiles{
    {{"ibsi1/ct_phantom/image.nii.gz", "ibsi1/ct_phantom/mask.nii.gz"},
     {"ct_phantom/image.nii.gz", "ct_phantom/mask.nii.gz"},
     {"ibsi_1_ct_radiomics_phantom/nifti/image/phantom.nii.gz",
      "ibsi_1_ct_radiomics_phantom/nifti/mask/mask.nii.gz"},
     {"nifti/image/phantom.nii.gz", "nifti/mask/mask.nii.gz"},
     {"image/phantom.nii.gz", "mask/mask.nii.gz"}}};

std::vector<fs::path> roots(const std::string& folder) {
  return {fs::path(folder), fs::path(folder) / "ibsi", fs::path(folder) / "data_sets"};
}

/// The published size of the phantom, so that another image in the same place is told from it.
void check_is_phantom(const std::string& image) {
  const Lattice lattice = io::read_image_header(image).lattice;
  const auto published = reference::reference_diagnostics("a");
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::string tag = std::string("img_dim_") + "xyz"[axis] + "_init_img";
    const auto row =
        std::find_if(published.begin(), published.end(), [&](const auto& v) { return v.tag == tag; });
    if (row == published.end()) throw Error(ErrorKind::internal, "the reference values have no " + tag);
    if (static_cast<double>(lattice.size[axis]) != row->value)
      throw Error(ErrorKind::data, image + " is not the CT phantom of IBSI 1: it has " +
                                       to_text(lattice.size[axis]) + " voxels along " + "xyz"[axis] +
                                       ", the phantom has " + to_text(*row->value));
  }
}

}  // namespace

std::string ibsi_data_folder(const std::string& data_option) {
  if (!data_option.empty()) {
    if (!fs::is_directory(data_option))
      throw Error(ErrorKind::data, "--data '" + data_option + "' is not a folder");
    return data_option;
  }
  const char* variable = std::getenv("RADGAUGE_DATA");
  return variable == nullptr ? std::string() : std::string(variable);
}

std::optional<ScanFiles> find_ct_phantom(const std::string& folder) {
  if (folder.empty()) return std::nullopt;
  for (const fs::path& root : roots(folder))
    for (const auto& [image, mask] : kPhantomFiles) {
      if (!fs::exists(root / image) || !fs::exists(root / mask)) continue;
      check_is_phantom((root / image).string());
      return ScanFiles{(root / image).string(), (root / mask).string()};
    }
  return std::nullopt;
}

std::string how_to_get_ct_phantom() {
  return "The CT phantom of IBSI 1 is not part of radgauge: its licence, CC BY-NC 3.0, forbids commercial "
         "use. Get it from https://github.com/theibsi/data_sets (folder ibsi_1_ct_radiomics_phantom; Lambin "
         "2016, doi:10.17195/candat.2016.08.1) and name that folder, or the one it is in, with --data DIR "
         "or RADGAUGE_DATA";
}

std::string how_to_get_validation() {
  return "The validation set needs a folder validation/ with nifti/STS_001/CT_image.nii.gz and so on "
         "(from https://github.com/theibsi/data_sets, folder ibsi_validation, CC BY 3.0), "
         "reference_values_ibsi1_phase3.csv, reference_values_ibsi2_phase3.csv and cases.csv; name the folder it is in with --data DIR "
         "or RADGAUGE_DATA";
}

std::optional<ValidationFiles> find_validation(const std::string& folder) {
  if (folder.empty()) return std::nullopt;
  for (const fs::path& root :
       {fs::path(folder) / "ibsi/validation", fs::path(folder) / "validation", fs::path(folder)}) {
    ValidationFiles files{(root / "nifti").string(), (root / "reference_values_ibsi1_phase3.csv").string(),
                          (root / "cases.csv").string(),
                          (root / "reference_values_ibsi2_phase3.csv").string()};
    if (!fs::exists(files.filter_consensus)) files.filter_consensus.clear();
    if (fs::exists(files.consensus) && fs::exists(files.cases)) return files;
  }
  return std::nullopt;
}

}  // namespace radgauge::compliance
