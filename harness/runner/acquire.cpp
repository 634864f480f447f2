#include "runner/acquire.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "io/image_file.h"
#include "reference/extractor.h"
#include "study/grid_stage.h"
#include "study/maps.h"

namespace radgauge::runner {

using study::Study;

namespace {

constexpr std::int64_t kSplineMargin = 24;

Box box_on(const Lattice& image, const Mask& mask) {
  const Box box = bounding_box(mask);
  if (box.empty()) return box;
  Box result{image.size, {0, 0, 0}};
  for (int corner = 0; corner < 8; ++corner) {
    Vec3 index;
    for (std::size_t a = 0; a < 3; ++a)
      index[a] = static_cast<double>(((corner >> a) & 1) != 0 ? box.end[a] - 1 : box.begin[a]) +
                 (((corner >> a) & 1) != 0 ? 0.5 : -0.5);
    const Vec3 at = image.to_index(mask.lattice.to_physical(index));
    for (std::size_t a = 0; a < 3; ++a) {
      result.begin[a] = std::min(result.begin[a], static_cast<std::int64_t>(std::floor(at[a] + 0.5 + 1e-6)));
      result.end[a] = std::max(result.end[a], static_cast<std::int64_t>(std::ceil(at[a] + 0.5 - 1e-6)));
    }
  }
  return intersect(result, Box{{0, 0, 0}, image.size});
}

double smallest_edge_mm(const Lattice& lattice) {
  return std::min({lattice.spacing_mm[0], lattice.spacing_mm[1], lattice.spacing_mm[2]});
}

/// Empty, or why the mask cannot be laid on the image.
std::string geometry_problem(const Study& study, const Lattice& image, const Lattice& mask) {
  const double displacement_mm = largest_displacement_mm(image, mask);
  const double limit_mm = study.largest_displacement_voxel * smallest_edge_mm(image);
  if (image.size == mask.size && displacement_mm <= limit_mm) return {};
  if (study.resample_mask) return {};
  const std::string how_far = displacement_mm > limit_mm
                                  ? " (voxel centres differ by up to " + to_rounded_text(displacement_mm) +
                                        " mm; the limit is " + to_rounded_text(limit_mm) + " mm)"
                                  : "";
  return "the mask is on another lattice than the image" + how_far + ": " +
         explain_difference(image, mask, "image", "mask") +
         ". Export the mask on the image's own grid, or, if both are in one frame, allow it: resample_mask: "
         "true in a study, --resample-mask of extract";
}

/// Does a grid operation of the plan turn the lattice? Then a box of the ROI needs room for its diagonal.
bool turns_lattice(const study::Plan& plan) {
  GridPlan start;
  start.output = start.image = Lattice{{1, 1, 1}, {1, 1, 1}, {0, 0, 0}, kIdentity3};
  for (const study::Condition& condition : plan.conditions)
    if (study::grid_stage(condition, start).output.direction != kIdentity3) return true;
  return false;
}

/// Is there a grid operation in the plan, so that slices may be further apart than an extraction says?
bool changes_grid(const study::Plan& plan) {
  return std::any_of(plan.conditions.begin(), plan.conditions.end(), [](const study::Condition& condition) {
    return std::any_of(
        condition.chain.begin(), condition.chain.end(),
        [](const study::AppliedOperation& step) { return step.operation->stage == Stage::grid; });
  });
}

/// Largest support of the image and grid operations of a chain; one step looks at what the one before it
/// made, so their margins add up.
Support largest_support(const study::Plan& plan) {
  Support largest;
  for (const study::Condition& condition : plan.conditions) {
    double chain_mm = 0;
    for (const study::AppliedOperation& step : condition.chain) {
      if (step.operation->stage != Stage::image && step.operation->stage != Stage::grid) continue;
      const Support support = step.operation->support(step.values);
      largest.reach = std::max(largest.reach, support.reach);
      chain_mm += support.margin_mm;
    }
    largest.margin_mm = std::max(largest.margin_mm, chain_mm);
  }
  return largest;
}

AcquiredScan generate_scan(const Study& study, const study::CohortRow& row) {
  const study::PhantomCohort& phantom = study.phantoms;
  Scan scan =
      phantom.phantom->generate(phantom.values, study.seed, static_cast<std::uint64_t>(row.phantom_index));
  AcquiredScan acquired;
  acquired.image = std::move(scan.image);
  acquired.masks.push_back(std::move(scan.mask));
  acquired.problems.emplace_back(bounding_box(acquired.masks[0]).empty() ? "the phantom has no voxel inside"
                                                                         : "");
  return acquired;
}

/// Empty, or where the image has no number inside the mask. An interpolation would spread it and hide its
/// place.
std::string missing_values_problem(const Volume& image, const Mask& mask, const std::string& file) {
  if (!(mask.lattice == image.lattice)) return {};
  std::int64_t n = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    if (mask.voxels[i] == 0 || std::isfinite(image.voxels[i])) continue;
    if (n++ == 0) first = i;
  }
  if (n == 0) return {};
  const auto at = static_cast<std::int64_t>(first);
  const Index3& size = image.lattice.size;
  return file + ": " + to_text(n) + (n == 1 ? " voxel inside the mask is" : " voxels inside the mask are") +
         " NaN or infinite, the first at index (" + to_text(at % size[0]) + ", " +
         to_text(at / size[0] % size[1]) + ", " + to_text(at / (size[0] * size[1])) +
         "); repair the image or leave them out of the mask";
}

AcquiredScan read_scan(const Study& study, const study::Acquisition& acquisition,
                       const std::vector<RowGeometry>& geometry) {
  AcquiredScan acquired;
  acquired.image = io::read_image(study.rows[acquisition.rows.front()].image_path());
  for (const std::size_t r : acquisition.rows) {
    acquired.masks.emplace_back();
    acquired.problems.push_back(geometry[r].problem);
    if (!acquired.problems.back().empty()) continue;
    try {
      acquired.masks.back() = read_row_mask(study, study.rows[r], acquired.image.lattice);
      acquired.problems.back() =
          missing_values_problem(acquired.image, acquired.masks.back(), study.rows[r].image);
    } catch (const Error& error) {
      acquired.problems.back() = error.what();
    }
  }
  return acquired;
}

void crop_scan(AcquiredScan& scan, const Box& box) {
  for (Mask& mask : scan.masks)
    if (mask.lattice.size == scan.image.lattice.size && mask.lattice == scan.image.lattice)
      mask = crop(mask, box);
  scan.image = crop(scan.image, box);
}

/// The first usable mask that lies on the image's lattice, else the nearest voxels of the first usable mask.
Mask reference_roi(const AcquiredScan& scan) {
  for (std::size_t i = 0; i < scan.masks.size(); ++i) {
    if (!scan.problems[i].empty()) continue;
    const Mask& mask = scan.masks[i];
    if (mask.lattice == scan.image.lattice) return mask;
    Mask on_image(scan.image.lattice);
    on_image.window = scan.image.window;
    const Index3& n = scan.image.lattice.size;
    for (std::int64_t z = 0; z < n[2]; ++z)
      for (std::int64_t y = 0; y < n[1]; ++y)
        for (std::int64_t x = 0; x < n[0]; ++x) {
          const Vec3 at = mask.lattice.to_index(scan.image.lattice.to_physical(
              {static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)}));
          Index3 near;
          bool inside = true;
          for (std::size_t a = 0; a < 3; ++a) {
            near[a] = static_cast<std::int64_t>(std::floor(at[a] + 0.5));
            inside = inside && near[a] >= 0 && near[a] < mask.lattice.size[a];
          }
          if (inside) on_image(x, y, z) = mask(near[0], near[1], near[2]);
        }
    return on_image;
  }
  return Mask(scan.image.lattice);
}

}  // namespace

