#include <cstdio>

#include "core/geometry.h"
#include "core/hash.h"

// Uses the core library and its private dependency OpenSSL, which the package has to find.
int main() {
  radgauge::Lattice lattice;
  lattice.size = {10, 20, 30};
  lattice.spacing_mm = {0.5, 0.5, 2};
  const bool right = lattice.voxel_count() * lattice.voxel_volume_mm3() == 3000 &&
                     radgauge::sha256("abc").starts_with("ba7816bf");
  std::puts(right ? "core consumer: right" : "core consumer: wrong");
  return right ? 0 : 1;
}
