#include "phantoms/scanners/mr/object_signal.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "imaging/fft.h"
#include "phantoms/scanners/row_pieces.h"
#include "phantoms/scanners/texture_rows.h"

namespace radgauge::phantoms {

namespace {

constexpr std::int64_t kTextureSamplesPerCell = 2;
constexpr double kRowNarrowest = 1e-3;  ///< in cells: narrowest cut
constexpr double kPlaneWidestMm = 2;    ///< of the two planes of a cell
constexpr double kPlaneNarrowestMm = 0.02;
constexpr std::int64_t kSplinePad = 4;  ///< cells beyond the field of view that a step at its edge reaches

double cubic_bspline(double x) {
  const double a = std::abs(x);
  if (a >= 2) return 0;
  if (a >= 1) return (2 - a) * (2 - a) * (2 - a) / 6;
  return 2.0 / 3 - a * a * (1 - 0.5 * a);
}

double quartic_bspline(double x) {
  const double a = std::abs(x);
  const double a2 = a * a;
  if (a >= 2.5) return 0;
  if (a >= 1.5) return (2.5 - a) * (2.5 - a) * (2.5 - a) * (2.5 - a) / 24;
  if (a >= 0.5) return 55.0 / 96 + a * (5.0 / 24 + a * (-5.0 / 4 + a * (5.0 / 6 - a / 6)));
  return 115.0 / 192 + a2 * (-5.0 / 8 + a2 / 4);
}

/// Differences between neighbouring cells of one row, with room for steps at its ends.
class StepRow {
 public:
  explicit StepRow(std::int64_t cells) : differences_(static_cast<std::size_t>(cells + 2 * kSplinePad)) {}

  /// The signal rises by `height` at `t` cells from the edge of the field of view. The mean under the cubic
  /// spline rises, from cell to cell, by its integral over one cell: the quartic spline.
  void add(double t, double height) {
    const auto first = static_cast<std::int64_t>(std::ceil(t - 2));
    for (std::int64_t j = first; j < first + 5; ++j)
      differences_[static_cast<std::size_t>(j + kSplinePad)] +=
          height * quartic_bspline(static_cast<double>(j) - 0.5 - t);
    lowest_ = std::min(lowest_, first + kSplinePad);
    highest_ = std::max(highest_, first + kSplinePad + 5);
  }
  bool empty() const { return lowest_ >= highest_; }
  void add_to(std::vector<double>& row, double weight) const {
    for (auto j = static_cast<std::size_t>(lowest_); j < static_cast<std::size_t>(highest_); ++j)
      row[j] += weight * differences_[j];
  }
  void clear() {
    if (!empty()) std::fill(differences_.begin() + lowest_, differences_.begin() + highest_, 0.0);
    lowest_ = static_cast<std::int64_t>(differences_.size());
    highest_ = 0;
  }

 private:
  std::vector<double> differences_;
  std::int64_t lowest_ = static_cast<std::int64_t>(differences_.size());
  std::int64_t highest_ = 0;
};

RowSpan texture_range(const Texture& texture, std::size_t axis) {
  const Lattice& lattice = texture.voxels.lattice;
  return {lattice.origin_mm[axis],
          lattice.origin_mm[axis] + lattice.spacing_mm[axis] * static_cast<double>(lattice.size[axis] - 1)};
}

/// Cells are cut at those of the signal, so that the cubic spline is integrated exactly.
std::vector<QuadratureNode> row_nodes(const Object& object, const MrProtocol& p, double z_mm) {
  const SignalCells cells = signal_cells(p);
  const double half = 0.5 * p.field_of_view_mm;
  std::vector<double> breaks;
  for (std::int64_t j = 1; j < cells.y; ++j)
    breaks.push_back(static_cast<double>(j) * cells.width_y_mm - half);
  for (const Part& part : object.parts) {
    const RowSpan range = row_range(part.shape, z_mm);
    const double reach = std::max(part.shape.half_mm[0], part.shape.half_mm[1]);
    if (!(range.high_mm > range.low_mm)) continue;
    if (part.shape.kind == ShapeKind::box)
      add_breaks(range, 0, breaks);
    else
      add_round_breaks(range, std::min(reach, 2 * p.field_of_view_mm), cells.width_x_mm, breaks);
  }
  for (const Texture& texture : object.textures) add_breaks(texture_range(texture, 1), 0, breaks);
  return quadrature(-half, half, std::move(breaks), 0.5 * cells.width_y_mm, kRowNarrowest * cells.width_y_mm);
}

/// One plane of the object, cell by cell.
class SignalPlane {
 public:
  SignalPlane(const Object& object, const MrProtocol& p, double z_mm)
      : p_(p),
        cells_(signal_cells(p)),
        rows_(row_nodes(object, p, z_mm)),
        section_(object, z_mm),
        textures_(object, z_mm),
        step_(cells_.x) {}

