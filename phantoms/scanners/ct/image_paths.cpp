#include "phantoms/scanners/ct/image_paths.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "phantoms/scanners/ct/parameters.h"

namespace radgauge::phantoms::ct {

namespace {

constexpr double kCellMm = 2;
constexpr std::int64_t kPathViews = 180;

/// Between the cells of a row or column, nothing beyond them.
template <class At>
double between_cells(At at, std::int64_t n, double place) {
  const double whole = std::floor(place);
  const auto i = static_cast<std::int64_t>(whole);
  const double share = place - whole;
  const double low = i >= 0 && i < n ? at(i) : 0;
  const double high = i + 1 >= 0 && i + 1 < n ? at(i + 1) : 0;
  return low + share * (high - low);
}

}  // namespace

ImagePaths::Cells ImagePaths::cells_of(std::span<const float> hu, std::int64_t size_x, std::int64_t size_y,
                                       double spacing_x_mm, double spacing_y_mm) {
  const auto together = [](double spacing_mm) {
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::llround(kCellMm / spacing_mm)));
  };
  const std::int64_t step_x = together(spacing_x_mm), step_y = together(spacing_y_mm);
  Cells cells{{(size_x + step_x - 1) / step_x, (size_y + step_y - 1) / step_y},
              {spacing_x_mm * static_cast<double>(step_x), spacing_y_mm * static_cast<double>(step_y)},
              {}};
  cells.per_mm.assign(static_cast<std::size_t>(cells.size[0] * cells.size[1]), 0.0);
  const double share = kWaterPerMm / static_cast<double>(step_x * step_y);
  // The cells that are added at the far end to fill the last one are air.
  const std::int64_t before_x = (cells.size[0] * step_x - size_x) / 2,
                     before_y = (cells.size[1] * step_y - size_y) / 2;
  for (std::int64_t y = 0; y < size_y; ++y)
    for (std::int64_t x = 0; x < size_x; ++x) {
      const double attenuation = 1 + static_cast<double>(hu[static_cast<std::size_t>(x + size_x * y)]) / 1000;
      if (attenuation > 0)
        cells.per_mm[static_cast<std::size_t>(
            (x + before_x) / step_x + cells.size[0] * ((y + before_y) / step_y))] += share * attenuation;
    }
  return cells;
}

/// Summed row by row of the axis that is steeper to the ray (Joseph 1982, doi:10.1109/TMI.1982.4307572).
double ImagePaths::through(const Cells& cells, double cosine, double sine, double s_mm) {
  const std::size_t steep = std::abs(cosine) >= std::abs(sine) ? 1 : 0, other = 1 - steep;
  const double along = steep == 1 ? sine : cosine, across = steep == 1 ? cosine : sine;
  const double middle = 0.5 * static_cast<double>(cells.size[steep] - 1);
  const double other_middle = 0.5 * static_cast<double>(cells.size[other] - 1);
  double sum = 0;
  for (std::int64_t i = 0; i < cells.size[steep]; ++i) {
    const double at_mm = (static_cast<double>(i) - middle) * cells.spacing_mm[steep];
    const double place = (s_mm - along * at_mm) / across / cells.spacing_mm[other] + other_middle;
    if (!(place > -1 && place < static_cast<double>(cells.size[other]))) continue;
    sum += between_cells([&](std::int64_t k) { return steep == 1 ? cells.at(k, i) : cells.at(i, k); },
                         cells.size[other], place);
  }
  return sum * cells.spacing_mm[steep] / std::abs(across);
}

ImagePaths::ImagePaths(std::span<const float> hu, std::int64_t size_x, std::int64_t size_y,
                       double spacing_x_mm, double spacing_y_mm) {
  const Cells cells = cells_of(hu, size_x, size_y, spacing_x_mm, spacing_y_mm);
  const double radius_mm = 0.5 * std::hypot(static_cast<double>(cells.size[0]) * cells.spacing_mm[0],
                                            static_cast<double>(cells.size[1]) * cells.spacing_mm[1]);
  half_columns_ = static_cast<std::int64_t>(std::ceil(radius_mm / kCellMm)) + 1;
  for (std::int64_t v = 0; v < kPathViews; ++v) {
    const double angle = (static_cast<double>(v) + 0.5) * std::numbers::pi / kPathViews;
    for (std::int64_t c = -half_columns_; c <= half_columns_; ++c)
      integrals_.push_back(
          through(cells, std::cos(angle), std::sin(angle), static_cast<double>(c) * kCellMm));
  }
}

double ImagePaths::value(std::int64_t view, std::int64_t column) const {
  // Half a turn on, the same rays come from the other side.
  const bool beyond = view < 0 || view >= kPathViews;
  const std::int64_t v = (view + kPathViews) % kPathViews;
  const std::int64_t c = (beyond ? -column : column) + half_columns_, n = 2 * half_columns_ + 1;
  return c >= 0 && c < n ? integrals_[static_cast<std::size_t>(c + n * v)] : 0;
}

void ImagePaths::row(const View& view, double first_mm, double step_mm, std::span<double> to) const {
  const double place = std::atan2(view.sine, view.cosine) / std::numbers::pi * kPathViews - 0.5;
  const auto v = static_cast<std::int64_t>(std::floor(place));
  const double share = place - std::floor(place);
  for (std::size_t i = 0; i < to.size(); ++i) {
    const double column = (first_mm + static_cast<double>(i) * step_mm) / kCellMm;
    const auto c = static_cast<std::int64_t>(std::floor(column));
    const double right = column - std::floor(column);
    const double low = (1 - right) * value(v, c) + right * value(v, c + 1);
    const double high = (1 - right) * value(v + 1, c) + right * value(v + 1, c + 1);
    to[i] = (1 - share) * low + share * high;
  }
}

}  // namespace radgauge::phantoms::ct
