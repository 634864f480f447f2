#include "acquire/acquire.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <cmath>

#include "acquire/content.h"
#include "acquire/crop.h"
#include "acquire/mask_box.h"
#include "core/error.h"

namespace radgauge::acquire {

namespace tbb = oneapi::tbb;

namespace {

void crop_scan(AcquiredScan& scan, const Box& box) {
  for (Mask& mask : scan.masks)
    if (mask.lattice.size == scan.image.lattice.size && mask.lattice == scan.image.lattice)
      mask = crop(mask, box);
  scan.image = crop(scan.image, box);
}

/// The first usable mask that lies on the image's lattice, else the nearest voxels of the first usable mask.
Mask reference_roi(const AcquiredScan& scan) {
  for (std::size_t i = 0; i < scan.masks.size(); ++i) {
    if (scan.problems[i]) continue;
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

std::vector<RowGeometry> look_at_rows(const Sources& sources, const std::vector<bool>& wanted, int threads) {
  const auto& rows = sources.study().rows;
  std::vector<RowGeometry> geometry(rows.size());
  // The first row of a source is looked at alone: what it keeps for the others is made without waiting
  // threads.
  std::vector<std::size_t> others;
  std::vector<bool> begun(sources.study().sources.size(), false);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!wanted[r]) continue;
    if (begun[rows[r].source])
      others.push_back(r);
    else
      geometry[r] = sources.of(rows[r]).look(rows[r]);
    begun[rows[r].source] = true;
  }
  tbb::task_arena arena(threads > 0 ? threads : tbb::this_task_arena::max_concurrency());
  arena.execute([&] {
    tbb::parallel_for(std::size_t{0}, others.size(), [&](std::size_t i) {
      const study::CohortRow& row = rows[others[i]];
      geometry[others[i]] = sources.of(row).look(row);
    });
  });
  return geometry;
}

std::vector<RowGeometry> look_at_all_rows(const study::Study& study, int threads) {
  return look_at_rows(Sources(study), std::vector<bool>(study.rows.size(), true), threads);
}

Scan scan_row(const study::Study& study, const study::CohortRow& row) {
  const Sources sources(study);
  const study::CohortRow* one = &row;
  const RowGeometry geometry = sources.of(row).look(row);
  if (geometry.problem) throw Error(ErrorKind::data, geometry.problem->text());
  Scan scan = sources.of(row).scan({&one, 1}, {&geometry, 1});
  if (scan.problems.front()) throw Error(ErrorKind::data, scan.problems.front()->text());
  return scan;
}

AcquiredScan acquire(const Sources& sources, const study::Plan& plan, const study::Acquisition& acquisition,
                     const std::vector<RowGeometry>& geometry, double context_mm) {
  const study::Study& study = sources.study();
  std::vector<const study::CohortRow*> rows;
  std::vector<RowGeometry> looked;
  for (const std::size_t r : acquisition.rows) {
    rows.push_back(&study.rows[r]);
    looked.push_back(geometry[r]);
  }
  AcquiredScan scan;
  static_cast<Scan&>(scan) = sources.of(*rows.front()).scan(rows, looked);
  scan.notices.resize(rows.size());
  scan.image_content = content_of(scan.image);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    scan.notices[i].insert(scan.notices[i].begin(), looked[i].notices.begin(), looked[i].notices.end());
    scan.mask_contents.push_back(scan.problems[i] ? 0 : content_of(scan.masks[i]));
  }
  for (std::size_t i = 0; i < scan.masks.size(); ++i)
    looked[i] = {scan.problems[i], scan.image.lattice,
                 scan.problems[i] ? Box{} : box_on(scan.image.lattice, scan.masks[i]), 0};
  const Box box = crop_box(study, plan, looked, context_mm);
  if (!box.empty()) crop_scan(scan, box);
  scan.roi = reference_roi(scan);
  return scan;
}

}  // namespace radgauge::acquire
