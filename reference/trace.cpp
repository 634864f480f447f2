#include <iterator>

#include "reference/extractor.h"
#include "reference/shared_steps.h"

namespace radgauge::reference {

namespace {

/// A value, or its state where it has none.
std::uint64_t checksum(const FeatureValue& value) {
  const std::string text = value.status == Status::ok ? "" : std::string(value.reason);
  return text.empty() ? xxh3(std::as_bytes(std::span(&value.value, 1))) : xxh3(text);
}

/// Voxels of the box of a mask, from the first that `at` gives, as a part of its image.
template <class At>
Volume in_box(const Mask& mask, At at) {
  const Box box = bounding_box(mask);
  Volume part;
  part.lattice = crop(mask.lattice, box);
  part.window = mask.window;
  for (std::size_t a = 0; a < 3; ++a) part.window.offset[a] += box.begin[a];
  for (std::int64_t z = 0; z < part.lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < part.lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < part.lattice.size[0]; ++x)
        part.voxels.push_back(static_cast<float>(at(x, y, z)));
  return part;
}

Volume kept_levels(const Mask& mask, const Levels& levels) {
  return levels.visit([&](const auto* first) {
    const std::int64_t p = levels.padding;
    return in_box(mask, [&](std::int64_t x, std::int64_t y, std::int64_t z) {
      return first[x + p + levels.size[0] * (y + p + levels.size[1] * (z + p))];
    });
  });
}

}  // namespace

std::vector<TraceStep> trace(const Volume& image, const Mask& mask, std::span<const NamedMap> maps,
                             const FeatureRequest& request) {
  const FeatureSettings& s = request.settings;
  Maps shared(image, mask, maps);
  std::vector<TraceStep> images, masks, levels, matrices, values;
  images.push_back({"image", "", checksum(image.voxels)});
  masks.push_back({"mask", "", checksum(mask.voxels)});
  masks.push_back({"resegmented", "", checksum(shared.of(std::string(kOriginal)).intensity_mask(s).inside)});
  for (const std::string& map : request.maps) {
    const std::string prefix = feature_prefix("", "", map);
    Shared& over = shared.of(map);
    for (const NamedMap& made : maps)
      if (made.name == map) images.push_back({"image", map, checksum(made.image.voxels)});
    levels.push_back({"discretised", map == kOriginal ? "" : map, checksum(over.levels(s))});
    for (const Family* family : families_over(map, s)) {
      MatrixChecksum sum;
      const FeatureVector found = over.compute(*family, s, &sum);
      if (sum.xxh3() != 0) matrices.push_back({"matrix", prefix + std::string(family->name), sum.xxh3()});
      const std::vector<FeatureInfo> infos = family->list(s);
      for (std::size_t f = 0; f < found.size(); ++f)
        values.push_back({"value", prefix + infos[f].tag, checksum(found[f])});
    }
  }
  std::vector<TraceStep> steps = std::move(images);
  for (const auto* part : {&masks, &levels, &matrices, &values})
    steps.insert(steps.end(), part->begin(), part->end());
  return steps;
}

std::vector<KeptStep> kept_steps(const Volume& image, const Mask& mask, std::span<const NamedMap> maps,
                                 const FeatureRequest& request) {
  const FeatureSettings& s = request.settings;
  Maps shared(image, mask, maps);
  const IntensityMask& kept = shared.of(std::string(kOriginal)).intensity_mask(s);
  std::vector<KeptStep> levels, matrices, values;
  std::size_t voxel = 0;
  const Volume resegmented =
      in_box(mask, [&](std::int64_t, std::int64_t, std::int64_t) { return kept.inside[voxel++]; });
  for (const std::string& map : request.maps) {
    const std::string prefix = feature_prefix("", "", map);
    Shared& over = shared.of(map);
    bool has_levels = false;
    for (const Family* family : families_over(map, s)) {
      KeptStep matrix{"matrix", prefix + std::string(family->name)};
      MatrixChecksum sum(&matrix.numbers);
      const FeatureVector found = over.compute(*family, s, &sum);
      if (!matrix.numbers.empty()) matrices.push_back(std::move(matrix));
      has_levels = has_levels || family->depends_on == DependsOn::levels;
      KeptStep& value = values.emplace_back(KeptStep{"value", prefix + std::string(family->name)});
      const std::vector<FeatureInfo> infos = family->list(s);
      for (std::size_t f = 0; f < found.size(); ++f)
        value.numbers.push_back(kept_value(prefix + infos[f].tag, found[f]));
    }
    // Families of intensities alone need none, and an image may have too many.
    if (has_levels && over.levels(s).state.status == Status::ok)
      levels.push_back({"discretised", map == kOriginal ? "" : map, kept_levels(mask, over.levels(s))});
  }
  std::vector<KeptStep> steps = kept_images(image, mask, maps);
  steps.push_back({"resegmented", "", resegmented});
  for (auto* part : {&levels, &matrices, &values})
    steps.insert(steps.end(), std::make_move_iterator(part->begin()), std::make_move_iterator(part->end()));
  return steps;
}

}  // namespace radgauge::reference
