#include <iostream>

#include "cli/commands/commands.h"
#include "workflow/phantom_folder.h"

namespace radgauge::cli {

namespace {

int run_phantom(const Arguments& arguments) {
  workflow::PhantomRequest request;
  request.kind = arguments.text("kind");
  request.count = arguments.integer("count").value_or(request.count);
  request.seed = arguments.integer("seed").value_or(request.seed);
  request.scanner = arguments.given("scanner");
  request.parameters = arguments.text("params");
  request.sessions = arguments.integer("sessions").value_or(request.sessions);
  request.chain = arguments.given("chain");
  request.folder = arguments.text("output");
  std::cout << workflow::write_phantoms(request) << "\n";
  return 0;
}

}  // namespace

Command phantom_command() {
  return {
      "phantom",
      "writes phantom objects as images and masks, with the cohort table of a study",
      "Writes OBJECT_image.nii.gz, OBJECT_mask.nii.gz and cohort.csv; of what stands in a scanner also "
      "truth.json: kind, centre and everything that is known without measuring. --scanner scans it; without, "
      "the image has neither blur nor noise. With --sessions each object is scanned several times, each with "
      "noise of its own; without a scanner --chain (image operations) is drawn anew for each: a test-retest "
      "set of which the truth is known, to try `Simulated against real` of the report with. Draws depend on "
      "seed, object, scanner or operation, and session.",
      {{"kind", "", OptionKind::text, "KIND", "generator: radgauge list phantoms", true},
       {"count", "--count", OptionKind::integer, "N", "objects (default 1)"},
       {"seed", "--seed", OptionKind::integer, "N", "seed (default 1)"},
       {"scanner", "--scanner", OptionKind::text, "NAME|FILE",
        "what scans it: radgauge list scanners, or a scanner file"},
       {"params", "--params", OptionKind::text, "YAML",
        "parameters of the generator, e.g. 'noise_sd: 0, size_x: 96', or a file of them"},
       {"sessions", "--sessions", OptionKind::integer, "N", "scans of each object (default 1)"},
       {"chain", "--chain", OptionKind::text, "TEXT", "what a scan does, e.g. noise.white:sd=8"},
       {"output", "-o,--output", OptionKind::text, "DIR", "folder to write", true}},
      {"radgauge phantom lesion --count 30 --params 'noise_sd: 0' --sessions 2 --chain "
       "noise.white:sd=12 -o rescanned",
       "radgauge phantom water_cylinder --scanner CT-A --params 'radius_mm: 80' --sessions 2 -o water"},
      &run_phantom};
}

}  // namespace radgauge::cli
