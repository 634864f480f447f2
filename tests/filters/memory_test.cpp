// What a map takes beside the image: counted at every allocation of this program.
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <new>

#include "filter_example.h"
#include "imaging/fft.h"

namespace {

std::atomic<std::int64_t> held_bytes{0}, most_bytes{0};

void* counted(std::size_t size) {
  void* at = std::malloc(size);
  if (at == nullptr) throw std::bad_alloc();
  const std::int64_t now = held_bytes += static_cast<std::int64_t>(malloc_usable_size(at));
  std::int64_t most = most_bytes;
  while (now > most && !most_bytes.compare_exchange_weak(most, now)) {
  }
  return at;
}

void release(void* at) noexcept {
  if (at != nullptr) held_bytes -= static_cast<std::int64_t>(malloc_usable_size(at));
  std::free(at);
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size);
}
void* operator new[](std::size_t size) {
  return counted(size);
}
void operator delete(void* at) noexcept {
  release(at);
}
void operator delete[](void* at) noexcept {
  release(at);
}
void operator delete(void* at, std::size_t) noexcept {
  release(at);
}
void operator delete[](void* at, std::size_t) noexcept {
  release(at);
}

namespace radgauge {

using namespace radgauge::reference;

namespace {

constexpr std::int64_t kEdge = 96, kHeight = 160;
/// Six slices in double precision, per voxel of the image.
constexpr double kSlices = 6 * 8.0 / kHeight;

/// Bytes of the image with `padding` voxels beyond each end in double precision, which its spectrum replaces.
double transform_bytes(std::int64_t padding, bool in_slices) {
  const auto padded = [&](std::int64_t n) {
    return static_cast<double>(padding == 0 ? n : imaging::fft_length(n + 2 * padding));
  };
  return 8 * (padded(kEdge) + 2) * padded(kEdge) * (in_slices ? 1 : padded(kHeight));
}

struct FilterMemory {
  const char* filter;
  double transform = 0;  ///< bytes
  double most = 12;      ///< bytes per voxel of the image, which is 4 of them, beside the transform
};

const FilterMemory kFilterMemory[] = {
    {"mean:support_voxels=15"},
    {"log:sigma_mm=5"},
    {"laws:pooling=max:energy_delta_voxels=7"},
    {"gabor:sigma_mm=3:lambda_mm=3:delta_theta_rad=0.7853981633974483:pooling=average:orthogonal_planes=true"},
    {"wavelet:wavelet=coif3:subband=HHH:level=2:pooling=max"},
    {"simoncelli", transform_bytes(0, false)},
    {"simoncelli:boundary=mirror", transform_bytes(32, false)},
    {"simoncelli:boundary=mirror:dimension=2D", transform_bytes(32, true)},
    {"riesz", transform_bytes(32 + 12, false)},
    {"riesz:boundary=periodic", transform_bytes(0, false)},
    // The axes of structure take 12 more: in the volume, a padded image and a spectrum of its own, which a
    // transform that is not made in place needs, leave room for them.
    {"riesz:structure_tensor_sigma_mm=2", 2 * transform_bytes(32 + 12, false)},
    {"riesz:order_x=0:order_y=2:structure_tensor_sigma_mm=2", 2 * transform_bytes(32 + 12, false)},
    {"riesz:structure_tensor_sigma_mm=2:boundary=periodic", 2 * transform_bytes(0, false), 12 + kSlices},
    {"riesz:structure_tensor_sigma_mm=2:dimension=2D", transform_bytes(32 + 12, true)},
    {"gradient"},
    {"square"},
    {"square_root"},
    {"logarithm"},
    {"exponential"},
    {"lbp_2d"},
    {"lbp_3d"}};

// invariant: a map takes 12 bytes per voxel of the cropped support, image and map included, beside its
// transform.
TEST(FilterMemoryInvariant, TwelveBytesPerVoxelBesideTheTransform) {
  const Volume image = testing::textured(testing::unit_lattice({kEdge, kEdge, kHeight}), 100);
  const auto voxels = static_cast<double>(image.voxels.size());
  for (const FilterMemory& wanted : kFilterMemory) {
    const FilterCall call = parse_filter(wanted.filter);
    // What is wanted has the support around it; of a filter that looks anywhere all is wanted.
    const Index3 room = call.filter->support(call.values).room_voxels(image.lattice);
    Box box = testing::whole_box(image);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (2 * room[axis] >= image.lattice.size[axis]) continue;
      box.begin[axis] += room[axis];
      box.end[axis] -= room[axis];
    }
    const std::int64_t before = held_bytes;
    most_bytes = before;
    const Volume map = call.filter->apply(image, box, call.values);
    const auto taken = static_cast<double>(most_bytes - before);
    const double per_voxel = 4 + (taken - wanted.transform) / voxels;
    std::cout << wanted.filter << ": " << per_voxel << " bytes per voxel beside a transform of "
              << wanted.transform / 1e6 << " MB\n";
    EXPECT_LE(per_voxel, wanted.most) << wanted.filter;
    EXPECT_GE(taken, 4 * static_cast<double>(map.voxels.size())) << "the map itself";
  }
}

}  // namespace

}  // namespace radgauge
