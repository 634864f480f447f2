// Family "Morphological features" (IBSI manual, arXiv:1612.07003).
#include <cmath>
#include <numbers>

#include "reference/features/family.h"

namespace radgauge::reference {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr std::string_view kEmpty = "no voxel is left after resegmentation";
constexpr std::string_view kPoint = "the region has no length along its longest axis";
constexpr std::string_view kOne = "fewer than two voxels are left: there is no pair";
constexpr std::string_view kConstant = "all intensities of the region are equal";
constexpr std::string_view kFlat = "the region is flat: its enclosing ellipsoid has no volume";

FeatureValue ok(double value) {
  return FeatureValue::ok(value);
}

/// The surface of a sphere of the region's volume.
double sphere_area(const Shape& s) {
  return std::cbrt(36 * kPi * s.mesh_volume_mm3 * s.mesh_volume_mm3);
}
double axis_length(const Shape& s, std::size_t axis) {
  return 4 * std::sqrt(s.variance_mm2[axis]);
}

/// What the family is computed from, and sums over pairs of voxels.
struct MorphologyInput : FamilyInput {
  SpatialSums sums;
  double squares = 0;  ///< of intensity - mean
};

FeatureValue mesh_volume(const MorphologyInput& in) {
  return ok(in.shape.mesh_volume_mm3);
}
FeatureValue voxel_volume(const MorphologyInput& in) {
  return ok(static_cast<double>(in.shape.voxel_count) * in.shape.voxel_volume_mm3);
}
FeatureValue area(const MorphologyInput& in) {
  return ok(in.shape.mesh_area_mm2);
}
FeatureValue area_per_volume(const MorphologyInput& in) {
  return ok(in.shape.mesh_area_mm2 / in.shape.mesh_volume_mm3);
}
FeatureValue compactness_1(const MorphologyInput& in) {
  return ok(in.shape.mesh_volume_mm3 / (std::sqrt(kPi) * std::pow(in.shape.mesh_area_mm2, 1.5)));
}
FeatureValue compactness_2(const MorphologyInput& in) {
  return ok(36 * kPi * std::pow(in.shape.mesh_volume_mm3, 2) / std::pow(in.shape.mesh_area_mm2, 3));
}
FeatureValue spherical_disproportion(const MorphologyInput& in) {
  return ok(in.shape.mesh_area_mm2 / sphere_area(in.shape));
}
FeatureValue sphericity(const MorphologyInput& in) {
  return ok(sphere_area(in.shape) / in.shape.mesh_area_mm2);
}
FeatureValue asphericity(const MorphologyInput& in) {
  return ok(in.shape.mesh_area_mm2 / sphere_area(in.shape) - 1);
}

FeatureValue centre_of_mass_shift(const MorphologyInput& in) {
  if (in.intensity_mask.values.empty()) return FeatureValue::degenerate(kEmpty);
  double sum = 0;
  Vec3 weighted{0, 0, 0};
  std::size_t i = 0;
  for (std::int64_t z = 0; z < in.roi.size[2]; ++z)
    for (std::int64_t y = 0; y < in.roi.size[1]; ++y) {
      double row = 0;
      double row_x = 0;
      for (std::int64_t x = 0; x < in.roi.size[0]; ++x, ++i)
        if (in.intensity_mask.inside[i] != 0) {
          row += in.roi.intensity[i];
          row_x += static_cast<double>(x) * in.roi.intensity[i];
        }
      sum += row;
      weighted = weighted + Vec3{row_x, row * static_cast<double>(y), row * static_cast<double>(z)};
    }
  if (sum == 0) return FeatureValue::undefined("the intensities of the region add up to 0");
  double squared = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    const double d = weighted[a] / sum * in.roi.spacing_mm[a] - in.shape.centre_mm[a];
    squared += d * d;
  }
  return ok(std::sqrt(squared));
}

