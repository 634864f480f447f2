#include "gate/trace.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "core/text.h"

namespace radgauge::gate {

namespace {

/// Positions this close, in mm, are one: crops of one lattice have their origins by other sums.
constexpr double kSamePosition = 1e-6;

/// The lattice of the whole image that a step is a crop of.
Lattice whole_of(const Volume& volume) {
  Box box;
  for (std::size_t a = 0; a < 3; ++a) {
    box.begin[a] = -volume.window.offset[a];
    box.end[a] = volume.window.whole_size[a] - volume.window.offset[a];
  }
  return crop(volume.lattice, box);
}

Box box_of(const Volume& volume) {
  Box box{volume.window.offset, volume.window.offset};
  for (std::size_t a = 0; a < 3; ++a) box.end[a] += volume.lattice.size[a];
  return box;
}

/// The voxel of this index in the whole image; 0 outside of the crop.
float voxel_at(const Volume& volume, const Index3& index) {
  Index3 own{};
  for (std::size_t a = 0; a < 3; ++a) {
    own[a] = index[a] - volume.window.offset[a];
    if (own[a] < 0 || own[a] >= volume.lattice.size[a]) return 0;
  }
  return volume(own[0], own[1], own[2]);
}

/// How far apart two numbers are, for finding the worst; infinite where one of both is none.
double distance_of(double before, double now) {
  const double distance = std::abs(now - before);
  return std::isnan(distance) ? std::numeric_limits<double>::infinity() : distance;
}

bool same_voxel(float before, float now) {
  return before == now || (std::isnan(before) && std::isnan(now));
}

void compare_voxels(const KeptStep& before, const KeptStep& now, StepComparison& out) {
  out.has_voxels = true;
  const Lattice was = whole_of(before.voxels), is = whole_of(now.voxels);
  if (was.size != is.size || !(largest_displacement_mm(was, is) <= kSamePosition)) {
    out.same = false;
    out.note = "they stand on other lattices: " + explain_difference(was, is, "before", "now");
    return;
  }
  // What a mask does not reach is not in it; what an image does not reach is not known.
  const bool is_image = before.step == "image";
  const Box a = box_of(before.voxels), b = box_of(now.voxels);
  const Box box = is_image ? intersect(a, b) : unite(a, b);
  out.compared = box.voxel_count();
  double worst = -1;
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x) {
        const float old = voxel_at(before.voxels, {x, y, z}), fresh = voxel_at(now.voxels, {x, y, z});
        if (same_voxel(old, fresh)) continue;
        ++out.differing;
        if (const double distance = distance_of(old, fresh); distance > worst) {
          worst = distance;
          out.worst = {
              "",
              {x, y, z},
              was.to_physical({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)}),
              old,
              fresh,
              "",
              ""};
        }
      }
  out.same = out.differing == 0;
}

/// In what two numbers differ, relative to the larger; 0 where they are the same.
double relative_distance(const NamedNumber& before, const NamedNumber& now) {
  if (std::isnan(before.value) && std::isnan(now.value))
    return before.reason == now.reason ? 0 : std::numeric_limits<double>::infinity();
  if (before.value == now.value) return 0;
  const double larger = std::max(std::abs(before.value), std::abs(now.value));
  const double distance = distance_of(before.value, now.value) / larger;
  return distance <= kSameNumber ? 0
         : std::isnan(distance)  ? std::numeric_limits<double>::infinity()
                                 : distance;
}

void compare_numbers(const KeptStep& before, const KeptStep& now, StepComparison& out) {
  const NamedNumber nothing{"", kNaN, "it is not there"};
  std::unordered_map<std::string, const NamedNumber*> left;
  for (const NamedNumber& number : now.numbers) left.emplace(number.name, &number);
  // A number that only one side has is the worst only where no other differs.
  std::pair<bool, double> worst{false, -1};
  const auto compare = [&](const NamedNumber& was, const NamedNumber& is, const std::string& name) {
    ++out.compared;
    const double distance = relative_distance(was, is);
    if (distance == 0) return;
    ++out.differing;
    const std::pair rank(&was != &nothing && &is != &nothing, distance);
    if (rank <= worst) return;
    worst = rank;
    out.worst = {name, {}, {}, was.value, is.value, was.reason, is.reason};
  };
  for (const NamedNumber& was : before.numbers) {
    const auto is = left.find(was.name);
    compare(was, is == left.end() ? nothing : *is->second, was.name);
    if (is != left.end()) left.erase(is);
  }
  for (const NamedNumber& is : now.numbers)
    if (left.count(is.name) > 0) compare(nothing, is, is.name);
  out.same = out.differing == 0;
}

