#include <algorithm>
#include <map>
#include <mutex>

#include "acquire/registry.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"

namespace radgauge::acquire {

namespace {

using study::CohortRow;

Problem no_voxel() {
  return {ProblemKind::not_made, "", "the phantom has no voxel inside", ""};
}

class Phantoms : public Source {
 public:
  explicit Phantoms(const study::PhantomCohort& cohort) : cohort_(cohort) {}

  /// Objects of one generator share their lattice and differ in size: some of them, evenly spread, stand for
  /// those after them.
  RowGeometry look(const CohortRow& row) const override {
    constexpr std::int64_t kLookedAt = 8;
    const std::int64_t step = (cohort_.count + kLookedAt - 1) / kLookedAt;
    const std::int64_t index = row.number - row.number % std::max<std::int64_t>(1, step);
    const std::lock_guard lock(mutex_);
    const auto known = looked_at_.find(index);
    return known != looked_at_.end() ? known->second : looked_at_[index] = look_at(index);
  }

  Scan scan(Rows rows, std::span<const RowGeometry>) const override {
    radgauge::Scan made = generate(static_cast<std::uint64_t>(rows.front()->number));
    Scan scan;
    scan.image = std::move(made.image);
    scan.truth = std::move(made.truth);
    const bool empty = bounding_box(made.mask).empty();
    scan.problems.assign(rows.size(), empty ? std::optional(no_voxel()) : std::nullopt);
    scan.masks.assign(rows.size(), made.mask);
    return scan;
  }

  std::vector<Input> identity(const CohortRow& row) const override {
    std::string made = cohort_.phantom->id + " seed " + to_text(static_cast<std::int64_t>(cohort_.seed));
    for (const Value& value : cohort_.values) made += " " + to_text(value);
    made += " #" + to_text(row.number);
    return {{"phantom", "", sha256(made)}};
  }

 private:
  radgauge::Scan generate(std::uint64_t index) const {
    return cohort_.phantom->generate(cohort_.values, cohort_.seed, index);
  }

  RowGeometry look_at(std::int64_t index) const {
    RowGeometry geometry;
    try {
      const radgauge::Scan scan = generate(static_cast<std::uint64_t>(index));
      geometry.image = scan.image.lattice;
      geometry.mask_box = bounding_box(scan.mask);
      geometry.roi_voxels = count(scan.mask);
      if (geometry.mask_box.empty()) geometry.problem = no_voxel();
    } catch (const Error& error) {
      geometry.problem = Problem{ProblemKind::not_made, "", error.what(), ""};
    }
    return geometry;
  }

  const study::PhantomCohort& cohort_;
  mutable std::mutex mutex_;
  mutable std::map<std::int64_t, RowGeometry> looked_at_;
};

}  // namespace

namespace kinds {

SourceKind phantoms() {
  return {"phantoms", "objects of a phantom generator (`phantoms:` of a study)",
          [](const study::Study& study, std::size_t index) -> std::unique_ptr<Source> {
            const study::StudySource& source = study.sources[index];
            if (!source.is_generator())
              throw Error(ErrorKind::study, study.file +
                                                ": an image is written phantoms://..., which says no "
                                                "generator; write phantoms: {kind: ..., count: ...}");
            return std::make_unique<Phantoms>(source.phantoms);
          }};
}

}  // namespace kinds
}  // namespace radgauge::acquire
