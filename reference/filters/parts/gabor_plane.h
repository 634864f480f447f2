#pragma once

#include <functional>
#include <vector>

#include "core/volume.h"
#include "imaging/fft.h"
#include "reference/filters/parts/boundary.h"

namespace radgauge::reference {

/// exp(-(a^2 + gamma^2 b^2) / (2 sigma^2) + 2 pi i a / lambda) in mm, a = u cos(theta) + v sin(theta), b = v
/// cos(theta) - u sin(theta), for each theta. It ends where its Gaussian is below 1.6e-8.
struct GaborKernels {
  double sigma_mm = 0;
  double lambda_mm = 0;
  double gamma = 1;
  std::vector<double> thetas_rad;

  /// Six standard deviations of the longer axis of the Gaussian.
  double reach_mm() const;
  /// The same in voxels of this spacing, rounded down.
  std::int64_t reach_voxels(double spacing_mm) const;
  /// Edge of the tiles that are transformed: the reach, at least 1 voxel.
  std::int64_t tile_voxels(double spacing_mm) const;
};

/// The moduli of the responses of the slices of one plane, pooled over the thetas (the largest or their
/// mean). A plane is cut into tiles that are counted from the begin of the whole image, so that a crop
/// changes no byte: it needs twice the reach around what is wanted. Eight tiles are transformed at once.
/// Where a sample within the reach, u and v by themselves, is not finite, the modulus is NaN; elsewhere it is
/// that of a 0 in its place.
class GaborPlane {
 public:
  /// Axes of the plane; u runs along the first, v along the second.
  struct Axes {
    std::size_t u = 0;
    std::size_t v = 1;
  };
  GaborPlane(const GaborKernels& kernels, const Vec3& spacing_mm, Axes axes, Pooling pooling);

  /// Takes the pooled modulus at a voxel of the image.
  using Sink = std::function<void(const Index3& voxel, double modulus)>;
  /// Tells every voxel of `box` to the sink.
  void respond(const Volume& image, const Box& box, Boundary boundary, const Sink& sink) const;

 private:
  struct Tile;
  struct Workspace;

  void make_spectra(const GaborKernels& kernels, const Vec3& spacing_mm);
  std::vector<Tile> tiles_of(const Volume& image, const Box& box, Boundary boundary) const;
  void read(const Volume& image, const std::vector<Tile>& tiles, std::size_t first, Workspace& w) const;
  void to_spectrum(Workspace& w) const;
  void tiles_to_spectrum(Workspace& w) const;
  void response(const std::vector<double>& spectrum, Workspace& w) const;
  void pool(Workspace& w) const;
  double modulus_at(const Workspace& w, std::size_t t, std::int64_t i, std::int64_t j) const;

  Axes axes_;
  Pooling pooling_;
  std::int64_t u_reach_, v_reach_, u_tile_, v_tile_;
  imaging::FftPlan u_plan_, v_plan_;
  std::vector<std::vector<double>> spectra_;  ///< of the kernels, by theta
};

}  // namespace radgauge::reference