const KeptStep* find_step(const TracedExtraction& in, const KeptStep& like) {
  for (const KeptStep& step : in.steps)
    if (step.step == like.step && step.part == like.part) return &step;
  return nullptr;
}

StepComparison compare_step(const std::string& extraction, const KeptStep* before, const KeptStep* now) {
  const KeptStep& any = before != nullptr ? *before : *now;
  StepComparison out;
  out.extraction = extraction;
  out.step = any.step;
  out.part = any.part;
  out.has_voxels = any.has_voxels();
  if (before == nullptr || now == nullptr) {
    out.same = false;
    out.note = before == nullptr ? "only now is there such a step" : "there is no such step now";
  } else if (before->has_voxels() && now->has_voxels()) {
    compare_voxels(*before, *now, out);
  } else {
    compare_numbers(*before, *now, out);
  }
  return out;
}

/// Where a step stands among all: what was acquired comes first.
std::pair<bool, std::size_t> rank_of_step(const StepComparison& step) {
  constexpr std::array kSteps{"image", "mask", "resegmented", "discretised", "matrix", "value"};
  return {step.part != kAsAcquired,
          static_cast<std::size_t>(std::find(kSteps.begin(), kSteps.end(), step.step) - kSteps.begin())};
}

void compare_extraction(const std::string& name, const TracedExtraction& before, const TracedExtraction& now,
                        std::vector<StepComparison>& out) {
  std::vector<StepComparison> steps;
  for (const KeptStep& was : before.steps) steps.push_back(compare_step(name, &was, find_step(now, was)));
  for (const KeptStep& is : now.steps)
    if (find_step(before, is) == nullptr) steps.push_back(compare_step(name, nullptr, &is));
  // A step that only one of them has stands beside those of its kind.
  std::stable_sort(steps.begin(), steps.end(), [](const StepComparison& a, const StepComparison& b) {
    return rank_of_step(a) < rank_of_step(b);
  });
  out.insert(out.end(), steps.begin(), steps.end());
}

CellTrace without_steps(const CellTrace& trace) {
  CellTrace bare{trace.study,       trace.object, trace.condition, trace.engine,
                 trace.measured_by, trace.status, trace.reason,    {}};
  return bare;
}

}  // namespace

const StepComparison* Explanation::first_of(const std::string& extraction) const {
  for (const StepComparison& step : steps)
    if (step.extraction == extraction && !step.same) return &step;
  return nullptr;
}

const StepComparison* Explanation::first() const {
  const StepComparison* found = nullptr;
  for (const StepComparison& step : steps)
    if (!step.same && (found == nullptr || rank_of_step(step) < rank_of_step(*found))) found = &step;
  return found;
}

bool Explanation::same() const {
  return first() == nullptr && before.status == now.status && before.reason == now.reason;
}

Explanation explain(const CellTrace& before, const CellTrace& now) {
  Explanation out{without_steps(before), without_steps(now), {}};
  const TracedExtraction none;
  const auto find = [](const CellTrace& in, const std::string& name) -> const TracedExtraction* {
    for (const TracedExtraction& extraction : in.extractions)
      if (extraction.name == name) return &extraction;
    return nullptr;
  };
  for (const TracedExtraction& was : before.extractions) {
    const TracedExtraction* is = find(now, was.name);
    compare_extraction(was.name, was, is == nullptr ? none : *is, out.steps);
  }
  for (const TracedExtraction& is : now.extractions)
    if (find(before, is.name) == nullptr) compare_extraction(is.name, none, is, out.steps);
  return out;
}

}  // namespace radgauge::gate
