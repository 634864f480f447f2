#include "acquire/crop.h"

#include <algorithm>
#include <cmath>

#include "reference/extractor.h"
#include "study/grid_stage.h"
#include "study/maps.h"

namespace radgauge::acquire {

using study::AppliedOperation;
using study::Condition;
using study::Extraction;
using study::Plan;
using study::Study;

namespace {

constexpr std::int64_t kSplineMargin = 24;

/// Does a grid operation of the plan turn the lattice? Then a box of the ROI needs room for its diagonal.
bool turns_lattice(const Plan& plan) {
  GridPlan start;
  start.output = start.image = Lattice{{1, 1, 1}, {1, 1, 1}, {0, 0, 0}, kIdentity3};
  for (const Condition& condition : plan.conditions)
    if (grid_stage(condition, start).output.direction != kIdentity3) return true;
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
Support largest_support(const Plan& plan) {
  Support largest;
  for (const Condition& condition : plan.conditions) {
    double chain_mm = 0;
    for (const AppliedOperation& step : condition.chain) {
      if (step.operation->stage != Stage::image && step.operation->stage != Stage::grid) continue;
      const Support support = step.operation->support(step.values);
      largest.reach = std::max(largest.reach, support.reach);
      chain_mm += support.margin_mm;
    }
    largest.margin_mm = std::max(largest.margin_mm, chain_mm);
  }
  return largest;
}

}  // namespace

double mask_margin_mm(const Plan& plan) {
  double margin_mm = 0;
  for (const Condition& condition : plan.conditions) {
    double chain_mm = 0;
    for (const AppliedOperation& step : condition.chain)
      if (step.operation->stage == Stage::mask) chain_mm += step.operation->support(step.values).margin_mm;
    margin_mm = std::max(margin_mm, chain_mm);
  }
  return margin_mm;
}

double image_room_mm(const Study& study) {
  double room_mm = 0;
  for (const Extraction& extraction : study.extractions)
    room_mm = std::max(room_mm, reference::surroundings_mm(extraction.settings));
  return room_mm;
}

Box crop_box(const Study& study, const Plan& plan, const std::vector<RowGeometry>& rows, double context_mm) {
  Box box;
  for (const RowGeometry& row : rows)
    if (!row.problem) box = unite(box, row.mask_box);
  if (box.empty()) return box;
  const auto usable =
      std::find_if(rows.begin(), rows.end(), [](const RowGeometry& row) { return !row.problem; });
  const Lattice& image = usable->image;
  Support support = largest_support(plan);
  const Support maps = study::map_support(study, plan, changes_grid(plan), image);
  if (study.whole_images) support.reach = Support::Reach::volume;
  for (const Extraction& extraction : study.extractions)
    if (extraction.settings.needs_whole_image()) support.reach = Support::Reach::volume;
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

}  // namespace radgauge::acquire
