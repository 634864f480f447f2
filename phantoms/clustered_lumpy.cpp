#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/text.h"
#include "phantoms/object/block.h"
#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"
#include "phantoms/object/point_process.h"

namespace radgauge::phantoms {

namespace {

/// Exponent at which a blob ends: 1 % of its height.
const double kBlobEnd = std::log(100.0);
constexpr double kMostBlobs = 1e5;

struct ClusteredLumpy : BlockSize {
  static constexpr bool population = true;
  double base = 0;
  double amplitude = 10;
  double clusters_per_cm2 = 0.9;
  double blobs = 20;
  double spread_mm = 6;
  double length_x = 5;
  double length_y = 2;
  double alpha = 2.1;
  double beta = 0.5;
  double unit_mm = 0.5;
  double cell_mm = 0.75;

  static auto fields() {
    using Self = ClusteredLumpy;
    return FieldList{
        field("base", &Self::base, "intensity", between(-1000, 3000), "Hounsfield units without blobs"),
        field("amplitude", &Self::amplitude, "intensity", between(0, 3000), "height of a blob"),
        field("clusters_per_cm2", &Self::clusters_per_cm2, "1/cm^2", between(0.001, 100),
              "mean number of clusters"),
        field("blobs", &Self::blobs, "1", between(0.1, 1000), "mean number of blobs of a cluster"),
        field("spread_mm", &Self::spread_mm, "mm", between(0.1, 50), "SD of blobs around their cluster"),
        field("length_x", &Self::length_x, "1", between(0.1, 50), "length of a blob along its axis"),
        field("length_y", &Self::length_y, "1", between(0.1, 50), "length of a blob across its axis"),
        field("alpha", &Self::alpha, "1", between(0.1, 50), "factor of the exponent"),
        field("beta", &Self::beta, "1", between(0.3, 4), "power of the distance in the exponent"),
        field("unit_mm", &Self::unit_mm, "mm", between(0.01, 10), "unit of distance in the exponent"),
        field("cell_mm", &Self::cell_mm, "mm", between(0.1, 10), "cells on which blobs are drawn")}
        .append(BlockSize::size_fields());
  }

