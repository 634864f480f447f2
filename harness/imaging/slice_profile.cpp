#include "imaging/slice_profile.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::imaging {

namespace {

/// Integral of the profile from -infinity to t.
double cumulated(SliceProfile profile, double width, double t) {
  if (profile == SliceProfile::box) return std::clamp(t / width + 0.5, 0.0, 1.0);
  return 0.5 * std::erfc(-t / (sigma_of_fwhm(width) * std::numbers::sqrt2));
}

double reach(SliceProfile profile, double width) {
  return profile == SliceProfile::box ? width / 2 : 4 * sigma_of_fwhm(width);
}

/// New samples along an axis of `samples` old ones, all lengths in old samples.
struct NewAxis {
  std::int64_t whole;
  double interval;
  double middle;  ///< of the old image

  NewAxis(std::int64_t samples, double step)
      : whole(std::max<std::int64_t>(
            1, static_cast<std::int64_t>(std::floor(static_cast<double>(samples) / step + 1e-6)))),
        interval(step),
        middle(static_cast<double>(samples - 1) / 2) {}
  double centre(std::int64_t k) const {
    return middle + interval * (static_cast<double>(k) - static_cast<double>(whole - 1) / 2);
  }
};

/// Weights within the whole image, scaled to sum 1.
ProfileWeights cut_weights(SliceProfile profile, double width, double centre, std::int64_t samples) {
  const ProfileWeights all = profile_weights(profile, width, centre);
  ProfileWeights cut;
  double sum = 0;
  for (std::size_t i = 0; i < all.weights.size(); ++i) {
    const std::int64_t at = all.first + static_cast<std::int64_t>(i);
    if (at < 0 || at >= samples) continue;
    if (cut.weights.empty()) cut.first = at;
    cut.weights.push_back(all.weights[i]);
    sum += all.weights[i];
  }
  for (double& weight : cut.weights) weight /= sum;
  return cut;
}

}  // namespace

double sigma_of_fwhm(double fwhm) {
  return fwhm / (2 * std::sqrt(2 * std::numbers::ln2));
}

ProfileWeights profile_weights(SliceProfile profile, double width, double centre) {
  const double far = reach(profile, width);
  ProfileWeights result;
  double sum = 0;
  for (auto k = static_cast<std::int64_t>(std::floor(centre - far + 0.5));
       static_cast<double>(k) - 0.5 < centre + far; ++k) {
    const double from = static_cast<double>(k) - 0.5 - centre;
    // As floats, so that every machine has the same weights.
    const double part = static_cast<double>(
        static_cast<float>(cumulated(profile, width, from + 1) - cumulated(profile, width, from)));
    if (part < 1e-9) continue;
    if (result.weights.empty()) result.first = k;
    result.weights.push_back(part);
    sum += part;
  }
  for (double& weight : result.weights) weight /= sum;
  return result;
}

double sampled_profile_sd(SliceProfile profile, double width, double interval, std::int64_t samples) {
  const NewAxis made(samples, interval);
  double sum = 0;
  for (std::int64_t k = 0; k < made.whole; ++k) {
    const ProfileWeights all = profile_weights(profile, width, made.centre(k));
    double mean = 0, squares = 0;
    for (std::size_t i = 0; i < all.weights.size(); ++i) {
      const auto at = static_cast<double>(i);
      mean += all.weights[i] * at;
      squares += all.weights[i] * at * at;
    }
    sum += squares - mean * mean;
  }
  return std::sqrt(sum / static_cast<double>(made.whole));
}

Volume resample_axis(const Volume& volume, int axis, SliceProfile profile, double width_mm,
                     double interval_mm) {
  const auto a = static_cast<std::size_t>(axis);
  const double spacing = volume.lattice.spacing_mm[a];
  const std::int64_t offset = volume.window.offset[a], samples = volume.window.whole_size[a];
  const NewAxis made(samples, interval_mm / spacing);
  std::vector<ProfileWeights> kept;
  std::int64_t first = 0;
  for (std::int64_t k = 0; k < made.whole; ++k) {
    ProfileWeights weights = cut_weights(profile, width_mm / spacing, made.centre(k), samples);
    const std::int64_t end = weights.first + static_cast<std::int64_t>(weights.weights.size());
    if (weights.first < offset || end > offset + volume.lattice.size[a]) continue;
    if (kept.empty()) first = k;
    kept.push_back(std::move(weights));
  }
  if (kept.empty())
    throw Error(ErrorKind::data, "the image is too small for samples of " + to_text(width_mm) + " mm");

  Volume result;
  result.lattice = volume.lattice;
  result.lattice.size[a] = static_cast<std::int64_t>(kept.size());
  result.lattice.spacing_mm[a] = interval_mm;
  Vec3 start{0, 0, 0};
  start[a] = made.centre(first) - static_cast<double>(offset);
  result.lattice.origin_mm = volume.lattice.to_physical(start);
  result.window = volume.window;
  result.window.offset[a] = first;
  result.window.whole_size[a] = made.whole;
  result.voxels.resize(static_cast<std::size_t>(result.lattice.voxel_count()));
  const Index3& n = result.lattice.size;
  std::vector<double> row(static_cast<std::size_t>(n[0]));
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y) {
      std::fill(row.begin(), row.end(), 0.0);
      const auto add = [&](const ProfileWeights& w, std::int64_t x, std::int64_t x_end, auto source) {
        for (std::size_t i = 0; i < w.weights.size(); ++i)
          for (std::int64_t at = x; at < x_end; ++at)
            row[static_cast<std::size_t>(at)] +=
                w.weights[i] *
                static_cast<double>(
                    volume.voxels[source(at, w.first - offset + static_cast<std::int64_t>(i))]);
      };
      const auto& own = [&](std::int64_t k) -> const ProfileWeights& {
        return kept[static_cast<std::size_t>(k)];
      };
      if (axis == 2)
        add(own(z), 0, n[0], [&](std::int64_t x, std::int64_t from) { return volume.at(x, y, from); });
      else if (axis == 1)
        add(own(y), 0, n[0], [&](std::int64_t x, std::int64_t from) { return volume.at(x, from, z); });
      else
        for (std::int64_t x = 0; x < n[0]; ++x)
          add(own(x), x, x + 1, [&](std::int64_t, std::int64_t from) { return volume.at(from, y, z); });
      float* to = result.voxels.data() + result.at(0, y, z);
      for (const double v : row) *to++ = static_cast<float>(v);
    }
  return result;
}

}  // namespace radgauge::imaging
