#include "phantoms/registry.h"

#include <algorithm>
#include <vector>

/// Every phantom: the name of its file, which is the name of the function that describes it.
#define RADGAUGE_PHANTOMS(ADD) \
  ADD(checkerboard)            \
  ADD(clustered_lumpy)         \
  ADD(contrast_ladder)         \
  ADD(cube)                    \
  ADD(edge_bar)                \
  ADD(edge_disk)               \
  ADD(ellipsoid)               \
  ADD(hexagonal_lattice)       \
  ADD(ibsi_digital)            \
  ADD(lesion)                  \
  ADD(lumpy_background)        \
  ADD(nema_spheres)            \
  ADD(patient)                 \
  ADD(ramp)                    \
  ADD(random_field)            \
  ADD(sinusoid)                \
  ADD(sphere)                  \
  ADD(texture_cartridge)       \
  ADD(torus)                   \
  ADD(water_cylinder)

namespace radgauge::phantoms {

namespace generators {
#define RADGAUGE_DECLARE(name) Phantom name();
RADGAUGE_PHANTOMS(RADGAUGE_DECLARE)
#undef RADGAUGE_DECLARE
}  // namespace generators

namespace {

std::vector<Phantom> all_phantoms() {
#define RADGAUGE_CALL(name) generators::name(),
  std::vector<Phantom> all{RADGAUGE_PHANTOMS(RADGAUGE_CALL)};
#undef RADGAUGE_CALL
  std::sort(all.begin(), all.end(), [](const Phantom& a, const Phantom& b) { return a.id < b.id; });
  return all;
}

}  // namespace

std::span<const Phantom> phantoms() {
  static const std::vector<Phantom> all = all_phantoms();
  return all;
}

const Phantom* find_phantom(std::string_view id) {
  for (const Phantom& phantom : phantoms())
    if (phantom.id == id) return &phantom;
  return nullptr;
}

}  // namespace radgauge::phantoms
