#include <cmath>

#include "core/operation.h"

namespace radgauge::perturbations {

namespace {

struct Flip {
  bool flip_x = false;
  bool flip_y = false;
  bool flip_z = false;

  bool identity() const { return !flip_x && !flip_y && !flip_z; }
  static auto fields() {
    return FieldList{field("flip_x", &Flip::flip_x, "mirror along the x index axis"),
                     field("flip_y", &Flip::flip_y, "mirror along the y index axis"),
                     field("flip_z", &Flip::flip_z, "mirror along the z index axis")};
  }
};

/// The lattice that runs backwards along some axes through the same voxel centres.
Lattice flipped(const Lattice& lattice, const std::array<bool, 3>& flip) {
  Lattice out = lattice;
  Vec3 first{0, 0, 0};
  for (std::size_t a = 0; a < 3; ++a) {
    if (!flip[a]) continue;
    first[a] = static_cast<double>(lattice.size[a] - 1);
    for (std::size_t row = 0; row < 3; ++row) out.direction[3 * row + a] = 0 - out.direction[3 * row + a];
  }
  out.origin_mm = lattice.to_physical(first);
  return out;
}

GridOutput apply_flip(const GridInput& in, const Flip& p) {
  GridOutput out{in.plan, {}};
  const std::array<bool, 3> flip{p.flip_x, p.flip_y, p.flip_z};
  out.plan.output = flipped(in.plan.output, flip);
  const char* names[] = {"flip_x", "flip_y", "flip_z"};
  for (std::size_t a = 0; a < 3; ++a) {
    // The axes agree, or are opposite, in the patient.
    double cosine = 0;
    for (std::size_t row = 0; row < 3; ++row)
      cosine += in.plan.output.direction[3 * row + a] * out.plan.output.direction[3 * row + a];
    out.magnitudes.push_back({names[a], flip[a] ? 1.0 : 0.0, cosine < 0 ? 1.0 : 0.0, "1"});
  }
  return out;
}

}  // namespace

namespace operations {

Operation flip() {
  return grid_operation<Flip, apply_flip>(
      {"geom.flip", "mirror image and mask along index axes",
       "The lattice on which image and mask are sampled runs backwards along the axes that are named, "
       "through the same voxel centres: exact, and without an interpolation of its own. Features that do not "
       "depend on direction must not change but by the order of summation; direction-dependent ones (a "
       "single offset of a matrix, a filter that is not symmetric) show themselves. It is a test of software "
       "rather than of a scan.",
       "none, because a reflection is defined whole by the text above"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
