#include "workflow/variant_folder.h"

#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "io/image_file.h"
#include "io/png.h"
#include "report/contact_sheet.h"
#include "runner/variants.h"
#include "study/map_changes.h"

namespace radgauge::workflow {

namespace {

/// What is shown around the mask.
constexpr double kVariantContextMm = 20;

study::Group chain_of(const std::string& text) {
  return std::filesystem::exists(text) ? study::decode_applied(io::read_yaml(text))
                                       : study::group_of_condition(text);
}

/// A study of one object and one group.
study::Study study_of_chain(const VariantRequest& request) {
  study::Study study = study_of_pair(request.pair);
  study::CohortRow& row = study.rows.front();
  const std::vector<std::string> object = split(request.object, '/');
  if (object.size() != 2 || object[0].empty() || object[1].empty())
    throw Error(ErrorKind::usage,
                "--object '" + request.object + "' is not PATIENT/LESION, as a study names its objects");
  row.patient = object[0];
  row.lesion = object[1];
  study.file = "--chain";
  if (request.seed < 0) throw Error(ErrorKind::usage, "--seed must be 0 or more");
  study.seed = static_cast<std::uint64_t>(request.seed);
  study.groups.push_back(chain_of(request.chain));
  for (const study::ChainStep& step : study.groups.back().chain)
    if (study::changed_filter(*step.operation) != nullptr)
      throw Error(ErrorKind::usage,
                  "--chain names " + step.operation->id +
                      ", which changes a map of an extraction; perturb writes images and masks. "
                      "radgauge filter writes a map with any parameters");
  return study;
}

/// The cells to make: all, or the one repetition that a condition name asks for ("...#3"); base always.
std::vector<std::size_t> wanted_cells(const study::Plan& plan, const std::string& chain) {
  const std::size_t hash = chain.find('#');
  const bool one = hash != std::string::npos && !std::filesystem::exists(chain);
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const std::string& name = plan.conditions[plan.cells[i].condition].name;
    const std::size_t at = name.find('#');
    const std::string repeat = at == std::string::npos ? "#1" : name.substr(at);
    if (!one || plan.cells[i].condition == study::kBase || repeat == chain.substr(hash)) cells.push_back(i);
  }
  return cells;
}

std::string number(double value) {
  return std::isnan(value) ? "" : to_text(value);
}

std::string magnitudes_csv(const std::vector<runner::Variant>& variants) {
  std::string text =
      io::csv_line({"variant", "step", "parameter", "requested", "achieved", "unit", "status"});
  for (std::size_t n = 0; n < variants.size(); ++n) {
    const std::string variant = to_text(static_cast<std::int64_t>(n));
    for (const store::StoredMagnitude& m : variants[n].record.magnitudes)
      text += io::csv_line(
          {variant, m.operation, m.parameter, number(m.requested), number(m.achieved), m.unit, m.status});
    if (variants[n].record.status == Status::failed)
      text += io::csv_line({variant, "", "", "", "", "", "failed: " + variants[n].record.reason});
  }
  return text;
}

void write_folder(const std::filesystem::path& folder, const std::vector<runner::Variant>& variants) {
  std::filesystem::create_directories(folder);
  std::vector<report::Pictured> after;
  for (std::size_t n = 0; n < variants.size(); ++n) {
    const std::string name = "variant-" + to_text(static_cast<std::int64_t>(n));
    const runner::Variant& variant = variants[n];
    if (!variant.image.voxels.empty()) {
      io::write_image((folder / (name + "_image.nii.gz")).string(), variant.image);
      io::write_mask((folder / (name + "_mask.nii.gz")).string(), variant.mask);
    }
    if (n > 0) after.push_back({variant.image, variant.mask});
  }
  io::write_file((folder / "magnitudes.csv").string(), magnitudes_csv(variants));
  io::write_file((folder / "contact_sheet.png").string(),
                 io::png(report::contact_sheet({variants.front().image, variants.front().mask}, after)));
}

}  // namespace

bool write_variants(const VariantRequest& request, const Console& console) {
  const study::Study study = study_of_chain(request);
  const study::Plan plan = study::make_plan(study);
  const auto cells = wanted_cells(plan, request.chain);
  if (cells.size() < 2)
    throw Error(ErrorKind::usage, "the chain changes nothing: give a parameter a value that does");
  const std::vector<runner::Variant> variants =
      runner::make_variants(study, plan, 0, cells, kVariantContextMm);
  if (variants.front().record.status == Status::failed)
    throw Error(ErrorKind::data, variants.front().record.reason);
  print_notices(variants.front().record, console.err);
  write_folder(request.folder, variants);
  bool failed = false;
  for (std::size_t n = 0; n < variants.size(); ++n) {
    const bool is_failed = variants[n].record.status == Status::failed;
    failed = failed || is_failed;
    console.out << "variant-" << n << "  " << variants[n].condition
                << (is_failed ? "  failed: " + variants[n].record.reason : "") << "\n";
  }
  return !failed;
}

}  // namespace radgauge::workflow
