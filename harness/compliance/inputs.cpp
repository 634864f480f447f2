#include <filesystem>

#include "compliance/measure.h"
#include "core/error.h"
#include "io/csv.h"
#include "io/files.h"
#include "io/image_file.h"

namespace radgauge::compliance {

namespace {

namespace fs = std::filesystem;

constexpr const char* kTable = "features.csv";

constexpr const char* kReadme = R"(# Is my extractor IBSI compliant? The first answer

1. Compute the features of `phantom_image.nii.gz` within `phantom_mask.nii.gz` with these settings:
   - no interpolation, no re-segmentation, no normalisation;
   - no discretisation: the intensities 1, 3, 4, 6 are the grey levels. Where a program must discretise, bins of size 1
     that start at 1, or 6 bins, leave the image as it is (levels 2 and 5 stay empty);
   - voxels are 2 x 2 x 2 mm, and lengths are in mm;
   - GLCM: symmetric, Chebyshev distance 1, no distance weighting; GLRLM without weighting;
   - NGTDM: Chebyshev distance 1; NGLDM: Chebyshev distance 1, coarseness 0;
   - GLSZM and GLDZM: linkage distance 1 (26 neighbours in 3D, 8 in 2D); GLDZM distances are of 6 (4) neighbours;
   - kurtosis is excess kurtosis; variances divide by n.
2. Write the values into the column `value` of `features.csv`. Leave empty what your program does not have. Every name is an
   IBSI tag; the code beside it is the one of the IBSI manual (https://ibsi.readthedocs.io). Endings: `2D_avg` by slice,
   averaged; `2D_comb` merged per slice; `2_5D_avg` merged over slices per direction; `2_5D_comb` all merged; `3D_avg`
   13 directions averaged; `3D_comb` merged; `2D`, `2_5D`, `3D` for zones and neighbours.
   Or take the table that your program writes if it is pyradiomics, MIRP, nyxus or pictologics.
3. `radgauge ibsi --features features.csv`

It ends with 0 if every value that you claim matches, with 1 and the names of those that do not otherwise.

The phantom is the digital phantom of IBSI 1 (A. Zwanenburg, CC BY 4.0, https://github.com/theibsi/data_sets).
)";

std::string empty_table() {
  std::string text = io::csv_line({"tag", "ibsi_code", "aggregation", "value"});
  for (const reference::ReferenceValue& value : reference::reference_features("digital"))
    if (value.value) text += io::csv_line({value.tag, value.ibsi_code, value.aggregation, ""});
  return text;
}

}  // namespace

void write_inputs(const std::string& folder) {
  const fs::path path(folder);
  if (fs::exists(path / kTable))
    throw Error(ErrorKind::usage,
                "'" + (path / kTable).string() + "' exists already and may be filled; name another folder");
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw Error(ErrorKind::usage, "the folder '" + folder + "' cannot be made: " + error.message());
  const Scan scan = digital_phantom();
  io::write_image((path / "phantom_image.nii.gz").string(), scan.image);
  io::write_mask((path / "phantom_mask.nii.gz").string(), scan.mask);
  io::write_file((path / "README.md").string(), kReadme);
  io::write_file((path / kTable).string(), empty_table());
}

}  // namespace radgauge::compliance
