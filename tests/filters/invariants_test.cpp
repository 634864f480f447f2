// invariant: what must not change a map, or must change it in a known way.
#include "core/error.h"
#include "filter_example.h"
#include "reference/filters/parts/rotations.h"
#include "turned.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::map_of;
using testing::turned;

const std::vector<std::string>& invariant_filters() {
  static const std::vector<std::string> all{
      "mean:support_voxels=5",
      "log:sigma_mm=1.5",
      "log:sigma_mm=1.5:zero_mean=true:dimension=2D",
      "laws:kernels=E5L5S5:pooling=max:energy_delta_voxels=2",
      "laws:kernels=L5E5:dimension=2D:pooling=average:energy_delta_voxels=2",
      "gabor:sigma_mm=0.8:lambda_mm=2:delta_theta_rad=0.7853981633974483:pooling=average:orthogonal_planes=true",
      "gabor:sigma_mm=0.9:lambda_mm=2:gamma=1.5:theta_rad=0.4",
      "wavelet:wavelet=db2:subband=LLH:pooling=average",
      "wavelet:wavelet=coif1:subband=HHL:pooling=max",
      "wavelet:wavelet=haar:subband=HHH:level=2:pooling=max",
      "wavelet:wavelet=db2:subband=LH:level=2:dimension=2D:pooling=average"};
  return all;
}

Lattice odd_lattice() {
  Lattice lattice = testing::unit_lattice({23, 19, 17});
  lattice.spacing_mm = {1, 1, 1.5};
  return lattice;
}

// A part that holds the box and the support around it makes the same bytes as the whole image, wherever the
// box is and whatever stands beyond the ends.
TEST(FilterInvariant, ACropChangesNothing) {
  const Volume image = testing::textured(odd_lattice(), 1000);
  const Box inner{{9, 8, 6}, {13, 12, 10}}, corner{{0, 0, 0}, {3, 4, 2}}, end{{20, 15, 14}, {23, 19, 17}};
  for (const std::string& filter : invariant_filters())
    for (const char* boundary : {"zero", "nearest", "mirror"}) {
      const FilterCall call = parse_filter(filter + ":boundary=" + boundary);
      const Volume whole = call.filter->apply(image, testing::whole_box(image), call.values);
      for (const Box& wanted : {inner, corner, end}) {
        const Index3 margin = call.filter->support(call.values).room_voxels(image.lattice);
        const Box part = intersect(grow(wanted, margin), testing::whole_box(image));
        const Volume map = call.filter->apply(crop(image, part), box_within(wanted, part), call.values);
        EXPECT_EQ(map, crop(whole, wanted)) << filter << ", " << boundary;
      }
    }
}

// The support is no larger than it need be along x: one voxel less is refused or changes the map.
TEST(FilterInvariant, TheSupportOfKernelsInVoxelsIsTight) {
  const Volume image = testing::textured(testing::unit_lattice({41, 5, 5}), 1000);
  for (const char* filter : {"mean:support_voxels=5", "laws:kernels=E5L5S5:energy_delta_voxels=2",
                             "wavelet:wavelet=db2:subband=LLH", "wavelet:wavelet=haar:subband=HHH:level=3"}) {
    const FilterCall call = parse_filter(filter);
    const std::int64_t margin = call.filter->support(call.values).room_voxels(image.lattice)[0] - 1;
    const Box wanted{{20, 0, 0}, {21, 5, 5}};
    const Box part = intersect(grow(wanted, {margin, 5, 5}), testing::whole_box(image));
    EXPECT_THROW(call.filter->apply(crop(image, part), box_within(wanted, part), call.values), Error)
        << filter;
  }
}

// Filters that look the same from all 24 sides, by pooling or by their own form, commute with rotations.
TEST(FilterInvariant, EquivariantUnderTheRightAngleRotations) {
  const Volume image = testing::textured(testing::unit_lattice({13, 11, 9}), 100);
  for (
      const char* filter :
      {"mean:support_voxels=3", "log:sigma_mm=1", "laws:kernels=E5L5S5:pooling=max:energy_delta_voxels=2",
       "wavelet:wavelet=db2:subband=LLH:pooling=average",
       "wavelet:wavelet=db2:subband=HHL:pooling=max:level=2", "simoncelli:level=1",
       "gabor:sigma_mm=0.8:lambda_mm=2:delta_theta_rad=0.7853981633974483:pooling=average:orthogonal_planes=true"}) {
    const Volume map = map_of(image, filter);
    for (const RightAngleRotation& r : right_angle_rotations(Dimension::in_volume))
      ASSERT_LE(testing::largest_difference(map_of(turned(image, r), filter), turned(map, r)), 1e-3)
          << filter;
  }
  EXPECT_EQ(right_angle_rotations(Dimension::in_volume).size(), 24u);
  EXPECT_EQ(right_angle_rotations(Dimension::in_slices).size(), 4u);
}

