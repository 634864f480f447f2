#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>

#include "acquire/exposures.h"
#include "acquire/registry.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"

namespace radgauge::acquire {

namespace {

using study::CohortRow;
using study::PhantomCohort;

Problem no_voxel() {
  return {ProblemKind::not_made, "", "the phantom has no voxel inside", ""};
}

/// Share of the region's voxels that are the outermost of the scan: the field of view may cut it.
double share_at_edge(const Mask& mask) {
  const Index3& size = mask.lattice.size;
  double all = 0, outermost = 0;
  for (std::int64_t z = 0; z < size[2]; ++z)
    for (std::int64_t y = 0; y < size[1]; ++y)
      for (std::int64_t x = 0; x < size[0]; ++x) {
        if (mask(x, y, z) == 0) continue;
        all += 1;
        const bool edge =
            x == 0 || y == 0 || z == 0 || x == size[0] - 1 || y == size[1] - 1 || z == size[2] - 1;
        outermost += edge ? 1 : 0;
      }
  return all > 0 ? outermost / all : 0;
}

class Phantoms : public Source {
 public:
  explicit Phantoms(const study::PhantomCohort& cohort) : cohort_(cohort), exposures_(cohort) {}

  /// Objects of one generator share their lattice on a scanner and differ in size: some of them, evenly
  /// spread, stand for those after them.
  RowGeometry look(const CohortRow& row) const override {
    constexpr std::int64_t kLookedAt = 8;
    const std::int64_t step = (cohort_.count + kLookedAt - 1) / kLookedAt;
    PhantomCohort::RowPlace at = cohort_.place(row.number);
    const std::int64_t own = at.object;
    at.object -= at.object % std::max<std::int64_t>(1, step);
    const RowGeometry geometry = known_or_looked_at(at);
    // What is wrong with one object is not wrong with others.
    if (!geometry.problem || at.object == own) return geometry;
    at.object = own;
    return known_or_looked_at(at);
  }

  Scan scan(Rows rows, std::span<const RowGeometry>) const override {
    Scan scan;
    Mask mask;
    const PhantomCohort::RowPlace at = cohort_.place(rows.front()->number);
    if (cohort_.scanners.empty()) {
      radgauge::Scan made = cohort_.phantom->generate(cohort_.values, cohort_.seed, index_of(at));
      scan.image = std::move(made.image);
      scan.truth = std::move(made.truth);
      mask = std::move(made.mask);
    } else {
      const Exposed exposed = exposures_.exposed(at.object, at.scanner);
      scan.image = exposed.exposure->scan(noise_draws(cohort_, at));
      scan.truth = truth_of(exposed);
      mask = mask_of(exposed.object->regions.at(static_cast<std::size_t>(at.lesion)), scan.image.lattice);
    }
    const bool empty = bounding_box(mask).empty();
    scan.problems.assign(rows.size(), empty ? std::optional(no_voxel()) : std::nullopt);
    if (cohort_.phantom->population && !cohort_.scanners.empty())
      if (const double share = share_at_edge(mask); share > 0)
        scan.notices.assign(rows.size(), {Notice{NoticeKind::at_image_edge, share}});
    scan.masks.assign(rows.size(), mask);
    return scan;
  }

  /// Rows that differ in what they were called alone have one identity.
  std::vector<Input> identity(const CohortRow& row) const override {
    const PhantomCohort::RowPlace at = cohort_.place(row.number);
    std::string made = cohort_.phantom->id + " seed " + to_text(static_cast<std::int64_t>(cohort_.seed));
    for (const Value& value : cohort_.values) made += " " + to_text(value);
    made += " #" + to_text(at.object);
    if (cohort_.lesions > 1) made += " lesion " + to_text(at.lesion);
    if (cohort_.scanners.empty()) return {{"phantom", "", sha256(made)}};
    return {{"phantom", "", sha256(made)}, {"scanner", "", sha256(scan_text(at))}};
  }

 private:
  RowGeometry known_or_looked_at(const PhantomCohort::RowPlace& at) const {
    const std::lock_guard lock(mutex_);
    const auto key = std::tuple(at.object, at.scanner, at.lesion);
    const auto known = looked_at_.find(key);
    return known != looked_at_.end() ? known->second : looked_at_[key] = look_at(at);
  }

  static std::uint64_t index_of(const PhantomCohort::RowPlace& at) {
    return static_cast<std::uint64_t>(at.object);
  }

  /// Scanner, its curves, and which of the repeats.
  std::string scan_text(const PhantomCohort::RowPlace& at) const {
    return scanner_identity(cohort_.scanners[at.scanner]) + " repeat " + to_text(at.repeat);
  }

  RowGeometry look_at(const PhantomCohort::RowPlace& at) const {
    RowGeometry geometry;
    try {
      const Mask mask = mask_at(at);
      geometry.image = mask.lattice;
      geometry.mask_box = bounding_box(mask);
      geometry.roi_voxels = count(mask);
      if (geometry.mask_box.empty()) geometry.problem = no_voxel();
    } catch (const Error& error) {
      geometry.problem = Problem{ProblemKind::not_made, "", error.what(), ""};
    }
    return geometry;
  }

  Mask mask_at(const PhantomCohort::RowPlace& at) const {
    if (cohort_.scanners.empty())
      return cohort_.phantom->generate(cohort_.values, cohort_.seed, index_of(at)).mask;
    const auto object = exposures_.object(at.object);
    return mask_of(object->regions.at(static_cast<std::size_t>(at.lesion)),
                   exposures_.scanner(at.scanner).lattice(*object));
  }

  const PhantomCohort& cohort_;
  Exposures exposures_;
  mutable std::mutex mutex_;
  mutable std::map<std::tuple<std::int64_t, std::size_t, std::int64_t>, RowGeometry> looked_at_;
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