Mask read_row_mask(const Study& study, const study::CohortRow& row, const Lattice& image) {
  Mask mask = io::read_mask(row.mask_path(), row.mask_label);
  if (const std::string problem = geometry_problem(study, image, mask.lattice); !problem.empty())
    throw Error(ErrorKind::data, row.mask + ": " + problem);
  // Within the limit the two lattices are one; keep the image's, so that both are sampled at the same places.
  if (mask.lattice.size == image.size && !(largest_displacement_mm(image, mask.lattice) >
                                           study.largest_displacement_voxel * smallest_edge_mm(image)))
    mask.lattice = image;
  return mask;
}

RowGeometry inspect_row(const Study& study, const study::CohortRow& row) {
  RowGeometry geometry;
  try {
    if (row.phantom_index >= 0) {
      const Scan scan = study.phantoms.phantom->generate(study.phantoms.values, study.seed, 0);
      geometry.image = scan.image.lattice;
      geometry.mask_box = bounding_box(scan.mask);
      geometry.roi_voxels = count(scan.mask);
    } else {
      geometry.image = io::read_image_header(row.image_path()).lattice;
      const Mask mask = read_row_mask(study, row, geometry.image);
      geometry.mask_box = box_on(geometry.image, mask);
      geometry.roi_voxels = count(mask);
    }
    if (geometry.mask_box.empty())
      throw Error(ErrorKind::data,
                  row.mask + ": the mask lies outside the image; both must be in one frame of reference");
  } catch (const Error& error) {
    geometry.problem = error.what();
  }
  return geometry;
}

