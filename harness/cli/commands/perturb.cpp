#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/pair_options.h"
#include "core/error.h"
#include "workflow/variant_folder.h"

namespace radgauge::cli {

namespace {

int run_perturb(const Arguments& arguments) {
  workflow::VariantRequest request;
  request.pair = pair_of(arguments);
  request.chain = arguments.text("chain");
  request.object = arguments.text("object", request.object);
  request.seed = arguments.integer("seed").value_or(request.seed);
  request.folder = arguments.text("output");
  return workflow::write_variants(request, console()) ? 0 : exit_code(ErrorKind::data);
}

}  // namespace

Command perturb_command() {
  std::vector<CommandOption> options = pair_options();
  options.insert(
      options.begin() + 2,
      {"chain", "--chain", OptionKind::text, "FILE|TEXT",
       "a condition name (noise.white:k=1+mask.grow_mm:distance_mm=2#3), or a YAML file with a chain as in a study",
       true});
  options.push_back({"seed", "--seed", OptionKind::integer, "N", "seed of the study (default 1)"});
  options.push_back({"object", "--object", OptionKind::text, "PATIENT/LESION",
                     "the object's name in a study whose draws are wanted (default image/1)"});
  options.push_back({"output", "-o,--output", OptionKind::text, "DIR", "folder of the results", true});
  return {
      "perturb",
      "writes what a chain of perturbations makes of one image and mask",
      "Writes variant-N_image.nii.gz and variant-N_mask.nii.gz (what an extractor would get, with 20 mm "
      "around the mask), magnitudes.csv (columns variant, step, parameter, requested, achieved, unit, "
      "status) and contact_sheet.png: a row per variant with before, after, difference, and the contours "
      "before (green) and after (red). Variant 0 is the image as it is. Planned and run like a study: the "
      "same seed, object and condition give the same voxels. A variant that fails has its reason in the "
      "table; exit code 4.",
      options,
      {"radgauge perturb image.nii.gz mask.nii.gz --chain mask.observer:target_dice=0.85#3 -o perturbed"},
      &run_perturb};
}

}  // namespace radgauge::cli
