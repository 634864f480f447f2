#include "cli/commands/commands.h"
#include "core/error.h"
#include "io/image_file.h"
#include "reference/filters/registry.h"

namespace radgauge::cli {

namespace {

int run_filter(const Arguments& arguments) {
  const reference::FilterCall call = reference::parse_filter(arguments.text("filter"));
  const Volume image = io::read_image(arguments.text("image"));
  try {
    io::write_image(arguments.text("output"),
                    call.filter->apply(image, {{0, 0, 0}, image.lattice.size}, call.values));
  } catch (const Error& error) {
    throw error.within("filter " + call.filter->id);
  }
  return 0;
}

}  // namespace

Command filter_command() {
  return {
      "filter",
      "writes the map that a filter makes of an image",
      "The map is float32 on the lattice of the image: voxel for voxel in the order in which the file stores "
      "them, x being its first axis. `radgauge list filters` names the filters, `radgauge describe NAME` "
      "their parameters; what is left out is as by default. In a study, maps are measured with the key "
      "maps of an extraction.",
      {{"image", "", OptionKind::text, "IMAGE", "image file: NIfTI, NRRD or MetaImage", true},
       {"filter", "--filter", OptionKind::text, "TEXT",
        "NAME:parameter=value:..., as log:sigma_mm=3:boundary=mirror", true},
       {"output", "-o,--output", OptionKind::text, "FILE", "image file to write", true}},
      {"radgauge filter image.nii.gz --filter log:sigma_mm=3 -o log.nii.gz",
       "radgauge filter image.nii.gz --filter "
       "wavelet:wavelet=coif1:subband=LLH:pooling=average -o llh.nii.gz"},
      &run_filter};
}

}  // namespace radgauge::cli
