#include "workflow/doctor_study.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "imaging/region.h"
#include "runner/engine_check.h"
#include "runner/runner.h"
#include "study/scanner_systems.h"
#include "study/selection.h"
#include "workflow/dry_run.h"

namespace radgauge::workflow {

namespace {

using Seconds = std::chrono::duration<double>;

/// The first object that can be measured, with its scan.
struct FirstObject {
  std::size_t unit = 0;
  std::size_t row = 0;
  acquire::AcquiredScan scan;
  double read_s = 0;
};

std::optional<FirstObject> first_object(const study::Study& study, const study::Plan& plan) {
  const acquire::Sources sources(study);
  std::vector<acquire::RowGeometry> geometry(study.rows.size());
  for (std::size_t u = 0; u < plan.units.size(); ++u) {
    const study::Acquisition& acquisition = plan.acquisitions[plan.units[u].acquisition];
    const std::size_t row = plan.cells[plan.units[u].cells.front()].row;
    const auto start = std::chrono::steady_clock::now();
    for (const std::size_t r : acquisition.rows) geometry[r] = sources.of(study.rows[r]).look(study.rows[r]);
    if (geometry[row].problem) continue;
    FirstObject first{u, row, acquire::acquire(sources, plan, acquisition, geometry), 0};
    first.read_s = Seconds(std::chrono::steady_clock::now() - start).count();
    return first;
  }
  return std::nullopt;
}

/// Intensities of the ROI within the resegmentation range: how many, the least and the largest.
struct Intensities {
  std::int64_t all = 0, kept = 0;
  double low = INFINITY, high = -INFINITY;
};

Intensities intensities_of(const acquire::AcquiredScan& scan, const ExtractionSettings& settings) {
  Intensities found;
  for (std::size_t i = 0; i < scan.roi.voxels.size(); ++i) {
    if (scan.roi.voxels[i] == 0) continue;
    ++found.all;
    const double v = scan.image.voxels[i];
    if (!(v >= settings.resegmentation_lower && v <= settings.resegmentation_upper)) continue;
    ++found.kept;
    found.low = std::min(found.low, v);
    found.high = std::max(found.high, v);
  }
  return found;
}

std::string bins_line(const study::Extraction& extraction, const Intensities& roi, const std::string& unit) {
  const ExtractionSettings& settings = extraction.settings;
  const std::string range = to_rounded_text(roi.low) + " to " + to_rounded_text(roi.high) + " " + unit;
  if (roi.kept == 0)
    return "bins (" + extraction.name +
           "): no voxel of the ROI lies in the range of resegmentation: MISTAKE, the image is "
           "in another unit, or the range is meant for another modality";
  std::string text = "bins (" + extraction.name + "): the ROI spans " + range;
  if (roi.kept < roi.all)
    text += " after resegmentation, which leaves " + to_text(roi.kept) + " of its " + to_text(roi.all) +
            " voxels";
  if (settings.discretisation == Discretisation::fbs) {
    const double levels = std::floor((roi.high - roi.low) / settings.bin_width) + 1;
    text += "; bins of " + to_rounded_text(settings.bin_width) + " make " + to_rounded_text(levels) +
            " grey levels";
    if (levels < 8) return text + ": MISTAKE, textures of fewer than 8 hardly differ; take narrower bins";
    if (levels > 256) return text + ": MISTAKE, most of more than 256 are empty; take wider bins";
    return text + ": well";
  }
  if (settings.discretisation == Discretisation::fbn) {
    const double voxels = static_cast<double>(roi.kept) / static_cast<double>(settings.bin_count);
    text += "; " + to_text(settings.bin_count) + " bins hold " + to_rounded_text(voxels, 3) + " voxels each";
    return text + (voxels < 2 ? ": MISTAKE, most bins are empty or have one; take fewer bins" : ": well");
  }
  return text;
}

std::string grid_line(const study::Extraction& extraction, const Lattice& image, std::int64_t roi_voxels) {
  const ExtractionSettings& settings = extraction.settings;
  const Vec3& from = image.spacing_mm;
  std::string text = "grid (" + extraction.name + "): voxels of " + to_rounded_text(from[0]) + " x " +
                     to_rounded_text(from[1]) + " x " + to_rounded_text(from[2]) + " mm";
  const auto few = [](double voxels) {
    return voxels < 64 ? ", and " + to_rounded_text(voxels, 3) +
                             " voxels of the ROI: MISTAKE, textures need some hundred"
                       : ", " + to_rounded_text(voxels, 3) + " voxels of the ROI";
  };
  if (settings.interpolation == Interpolation::none) {
    const double ratio =
        *std::max_element(from.begin(), from.end()) / *std::min_element(from.begin(), from.end());
    text += " are taken as they are" + few(static_cast<double>(roi_voxels));
    if (ratio > 1.5)
      text += "; MISTAKE: a texture in 3D takes their " + to_rounded_text(ratio, 3) +
              " times longer side for a step like the others; interpolate to cubes";
    return text;
  }
  Vec3 to{settings.spacing_x_mm, settings.spacing_y_mm, settings.spacing_z_mm};
  for (std::size_t a = 0; a < 3; ++a)
    if (to[a] <= 0) to[a] = from[a];
  const double factor = from[0] * from[1] * from[2] / (to[0] * to[1] * to[2]);
  text += " become " + to_rounded_text(to[0]) + " x " + to_rounded_text(to[1]) + " x " +
          to_rounded_text(to[2]) + " mm" + few(factor * static_cast<double>(roi_voxels));
  const double stretched = std::max({from[0] / to[0], from[1] / to[1], from[2] / to[2]});
  if (stretched > 4)
    text += "; MISTAKE: " + to_rounded_text(100 * (1 - 1 / stretched), 2) +
            " % of the layers along one axis are interpolated, none measured; take a larger spacing";
  return text;
}

std::string patients_line(const study::Study& study, const study::Crossing& crossing) {
  double most = 0;
  for (const study::StudyQuestion& question : study.questions)
    most = std::max(most, question.limits.patients_min);
  std::string text =
      "patients: " + count_text(crossing.n_patients) + ", and the questions ask for " + to_rounded_text(most);
  if (study.questions.empty())
    return "patients: " + count_text(crossing.n_patients) + "; no question is asked";
  return text + (static_cast<double>(crossing.n_patients) < most
                     ? ": MISTAKE, nothing can be certified; add patients, or lower patients_min and mean it"
                     : ": enough to be asked; the lines above say what an interval of that size can certify");
}

}  // namespace

int doctor_study(const std::string& file, int threads, std::ostream& out) {
  study::Study study = study::read_study(file);
  const study::Plan plan = study::make_plan(study);
  study::check_scanners(study, plan);
  const std::shared_ptr<const engine::Engine> engine = runner::checked_engine(study, plan);
  study.whole_images = runner::wants_whole_images(*engine, study);
  const int code = dry_run(study, plan, *engine, std::vector<bool>(plan.cells.size(), true), threads,
                           study.name + "-results", false, out);
  std::optional<FirstObject> first = first_object(study, plan);
  if (!first) {
    out << "speed: no object can be measured\n";
    return code;
  }
  const study::CohortRow& row = study.rows[first->row];
  runner::StageSeconds seconds{};
  const auto start = std::chrono::steady_clock::now();
  runner::compute_unit({study, plan, *engine, first->scan}, plan.units[first->unit],
                       {plan.units[first->unit].cells.front()}, seconds);
  out << "speed: " << row.name() << " was read in " << to_rounded_text(first->read_s, 3)
      << " s; one cell of it takes "
      << to_rounded_text(Seconds(std::chrono::steady_clock::now() - start).count(), 3) << " s\n";
  out << "the three commonest mistakes, on " << row.name() << ":\n";
  for (const study::Extraction& extraction : study.extractions) {
    out << "  " << bins_line(extraction, intensities_of(first->scan, extraction.settings), row.unit) << "\n";
    out << "  " << grid_line(extraction, first->scan.image.lattice, count(first->scan.roi)) << "\n";
  }
  out << "  " << patients_line(study, study::crossing(study, plan)) << "\n";
  return code;
}

}  // namespace radgauge::workflow
