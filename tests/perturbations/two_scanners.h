#pragma once

#include <cmath>
#include <limits>
#include <map>

#include "fixtures.h"
#include "phantoms/object/materials.h"
#include "phantoms/scanners/ct/self_test.h"
#include "phantoms/scanners/ct/system.h"

// Images that are changed to look like another scanner's, beside that scanner's own scans of the same object.
namespace radgauge {

using phantoms::ct::Parameters;

/// Sharp, with thin slices and half a million photons.
inline Parameters sharp_ct() {
  Parameters p;
  p.window = phantoms::ct::Window::standard;
  p.detector_pitch_mm = 0.8;
  p.pixel_mm = 0.7;
  p.matrix = 128;
  p.views = 360;
  p.slice_mm = 1;
  p.photons = 5e5;
  return p;
}
/// On the same pixels.
inline Parameters soft_ct() {
  Parameters p = sharp_ct();
  p.window = phantoms::ct::Window::hann;
  p.window_cutoff = 0.7;
  p.photons = 1e5;
  return p;
}

class TwoScanners : public ScannerHost {
 public:
  TwoScanners(const Parameters& source, const Parameters& target) {
    systems_["source"] = phantoms::ct::make_system(source, {});
    systems_["target"] = phantoms::ct::make_system(target, {});
  }
  const CtSystem& ct(const std::string& name) const override { return *systems_.at(name); }

 private:
  std::map<std::string, std::unique_ptr<CtSystem>> systems_;
};

/// One operation on a scan whose scanner is "source"; the ROI is a block about its middle.
inline ImageOutput imitated(const std::string& id, const Volume& image, const ScannerHost& host,
                            const std::vector<std::pair<std::string, Value>>& given) {
  const Operation& operation = *perturbations::find_perturbation(id);
  Mask roi(image.lattice);
  const Index3& n = image.lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = n[1] / 2 - 12; y < n[1] / 2 + 12; ++y)
      for (std::int64_t x = n[0] / 2 - 12; x < n[0] / 2 + 12; ++x) roi(x, y, z) = 1;
  const Draws draws(5, "object", id, 0, 0);
  return operation.image({image, roi, draws, Modality::ct, nullptr, &host, "source"},
                         Applied(id, given).values);
}

inline double sd_in_the_middle(const Volume& image, std::int64_t half) {
  const Index3& n = image.lattice.size;
  double sum = 0, squares = 0, count = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = n[1] / 2 - half; y < n[1] / 2 + half; ++y)
      for (std::int64_t x = n[0] / 2 - half; x < n[0] / 2 + half; ++x) {
        const double v = image(x, y, z);
        sum += v;
        squares += v * v;
        count += 1;
      }
  return std::sqrt((squares - sum * sum / count) / (count - 1));
}

inline phantoms::Part rod_of(double radius_mm, double hu_above = 0) {
  const double endless = std::numeric_limits<double>::infinity();
  return {{phantoms::ShapeKind::cylinder, {0, 0, 0}, {radius_mm, radius_mm, endless}},
          phantoms::water_of_hu(hu_above)};
}

inline phantoms::Object object_of(std::vector<phantoms::Part> parts, std::int64_t slices) {
  phantoms::Object object;
  object.parts = std::move(parts);
  object.slices = slices;
  return object;
}

inline phantoms::Object water_of(double radius_mm, std::int64_t slices) {
  phantoms::Object water = object_of({rod_of(radius_mm)}, slices);
  water.field_of_view_mm = 2 * radius_mm + 10;
  return water;
}

}  // namespace radgauge
