#include "workflow/cohort_folder.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <thread>

#include "core/error.h"
#include "core/text.h"
#include "intake/intake.h"
#include "io/files.h"
#include "report/crossing_text.h"
#include "study/plan.h"

namespace radgauge::workflow {

namespace {

namespace fs = std::filesystem;

std::string folder_of_table(const std::string& table) {
  const fs::path parent = fs::path(table).parent_path();
  return parent.empty() ? "." : parent.string();
}

int threads_to_use(const CohortRequest& request) {
  return request.threads > 0 ? request.threads
                             : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

double coverage_of(const CohortRequest& request) {
  study::CohortRow row;
  if (const auto problem = row.set_contour_coverage(request.contour_coverage.value_or("")))
    throw Error(ErrorKind::usage, "--contour-coverage: " + *problem);
  return row.contour_coverage;
}

/// The table of a folder of DICOM series.
intake::CohortTable table_of_folder(const CohortRequest& request, const std::string& folder,
                                    const std::string& output, bool& any_image, std::ostream& err) {
  intake::Index index = intake::index_folder(folder, threads_to_use(request));
  any_image = !index.series.empty();
  intake::DicomIntake how;
  how.roi_pattern = request.roi_pattern;
  how.contour_coverage = coverage_of(request);
  how.table_folder = folder_of_table(output);
  how.share_masks = request.share_masks;
  const std::string key = request.key.value_or((fs::path(how.table_folder) / "cohort.key").string());
  bool is_new = false;
  const intake::Pseudonyms pseudonyms = intake::read_or_make_key(key, is_new);
  if (is_new && any_image)
    err << "radgauge: new key of pseudonyms in " << key
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
  if (request.join) intake::join_outcomes(table, *request.join, known);
  for (const intake::Finding& finding : table.findings)
    if (index.identifiers.are_in(finding.file)) {
      err << "radgauge: names of folders or files hold a name, an identifier or a date of a patient, which is then "
             "in the table's paths; rename them before the table leaves\n";
      break;
    }
  return table;
}

intake::CohortTable table_of_pattern(const CohortRequest& request, const intake::NamePattern& pattern,
                                     const std::string& output, bool& any_image) {
  intake::CohortTable table = intake::pattern_rows(pattern, request.image_pattern, folder_of_table(output),
                                                   request.share_masks, any_image);
  if (request.join) intake::join_outcomes(table, *request.join, {});
  return table;
}

/// Patients x sessions x readers x scanners.
void print_crossing(const intake::CohortTable& table, std::ostream& out) {
  if (table.rows.empty()) return;
  study::Study study;
  study.rows = table.rows;
  study.extractions.push_back({"original", "none", {}});
  const study::Plan plan = study::make_plan(study);
  out << report::crossing_text(study::crossing(study, plan), plan.cells.size());
}

}  // namespace

void write_cohort(const CohortRequest& request, const Console& console) {
  const std::string& where = request.where;
  const std::string& output = request.table;
  std::string root = where;
  bool any_image = false;
  intake::CohortTable table;
  if (where.find('{') != std::string::npos) {
    if (request.contour_coverage)
      throw Error(ErrorKind::usage,
                  "--contour-coverage is of structure sets in a folder of DICOM files; masks of a "
                  "pattern have voxels already");
    const intake::NamePattern pattern(where);
    root = pattern.folder();
    table = table_of_pattern(request, pattern, output, any_image);
  } else {
    if (!fs::is_directory(where))
      throw Error(ErrorKind::data, "'" + where + "': there is no such folder" + io::advice_on_missing(where) +
                                       "; names of files are given as a pattern with {patient}");
    while (root.size() > 1 && root.back() == '/') root.pop_back();
    table = table_of_folder(request, root, output, any_image, console.err);
  }
  intake::check_rows(table, root, folder_of_table(output), request.headers_only, request.threads,
                     request.share_masks);
  const std::string problems = (fs::path(output).parent_path() / "problems.csv").string();
  io::write_file(problems, intake::problems_csv(table.findings));
  io::write_file(output, intake::cohort_csv(table.rows));
  print_crossing(table, console.out);
  std::map<intake::FindingKind, std::size_t> counts;
  for (const intake::Finding& finding : table.findings) ++counts[finding.kind];
  console.out << count_text(table.rows.size()) << " rows in " << output << "; "
              << count_text(table.findings.size()) << " problems in " << problems << "\n";
  for (const auto& [kind, n] : counts) console.out << "  " << to_text(kind) << ": " << count_text(n) << "\n";
  if (!any_image)
    throw Error(ErrorKind::data, "no image was found in '" + root +
                                     "'; give a folder of DICOM series, or a pattern such "
                                     "as 'data/{patient}/{modality}_{reader}.nii.gz'");
}

}  // namespace radgauge::workflow
