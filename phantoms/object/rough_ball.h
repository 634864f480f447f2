#pragma once

#include <array>
#include <utility>

#include "core/random.h"
#include "phantoms/object/object.h"

namespace radgauge::phantoms {

/// A ball whose radius carries smooth random bumps: radius (1 + roughness b), with b a sum of ten plane waves
/// on the unit sphere, of random direction and of 1.5 to 4 radians per radius, mean 0, SD about 1, cut at
/// +-3.
class RoughBall {
 public:
  /// `reach_mm` is how far beyond the bumps level_mm must be exact; elsewhere it leaves the bumps out.
  RoughBall(const Vec3& centre_mm, double radius_mm, double roughness, double reach_mm, const Draws& draws,
            std::uint32_t draw);

  /// Distance from the surface along the radius, in mm: negative inside.
  double level_mm(const Vec3& point_mm) const;
  /// The integral of radius^3 / 3 over the sphere, on 96 x 192 points of equal area; to 1e-3.
  double volume_mm3() const;
  /// Half the edge of a cube around the centre that holds the ball and its reach.
  double half_box_mm() const;
  Region region() const;

 private:
  double bump(const Vec3& unit) const;

  static constexpr std::uint64_t kWaves = 10;
  Vec3 centre_mm_;
  double radius_mm_;
  double roughness_;
  double reach_mm_;
  std::array<std::pair<Vec3, double>, kWaves> waves_;
};

/// What of a place is lesion, where lesion and background mix linearly over edge_mm across the surface.
double share_inside(double level_mm, double edge_mm);

/// Nodes about cell_mm apart of a box around a point, from face to face.
Lattice nodes_of_box(const Vec3& centre_mm, const Vec3& half_mm, double cell_mm);

/// The field of imaging/random_field.h on the nodes of a lattice, scaled so that the mean variance of what
/// linear interpolation makes of it between the nodes is sd^2: the object's own texture has the SD asked for.
Volume interpolated_field(const Lattice& nodes, double correlation_mm, double sd, const Draws& draws,
                          std::uint32_t draw);

/// Multiplies each node by a function of its place.
void multiply_by(Volume& nodes, const std::function<double(const Vec3& point_mm)>& factor);

/// Tissue of an organ in general, with other Hounsfield units and all else equal: PD 0.85, T1 800 ms, T2 60
/// ms.
Tissue soft_tissue_of_hu(double hu);

}  // namespace radgauge::phantoms
