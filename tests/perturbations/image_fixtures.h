#pragma once

#include <functional>

#include "fixtures.h"

namespace radgauge {

/// One image-stage operation on one image.
inline ImageOutput changed(const std::string& id, const Volume& image, const Mask& roi,
                           const std::vector<std::pair<std::string, Value>>& given,
                           std::uint32_t repetition = 0, Modality modality = Modality::other,
                           std::uint64_t seed = 5) {
  const Applied op(id, given);
  const Draws draws(seed, "object", id, 0, repetition);
  return op.operation->image({image, roi, draws, modality}, op.values);
}

inline Volume volume_of(const Lattice& lattice,
                        const std::function<double(double x, double y, double z)>& value) {
  Volume image(lattice);
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x)
        image(x, y, z) =
            static_cast<float>(value(static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)));
  return image;
}

/// A textured image: `mean` and white noise.
inline Volume grainy(const Lattice& lattice, double mean, double sd, std::uint64_t seed = 3) {
  Volume image(lattice);
  const Draws draws(seed, "tissue", "test", 0, 0);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>(mean + sd * draws.normal(i));
  return image;
}

/// The crop that the runner would leave: `core` with the declared support of the operation around it.
inline Box cropped_box(const std::string& id, const std::vector<std::pair<std::string, Value>>& given,
                       const Lattice& lattice, const Box& core) {
  const Applied op(id, given);
  const Support support = op.operation->support(op.values);
  Index3 margin;
  for (std::size_t a = 0; a < 3; ++a)
    margin[a] = static_cast<std::int64_t>(std::ceil(support.margin_mm / lattice.spacing_mm[a])) + 1;
  Box box = intersect(grow(core, margin), Box{{0, 0, 0}, lattice.size});
  if (support.reach >= Support::Reach::slice)
    for (std::size_t a = 0; a < 2; ++a) {
      box.begin[a] = 0;
      box.end[a] = lattice.size[a];
    }
  return support.reach == Support::Reach::volume ? Box{{0, 0, 0}, lattice.size} : box;
}

/// A crop with the declared support changes no byte of the voxels around the ROI (2 voxels more), and no
/// magnitude; the crop must cut something off.
inline void expect_crop_changes_no_byte(const std::string& id, const Volume& image, const Mask& roi,
                                        const std::vector<std::pair<std::string, Value>>& given,
                                        Modality modality = Modality::other) {
  const Box core = intersect(grow(bounding_box(roi), {2, 2, 2}), Box{{0, 0, 0}, image.lattice.size});
  const Box box = cropped_box(id, given, image.lattice, core);
  ASSERT_LT(box.voxel_count(), image.lattice.voxel_count()) << "the crop cuts nothing off";
  const ImageOutput whole = changed(id, image, roi, given, 0, modality);
  const ImageOutput part = changed(id, crop(image, box), crop(roi, box), given, 0, modality);
  Box inner = core;
  for (std::size_t a = 0; a < 3; ++a) {
    inner.begin[a] -= box.begin[a];
    inner.end[a] -= box.begin[a];
  }
  EXPECT_EQ(crop(whole.image, core), crop(part.image, inner));
  ASSERT_EQ(whole.magnitudes.size(), part.magnitudes.size());
  for (std::size_t i = 0; i < whole.magnitudes.size(); ++i) {
    const double a = whole.magnitudes[i].achieved, b = part.magnitudes[i].achieved;
    EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << whole.magnitudes[i].parameter;
  }
}

/// Values that must be refused before a run.
inline void expect_refused_values(const std::string& id, const std::string& parameter,
                                  const std::vector<double>& bad) {
  for (const double value : bad)
    EXPECT_NE(Applied(id, {{parameter, value}}).problem(), "") << parameter << " = " << value;
}

inline std::string refusal_of(const std::string& id, Modality modality,
                              const std::vector<std::pair<std::string, Value>>& given = {}) {
  const Applied op(id, given);
  return op.operation->refusal(op.values, modality);
}

/// Mean and its standard error.
struct MeanOf {
  double mean = 0;
  double error = 0;
};
inline MeanOf mean_of(const std::vector<double>& values) {
  MeanOf m;
  const auto n = static_cast<double>(values.size());
  for (const double v : values) m.mean += v / n;
  double squares = 0;
  for (const double v : values) squares += (v - m.mean) * (v - m.mean);
  m.error = std::sqrt(squares / (n - 1) / n);
  return m;
}

/// Mean over slices of the product of voxels (dx, dy, dz) apart, with its standard error from the scatter of
/// independent blocks of `depth` slices.
inline MeanOf lagged_product(const Volume& field, std::int64_t dx, std::int64_t dy, std::int64_t dz = 0,
                             std::int64_t depth = 1) {
  const Index3& n = field.lattice.size;
  std::vector<double> blocks;
  for (std::int64_t start = 0; start + depth + dz <= n[2]; start += depth) {
    double sum = 0, count = 0;
    for (std::int64_t z = start; z < start + depth; ++z)
      for (std::int64_t y = 0; y + dy < n[1]; ++y)
        for (std::int64_t x = 0; x + dx < n[0]; ++x) {
          sum += static_cast<double>(field(x, y, z)) * static_cast<double>(field(x + dx, y + dy, z + dz));
          count += 1;
        }
    blocks.push_back(sum / count);
  }
  return mean_of(blocks);
}

}  // namespace radgauge
