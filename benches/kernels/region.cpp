#include <cmath>
#include <map>

#include "common/scans.h"
#include "core/text.h"
#include "kernels/kernels.h"
#include "reference/preprocessing/index_map.h"

namespace radgauge::bench {

namespace {

Region make_region(const std::string& scan_name, const std::string& spacing_mm) {
  Region r;
  r.scan = scan_name;
  r.spacing_mm = spacing_mm;
  r.settings = reference::find_preset("ibsi-c")->settings;
  r.settings.spacing_x_mm = r.settings.spacing_y_mm = r.settings.spacing_z_mm =
      parse_double(spacing_mm).value();
  r.settings.intensity_rounding = false;
  const Scan& whole = scan(scan_name);
  const Box around =
      intersect(grow(bounding_box(whole.mask), {24, 24, 24}), {{0, 0, 0}, whole.image.lattice.size});
  r.image = crop(whole.image, around);
  r.mask = crop(whole.mask, around);
  r.coefficients = imaging::bspline_coefficients(r.image.voxels, r.image.lattice.size, false);
  const GridPlan plan = reference::grid_plan(whole.image.lattice, r.settings);
  r.source = reference::sampling_source(r.image, r.settings);
  r.prepared = reference::resample(r.source, r.image, r.mask, plan, r.settings, 0);
  const reference::IndexMap map = reference::index_map(plan.output, whole.image.lattice);
  r.matrix = map.matrix;
  r.shift = map.shift;
  const CropWindow& window = r.prepared.image.window;
  r.box.begin = window.offset;
  for (std::size_t a = 0; a < 3; ++a) r.box.end[a] = window.offset[a] + r.prepared.image.lattice.size[a];
  return r;
}

}  // namespace

imaging::SampleArray<double> Region::samples(Interpolation method) const {
  imaging::SampleArray<double> array{values(method), {}};
  for (std::size_t a = 0; a < 3; ++a)
    array.axes[a] = {image.lattice.size[a], image.window.offset[a], image.window.whole_size[a], method,
                     false};
  return array;
}

const Region& region(std::string_view scan, std::string_view spacing_mm) {
  static std::map<std::string, Region> made;
  const std::string key = std::string(scan) + "/" + std::string(spacing_mm);
  const auto found = made.find(key);
  return found != made.end() ? found->second
                             : made[key] = make_region(std::string(scan), std::string(spacing_mm));
}

std::string compare_all(const std::string& what, std::span<const double> found,
                        std::span<const double> expected, double tolerance) {
  if (found.size() != expected.size()) return what + ": another number of values";
  std::int64_t wrong = 0;
  double largest = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double difference = std::abs(found[i] - expected[i]);
    wrong += difference <= tolerance ? 0 : 1;
    if (!(difference <= largest)) largest = difference;
  }
  if (wrong == 0) return "";
  return what + ": " + to_text(wrong) + " of " + to_text(static_cast<std::int64_t>(found.size())) +
         " values differ by more than " + to_text(tolerance) + ", at most by " + to_text(largest);
}

}  // namespace radgauge::bench
