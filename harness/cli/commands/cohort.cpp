#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/threads.h"
#include "workflow/cohort_folder.h"

namespace radgauge::cli {

namespace {

int run_cohort(const Arguments& arguments) {
  workflow::CohortRequest request;
  request.where = arguments.text("where");
  request.table = arguments.text("output", request.table);
  request.key = arguments.given("key");
  request.join = arguments.given("join");
  request.roi_pattern = arguments.text("roi", request.roi_pattern);
  request.contour_coverage = arguments.given("contour-coverage");
  request.image_pattern = arguments.text("image-pattern");
  request.share_masks = arguments.has("share-masks");
  request.headers_only = arguments.has("headers-only");
  request.threads = threads_of(arguments);
  const ThreadLimit limit(request.threads);
  workflow::write_cohort(request, console());
  return 0;
}

}  // namespace

Command cohort_command() {
  return {
      "cohort",
      "makes a cohort table of a folder, and says what is wrong in it",
      "Reads a tree of DICOM series (CT, MR, PET) with their structure sets (RTSTRUCT) and segmentations (SEG), or "
      "files whose names follow a pattern. Writes the table and, beside it, problems.csv (file, problem, found, "
      "advice), a line for each problem; rows that no run could measure are left out of the table. Patients get "
      "pseudonyms by a keyed hash; no name, identifier or date of a header is written. Exit code 0 with problems, 4 "
      "if there is no image.",
      {{"where", "", OptionKind::text, "DIR|PATTERN",
        "folder of DICOM files, or a pattern: 'data/{patient}/{session}/{modality}_{reader}.nii.gz'", true},
       {"output", "-o,--output", OptionKind::text, "FILE", "the table (default cohort.csv)"},
       {"key", "--key", OptionKind::text, "FILE",
        "key of the pseudonyms; made if it is not there (default cohort.key beside the table)"},
       {"join", "--join", OptionKind::text, "TABLE",
        "table with a column patient (identifiers or pseudonyms), whose other columns are added"},
       {"roi", "--roi", OptionKind::text, "PATTERN", "only structures and segments of such names (* and ?)"},
       {"contour-coverage", "--contour-coverage", OptionKind::text, "SHARE",
        "write this into the column contour_coverage of structures: share of a voxel's area that must lie within the "
        "contours (default: its centre)"},
       {"image-pattern", "--image", OptionKind::text, "PATTERN",
        "how images are named where masks are named by PATTERN"},
       {"share-masks", "--share-masks", OptionKind::flag, "",
        "a series without regions takes those drawn on another series of its study in the same frame of reference; an "
        "image file without masks those of the one other channel or modality of its patient and session"},
       {"headers-only", "--headers-only", OptionKind::flag, "",
        "read no voxel of an image: no check of ranges, pieces and copies"},
       threads_option()},
      {"radgauge cohort export/ -o cohort.csv",
       "radgauge cohort 'data/{patient}/{modality}_{reader}.nii.gz' --join outcomes.csv"},
      &run_cohort};
}

}  // namespace radgauge::cli
