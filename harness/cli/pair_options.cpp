#include "cli/pair_options.h"

namespace radgauge::cli {

std::vector<CommandOption> pair_options() {
  return {
      {"image", "", OptionKind::text, "IMAGE",
       "image file: NIfTI, NRRD or MetaImage; or a DICOM series: its folder or a file of it", true},
      {"mask", "", OptionKind::text, "MASK", "mask file on the lattice of the image; RTSTRUCT or DICOM SEG",
       true},
      {"extraction", "--extraction", OptionKind::text, "PRESET|FILE",
       "settings: a preset (radgauge list presets) or a YAML file of settings (default none)"},
      {"mask-label", "--mask-label", OptionKind::text, "N|NAME",
       "value of the ROI in the mask, or its name in an RTSTRUCT or SEG (* and ? as in a shell); needed when "
       "there are several"},
      {"contour-coverage", "--contour-coverage", OptionKind::text, "SHARE",
       "of an RTSTRUCT: share of a voxel's area that must lie within the contours (default 0: its centre)"},
      {"modality", "--modality", OptionKind::text, "WORD",
       "CT, MR, PET or other (default; of DICOM what it says): names the unit of intensity features"}};
}

workflow::PairRequest pair_of(const Arguments& arguments) {
  return {arguments.text("image"),
          arguments.text("mask"),
          arguments.text("extraction", "none"),
          arguments.given("mask-label"),
          arguments.given("contour-coverage"),
          arguments.given("modality")};
}

}  // namespace radgauge::cli
