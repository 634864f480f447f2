// Every filter over the whole image of a scan. No filter knows what a unit is, so the map of a doubled image
// is the doubled map, to the last bit: multiplying by 2 rounds nothing.
#include "filters/filters.h"

#include "common/scans.h"
#include "reference/filters/registry.h"

namespace radgauge::bench {

namespace {

/// What the map of a doubled image is.
enum class Doubled { doubles, stays, unknown };

struct TimedFilter {
  const char* name;
  const char* filter;
  Doubled doubled = Doubled::doubles;
};

const TimedFilter kTimedFilters[] = {
    {"mean/radgauge/5", "mean:support_voxels=5"},
    {"mean/radgauge/15", "mean:support_voxels=15"},
    {"log/radgauge/1mm", "log:sigma_mm=1"},
    {"log/radgauge/3mm", "log:sigma_mm=3"},
    {"log/radgauge/5mm", "log:sigma_mm=5"},
    {"laws/radgauge/E5L5S5", "laws:kernels=E5L5S5"},
    {"laws/radgauge/E5L5S5_max_energy7", "laws:kernels=E5L5S5:pooling=max:energy_delta_voxels=7"},
    {"wavelet/radgauge/coif1_LLH", "wavelet:wavelet=coif1:subband=LLH"},
    {"wavelet/radgauge/coif1_LLH_average", "wavelet:wavelet=coif1:subband=LLH:pooling=average"},
    {"wavelet/radgauge/coif3_HHH_level2_max", "wavelet:wavelet=coif3:subband=HHH:level=2:pooling=max"},
    {"gabor/radgauge/3mm", "gabor:sigma_mm=3:lambda_mm=3:theta_rad=0.7"},
    {"gabor/radgauge/3mm_8_directions",
     "gabor:sigma_mm=3:lambda_mm=3:delta_theta_rad=0.7853981633974483:pooling=average"},
    {"simoncelli/radgauge/1", "simoncelli"},
    {"riesz/radgauge/log_3mm", "riesz"},
    {"gradient/radgauge/3D", "gradient"},
    {"square/radgauge/3D", "square"},
    {"square_root/radgauge/3D", "square_root"},
    {"logarithm/radgauge/3D", "logarithm", Doubled::unknown},
    {"exponential/radgauge/3D", "exponential", Doubled::unknown},
    {"riesz/radgauge/log_3mm_aligned", "riesz:order_x=0:order_y=2:structure_tensor_sigma_mm=3"},
    {"lbp_2d/radgauge/8", "lbp_2d", Doubled::stays},
    {"lbp_3d/radgauge/m2", "lbp_3d:of=m2", Doubled::stays}};

Volume map_of_image(const Volume& image, const std::string& filter) {
  const reference::FilterCall call = reference::parse_filter(filter);
  return call.filter->apply(image, {{0, 0, 0}, image.lattice.size}, call.values);
}

std::string wrong_under_doubling(const TimedFilter& timed) {
  Volume twice = filtered_image();
  for (float& v : twice.voxels) v *= 2;
  const Volume map = map_of_all(timed.filter), doubled = map_of_image(twice, timed.filter);
  const float factor = timed.doubled == Doubled::doubles ? 2.0F : 1.0F;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < map.voxels.size(); ++i) {
    const bool right = timed.doubled == Doubled::unknown ? std::isfinite(map.voxels[i])
                                                         : doubled.voxels[i] == factor * map.voxels[i];
    wrong += right ? 0 : 1;
  }
  return compare("voxels that break the law of the filter", static_cast<double>(wrong), 0, 0);
}

}  // namespace

const Volume& filtered_image() {
  return scan(measured_scan()).image;
}

Volume map_of_all(const std::string& filter) {
  return map_of_image(filtered_image(), filter);
}

void add_filter_benches() {
  for (const TimedFilter& timed : kTimedFilters)
    add_bench(
        timed.name, [=] { return wrong_under_doubling(timed); },
        [] { return static_cast<double>(filtered_image().voxels.size()); }, "voxel",
        [=] { benchmark::DoNotOptimize(map_of_all(timed.filter)); });
}

}  // namespace radgauge::bench