/// The image with its axes in another order, spacings and all: axis a of the result is axis from[a].
Volume reordered(const Volume& image, const std::array<std::size_t, 3>& from) {
  Volume result = turned(image, {from, {}});
  for (std::size_t a = 0; a < 3; ++a) result.lattice.spacing_mm[a] = image.lattice.spacing_mm[from[a]];
  return result;
}

// Which axis of voxels that are no cubes is stored as x does not matter to a filter in mm.
TEST(FilterInvariant, TheOrderOfTheAxesDoesNotMatterToLog) {
  Lattice lattice = testing::unit_lattice({19, 17, 11});
  lattice.spacing_mm = {0.7, 0.8, 3};
  const Volume image = testing::textured(lattice, 100);
  const std::string orders[3] = {"order_x=", ":order_y=", ":order_z="};
  std::array<std::size_t, 3> from{0, 1, 2};
  do {
    const Volume other = reordered(image, from);
    for (const std::string log : {"sigma_mm=2", "sigma_mm=2:zero_mean=true", "sigma_mm=2:dimension=2D"}) {
      const bool in_slices = log.ends_with("2D");
      if (in_slices && from[2] != 2) continue;
      const Volume map = map_of(image, "log:" + log);
      ASSERT_LE(testing::largest_difference(map_of(other, "log:" + log), reordered(map, from)), 1e-4) << log;
      const std::array<int, 3> order{2, 1, 0};
      std::string riesz = "riesz:", riesz_of_other = "riesz:";
      for (std::size_t a = 0; a < 3; ++a) {
        riesz += orders[a] + std::to_string(order[a]);
        riesz_of_other += orders[a] + std::to_string(order[from[a]]);
      }
      const Volume second = map_of(image, riesz + ":" + log);
      ASSERT_LE(
          testing::largest_difference(map_of(other, riesz_of_other + ":" + log), reordered(second, from)),
          1e-4)
          << riesz_of_other << ":" << log;
    }
  } while (std::next_permutation(from.begin(), from.end()));
}

// A map of slices does not see the other slices.
TEST(FilterInvariant, SlicesAreByThemselves) {
  const Volume image = testing::textured(testing::unit_lattice({16, 15, 3}), 100);
  const Volume one = crop(image, {{0, 0, 1}, {16, 15, 2}});
  Volume alone(one.lattice);
  alone.voxels = one.voxels;
  for (const char* filter : {"mean:dimension=2D", "log:sigma_mm=1:dimension=2D", "simoncelli:dimension=2D",
                             "riesz:dimension=2D:boundary=zero", "gabor:sigma_mm=0.8",
                             "laws:kernels=L5E5:dimension=2D", "wavelet:subband=LH:level=2:dimension=2D"})
    EXPECT_EQ(map_of(alone, filter).voxels, crop(map_of(image, filter), {{0, 0, 1}, {16, 15, 2}}).voxels)
        << filter;
}

// Pooling is the largest or the mean of what the rotated images say without it.
TEST(FilterInvariant, PoolingIsOverTheRotations) {
  const Volume image = testing::textured(testing::unit_lattice({7, 7, 7}), 100);
  for (const std::string filter : {"laws:kernels=E5L5S5", "wavelet:wavelet=db2:subband=LHH:level=2"}) {
    std::vector<double> most(image.voxels.size(), -1e9), mean(image.voxels.size(), 0.0);
    for (const RightAngleRotation& r : right_angle_rotations(Dimension::in_volume)) {
      RightAngleRotation back;
      for (std::size_t a = 0; a < 3; ++a) {
        back.from[r.from[a]] = a;
        back.reversed[r.from[a]] = r.reversed[a];
      }
      const Volume map = turned(map_of(turned(image, r), filter), back);
      for (std::size_t i = 0; i < most.size(); ++i) {
        most[i] = std::max(most[i], double{map.voxels[i]});
        mean[i] += double{map.voxels[i]} / 24;
      }
    }
    const Volume largest = map_of(image, filter + ":pooling=max"),
                 average = map_of(image, filter + ":pooling=average");
    for (std::size_t i = 0; i < most.size(); ++i) {
      ASSERT_NEAR(largest.voxels[i], most[i], 1e-4) << filter;
      ASSERT_NEAR(average.voxels[i], mean[i], 1e-4) << filter;
    }
  }
}

}  // namespace

}  // namespace radgauge
