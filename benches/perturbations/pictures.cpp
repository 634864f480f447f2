#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>

#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "perturbations/records.h"
#include "perturbations/registry.h"
#include "reference/preprocessing/roi.h"
#include "report/contact_sheet.h"

namespace radgauge::records {

namespace {

constexpr std::int64_t kPixels = 112;
constexpr std::int64_t kColumns = 2;
constexpr double kContextMm = 20;

/// A scan that perturbations are shown on.
struct Scanned {
  std::string modality;
  std::string patient;
  std::string file;  ///< of the image and mask, before "_image.nii.gz"
  std::string preset;
};

Scanned scan_called(const std::string& word) {
  if (word == "MR") return {"MR", "STS_018", "MR_T1", "mr-1mm"};
  if (word == "PET") return {"PET", "STS_010", "PET", "pet-3mm"};
  if (word == "CT") return {"CT", "STS_003", "CT", "ct-1mm"};
  throw Error(ErrorKind::data, "scan '" + word + "' is not one of CT, MR, PET");
}

/// How one perturbation is shown; `parameters` as in a study, without braces.
struct Shown {
  const Operation* operation;
  Scanned scan;
  std::string parameters;
};

study::Study study_of_row(const Shown& shown) {
  // To check the rows no file is opened.
  const char* data = std::getenv("RADGAUGE_DATA");
  const std::string file = std::string(data != nullptr ? data : "data") + "/ibsi/validation/nifti/" +
                           shown.scan.patient + "/" + shown.scan.file;
  return study_of("{patient: " + shown.scan.patient + ", image: \"" + file + "_image.nii.gz\", mask: \"" +
                      file + "_mask.nii.gz\", modality: " + shown.scan.modality + "}",
                  "{preset: " + shown.scan.preset + "}",
                  "  shown: {chain: [{" + shown.operation->id + ": {" + shown.parameters + "}}]}\n");
}

/// Empty, or why this row does not show the perturbation.
std::string problem_of_row(const Shown& shown) {
  try {
    const study::Plan plan = study::make_plan(study_of_row(shown));
    return plan.conditions.size() > 1 ? "" : "these parameters change nothing";
  } catch (const Error& error) {
    return error.what();
  }
}

/// One that the table does not name yet: the first scan and parameter with which it does something.
std::optional<Shown> found_for(const Operation& operation) {
  for (const char* scan : {"CT", "MR", "PET"}) {
    std::vector<std::string> tries{""};
    for (const Field& field : operation.fields) {
      if (field.kind == FieldKind::boolean) tries.push_back(field.name + ": true");
      if (field.kind == FieldKind::choice)
        for (const std::string& word : field.choices) tries.push_back(field.name + ": " + word);
      if (field.kind != FieldKind::real && field.kind != FieldKind::integer) continue;
      for (const char* value : {"2", "1", "0.5", "-1"}) tries.push_back(field.name + ": " + value);
    }
    for (const std::string& parameters : tries) {
      const Shown shown{&operation, scan_called(scan), parameters};
      if (problem_of_row(shown).empty()) return shown;
    }
  }
  return std::nullopt;
}

/// What an external program does is not ours to show.
bool is_command(const Operation& operation) {
  return operation.id.size() > 8 && operation.id.substr(operation.id.size() - 8) == ".command";
}

/// Every registered perturbation but the commands, in the order of the registry. What is wrong goes to
/// `problems`.
std::vector<Shown> shown_rows(const std::string& table_csv, std::string& problems) {
  const io::CsvTable table = io::read_csv(table_csv);
  const auto operation = table.column("operation"), scan = table.column("scan"),
             parameters = table.column("parameters");
  if (!operation || !scan || !parameters)
    throw Error(ErrorKind::data, table_csv + ": needs the columns operation, scan and parameters");
  std::map<std::string, std::vector<std::string>> entries;
  for (const auto& row : table.rows) {
    if (perturbations::find_perturbation(row[*operation]) == nullptr)
      problems += table_csv + ": there is no perturbation '" + row[*operation] + "'\n";
    entries[row[*operation]] = {row[*scan], row[*parameters]};
  }
  std::vector<Shown> rows;
  for (const Operation& op : perturbations::perturbations()) {
    if (is_command(op)) continue;
    const auto entry = entries.find(op.id);
    std::optional<Shown> shown;
    if (entry != entries.end())
      shown = Shown{&op, scan_called(entry->second[0]), entry->second[1]};
    else
      shown = found_for(op);
    if (!shown) {
      problems += op.id + " has no row: give it one in " + table_csv + "\n";
      continue;
    }
    if (const std::string why = problem_of_row(*shown); !why.empty()) problems += op.id + ": " + why + "\n";
    rows.push_back(std::move(*shown));
  }
  return rows;
}

bool same_discretisation(const ExtractionSettings& a, const ExtractionSettings& b) {
  return a.discretisation == b.discretisation && a.bin_count == b.bin_count && a.bin_width == b.bin_width &&
         a.bin_origin_shift == b.bin_origin_shift;
}

/// The intensity mask, with the intensities in it or with the grey levels that textures are computed on (as
/// parts of the highest one); beyond it NaN.
report::Pictured extracted_of(const Volume& image, const Mask& mask, const ExtractionSettings& s,
                              bool as_levels) {
  const reference::Roi roi = reference::cut_roi(image, mask);
  const reference::IntensityMask kept =
      reference::resegment(roi, s.resegmentation_lower, s.resegmentation_upper, s.resegmentation_sigma);
  const reference::Levels levels = reference::discretise(roi, kept, s);
  const std::int64_t pad = levels.padding;
  const Box box = bounding_box(mask);
  const Lattice lattice = crop(mask.lattice, grow(box, {pad, pad, pad}));
  const Volume inner = crop(image, box);
  report::Pictured picture{Volume(lattice, std::numeric_limits<float>::quiet_NaN()), Mask(lattice)};
  levels.visit([&](const auto* level) {
    for (std::size_t i = 0; i < picture.image.voxels.size(); ++i) {
      if (level[i] == 0) continue;
      picture.mask.voxels[i] = 1;
      picture.image.voxels[i] = static_cast<float>((level[i] - 0.5) / static_cast<double>(levels.highest));
      if (as_levels) continue;
      const auto at = static_cast<std::int64_t>(i);
      picture.image.voxels[i] =
          inner(at % lattice.size[0] - pad, at / lattice.size[0] % lattice.size[1] - pad,
                at / (lattice.size[0] * lattice.size[1]) - pad);
    }
  });
  return picture;
}

report::SheetRow row_of(const Shown& shown) {
  const study::Study study = study_of_row(shown);
  const study::Plan plan = study::make_plan(study);
  const std::vector<runner::Variant> variants = runner::make_variants(study, plan, 0, {0, 1}, kContextMm);
  const runner::Variant &base = variants[0], &changed = variants[1];
  if (changed.record.status == Status::failed)
    throw Error(ErrorKind::data, changed.condition + ": " + changed.record.reason);
  report::SheetRow row{shown.operation->id,
                       shown.scan.modality + " " + shown.scan.patient,
                       {base.image, base.mask},
                       {changed.image, changed.mask}};
  std::string parameters = changed.condition.substr(shown.operation->id.size());
  parameters = parameters.substr(0, parameters.find('#'));
  if (!parameters.empty()) parameters[0] = ' ';
  std::replace(parameters.begin(), parameters.end(), ':', ' ');
  if (!parameters.empty()) row.text += ":" + parameters;
  if (const store::StoredMagnitude* dice = magnitude(changed, shown.operation->id, "dice"))
    row.text += "; Dice " + to_rounded_text(dice->achieved, 3);
  else if (const store::StoredMagnitude* sd = magnitude(changed, shown.operation->id, "change_sd"))
    row.text += "; SD of the change " + to_rounded_text(sd->achieved, 3);
  if (shown.operation->stage != Stage::extraction) return row;
  const ExtractionSettings& settings = study.extractions.front().settings;
  ExtractionSettings other = settings;
  for (const study::AppliedOperation& step : plan.conditions[1].chain)
    other = step.operation->extraction(other, step.values).settings;
  const bool as_levels = !same_discretisation(settings, other);
  row.before = extracted_of(base.image, base.mask, settings, as_levels);
  row.after = extracted_of(base.image, base.mask, other, as_levels);
  return row;
}

}  // namespace

std::string picture_perturbations(const std::string& table_csv, const std::string& png_file, bool check) {
  std::string problems;
  const std::vector<Shown> shown = shown_rows(table_csv, problems);
  if (check || !problems.empty()) return problems;
  data_file("");
  std::vector<report::SheetRow> rows;
  for (const Shown& one : shown) rows.push_back(row_of(one));
  io::write_file(png_file, io::png(report::labelled_sheet(rows, kColumns, kPixels)));
  return {};
}

}  // namespace radgauge::records