  void add_to(std::vector<double>& sum, double weight) {
    const double half = 0.5 * p_.field_of_view_mm;
    std::vector<std::vector<double>> rows(
        static_cast<std::size_t>(cells_.y),
        std::vector<double>(static_cast<std::size_t>(cells_.x + 2 * kSplinePad)));
    for (const QuadratureNode& row : rows_) {
      trace(row.at_mm, half);
      if (step_.empty()) continue;
      const double t = (row.at_mm + half) / cells_.width_y_mm;
      const double share = weight * row.weight_mm / cells_.width_y_mm;
      const auto first = static_cast<std::int64_t>(std::ceil(t - 2));
      for (std::int64_t j = first; j < first + 4; ++j)
        step_.add_to(rows[static_cast<std::size_t>((j + cells_.y) % cells_.y)],
                     share * cubic_bspline(static_cast<double>(j) - t));
      step_.clear();
    }
    for (std::int64_t y = 0; y < cells_.y; ++y) {
      double value = 0;
      for (std::int64_t j = -kSplinePad; j < cells_.x + kSplinePad; ++j) {
        value += rows[static_cast<std::size_t>(y)][static_cast<std::size_t>(j + kSplinePad)];
        sum[static_cast<std::size_t>((j + cells_.x) % cells_.x + cells_.x * y)] += value;
      }
    }
  }

 private:
  /// The steps of one line.
  void trace(double y_mm, double half_mm) {
    section_.row(y_mm, -half_mm, half_mm, pieces_);
    if (const auto range = textures_.row(y_mm)) {
      trace_textured(std::max(range->low_mm, -half_mm), std::min(range->high_mm, half_mm), half_mm);
      return;
    }
    for (const RowPiece& piece : pieces_)
      add_piece(piece.low_mm, piece.high_mm, mr_signal(p_, piece.tissue), half_mm);
  }

  void add_piece(double low_mm, double high_mm, double signal, double half_mm) {
    if (signal == 0) return;
    step_.add((low_mm + half_mm) / cells_.width_x_mm, signal);
    step_.add((high_mm + half_mm) / cells_.width_x_mm, -signal);
  }

  /// The signal is no sum over tissues, so that pieces are cut where a texture is sampled.
  void trace_textured(double low_mm, double high_mm, double half_mm) {
    cuts_.clear();
    for (const RowPiece& piece : pieces_) cuts_.insert(cuts_.end(), {piece.low_mm, piece.high_mm});
    const double width = cells_.width_x_mm / static_cast<double>(kTextureSamplesPerCell);
    if (high_mm > low_mm) {
      for (double i = std::floor(low_mm / width); i * width < high_mm; ++i)
        cuts_.push_back(std::max(i * width, low_mm));
      cuts_.push_back(high_mm);
    }
    std::sort(cuts_.begin(), cuts_.end());
    std::size_t piece = 0;
    for (std::size_t i = 0; i + 1 < cuts_.size(); ++i) {
      if (!(cuts_[i + 1] > cuts_[i])) continue;
      const double middle = 0.5 * (cuts_[i] + cuts_[i + 1]);
      while (piece < pieces_.size() && pieces_[piece].high_mm <= middle) ++piece;
      const bool is_in_part = piece < pieces_.size() && pieces_[piece].low_mm <= middle;
      const Tissue tissue = is_in_part ? pieces_[piece].tissue : Tissue{};
      add_piece(cuts_[i], cuts_[i + 1], mr_signal(p_, tissue + textures_.at(middle)), half_mm);
    }
  }

  const MrProtocol& p_;
  SignalCells cells_;
  std::vector<QuadratureNode> rows_;
  ObjectSection section_;
  TextureRows textures_;
  StepRow step_;
  std::vector<RowPiece> pieces_;
  std::vector<double> cuts_;
};

}  // namespace

SignalCells signal_cells(const MrProtocol& p) {
  const std::int64_t x = 2 * imaging::fft_length(p.matrix_x);
  const std::int64_t y = 2 * imaging::fft_length(p.matrix_y);
  return {x, y, p.field_of_view_mm / static_cast<double>(x), p.field_of_view_mm / static_cast<double>(y)};
}

double cell_attenuation(std::int64_t k, std::int64_t cells) {
  if (k == 0) return 1;
  const double u = std::numbers::pi * static_cast<double>(k) / static_cast<double>(cells);
  const double sinc = std::sin(u) / u;
  return sinc * sinc * sinc * sinc;
}

std::vector<QuadratureNode> slice_planes(const Object& object, const MrProtocol& p, double z_mm) {
  std::vector<double> breaks;
  for (const Part& part : object.parts) {
    const double centre = part.shape.centre_mm[2];
    add_breaks({centre - part.shape.half_mm[2], centre + part.shape.half_mm[2]}, 0, breaks);
  }
  for (const Texture& texture : object.textures) add_breaks(texture_range(texture, 2), 0, breaks);
  std::vector<QuadratureNode> planes = quadrature(z_mm - 0.5 * p.slice_mm, z_mm + 0.5 * p.slice_mm,
                                                  std::move(breaks), kPlaneWidestMm, kPlaneNarrowestMm);
  for (QuadratureNode& plane : planes) plane.weight_mm /= p.slice_mm;
  return planes;
}

std::vector<double> slice_signal(const Object& object, const MrProtocol& p, double z_mm) {
  const SignalCells cells = signal_cells(p);
  std::vector<double> sum(static_cast<std::size_t>(cells.x * cells.y));
  const std::vector<QuadratureNode> planes = slice_planes(object, p, z_mm);
  for (std::size_t first = 0; first < planes.size();) {
    double weight = planes[first].weight_mm;
    std::size_t end = first + 1;
    for (; end < planes.size() && same_section(object, planes[first].at_mm, planes[end].at_mm); ++end)
      weight += planes[end].weight_mm;
    SignalPlane(object, p, planes[first].at_mm).add_to(sum, weight);
    first = end;
  }
  return sum;
}

}  // namespace radgauge::phantoms
