#include "phantoms/scanners/ct/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/random.h"

namespace radgauge::phantoms::ct {

namespace {

constexpr std::int64_t kShifts = 4;

/// Of view j of a set: -3/8, -1/8, 1/8 or 3/8, each once in every four views, in an order of its own.
double shift_of(std::int64_t j, const Draws& draws) {
  const double own = draws.uniform(static_cast<std::uint64_t>(j));
  double rank = 0;
  for (std::int64_t k = 0; k < kShifts; ++k)
    rank += draws.uniform(static_cast<std::uint64_t>(j / kShifts * kShifts + k)) < own ? 1 : 0;
  return (rank + 0.5) / kShifts - 0.5;
}

}  // namespace

Views views_of(std::int64_t count) {
  Views views;
  views.sets = count % 4 == 0 ? 4 : 1;
  const std::int64_t n = count / views.sets;
  const Draws draws(0, "views", "ct.shift", 0, 0);
  std::vector<View> first(static_cast<std::size_t>(n));
  for (std::int64_t j = 0; j < n; ++j) {
    const double angle = (static_cast<double>(j) + 0.5) * std::numbers::pi / static_cast<double>(count);
    first[static_cast<std::size_t>(j)] = {std::cos(angle), std::sin(angle), shift_of(j, draws)};
  }
  views.all = first;
  if (views.sets == 1) return views;
  for (const View& v : first) views.all.push_back({v.sine, v.cosine, v.shift});
  for (const View& v : first) views.all.push_back({-v.sine, v.cosine, v.shift});
  for (const View& v : first) views.all.push_back({-v.cosine, v.sine, v.shift});
  return views;
}

Columns columns_of(const Circle& circle, const View& view, double pitch_mm, std::int64_t more) {
  const double middle = (circle.x_mm * view.cosine + circle.y_mm * view.sine) / pitch_mm - 0.5 - view.shift;
  const auto half = static_cast<std::int64_t>(std::ceil(circle.radius_mm / pitch_mm)) + more + 1;
  return {static_cast<std::int64_t>(std::floor(middle)) - half + 1, 2 * half};
}

Circle shadow_of(const Object& object) {
  Circle circle;
  const auto hold = [&](double x, double y, double reach) {
    circle.radius_mm = std::max(circle.radius_mm, std::hypot(x, y) + reach);
  };
  for (const Part& part : object.parts) {
    const Vec3& half = part.shape.half_mm;
    const bool box = part.shape.kind == ShapeKind::box;
    hold(part.shape.centre_mm[0], part.shape.centre_mm[1],
         box ? std::hypot(half[0], half[1]) : std::max(half[0], half[1]));
  }
  for (const Texture& texture : object.textures) {
    const Circle around = circle_of(texture.voxels.lattice);
    hold(around.x_mm, around.y_mm, around.radius_mm);
  }
  return circle;
}

Circle circle_of(const Lattice& lattice) {
  const double x = 0.5 * static_cast<double>(lattice.size[0] - 1);
  const double y = 0.5 * static_cast<double>(lattice.size[1] - 1);
  const Vec3 centre = lattice.to_physical({x, y, 0});
  return {centre[0], centre[1], std::hypot(x * lattice.spacing_mm[0], y * lattice.spacing_mm[1])};
}

}  // namespace radgauge::phantoms::ct