double mask_margin_mm(const study::Plan& plan) {
  double margin_mm = 0;
  for (const study::Condition& condition : plan.conditions) {
    double chain_mm = 0;
    for (const study::AppliedOperation& step : condition.chain)
      if (step.operation->stage == Stage::mask) chain_mm += step.operation->support(step.values).margin_mm;
    margin_mm = std::max(margin_mm, chain_mm);
  }
  return margin_mm;
}

double image_room_mm(const Study& study) {
  double room_mm = 0;
  for (const study::Extraction& extraction : study.extractions)
    room_mm = std::max(room_mm, reference::surroundings_mm(extraction.settings));
  return room_mm;
}

Box crop_box(const Study& study, const study::Plan& plan, const std::vector<RowGeometry>& rows,
             double context_mm) {
  Box box;
  for (const RowGeometry& row : rows)
    if (row.problem.empty()) box = unite(box, row.mask_box);
  if (box.empty()) return box;
  const auto usable =
      std::find_if(rows.begin(), rows.end(), [](const RowGeometry& row) { return row.problem.empty(); });
  const Lattice& image = usable->image;
  Support support = largest_support(plan);
  const Support maps = study::map_support(study, changes_grid(plan), image);
  // A map of whole slices is made on the new grid, whose slices may lie across the image's.
  support.reach =
      std::max(support.reach, maps.reach == Support::Reach::slice ? Support::Reach::volume : maps.reach);
  double room_mm =
      mask_margin_mm(plan) + image_room_mm(study) + support.margin_mm + maps.margin_mm + context_mm;
  if (turns_lattice(plan)) {
    const Index3 extent = box.size();
    double diagonal2 = 0;
    for (std::size_t a = 0; a < 3; ++a)
      diagonal2 += std::pow(static_cast<double>(extent[a]) * image.spacing_mm[a] + 2 * room_mm, 2);
    room_mm = std::sqrt(diagonal2) / 2;
  }
  Index3 margin;
  for (std::size_t a = 0; a < 3; ++a)
    margin[a] = kSplineMargin + static_cast<std::int64_t>(std::ceil(room_mm / image.spacing_mm[a])) + 1;
  box = intersect(grow(box, margin), Box{{0, 0, 0}, image.size});
  if (support.reach == Support::Reach::slice) {
    box.begin[0] = box.begin[1] = 0;
    box.end[0] = image.size[0];
    box.end[1] = image.size[1];
  }
  return support.reach == Support::Reach::volume ? Box{{0, 0, 0}, image.size} : box;
}

AcquiredScan acquire(const Study& study, const study::Plan& plan, const study::Acquisition& acquisition,
                     const std::vector<RowGeometry>& geometry, double context_mm) {
  const study::CohortRow& first = study.rows[acquisition.rows.front()];
  AcquiredScan scan =
      first.phantom_index >= 0 ? generate_scan(study, first) : read_scan(study, acquisition, geometry);
  std::vector<RowGeometry> rows;
  for (std::size_t i = 0; i < scan.masks.size(); ++i)
    rows.push_back({scan.problems[i], scan.image.lattice,
                    scan.problems[i].empty() ? box_on(scan.image.lattice, scan.masks[i]) : Box{}, 0});
  const Box box = crop_box(study, plan, rows, context_mm);
  if (!box.empty()) crop_scan(scan, box);
  scan.roi = reference_roi(scan);
  return scan;
}

std::string without_folders(std::string text, const Study& study) {
  const auto replace = [&](const std::string& path, const std::string& written) {
    if (path.empty() || path == written) return;
    for (auto at = text.find(path); at != std::string::npos; at = text.find(path, at + written.size()))
      text.replace(at, path.size(), written);
  };
  for (const study::CohortRow& row : study.rows) {
    if (row.phantom_index >= 0) continue;
    replace(row.image_path(), row.image);
    replace(row.mask_path(), row.mask);
  }
  return text;
}

}  // namespace radgauge::runner