FeatureValue largest_diameter(const MorphologyInput& in) {
  return ok(in.shape.largest_diameter_mm);
}
template <std::size_t Axis>
FeatureValue principal_axis(const MorphologyInput& in) {
  return ok(axis_length(in.shape, Axis));
}
template <std::size_t Axis>
FeatureValue relative_axis(const MorphologyInput& in) {
  if (!(in.shape.variance_mm2[0] > 0)) return FeatureValue::degenerate(kPoint);
  return ok(axis_length(in.shape, Axis) / axis_length(in.shape, 0));
}
FeatureValue box_volume_density(const MorphologyInput& in) {
  const Vec3& b = in.shape.box_mm;
  return ok(in.shape.mesh_volume_mm3 / (b[0] * b[1] * b[2]));
}
FeatureValue box_area_density(const MorphologyInput& in) {
  const Vec3& b = in.shape.box_mm;
  return ok(in.shape.mesh_area_mm2 / (2 * (b[0] * b[1] + b[1] * b[2] + b[0] * b[2])));
}
FeatureValue ellipsoid_volume_density(const MorphologyInput& in) {
  if (!(in.shape.variance_mm2[2] > 0)) return FeatureValue::degenerate(kFlat);
  const double axes = axis_length(in.shape, 0) * axis_length(in.shape, 1) * axis_length(in.shape, 2);
  return ok(in.shape.mesh_volume_mm3 / (kPi * axes / 6));
}
FeatureValue ellipsoid_area_density(const MorphologyInput& in) {
  if (!(in.shape.variance_mm2[2] > 0)) return FeatureValue::degenerate(kFlat);
  return ok(in.shape.mesh_area_mm2 / ellipsoid_area(axis_length(in.shape, 0) / 2,
                                                    axis_length(in.shape, 1) / 2,
                                                    axis_length(in.shape, 2) / 2));
}

FeatureValue oriented_box_volume_density(const MorphologyInput& in) {
  return ok(in.shape.mesh_volume_mm3 / in.shape.oriented_box.volume);
}
FeatureValue oriented_box_area_density(const MorphologyInput& in) {
  return ok(in.shape.mesh_area_mm2 / in.shape.oriented_box.area);
}
FeatureValue smallest_ellipsoid_volume_density(const MorphologyInput& in) {
  const Vec3& a = in.shape.ellipsoid_mm;
  return ok(in.shape.mesh_volume_mm3 / (4 * kPi / 3 * a[0] * a[1] * a[2]));
}
FeatureValue smallest_ellipsoid_area_density(const MorphologyInput& in) {
  const Vec3& a = in.shape.ellipsoid_mm;
  return ok(in.shape.mesh_area_mm2 / ellipsoid_area(a[0], a[1], a[2]));
}
FeatureValue hull_volume_density(const MorphologyInput& in) {
  return ok(in.shape.mesh_volume_mm3 / in.shape.hull.volume);
}
FeatureValue hull_area_density(const MorphologyInput& in) {
  return ok(in.shape.mesh_area_mm2 / in.shape.hull.area);
}

/// Not ok, with the reason, if the intensities have no autocorrelation.
FeatureValue autocorrelation_state(const IntensityMask& mask) {
  if (mask.values.empty()) return FeatureValue::degenerate(kEmpty);
  if (mask.values.size() < 2) return FeatureValue::degenerate(kOne);
  if (mask.lowest == mask.highest) return FeatureValue::degenerate(kConstant);
  return ok(0);
}
FeatureValue moran_i(const MorphologyInput& in) {
  const FeatureValue state = autocorrelation_state(in.intensity_mask);
  if (state.status != Status::ok) return state;
  const auto n = static_cast<double>(in.intensity_mask.values.size());
  return ok(n / in.sums.weights * in.sums.products / in.squares);
}
FeatureValue geary_c(const MorphologyInput& in) {
  const FeatureValue state = autocorrelation_state(in.intensity_mask);
  if (state.status != Status::ok) return state;
  const auto n = static_cast<double>(in.intensity_mask.values.size());
  return ok((n - 1) / (2 * in.sums.weights) * in.sums.squared_differences / in.squares);
}

FeatureValue integrated_intensity(const MorphologyInput& in) {
  if (in.intensity_mask.values.empty()) return FeatureValue::degenerate(kEmpty);
  double sum = 0;
  for (const float v : in.intensity_mask.values) sum += v;
  return ok(in.shape.mesh_volume_mm3 * sum / static_cast<double>(in.intensity_mask.values.size()));
}

using Row = FeatureRow<MorphologyInput>;

