#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/operation.h"
#include "core/volume.h"
#include "phantoms/object/shape.h"

namespace radgauge::phantoms {

/// What a place is made of, for every modality. The parts and textures of an object add up: an insert holds
/// the difference to what it stands in, and empty space is zero everywhere.
struct Tissue {
  double attenuation = 0;  ///< of X-rays, over that of water: HU = 1000 (attenuation - 1)
  double proton_density = 0;
  double t1_ms = 0;
  double t2_ms = 0;
  double activity = 0;  ///< over that of the background

  friend Tissue operator+(const Tissue& a, const Tissue& b) {
    return {a.attenuation + b.attenuation, a.proton_density + b.proton_density, a.t1_ms + b.t1_ms,
            a.t2_ms + b.t2_ms, a.activity + b.activity};
  }
  friend Tissue operator-(const Tissue& a, const Tissue& b) { return a + -1.0 * b; }
  friend Tissue operator*(double k, const Tissue& t) {
    return {k * t.attenuation, k * t.proton_density, k * t.t1_ms, k * t.t2_ms, k * t.activity};
  }
  friend bool operator==(const Tissue&, const Tissue&) = default;
};

/// A shape of one tissue, which adds to what is there already.
struct Part {
  Shape shape;
  Tissue tissue;
};

/// Voxels on a lattice of their own, finer than any scanner's: adds voxel x tissue, linear between the
/// centres of voxels, nothing beyond them.
struct Texture {
  Volume voxels;
  Tissue tissue;
};

/// What is measured of an object: a region with an exact inside test, in mm, and a box that holds it.
struct Region {
  std::function<bool(const Vec3& point_mm)> inside;
  Vec3 low_mm{0, 0, 0};
  Vec3 high_mm{0, 0, 0};
};

/// A ball or rod within an object, as truth.json tells of it.
struct Insert {
  Vec3 centre_mm{0, 0, 0};
  double radius_mm = 0;
  double hu = 0;
  double activity = 0;
};

/// What stands in the scanner, in mm of the scanner's frame (LPS); its noise and sampling are the scanner's.
struct Object {
  std::vector<Part> parts;
  std::vector<Texture> textures;
  std::vector<Region> regions;   ///< one per lesion; at least one
  Vec3 centre_mm{0, 0, 0};       ///< of what the object is about, in truth.json
  Vec3 view_centre_mm{0, 0, 0};  ///< of what is scanned
  /// Slices of the scan, centred on view_centre_mm; 0: as many as hold [low_z_mm, high_z_mm].
  std::int64_t slices = 0;
  double low_z_mm = 0;
  double high_z_mm = 0;
  /// Slices that the scan has beyond both ends of [low_z_mm, high_z_mm], even where `slices` are fewer; 0:
  /// none.
  std::int64_t slices_beyond = 0;
  /// Width of the square around view_centre_mm that is imaged; 0: the scanner's whole field of view. The
  /// detector sees all of the object either way.
  double field_of_view_mm = 0;

  Truth truth;                  ///< single values: {"radius_mm", 60, "mm"}
  std::vector<Insert> inserts;  ///< where it has some
};

/// The sum of all parts and textures at a point.
Tissue tissue_at(const Object& object, const Vec3& point_mm);

/// The voxels of a lattice whose centre is in a region.
Mask mask_of(const Region& region, const Lattice& lattice);

}  // namespace radgauge::phantoms
