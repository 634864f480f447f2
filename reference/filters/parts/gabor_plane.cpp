#include "reference/filters/parts/gabor_plane.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "reference/filters/parts/missing_samples.h"

namespace radgauge::reference {

namespace {

constexpr double kGaborReachSigma = 6;
/// Tiles that are transformed at once. Each has a lane of its own: in the imaginary part of another's, its
/// rounding, and its NaN, would be the other's.
constexpr std::size_t kTilesAtOnce = imaging::kFftLanes;
constexpr std::size_t kGroup = imaging::kFftGroup;

/// Tiles of `edge` voxels, counted from 0, that hold begin ... end - 1: the first voxel of each.
std::vector<std::int64_t> tile_begins(std::int64_t begin, std::int64_t end, std::int64_t edge) {
  std::vector<std::int64_t> begins;
  for (std::int64_t at = begin / edge * edge; at < end; at += edge) begins.push_back(at);
  return begins;
}

}  // namespace

double GaborKernels::reach_mm() const {
  return kGaborReachSigma * sigma_mm * std::max(1.0, 1 / gamma);
}

std::int64_t GaborKernels::reach_voxels(double spacing_mm) const {
  return static_cast<std::int64_t>(std::floor(reach_mm() / spacing_mm));
}

std::int64_t GaborKernels::tile_voxels(double spacing_mm) const {
  return std::max<std::int64_t>(1, reach_voxels(spacing_mm));
}

/// A tile of a slice: its first voxel, and where the samples around it are in memory.
struct GaborPlane::Tile {
  Index3 begin{0, 0, 0};
  std::vector<std::int64_t> u_places, v_places;
};

struct GaborPlane::Workspace {
  std::vector<double> spectrum, line, scratch, responses, pooled;
  std::vector<MissingSamples> missing;  ///< of each tile
};

GaborPlane::GaborPlane(const GaborKernels& kernels, const Vec3& spacing_mm, Axes axes, Pooling pooling)
    : axes_(axes),
      pooling_(pooling),
      u_reach_(kernels.reach_voxels(spacing_mm[axes.u])),
      v_reach_(kernels.reach_voxels(spacing_mm[axes.v])),
      u_tile_(kernels.tile_voxels(spacing_mm[axes.u])),
      v_tile_(kernels.tile_voxels(spacing_mm[axes.v])),
      u_plan_(imaging::fft_length(u_tile_ + 2 * u_reach_)),
      v_plan_(imaging::fft_length(v_tile_ + 2 * v_reach_)) {
  make_spectra(kernels, spacing_mm);
}

/// The real part of a kernel is even and the imaginary part is odd, so its spectrum is real.
void GaborPlane::make_spectra(const GaborKernels& kernels, const Vec3& spacing_mm) {
  const auto nu = static_cast<std::int64_t>(u_plan_.length()),
             nv = static_cast<std::int64_t>(v_plan_.length());
  const double scale = 1 / static_cast<double>(nu * nv);
  for (const double theta : kernels.thetas_rad) {
    Workspace w;
    w.spectrum.assign(static_cast<std::size_t>(nu * nv) * kGroup, 0.0);
    for (std::int64_t j = -v_reach_; j <= v_reach_; ++j)
      for (std::int64_t i = -u_reach_; i <= u_reach_; ++i) {
        const double u = static_cast<double>(i) * spacing_mm[axes_.u];
        const double v = static_cast<double>(j) * spacing_mm[axes_.v];
        const double along = u * std::cos(theta) + v * std::sin(theta);
        const double beside = kernels.gamma * (v * std::cos(theta) - u * std::sin(theta));
        const double size =
            scale * std::exp(-(along * along + beside * beside) / (2 * kernels.sigma_mm * kernels.sigma_mm));
        const double phase = 2 * std::numbers::pi * along / kernels.lambda_mm;
        double* to =
            w.spectrum.data() + kGroup * static_cast<std::size_t>((i + nu) % nu + nu * ((j + nv) % nv));
        to[0] = size * std::cos(phase);
        to[imaging::kFftLanes] = size * std::sin(phase);
      }
    to_spectrum(w);
    std::vector<double> spectrum;
    for (std::size_t k = 0; k < w.spectrum.size(); k += kGroup) spectrum.push_back(w.spectrum[k]);
    spectra_.push_back(std::move(spectrum));
  }
}

std::vector<GaborPlane::Tile> GaborPlane::tiles_of(const Volume& image, const Box& box,
                                                   Boundary boundary) const {
  const std::size_t u = axes_.u, v = axes_.v, across = 3 - u - v;
  const Index3& offset = image.window.offset;
  const auto places = [&](std::size_t axis, std::int64_t begin, std::int64_t tile, std::int64_t reach) {
    return sample_places(axis_part(image.window, image.lattice.size, axis), boundary, begin - reach,
                         begin + tile + reach);
  };
  std::vector<Tile> tiles;
  for (const std::int64_t v_begin : tile_begins(box.begin[v] + offset[v], box.end[v] + offset[v], v_tile_))
    for (const std::int64_t u_begin :
         tile_begins(box.begin[u] + offset[u], box.end[u] + offset[u], u_tile_)) {
      Tile tile;
      tile.begin[u] = u_begin - offset[u];
      tile.begin[v] = v_begin - offset[v];
      tile.u_places = places(u, tile.begin[u], u_tile_, u_reach_);
      tile.v_places = places(v, tile.begin[v], v_tile_, v_reach_);
      for (std::int64_t slice = box.begin[across]; slice < box.end[across]; ++slice) {
        tile.begin[across] = slice;
        tiles.push_back(tile);
      }
    }
  return tiles;
}

void GaborPlane::read(const Volume& image, const std::vector<Tile>& tiles, std::size_t first,
                      Workspace& w) const {
  w.spectrum.assign(u_plan_.length() * v_plan_.length() * kGroup, 0.0);
  w.missing.clear();
  const std::size_t count = std::min(kTilesAtOnce, tiles.size() - first);
  for (std::size_t t = 0; t < count; ++t) {
    const Tile& tile = tiles[first + t];
    MissingSamples& missing = w.missing.emplace_back(tile.u_places.size(), tile.v_places.size());
    Index3 at = tile.begin;
    for (std::size_t j = 0; j < tile.v_places.size(); ++j) {
      at[axes_.v] = tile.v_places[j];
      if (at[axes_.v] < 0) continue;
      for (std::size_t i = 0; i < tile.u_places.size(); ++i) {
        at[axes_.u] = tile.u_places[i];
        if (at[axes_.u] < 0) continue;
        const double sample = double{image(at[0], at[1], at[2])};
        if (std::isfinite(sample))
          w.spectrum[kGroup * (i + u_plan_.length() * j) + t] = sample;
        else
          missing.add(i, j);
      }
    }
    missing.finish();
  }
}

void GaborPlane::to_spectrum(Workspace& w) const {
  const std::size_t nu = u_plan_.length(), nv = v_plan_.length();
  w.scratch.resize(std::max(u_plan_.block_size(), v_plan_.block_size()));
  w.line.resize(w.scratch.size());
  for (std::size_t j = 0; j < nv; ++j) {
    double* row = w.spectrum.data() + kGroup * nu * j;
    const double* result = u_plan_.forward(row, w.scratch.data());
    if (result != row) std::copy_n(result, kGroup * nu, row);
  }
  for (std::size_t i = 0; i < nu; ++i) {
    for (std::size_t j = 0; j < nv; ++j)
      std::copy_n(w.spectrum.data() + kGroup * (i + nu * j), kGroup, w.line.data() + kGroup * j);
    const double* result = v_plan_.forward(w.line.data(), w.scratch.data());
    for (std::size_t j = 0; j < nv; ++j)
      std::copy_n(result + kGroup * j, kGroup, w.spectrum.data() + kGroup * (i + nu * j));
  }
}

/// The same for tiles, which are real: two rows of a tile are transformed at once, and half of the columns,
/// of which the others are mirror images. No tile sees another.
void GaborPlane::tiles_to_spectrum(Workspace& w) const {
  constexpr std::size_t lanes = imaging::kFftLanes;
  const std::size_t nu = u_plan_.length(), nv = v_plan_.length(), half = nu / 2 + 1;
  w.scratch.resize(std::max(u_plan_.block_size(), v_plan_.block_size()));
  w.line.resize(w.scratch.size());
  for (std::size_t j = 0; j < nv; j += 2) {
    double* row = w.spectrum.data() + kGroup * nu * j;
    double* next = j + 1 < nv ? row + kGroup * nu : nullptr;
    for (std::size_t i = 0; i < nu; ++i) {
      std::copy_n(row + kGroup * i, lanes, w.line.data() + kGroup * i);
      if (next != nullptr)
        std::copy_n(next + kGroup * i, lanes, w.line.data() + kGroup * i + lanes);
      else
        std::fill_n(w.line.data() + kGroup * i + lanes, lanes, 0.0);
    }
    const double* both = u_plan_.forward(w.line.data(), w.scratch.data());
    for (std::size_t i = 0; i < half; ++i) {
      const double *at = both + kGroup * i, *mirrored = both + kGroup * ((nu - i) % nu);
      for (std::size_t t = 0; t < lanes; ++t) {
        row[kGroup * i + t] = 0.5 * (at[t] + mirrored[t]);
        row[kGroup * i + lanes + t] = 0.5 * (at[lanes + t] - mirrored[lanes + t]);
        if (next == nullptr) continue;
        next[kGroup * i + t] = 0.5 * (at[lanes + t] + mirrored[lanes + t]);
        next[kGroup * i + lanes + t] = 0.5 * (mirrored[t] - at[t]);
      }
    }
  }
  for (std::size_t i = 0; i < half; ++i) {
    const std::size_t mirrored = (nu - i) % nu;
    for (std::size_t j = 0; j < nv; ++j)
      std::copy_n(w.spectrum.data() + kGroup * (i + nu * j), kGroup, w.line.data() + kGroup * j);
    const double* result = v_plan_.forward(w.line.data(), w.scratch.data());
    for (std::size_t j = 0; j < nv; ++j) {
      std::copy_n(result + kGroup * j, kGroup, w.spectrum.data() + kGroup * (i + nu * j));
      if (mirrored < half) continue;
      double* to = w.spectrum.data() + kGroup * (mirrored + nu * ((nv - j) % nv));
      for (std::size_t t = 0; t < lanes; ++t) {
        to[t] = result[kGroup * j + t];
        to[lanes + t] = -result[kGroup * j + lanes + t];
      }
    }
  }
}

/// The transform back of the spectrum of the tiles times that of a kernel, at the voxels of the tile only.
void GaborPlane::response(const std::vector<double>& spectrum, Workspace& w) const {
  const std::size_t nu = u_plan_.length(), nv = v_plan_.length();
  const auto rows = static_cast<std::size_t>(v_tile_), first = static_cast<std::size_t>(v_reach_);
  w.responses.resize(kGroup * nu * rows);
  for (std::size_t i = 0; i < nu; ++i) {
    for (std::size_t j = 0; j < nv; ++j) {
      const double* from = w.spectrum.data() + kGroup * (i + nu * j);
      double* line = w.line.data() + kGroup * j;
      const double weight = spectrum[i + nu * j];
      for (std::size_t t = 0; t < kGroup; ++t) line[t] = weight * from[t];
    }
    const double* result = v_plan_.backward(w.line.data(), w.scratch.data());
    for (std::size_t j = 0; j < rows; ++j)
      std::copy_n(result + kGroup * (first + j), kGroup, w.responses.data() + kGroup * (i + nu * j));
  }
  for (std::size_t j = 0; j < rows; ++j) {
    double* row = w.responses.data() + kGroup * nu * j;
    const double* result = u_plan_.backward(row, w.scratch.data());
    if (result != row) std::copy_n(result, kGroup * nu, row);
  }
}

void GaborPlane::pool(Workspace& w) const {
  const auto columns = static_cast<std::size_t>(u_tile_), rows = static_cast<std::size_t>(v_tile_);
  w.pooled.assign(kTilesAtOnce * columns * rows, 0.0);
  const double share = pooling_ == Pooling::max ? 1 : 1 / static_cast<double>(spectra_.size());
  for (const std::vector<double>& spectrum : spectra_) {
    response(spectrum, w);
    for (std::size_t j = 0; j < rows; ++j) {
      const double* from =
          w.responses.data() + kGroup * (static_cast<std::size_t>(u_reach_) + u_plan_.length() * j);
      double* to = w.pooled.data() + kTilesAtOnce * columns * j;
      for (std::size_t i = 0; i < columns; ++i)
        for (std::size_t t = 0; t < kTilesAtOnce; ++t) {
          const double re = from[kGroup * i + t], im = from[kGroup * i + imaging::kFftLanes + t];
          const double modulus = std::sqrt(re * re + im * im);
          double& pooled = to[kTilesAtOnce * i + t];
          pooled = pooling_ == Pooling::max ? std::max(pooled, modulus) : pooled + share * modulus;
        }
    }
  }
}

/// The pooled modulus of tile t at its voxel i, j; NaN where a sample within the reach is missing.
double GaborPlane::modulus_at(const Workspace& w, std::size_t t, std::int64_t i, std::int64_t j) const {
  const auto at_i = static_cast<std::size_t>(i), at_j = static_cast<std::size_t>(j);
  if (w.missing[t].any_in(at_i, at_j, static_cast<std::size_t>(2 * u_reach_ + 1),
                          static_cast<std::size_t>(2 * v_reach_ + 1)))
    return std::numeric_limits<double>::quiet_NaN();
  return w.pooled[kTilesAtOnce * (at_i + static_cast<std::size_t>(u_tile_) * at_j) + t];
}

void GaborPlane::respond(const Volume& image, const Box& box, Boundary boundary, const Sink& sink) const {
  if (box.empty()) return;
  const std::vector<Tile> tiles = tiles_of(image, box, boundary);
  Workspace w;
  for (std::size_t first = 0; first < tiles.size(); first += kTilesAtOnce) {
    read(image, tiles, first, w);
    tiles_to_spectrum(w);
    pool(w);
    const std::size_t count = std::min(kTilesAtOnce, tiles.size() - first);
    for (std::size_t t = 0; t < count; ++t) {
      const Tile& tile = tiles[first + t];
      Index3 at = tile.begin;
      for (std::int64_t j = 0; j < v_tile_; ++j)
        for (std::int64_t i = 0; i < u_tile_; ++i) {
          at[axes_.u] = tile.begin[axes_.u] + i;
          at[axes_.v] = tile.begin[axes_.v] + j;
          const bool wanted = at[axes_.u] >= box.begin[axes_.u] && at[axes_.u] < box.end[axes_.u] &&
                              at[axes_.v] >= box.begin[axes_.v] && at[axes_.v] < box.end[axes_.v];
          if (!wanted) continue;
          sink(at, modulus_at(w, t, i, j));
        }
    }
  }
}

}  // namespace radgauge::reference
