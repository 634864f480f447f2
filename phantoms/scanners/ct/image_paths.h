#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/geometry.h"
#include "phantoms/scanners/ct/geometry.h"

namespace radgauge::phantoms::ct {

/// Line integrals of attenuation (attenuation times mm) through a slice of an image, for how many photons are
/// left in a ray: on cells of 2 mm or more and fewer views and columns than a scanner has, read linearly
/// between them. Below -1000 HU counts as air, and there is air beyond the image.
class ImagePaths {
 public:
  ImagePaths() = default;
  /// `hu` is the slice, x fastest, about the axis of the scanner.
  ImagePaths(std::span<const float> hu, std::int64_t size_x, std::int64_t size_y, double spacing_x_mm,
             double spacing_y_mm);

  /// Of the rays x cosine + y sine = first_mm, first_mm + step_mm, ... of a view.
  void row(const View& view, double first_mm, double step_mm, std::span<double> to) const;

 private:
  struct Cells {
    std::int64_t size[2];
    double spacing_mm[2];
    std::vector<double> per_mm;
    double at(std::int64_t x, std::int64_t y) const {
      return per_mm[static_cast<std::size_t>(x + size[0] * y)];
    }
  };
  static Cells cells_of(std::span<const float> hu, std::int64_t size_x, std::int64_t size_y,
                        double spacing_x_mm, double spacing_y_mm);
  static double through(const Cells& cells, double cosine, double sine, double s_mm);
  double value(std::int64_t view, std::int64_t column) const;

  std::int64_t half_columns_ = 0;
  std::vector<double> integrals_;  ///< view by view
};

}  // namespace radgauge::phantoms::ct