  /// Radius of the ellipse of a blob's lengths in a direction from its axis.
  double length(double cosine, double sine) const {
    return length_x * length_y / std::hypot(length_y * cosine, length_x * sine);
  }
  double blob_end_mm() const {
    return unit_mm * std::pow(kBlobEnd * std::max(length_x, length_y) / alpha, 1 / beta);
  }
  double room_mm() const { return blob_end_mm() + 3 * spread_mm; }
  double density_per_mm2() const { return clusters_per_cm2 / 100; }
  double mean() const;
  std::string problem() const {
    const double count = density_per_mm2() * blobs * std::pow(width_mm + 2 * room_mm(), 2);
    if (count > kMostBlobs)
      return "the block and the reach of blobs around it hold " + to_rounded_text(count, 3) +
             " blobs, more than " + to_rounded_text(kMostBlobs, 3) +
             "; use fewer clusters, a smaller unit_mm or a larger beta";
    return cells_problem({width_mm, cell_mm}, cell_mm);
  }
};

/// Of the density of blobs times the integral of one: over the angle of (L / alpha)^(2/beta) and the
/// incomplete gamma function of 2/beta up to the end, by the rules of the trapezium and of Simpson.
double ClusteredLumpy::mean() const {
  constexpr int kAngles = 720, kSteps = 2000;
  const double power = 2 / beta;
  double lengths = 0;
  for (int i = 0; i < kAngles; ++i) {
    const double angle = 2 * std::numbers::pi * i / kAngles;
    lengths += std::pow(length(std::cos(angle), std::sin(angle)) / alpha, power);
  }
  // In u = x^(power/3) the integrand has no root at 0.
  const double end = std::pow(kBlobEnd, power / 3);
  double gamma = 0;
  for (int i = 0; i <= kSteps; ++i) {
    const double u = end * i / kSteps;
    const double value = 3 / power * u * u * std::exp(-std::pow(u, 3 / power));
    gamma += value * (i == 0 || i == kSteps ? 1 : i % 2 == 1 ? 4 : 2) * end / kSteps / 3;
  }
  const double area = unit_mm * unit_mm * lengths * 2 * std::numbers::pi / kAngles * gamma / beta;
  return base + density_per_mm2() * blobs * amplitude * area;
}

struct Blob {
  double x_mm, y_mm, cosine, sine;
};

enum BlobDraw : std::uint32_t { kClusterCount, kClusterPlace, kClusterAngle, kBlobCount, kBlobPlace };

std::vector<Blob> draw_blobs(const ClusteredLumpy& p, const Draws& draws) {
  const double half = 0.5 * p.width_mm + p.room_mm();
  const auto clusters =
      poisson_points({-half, -half, 0}, {half, half, 0}, p.density_per_mm2(), draws, kClusterCount);
  std::vector<Blob> blobs;
  for (std::uint64_t c = 0; c < clusters.size(); ++c) {
    const double angle = std::numbers::pi * draws.uniform(c, kClusterAngle);
    const std::uint64_t own = c << 20;
    const std::int64_t count = poisson_count(p.blobs, draws, own, kBlobCount);
    for (std::uint64_t b = 0; b < static_cast<std::uint64_t>(count); ++b)
      blobs.push_back({clusters[c][0] + p.spread_mm * draws.normal(own + 2 * b, kBlobPlace),
                       clusters[c][1] + p.spread_mm * draws.normal(own + 2 * b + 1, kBlobPlace),
                       std::cos(angle), std::sin(angle)});
  }
  return blobs;
}

/// Adds a blob to the lower layer of columns.
void add_blob(const Blob& blob, const ClusteredLumpy& p, Volume& columns) {
  const Lattice& cells = columns.lattice;
  const auto range = [&](double centre_mm, std::size_t a) {
    const double at = (centre_mm - cells.origin_mm[a]) / cells.spacing_mm[a];
    const double reach = p.blob_end_mm() / cells.spacing_mm[a];
    return std::pair(std::max<std::int64_t>(1, std::llround(std::ceil(at - reach))),
                     std::min<std::int64_t>(cells.size[a] - 2, std::llround(std::floor(at + reach))));
  };
  const auto [y0, y1] = range(blob.y_mm, 1);
  const auto [x0, x1] = range(blob.x_mm, 0);
  const double factor = p.alpha / (p.length_x * p.length_y * std::pow(p.unit_mm, p.beta));
  for (std::int64_t y = y0; y <= y1; ++y)
    for (std::int64_t x = x0; x <= x1; ++x) {
      const double dx = cells.origin_mm[0] + static_cast<double>(x) * cells.spacing_mm[0] - blob.x_mm;
      const double dy = cells.origin_mm[1] + static_cast<double>(y) * cells.spacing_mm[1] - blob.y_mm;
      const double along = blob.cosine * dx + blob.sine * dy;
      const double across = blob.cosine * dy - blob.sine * dx;
      const double r2 = std::max(dx * dx + dy * dy, 1e-12);
      // r^beta / L, with L = lx ly r / |(ly along, lx across)|.
      const double ellipse =
          std::sqrt(p.length_y * p.length_y * along * along + p.length_x * p.length_x * across * across);
      const double exponent = factor * std::pow(r2, 0.5 * (p.beta - 1)) * ellipse;
      if (exponent < kBlobEnd) columns(x, y, 0) += static_cast<float>(p.amplitude * std::exp(-exponent));
    }
}

Object describe_clustered_lumpy(const ClusteredLumpy& p, std::uint64_t seed, std::uint64_t index) {
  const Draws draws(seed, "clustered_lumpy-" + std::to_string(index), "phantom.clustered_lumpy", 0, 0);
  Object object = block_of(p, water_of_hu(p.base));
  Volume columns(columns_of(p, p.cell_mm));
  for (const Blob& blob : draw_blobs(p, draws)) add_blob(blob, p, columns);
  const auto layer = static_cast<std::ptrdiff_t>(columns.voxels.size() / 2);
  std::copy_n(columns.voxels.begin(), layer, columns.voxels.begin() + layer);
  object.textures = {{std::move(columns), texture_tissue(p.mean() - p.base)}};
  object.truth = {{"mean_hu", p.mean(), "HU"}};
  return object;
}

}  // namespace

namespace generators {

Phantom clustered_lumpy() {
  return object_phantom<ClusteredLumpy, describe_clustered_lumpy>(
      {"clustered_lumpy", "a block of clusters of oriented blobs, like the tissue of a mammogram",
       "A Poisson number of clusters, in each a Poisson number of blobs around its centre (Gaussian, SD "
       "spread_mm), all of one orientation, which is uniform over clusters. A blob is amplitude exp(-alpha "
       "(r / unit_mm)^beta / L), L the radius of the ellipse of its lengths in the direction of the place, and "
       "ends at 1 % of its height. Lengths, alpha, beta, blobs and the spread of 12 units are those of the "
       "paper, and so is the number of clusters in 256 x 256 units. The pattern is the same at every height of "
       "a block in air, with clusters around it, too. The mean has a closed form; its samples are skewed.",
       "Bochud et al. 1999, Opt Express 4:33, doi:10.1364/OE.4.000033"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
