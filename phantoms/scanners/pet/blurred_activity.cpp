#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "phantoms/scanners/pet/psf.h"
#include "phantoms/scanners/quadrature.h"
#include "phantoms/scanners/row_pieces.h"
#include "phantoms/scanners/texture_rows.h"

namespace radgauge::phantoms {

namespace {

constexpr double kBlurReach = 5.5;       ///< standard deviations; beyond lie 4e-8 of a Gaussian
constexpr double kBlurCell = 0.7;        ///< widest cell of two lines, in standard deviations
constexpr double kBlurTip = 0.2;         ///< the same, where a round part begins and widens steeply
constexpr double kBlurNarrowest = 0.05;  ///< cells narrower than this are not cut further

double blur_density(double u) {
  return std::exp(-0.5 * u * u) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

double blur_below(double u) {
  return 0.5 * std::erfc(-u / std::numbers::sqrt2);
}

constexpr std::size_t kPlanesAtOnce = 16;  ///< in memory

/// Centres of voxels along one axis.
struct VoxelAxis {
  double first_mm = 0;
  double spacing_mm = 1;
  std::int64_t size = 1;

  double at(std::int64_t i) const { return first_mm + spacing_mm * static_cast<double>(i); }
  double last_mm() const { return at(size - 1); }
  /// Voxels from the first at or above low_mm to the last at or below high_mm: [first, end).
  std::pair<std::int64_t, std::int64_t> within(double low_mm, double high_mm) const {
    const auto index = [&](double mm) {
      return std::clamp((mm - first_mm) / spacing_mm, -1.0, static_cast<double>(size));
    };
    const auto first = static_cast<std::int64_t>(std::ceil(index(low_mm)));
    const auto end = static_cast<std::int64_t>(std::floor(index(high_mm))) + 1;
    return {std::max<std::int64_t>(0, first), std::min(size, end)};
  }
};

VoxelAxis voxel_axis(const Lattice& lattice, std::size_t a) {
  return {lattice.origin_mm[a], lattice.spacing_mm[a], lattice.size[a]};
}

/// The parts of an object, blurred.
class BlurredParts {
 public:
  BlurredParts(const Object& object, const Lattice& lattice, double sigma_mm)
      : object_(object),
        x_(voxel_axis(lattice, 0)),
        y_(voxel_axis(lattice, 1)),
        z_(voxel_axis(lattice, 2)),
        sigma_(sigma_mm) {}

  void add_to(std::vector<double>& out) const {
    std::vector<double> ends;
    for (const Part& part : object_.parts)
      add_breaks(
          {part.shape.centre_mm[2] - part.shape.half_mm[2], part.shape.centre_mm[2] + part.shape.half_mm[2]},
          sigma_, ends);
    const double reach = kBlurReach * sigma_;
    const auto planes = quadrature(z_.first_mm - reach, z_.last_mm() + reach, ends, kBlurCell * sigma_,
                                   kBlurNarrowest * sigma_);
    // Planes that are alike are worked out once.
    std::vector<std::size_t> made, like;
    for (std::size_t i = 0; i < planes.size(); ++i) {
      if (i == 0 || !same_section(object_, planes[i - 1].at_mm, planes[i].at_mm)) made.push_back(i);
      like.push_back(made.size() - 1);
    }
    std::vector<std::vector<double>> weights(static_cast<std::size_t>(z_.size),
                                             std::vector<double>(made.size()));
    for (std::int64_t k = 0; k < z_.size; ++k)
      for (std::size_t i = 0; i < planes.size(); ++i)
        weights[static_cast<std::size_t>(k)][like[i]] += weight(planes[i], z_.at(k));
    for (std::size_t first = 0; first < made.size(); first += kPlanesAtOnce) {
      const std::size_t count = std::min(kPlanesAtOnce, made.size() - first);
      std::vector<std::vector<double>> blurred(count);
      tbb::parallel_for(std::size_t{0}, count,
                        [&](std::size_t i) { blurred[i] = plane(planes[made[first + i]].at_mm); });
      const auto n = static_cast<std::size_t>(x_.size * y_.size);
      tbb::parallel_for(std::int64_t{0}, z_.size, [&](std::int64_t k) {
        double* slice = out.data() + static_cast<std::size_t>(k) * n;
        for (std::size_t i = 0; i < count; ++i) {
          const double share = weights[static_cast<std::size_t>(k)][first + i];
          if (share == 0) continue;
          for (std::size_t v = 0; v < blurred[i].size(); ++v) slice[v] += share * blurred[i][v];
        }
      });
    }
  }

 private:
  /// Of a node in the blur at a place.
  double weight(const QuadratureNode& node, double at_mm) const {
    const double u = (at_mm - node.at_mm) / sigma_;
    return std::abs(u) > kBlurReach ? 0 : node.weight_mm / sigma_ * blur_density(u);
  }

  /// Blurred along x and y; empty if nothing is there.
  std::vector<double> plane(double z_mm) const {
    std::vector<double> ends;
    for (const Part& part : object_.parts) add_breaks(row_range(part.shape, z_mm), kBlurTip * sigma_, ends);
    const double reach = kBlurReach * sigma_;
    ObjectSection section(object_, z_mm);
    std::vector<RowPiece> pieces;
    std::vector<double> row(static_cast<std::size_t>(x_.size));
    std::vector<double> sum;
    for (const QuadratureNode& line : quadrature(y_.first_mm - reach, y_.last_mm() + reach, ends,
                                                 kBlurCell * sigma_, kBlurNarrowest * sigma_)) {
      section.row(line.at_mm, x_.first_mm - reach, x_.last_mm() + reach, pieces);
      if (pieces.empty()) continue;
      sum.resize(static_cast<std::size_t>(x_.size * y_.size));
      blur_row(pieces, row);
      const auto [first, end] = y_.within(line.at_mm - reach, line.at_mm + reach);
      for (std::int64_t j = first; j < end; ++j) {
        const double share = weight(line, y_.at(j));
        double* to = sum.data() + static_cast<std::size_t>(x_.size * j);
        for (std::size_t x = 0; x < row.size(); ++x) to[x] += share * row[x];
      }
    }
    return sum;
  }

  void blur_row(const std::vector<RowPiece>& pieces, std::vector<double>& row) const {
    std::fill(row.begin(), row.end(), 0.0);
    for (const RowPiece& piece : pieces) {
      add_step(piece.low_mm, piece.tissue.activity, row);
      add_step(piece.high_mm, -piece.tissue.activity, row);
    }
    for (std::size_t x = 1; x < row.size(); ++x) row[x] += row[x - 1];
  }

  /// As differences from voxel to voxel.
  void add_step(double at_mm, double height, std::vector<double>& row) const {
    const auto [first, end] = x_.within(at_mm - kBlurReach * sigma_, at_mm + kBlurReach * sigma_);
    double before = 0;
    for (std::int64_t i = first; i < end; ++i) {
      const double below = blur_below((x_.at(i) - at_mm) / sigma_);
      row[static_cast<std::size_t>(i)] += height * (below - before);
      before = below;
    }
    if (end < x_.size) row[static_cast<std::size_t>(std::max<std::int64_t>(0, end))] += height * (1 - before);
  }

  const Object& object_;
  VoxelAxis x_, y_, z_;
  double sigma_;
};

/// For each new voxel the weights of old ones first, first + 1, ...
struct BlurWeights {
  std::int64_t first = 0;
  std::vector<double> weights;
};

/// What a Gaussian at each new voxel takes of values that are linear between old voxels.
std::vector<BlurWeights> texture_weights(const VoxelAxis& from, const VoxelAxis& to, double sigma_mm) {
  std::vector<BlurWeights> all;
  for (std::int64_t i = 0; i < to.size; ++i) {
    const double centre = to.at(i);
    const auto [inner, end] = from.within(centre - kBlurReach * sigma_mm, centre + kBlurReach * sigma_mm);
    const std::int64_t first = std::max<std::int64_t>(0, inner - 1);
    const std::int64_t last = std::min(from.size - 1, end);
    BlurWeights& one = all.emplace_back();
    one.first = first;
    if (last <= first) continue;
    one.weights.assign(static_cast<std::size_t>(last - first + 1), 0.0);
    for (std::int64_t j = first; j < last; ++j) {
      const double a = (from.at(j) - centre) / sigma_mm;
      const double b = (from.at(j + 1) - centre) / sigma_mm;
      const double part = blur_below(b) - blur_below(a);
      const double upper = (blur_density(a) - blur_density(b) - a * part) / (b - a);
      one.weights[static_cast<std::size_t>(j - first)] += part - upper;
      one.weights[static_cast<std::size_t>(j - first + 1)] += upper;
    }
  }
  return all;
}

/// Weighted sums along the middle axis of an array inner x old x outer.
std::vector<double> weigh_axis(const std::vector<double>& in, std::size_t inner, std::size_t old,
                               std::size_t outer, const std::vector<BlurWeights>& weights) {
  std::vector<double> out(inner * weights.size() * outer);
  tbb::parallel_for(std::size_t{0}, outer, [&](std::size_t o) {
    for (std::size_t i = 0; i < weights.size(); ++i) {
      double* to = out.data() + inner * (i + weights.size() * o);
      for (std::size_t w = 0; w < weights[i].weights.size(); ++w) {
        const double* from = in.data() + inner * (static_cast<std::size_t>(weights[i].first) + w + old * o);
        for (std::size_t x = 0; x < inner; ++x) to[x] += weights[i].weights[w] * from[x];
      }
    }
  });
  return out;
}

void add_texture(const Texture& texture, const Lattice& lattice, double sigma_mm, std::vector<double>& out) {
  const Lattice& own = texture.voxels.lattice;
  std::vector<double> values(texture.voxels.voxels.begin(), texture.voxels.voxels.end());
  std::array<std::size_t, 3> size{static_cast<std::size_t>(own.size[0]),
                                  static_cast<std::size_t>(own.size[1]),
                                  static_cast<std::size_t>(own.size[2])};
  for (std::size_t a = 0; a < 3; ++a) {
    std::size_t inner = 1, outer = 1;
    for (std::size_t b = 0; b < 3; ++b) (b < a ? inner : outer) *= b == a ? 1 : size[b];
    values = weigh_axis(values, inner, size[a], outer,
                        texture_weights(voxel_axis(own, a), voxel_axis(lattice, a), sigma_mm));
    size[a] = static_cast<std::size_t>(lattice.size[a]);
  }
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += texture.tissue.activity * values[i];
}

}  // namespace

std::vector<double> blurred_activity(const Object& object, const Lattice& lattice, double sigma_mm) {
  require_upright_textures(object);
  std::vector<double> out(static_cast<std::size_t>(lattice.voxel_count()));
  BlurredParts(object, lattice, sigma_mm).add_to(out);
  for (const Texture& texture : object.textures)
    if (texture.tissue.activity != 0) add_texture(texture, lattice, sigma_mm, out);
  return out;
}

}  // namespace radgauge::phantoms
