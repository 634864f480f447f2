#include "core/error.h"
#include "image_fixtures.h"

namespace radgauge {
namespace {

const Lattice kMrN4Lattice = lattice_of({30, 28, 16}, {1, 1, 2});
const Mask kMrN4Roi = ball(kMrN4Lattice, {14, 14, 16}, 5);

/// A host that knows the field: exp(ln(1.2) u), u from -1 to 1 along x. N4 itself is tested in tests/io.
class KnownField : public BiasHost {
 public:
  Volume corrected(const Volume& image, const Mask& tissue, const N4Settings& settings) const override {
    EXPECT_EQ(count(tissue), kMrN4Lattice.voxel_count());
    EXPECT_EQ(settings.n4_levels, 3);
    Volume out = image;
    for (std::size_t i = 0; i < out.voxels.size(); ++i)
      out.voxels[i] = static_cast<float>(static_cast<double>(out.voxels[i]) / gain(i));
    return out;
  }
  static double gain(std::size_t i) {
    return std::exp(std::log(1.2) * (2 * static_cast<double>(i % 30) / 29 - 1));
  }
};

ImageOutput corrected(const Volume& image, const BiasHost* host) {
  const Applied op("mr.n4", {{"levels", std::int64_t{3}}, {"tissue_fraction", 0.0}});
  const Draws draws(5, "object", "mr.n4", 0, 0);
  ImageInput input{image, kMrN4Roi, draws, Modality::mr};
  input.bias = host;
  return op.operation->image(input, op.values);
}

// oracle: the amplitude of the field within the ROI, x from 9 to 19, in closed form.
TEST(MrN4Oracle, ReportsTheFieldInTheRoi) {
  const Volume image = grainy(kMrN4Lattice, 400, 10);
  const KnownField host;
  const ImageOutput out = corrected(image, &host);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    ASSERT_NEAR(out.image.voxels[i], static_cast<double>(image.voxels[i]) / KnownField::gain(i), 1e-3);
  EXPECT_NEAR(magnitude(out.magnitudes, "amplitude").achieved, std::exp(std::log(1.2) * 10 / 29) - 1, 1e-5);
}

TEST(MrN4Mechanics, SaysWhatItNeeds) {
  EXPECT_THROW(corrected(grainy(kMrN4Lattice, 400, 10), nullptr), Error);
  EXPECT_NE(refusal_of("mr.n4", Modality::ct), "");
  EXPECT_NE(refusal_of("mr.n4", Modality::pet), "");
  EXPECT_EQ(refusal_of("mr.n4", Modality::mr), "");
  for (const std::int64_t bad : {0, 17}) EXPECT_NE(Applied("mr.n4", {{"shrink_factor", bad}}).problem(), "");
  expect_refused_values("mr.n4", "convergence", {-1, 1, NAN});
}

}  // namespace
}  // namespace radgauge
