#include <filesystem>
#include <iostream>
#include <map>
#include <thread>

#include "cli/commands/commands.h"
#include "cli/threads.h"
#include "core/error.h"
#include "core/text.h"
#include "intake/intake.h"
#include "io/files.h"
#include "report/crossing_text.h"
#include "study/plan.h"

namespace radgauge::cli {

namespace {

namespace fs = std::filesystem;

std::string folder_of_table(const std::string& table) {
  const fs::path parent = fs::path(table).parent_path();
  return parent.empty() ? "." : parent.string();
}

int threads_to_use(const Arguments& arguments) {
  const int threads = threads_of(arguments);
  return threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// The table of a folder of DICOM series.
intake::CohortTable table_of_folder(const Arguments& arguments, const std::string& folder,
                                    const std::string& output, bool& any_image) {
  intake::Index index = intake::index_folder(folder, threads_to_use(arguments));
  any_image = !index.series.empty();
  intake::DicomIntake how;
  how.roi_pattern = arguments.text("roi", "*");
  how.table_folder = folder_of_table(output);
  const std::string key = arguments.text("key", (fs::path(how.table_folder) / "cohort.key").string());
  bool is_new = false;
  const intake::Pseudonyms pseudonyms = intake::read_or_make_key(key, is_new);
  if (is_new && any_image)
    std::cerr << "radgauge: new key of pseudonyms in " << key
              << "; keep it (--key) to get the same ones again, and give "
                 "it to nobody who gets the table\n";
  std::vector<std::pair<std::string, std::string>> known;
  intake::CohortTable table = intake::dicom_rows(index, how, pseudonyms, known);
  std::move(index.findings.begin(), index.findings.end(), std::back_inserter(table.findings));
  for (const std::string& file : index.image_files)
    table.findings.push_back({file, intake::FindingKind::missing_mask,
                              "an image file does not say whose it is, or which mask is its",
                              "say how names are built: radgauge cohort '" + shortened(folder) +
                                  "/{patient}/{modality}_{reader}.nii.gz'"});
  any_image = any_image || !index.image_files.empty();
  if (arguments.has("join")) intake::join_outcomes(table, arguments.text("join"), known);
  for (const intake::Finding& finding : table.findings)
    if (index.identifiers.are_in(finding.file)) {
      std::cerr
          << "radgauge: names of folders or files hold a name, an identifier or a date of a patient, which is then "
             "in the table's paths; rename them before the table leaves\n";
      break;
    }
  return table;
}

intake::CohortTable table_of_pattern(const Arguments& arguments, const intake::NamePattern& pattern,
                                     const std::string& output, bool& any_image) {
  intake::CohortTable table =
      intake::pattern_rows(pattern, arguments.text("image-pattern"), folder_of_table(output), any_image);
  if (arguments.has("join")) intake::join_outcomes(table, arguments.text("join"), {});
  return table;
}

/// Patients x sessions x readers x scanners.
void print_crossing(const intake::CohortTable& table) {
  if (table.rows.empty()) return;
  study::Study study;
  study.rows = table.rows;
  study.extractions.push_back({"original", "none", {}});
  const study::Plan plan = study::make_plan(study);
  std::cout << report::crossing_text(study::crossing(study, plan), plan.cells.size());
}

int run_cohort(const Arguments& arguments) {
  const ThreadLimit limit(threads_of(arguments));
  const std::string where = arguments.text("where"), output = arguments.text("output", "cohort.csv");
  std::string root = where;
  bool any_image = false;
  intake::CohortTable table;
  if (where.find('{') != std::string::npos) {
    const intake::NamePattern pattern(where);
    root = pattern.folder();
    table = table_of_pattern(arguments, pattern, output, any_image);
  } else {
    if (!fs::is_directory(where))
      throw Error(ErrorKind::data, "'" + where + "': there is no such folder" + io::advice_on_missing(where) +
                                       "; names of files are given as a pattern with {patient}");
    while (root.size() > 1 && root.back() == '/') root.pop_back();
    table = table_of_folder(arguments, root, output, any_image);
  }
  intake::check_rows(table, root, folder_of_table(output), arguments.has("headers-only"),
                     threads_of(arguments));
  const std::string problems = (fs::path(output).parent_path() / "problems.csv").string();
  io::write_file(problems, intake::problems_csv(table.findings));
  io::write_file(output, intake::cohort_csv(table.rows));
  print_crossing(table);
  std::map<intake::FindingKind, std::size_t> counts;
  for (const intake::Finding& finding : table.findings) ++counts[finding.kind];
  std::cout << count_text(table.rows.size()) << " rows in " << output << "; "
            << count_text(table.findings.size()) << " problems in " << problems << "\n";
  for (const auto& [kind, n] : counts) std::cout << "  " << to_text(kind) << ": " << count_text(n) << "\n";
  if (!any_image)
    throw Error(ErrorKind::data, "no image was found in '" + root +
                                     "'; give a folder of DICOM series, or a pattern such "
                                     "as 'data/{patient}/{modality}_{reader}.nii.gz'");
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
       {"image-pattern", "--image", OptionKind::text, "PATTERN",
        "how images are named where masks are named by PATTERN"},
       {"headers-only", "--headers-only", OptionKind::flag, "",
        "read no voxel of an image: no check of ranges, pieces and copies"},
       threads_option()},
      {"radgauge cohort export/ -o cohort.csv",
       "radgauge cohort 'data/{patient}/{modality}_{reader}.nii.gz' --join outcomes.csv"},
      &run_cohort};
}

}  // namespace radgauge::cli
