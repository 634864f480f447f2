#include "phantoms/object/rough_ball.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "imaging/random_field.h"

namespace radgauge::phantoms {

RoughBall::RoughBall(const Vec3& centre_mm, double radius_mm, double roughness, double reach_mm,
                     const Draws& draws, std::uint32_t draw)
    : centre_mm_(centre_mm), radius_mm_(radius_mm), roughness_(roughness), reach_mm_(reach_mm) {
  for (std::uint64_t w = 0; w < kWaves; ++w) {
    Vec3 direction;
    double square = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      direction[a] = draws.normal(5 * w + a, draw);
      square += direction[a] * direction[a];
    }
    const double frequency = (1.5 + draws.uniform(5 * w + 3, draw) * (4 - 1.5)) / std::sqrt(square);
    for (double& d : direction) d *= frequency;
    waves_[w] = {direction, 2 * std::numbers::pi * draws.uniform(5 * w + 4, draw)};
  }
}

double RoughBall::bump(const Vec3& unit) const {
  double sum = 0;
  for (const auto& [k, phase] : waves_)
    sum += std::cos(k[0] * unit[0] + k[1] * unit[1] + k[2] * unit[2] + phase);
  return std::clamp(sum * std::sqrt(2.0 / kWaves), -3.0, 3.0);
}

double RoughBall::level_mm(const Vec3& point_mm) const {
  const Vec3 d = point_mm - centre_mm_;
  const double r = std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
  const double reach = radius_mm_ * roughness_ * 3 + reach_mm_;
  if (r < radius_mm_ - reach || r > radius_mm_ + reach || !(r > 0)) return r - radius_mm_;
  return r - radius_mm_ * (1 + roughness_ * bump({d[0] / r, d[1] / r, d[2] / r}));
}

double RoughBall::volume_mm3() const {
  constexpr int kRings = 96, kAround = 192;
  double sum = 0;
  for (int i = 0; i < kRings; ++i)
    for (int j = 0; j < kAround; ++j) {
      const double z = (2 * i + 1.0) / kRings - 1;
      const double angle = 2 * std::numbers::pi * (j + 0.5) / kAround;
      const double ring = std::sqrt(1 - z * z);
      sum += std::pow(1 + roughness_ * bump({ring * std::cos(angle), ring * std::sin(angle), z}), 3);
    }
  return 4 * std::numbers::pi / 3 * std::pow(radius_mm_, 3) * sum / (kRings * kAround);
}

double RoughBall::half_box_mm() const {
  return radius_mm_ * (1 + 3 * roughness_) + reach_mm_;
}

Region RoughBall::region() const {
  const double half = half_box_mm();
  return {[ball = *this](const Vec3& at) { return ball.level_mm(at) <= 0; },
          centre_mm_ - Vec3{half, half, half}, centre_mm_ + Vec3{half, half, half}};
}

double share_inside(double level_mm, double edge_mm) {
  if (edge_mm > 0) return std::clamp(0.5 - level_mm / edge_mm, 0.0, 1.0);
  return level_mm <= 0 ? 1 : 0;
}

Lattice nodes_of_box(const Vec3& centre_mm, const Vec3& half_mm, double cell_mm) {
  Lattice nodes;
  for (std::size_t a = 0; a < 3; ++a) {
    const std::int64_t steps = std::max<std::int64_t>(1, std::llround(std::ceil(2 * half_mm[a] / cell_mm)));
    nodes.size[a] = steps + 1;
    nodes.spacing_mm[a] = 2 * half_mm[a] / static_cast<double>(steps);
    nodes.origin_mm[a] = centre_mm[a] - half_mm[a];
  }
  return nodes;
}

Volume interpolated_field(const Lattice& nodes, double correlation_mm, double sd, const Draws& draws,
                          std::uint32_t draw) {
  Volume field = imaging::random_field(nodes, {{0, 0, 0}, nodes.size}, correlation_mm, draws, draw);
  // Between two nodes of correlation rho the variance is t^2 + (1 - t)^2 + 2 rho t (1 - t), on average
  // (2 + rho) / 3.
  double variance = 1;
  for (const double spacing : nodes.spacing_mm) {
    const double x = correlation_mm > 0 ? spacing / (2 * correlation_mm) : HUGE_VAL;
    variance *= (2 + std::exp(-x * x)) / 3;
  }
  const double scale = sd / std::sqrt(variance);
  for (float& value : field.voxels) value = static_cast<float>(scale * static_cast<double>(value));
  return field;
}

void multiply_by(Volume& nodes, const std::function<double(const Vec3& point_mm)>& factor) {
  std::size_t i = 0;
  for (std::int64_t z = 0; z < nodes.lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < nodes.lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < nodes.lattice.size[0]; ++x, ++i)
        nodes.voxels[i] = static_cast<float>(
            static_cast<double>(nodes.voxels[i]) *
            factor(nodes.lattice.to_physical(
                {static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)})));
}

Tissue soft_tissue_of_hu(double hu) {
  return {1 + hu / 1000, 0.85, 800, 60, 1};
}

}  // namespace radgauge::phantoms
