#include <iostream>

#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/pair_options.h"
#include "core/error.h"
#include "record/feature_table.h"
#include "report/cell.h"
#include "report/structured_report.h"
#include "runner/runner.h"

namespace radgauge::cli {

namespace {

void note_missing_values(const store::CellRecord& cell, std::int64_t roi_voxels) {
  const auto missing =
      std::count_if(cell.statuses.begin(), cell.statuses.end(), [](Status s) { return s != Status::ok; });
  if (roi_voxels == 1)
    std::cerr
        << "radgauge: the mask has one voxel; size, shape and texture cannot be measured on it. Check that "
           "the right structure and label were exported\n";
  if (missing > 0)
    std::cerr << "radgauge: " << missing << " of " << cell.statuses.size()
              << " features have no value on this ROI; the columns status and reason say why\n";
}

/// As a DICOM structured report, whose UIDs follow from the files and the values.
std::string structured(const std::vector<store::StoredFeature>& features, const store::CellRecord& cell,
                       const acquire::Sources& sources, const study::CohortRow& row) {
  std::string inputs;
  for (const acquire::Input& input : sources.of(row).identity(row)) inputs += input.sha256;
  return report::structured_report(features, cell,
                                   {row.patient, row.label().empty() ? row.lesion : row.label(), inputs});
}

int run_extract(const Arguments& arguments) {
  study::Study study = workflow::study_of_pair(pair_of(arguments));
  study.resample_mask = arguments.has("resample-mask");
  const study::Plan plan = study::make_plan(study);
  const engine::Engine& engine = engine::built_in_engine();
  const acquire::Sources sources(study);
  const acquire::RowGeometry geometry = sources.of(study.rows.front()).look(study.rows.front());
  if (geometry.problem) throw Error(ErrorKind::data, geometry.problem->text());
  const acquire::AcquiredScan scan = acquire::acquire(sources, plan, plan.acquisitions.front(), {geometry});
  runner::StageSeconds seconds{};
  const store::CellRecord cell =
      runner::compute_unit({study, plan, engine, scan}, plan.units.front(), {0}, seconds).front();
  if (cell.status == Status::failed)
    throw Error(ErrorKind::data, cell.reason)
        .within(study.rows.front().image + " with " + study.rows.front().mask);
  const auto features = record::stored_features(study, engine);
  const std::string format = arguments.text("format", "csv");
  const std::string text = format == "json"       ? report::cell_json(features, cell)
                           : format == "dicom-sr" ? structured(features, cell, sources, study.rows.front())
                                                  : report::cell_csv(features, cell);
  workflow::print_notices(cell, std::cerr);
  note_missing_values(cell, geometry.roi_voxels);
  write_output(arguments, text);
  return 0;
}

}  // namespace

Command extract_command() {
  std::vector<CommandOption> options = pair_options();
  options.push_back({"resample-mask", "--resample-mask", OptionKind::flag, "",
                     "allow a mask on another lattice of the same frame"});
  CommandOption format = format_option();
  format.help = "csv (default), json, or dicom-sr: a DICOM structured report (TID 1500) with IBSI codes";
  format.choices.emplace_back("dicom-sr");
  options.push_back(format);
  options.push_back(output_option());
  return {
      "extract",
      "prints the features of one image and mask",
      "Columns: feature, ibsi_code, value, unit, status, reason. A feature without a value says why (status "
      "degenerate or undefined); that is not an error. A file that cannot be used is: exit code 4.",
      options,
      {"radgauge extract image.nii.gz mask.nii.gz --extraction ct-1mm"},
      &run_extract};
}

}  // namespace radgauge::cli