constexpr std::array kRows{
    Row{"morph_volume", "RNU0", "Volume (mesh)", "mm^3", mesh_volume},
    Row{"morph_vol_approx", "YEKZ", "Volume (voxel counting)", "mm^3", voxel_volume},
    Row{"morph_area_mesh", "C0JK", "Surface area (mesh)", "mm^2", area},
    Row{"morph_av", "2PR5", "Surface to volume ratio", "mm^-1", area_per_volume},
    Row{"morph_comp_1", "SKGS", "Compactness 1", "1", compactness_1},
    Row{"morph_comp_2", "BQWJ", "Compactness 2", "1", compactness_2},
    Row{"morph_sph_dispr", "KRCK", "Spherical disproportion", "1", spherical_disproportion},
    Row{"morph_sphericity", "QCFX", "Sphericity", "1", sphericity},
    Row{"morph_asphericity", "25C7", "Asphericity", "1", asphericity},
    Row{"morph_com", "KLMA", "Centre of mass shift", "mm", centre_of_mass_shift},
    Row{"morph_diam", "L0JK", "Maximum 3D diameter", "mm", largest_diameter},
    Row{"morph_pca_maj_axis", "TDIC", "Major axis length", "mm", principal_axis<0>},
    Row{"morph_pca_min_axis", "P9VJ", "Minor axis length", "mm", principal_axis<1>},
    Row{"morph_pca_least_axis", "7J51", "Least axis length", "mm", principal_axis<2>},
    Row{"morph_pca_elongation", "Q3CK", "Elongation", "1", relative_axis<1>},
    Row{"morph_pca_flatness", "N17B", "Flatness", "1", relative_axis<2>},
    Row{"morph_vol_dens_aabb", "PBX1", "Volume density (axis-aligned bounding box)", "1", box_volume_density},
    Row{"morph_area_dens_aabb", "R59B", "Area density (axis-aligned bounding box)", "1", box_area_density},
    Row{"morph_vol_dens_ombb", "ZH1A", "Volume density (oriented minimum bounding box)", "1",
        oriented_box_volume_density, false},
    Row{"morph_area_dens_ombb", "IQYR", "Area density (oriented minimum bounding box)", "1",
        oriented_box_area_density, false},
    Row{"morph_vol_dens_aee", "6BDE", "Volume density (approximate enclosing ellipsoid)", "1",
        ellipsoid_volume_density},
    Row{"morph_area_dens_aee", "RDD2", "Area density (approximate enclosing ellipsoid)", "1",
        ellipsoid_area_density},
    Row{"morph_vol_dens_mvee", "SWZ1", "Volume density (minimum volume enclosing ellipsoid)", "1",
        smallest_ellipsoid_volume_density, false},
    Row{"morph_area_dens_mvee", "BRI8", "Area density (minimum volume enclosing ellipsoid)", "1",
        smallest_ellipsoid_area_density, false},
    Row{"morph_vol_dens_conv_hull", "R3ER", "Volume density (convex hull)", "1", hull_volume_density},
    Row{"morph_area_dens_conv_hull", "7T7F", "Area density (convex hull)", "1", hull_area_density},
    Row{"morph_integ_int", "99N0", "Integrated intensity", "intensity*mm^3", integrated_intensity},
    Row{"morph_moran_i", "N365", "Moran's I index", "1", moran_i},
    Row{"morph_geary_c", "NPT7", "Geary's C measure", "1", geary_c}};

std::vector<FeatureInfo> list(const FeatureSettings&) {
  std::vector<FeatureInfo> infos;
  append_infos<MorphologyInput>(kRows, "morph", "", infos);
  return infos;
}

FeatureVector values(const FamilyInput& input) {
  MorphologyInput in{input, {}, 0};
  const IntensityMask& mask = input.intensity_mask;
  if (autocorrelation_state(mask).status == Status::ok) {
    const auto n = static_cast<std::int64_t>(mask.values.size());
    in.sums = input.shape.weights.empty() || pairs_are_faster(n, input.roi.size)
                  ? sums_of_pairs(input.roi, mask)
                  : sums_by_transform(input.roi, mask, input.shape.weights);
    in.squares = sum_of_squares(mask);
  }
  return evaluate<MorphologyInput>(kRows, in);
}

}  // namespace

Family morphology_family() {
  return {"morph", "morphology", DependsOn::intensities, Needs::shape, list, values, nullptr, 0, false};
}

}  // namespace radgauge::reference
