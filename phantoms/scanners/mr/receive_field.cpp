#include "phantoms/scanners/mr/receive_field.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "phantoms/scanners/mr/object_signal.h"
#include "phantoms/scanners/row_pieces.h"

namespace radgauge::phantoms {

namespace {

/// Which places u = (x + y) / sqrt 2 of a square view hold some of an object.
class DiagonalCover {
 public:
  explicit DiagonalCover(double view_mm) : half_mm_(view_mm / std::numbers::sqrt2) {}

  void add(double y_mm, double low_mm, double high_mm) {
    const std::int64_t last = bin((high_mm + y_mm) / std::numbers::sqrt2);
    for (std::int64_t i = bin((low_mm + y_mm) / std::numbers::sqrt2); i <= last; ++i)
      seen_[static_cast<std::size_t>(i)] = true;
  }
  /// The middles of the places, from the lowest.
  std::vector<double> places_mm() const {
    std::vector<double> places;
    for (std::size_t i = 0; i < seen_.size(); ++i)
      if (seen_[i]) places.push_back((static_cast<double>(i) + 0.5) / kBins * 2 * half_mm_ - half_mm_);
    return places;
  }

 private:
  static constexpr double kBins = 2048;
  std::int64_t bin(double u_mm) const {
    const double place = (u_mm + half_mm_) / (2 * half_mm_) * kBins;
    return static_cast<std::int64_t>(std::clamp(place, 0.0, kBins - 1));
  }

  double half_mm_;
  std::vector<bool> seen_ = std::vector<bool>(static_cast<std::size_t>(kBins));
};

DiagonalCover cover_object(const Object& object, const MrProtocol& p, const std::vector<double>& heights_mm) {
  DiagonalCover cover(p.field_of_view_mm);
  const SignalCells cells = signal_cells(p);
  const double half = 0.5 * p.field_of_view_mm;
  std::vector<RowPiece> pieces;
  for (std::size_t i = 0; i < heights_mm.size(); ++i) {
    if (i > 0 && same_section(object, heights_mm[i - 1], heights_mm[i])) continue;
    ObjectSection section(object, heights_mm[i]);
    for (std::int64_t j = 0; j < cells.y; ++j) {
      const double y = (static_cast<double>(j) + 0.5) * cells.width_y_mm - half;
      section.row(y, -half, half, pieces);
      for (const RowPiece& piece : pieces)
        if (mr_signal(p, piece.tissue) > 0) cover.add(y, piece.low_mm, piece.high_mm);
    }
  }
  for (const Texture& texture : object.textures) {
    if (!(texture.tissue.proton_density != 0)) continue;
    const Lattice& lattice = texture.voxels.lattice;
    for (std::int64_t y = 0; y < lattice.size[1]; ++y) {
      const double y_mm = lattice.origin_mm[1] + lattice.spacing_mm[1] * static_cast<double>(y);
      const double high =
          lattice.origin_mm[0] + lattice.spacing_mm[0] * static_cast<double>(lattice.size[0] - 1);
      if (std::abs(y_mm) < half && lattice.origin_mm[0] < half && high > -half)
        cover.add(y_mm, std::max(lattice.origin_mm[0], -half), std::min(high, half));
    }
  }
  return cover;
}

}  // namespace

ReceiveField::ReceiveField(const Object& object, const MrProtocol& p, const std::vector<double>& heights_mm)
    : view_mm_(p.field_of_view_mm), amplitude_(p.inu_percent / 200) {
  for (std::int64_t n = 0; n < p.coils; ++n) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(n) / static_cast<double>(p.coils);
    coils_.push_back({angle, std::cos(angle), std::sin(angle)});
  }
  const std::vector<double> places = cover_object(object, p, heights_mm).places_mm();
  if (places.empty())
    throw Error(
        ErrorKind::data,
        "nothing of the object that lies in the field of view has protons with T2 above 0, so that an MR "
        "scanner sees nothing; give its tissues proton_density, t1_ms and t2_ms");
  middle_mm_ = 0.5 * (places.front() + places.back());
  half_mm_ = std::max(0.5 * (places.back() - places.front()), 1e-3 * view_mm_);
  double lowest = 1, highest = -1;
  for (const double u : places) {
    lowest = std::min(lowest, stripes(u));
    highest = std::max(highest, stripes(u));
  }
  // An object of one place has one value of the field, which is then 1.
  if (highest > lowest) {
    lowest_ = lowest;
    highest_ = highest;
  } else {
    lowest_ = lowest - 1;
    highest_ = lowest + 1;
  }
}

double ReceiveField::stripes(double u_mm) const {
  return std::sin(std::numbers::pi / 1.2 * (u_mm - middle_mm_) / half_mm_);
}

double ReceiveField::field(double x_mm, double y_mm) const {
  const double value = stripes((x_mm + y_mm) / std::numbers::sqrt2);
  return 1 + amplitude_ * (2 * (value - lowest_) / (highest_ - lowest_) - 1);
}

std::complex<double> ReceiveField::phase(std::int64_t n, double x_mm, double y_mm) const {
  if (coils_.size() == 1) return 1;
  const auto& [angle, cosine, sine] = coils_[static_cast<std::size_t>(n)];
  const double side = (x_mm * cosine + y_mm * sine) / (0.5 * view_mm_);
  return std::polar(1.0, angle + std::numbers::pi / 4 * side);
}

void ReceiveField::coils(double x_mm, double y_mm, std::span<std::complex<double>> sensitivities) const {
  if (coils_.size() == 1) {
    sensitivities[0] = 1;
    return;
  }
  // exp(-|r - r_n|^2 / (2 s^2)): what all coils of a ring share in it cancels in the sum of squares.
  const double scale = 0.75 * view_mm_ / (0.25 * view_mm_ * view_mm_);
  double squares = 0;
  for (std::size_t n = 0; n < coils_.size(); ++n) {
    const double profile = std::exp(scale * (x_mm * coils_[n][1] + y_mm * coils_[n][2]));
    squares += profile * profile;
    sensitivities[n] = profile * phase(static_cast<std::int64_t>(n), x_mm, y_mm);
  }
  for (std::size_t n = 0; n < coils_.size(); ++n) sensitivities[n] /= std::sqrt(squares);
}

}  // namespace radgauge::phantoms
