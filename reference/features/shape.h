#pragma once

#include "reference/features/convex_hull.h"
#include "reference/features/enclosing_bodies.h"
#include "reference/features/spatial_autocorrelation.h"
#include "reference/preprocessing/roi.h"

namespace radgauge::reference {

/// What morphology needs of a mask; the same for all intensities inside it.
struct Shape {
  std::int64_t voxel_count = 0;
  double voxel_volume_mm3 = 0;
  double mesh_volume_mm3 = 0;
  double mesh_area_mm2 = 0;
  double largest_diameter_mm = 0;
  Vec3 box_mm{0, 0, 0};     ///< edges of the axis-aligned bounding box of the surface
  Vec3 centre_mm{0, 0, 0};  ///< mean voxel position, from voxel (0, 0, 0) of the region's box
  /// Eigenvalues of the covariance of voxel positions (divided by n - 1, as all reference values
  /// are), largest first; 0 for one voxel.
  Vec3 variance_mm2{0, 0, 0};
  HullMeasure hull;            ///< of the surface, mm^3 and mm^2
  EnclosingBox oriented_box;   ///< mm^3 and mm^2
  Vec3 ellipsoid_mm{0, 0, 0};  ///< semi-axes of the smallest ellipsoid around the surface, largest first
  SpatialWeights weights;      ///< empty for a region so small that pairs are faster
};

Shape measure_shape(const Roi& roi);

/// Eigenvalues of a symmetric matrix in descending order, by cyclic Jacobi rotations (Golub and Van Loan,
/// Matrix Computations, 8.5).
Vec3 symmetric_eigenvalues(Matrix3 m);

/// Surface area of an ellipsoid with semi-axes a >= b >= c > 0, by the Legendre series of the IBSI manual
/// (feature RDD2) up to degree 20.
double ellipsoid_area(double a, double b, double c);

}  // namespace radgauge::reference
