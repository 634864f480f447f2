#include "reference/filters/parts/gabor_plane.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace radgauge::reference {

namespace {

constexpr double kGaborReachSigma = 6;
/// Tiles that are transformed at once: in the real and in the imaginary parts of every lane.
constexpr std::size_t kTilesAtOnce = imaging::kFftGroup;

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
  std::vector<double> spectrum, line, scratch, real_part, imaginary_part, pooled;
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

/// The spectra of an even and of an odd real kernel are real and imaginary: a number each.
void GaborPlane::make_spectra(const GaborKernels& kernels, const Vec3& spacing_mm) {
  const auto nu = static_cast<std::int64_t>(u_plan_.length()),
             nv = static_cast<std::int64_t>(v_plan_.length());
  const double scale = 1 / static_cast<double>(nu * nv);
  for (const double theta : kernels.thetas_rad) {
    Workspace w;
    w.spectrum.assign(static_cast<std::size_t>(nu * nv) * kTilesAtOnce, 0.0);
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
            w.spectrum.data() + kTilesAtOnce * static_cast<std::size_t>((i + nu) % nu + nu * ((j + nv) % nv));
        to[0] = size * std::cos(phase);
        to[1] = size * std::sin(phase);
      }
    to_spectrum(w);
    std::vector<double> even, odd;
    for (std::size_t k = 0; k < w.spectrum.size(); k += kTilesAtOnce) {
      even.push_back(w.spectrum[k]);
      odd.push_back(w.spectrum[k + imaging::kFftLanes + 1]);
    }
    even_.push_back(std::move(even));
    odd_.push_back(std::move(odd));
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
  w.spectrum.assign(u_plan_.length() * v_plan_.length() * kTilesAtOnce, 0.0);
  const std::size_t count = std::min(kTilesAtOnce, tiles.size() - first);
  for (std::size_t t = 0; t < count; ++t) {
    const Tile& tile = tiles[first + t];
    Index3 at = tile.begin;
    for (std::size_t j = 0; j < tile.v_places.size(); ++j) {
      at[axes_.v] = tile.v_places[j];
      if (at[axes_.v] < 0) continue;
      for (std::size_t i = 0; i < tile.u_places.size(); ++i) {
        at[axes_.u] = tile.u_places[i];
        if (at[axes_.u] >= 0)
          w.spectrum[kTilesAtOnce * (i + u_plan_.length() * j) + t] = double{image(at[0], at[1], at[2])};
      }
    }
  }
}

void GaborPlane::to_spectrum(Workspace& w) const {
  const std::size_t nu = u_plan_.length(), nv = v_plan_.length();
  w.scratch.resize(std::max(u_plan_.block_size(), v_plan_.block_size()));
  w.line.resize(w.scratch.size());
  for (std::size_t j = 0; j < nv; ++j) {
    double* row = w.spectrum.data() + kTilesAtOnce * nu * j;
    const double* result = u_plan_.forward(row, w.scratch.data());
    if (result != row) std::copy_n(result, kTilesAtOnce * nu, row);
  }
  for (std::size_t i = 0; i < nu; ++i) {
    for (std::size_t j = 0; j < nv; ++j)
      std::copy_n(w.spectrum.data() + kTilesAtOnce * (i + nu * j), kTilesAtOnce,
                  w.line.data() + kTilesAtOnce * j);
    const double* result = v_plan_.forward(w.line.data(), w.scratch.data());
    for (std::size_t j = 0; j < nv; ++j)
      std::copy_n(result + kTilesAtOnce * j, kTilesAtOnce, w.spectrum.data() + kTilesAtOnce * (i + nu * j));
  }
}

/// The transform back of the spectrum times a kernel's numbers, at the voxels of the tile only.
void GaborPlane::response(const std::vector<double>& kernel, Workspace& w, std::vector<double>& to) const {
  const std::size_t nu = u_plan_.length(), nv = v_plan_.length();
  const auto rows = static_cast<std::size_t>(v_tile_), first = static_cast<std::size_t>(v_reach_);
  to.resize(kTilesAtOnce * nu * rows);
  for (std::size_t i = 0; i < nu; ++i) {
    for (std::size_t j = 0; j < nv; ++j) {
      const double* from = w.spectrum.data() + kTilesAtOnce * (i + nu * j);
      double* line = w.line.data() + kTilesAtOnce * j;
      const double weight = kernel[i + nu * j];
      for (std::size_t t = 0; t < kTilesAtOnce; ++t) line[t] = weight * from[t];
    }
    const double* result = v_plan_.backward(w.line.data(), w.scratch.data());
    for (std::size_t j = 0; j < rows; ++j)
      std::copy_n(result + kTilesAtOnce * (first + j), kTilesAtOnce, to.data() + kTilesAtOnce * (i + nu * j));
  }
  for (std::size_t j = 0; j < rows; ++j) {
    double* row = to.data() + kTilesAtOnce * nu * j;
    const double* result = u_plan_.backward(row, w.scratch.data());
    if (result != row) std::copy_n(result, kTilesAtOnce * nu, row);
  }
}

/// Two tiles share a lane, p + iq. Under the even part it is e*p + i e*q, under the number of the odd part,
/// whose spectrum is i times it, o*q - i o*p.
void GaborPlane::pool(Workspace& w) const {
  constexpr std::size_t lanes = imaging::kFftLanes;
  const std::size_t n = kTilesAtOnce * u_plan_.length() * static_cast<std::size_t>(v_tile_);
  w.pooled.assign(n, 0.0);
  const double share = pooling_ == Pooling::max ? 1 : 1 / static_cast<double>(even_.size());
  for (std::size_t theta = 0; theta < even_.size(); ++theta) {
    response(even_[theta], w, w.real_part);
    response(odd_[theta], w, w.imaginary_part);
    for (std::size_t k = 0; k < n; k += kTilesAtOnce)
      for (std::size_t t = 0; t < kTilesAtOnce; ++t) {
        const double re = w.real_part[k + t], im = w.imaginary_part[k + (t + lanes) % kTilesAtOnce];
        const double modulus = std::sqrt(re * re + im * im);
        double& pooled = w.pooled[k + t];
        pooled = pooling_ == Pooling::max ? std::max(pooled, modulus) : pooled + share * modulus;
      }
  }
}

void GaborPlane::respond(const Volume& image, const Box& box, Boundary boundary, const Sink& sink) const {
  if (box.empty()) return;
  const std::vector<Tile> tiles = tiles_of(image, box, boundary);
  Workspace w;
  for (std::size_t first = 0; first < tiles.size(); first += kTilesAtOnce) {
    read(image, tiles, first, w);
    to_spectrum(w);
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
          const std::size_t k =
              static_cast<std::size_t>(i + u_reach_) + u_plan_.length() * static_cast<std::size_t>(j);
          sink(at, w.pooled[kTilesAtOnce * k + t]);
        }
    }
  }
}

}  // namespace radgauge::reference
