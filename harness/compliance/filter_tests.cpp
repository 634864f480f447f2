#include "compliance/filter_tests.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <string_view>

#include "core/error.h"
#include "reference/extractor.h"
#include "reference/filters/registry.h"
#include "reference/preprocessing/grid.h"

namespace radgauge::compliance {

namespace {

/// The id of the test of the image itself.
const std::string& id_without_filter(std::span<const FilterTest> tests) {
  const auto found =
      std::find_if(tests.begin(), tests.end(), [](const FilterTest& t) { return t.filter.empty(); });
  if (found == tests.end()) throw Error(ErrorKind::internal, "no filter test is of the image itself");
  return found->id;
}

/// The tests whose id ends so: ".A" of those within slices, ".B" of those in the volume.
std::vector<FilterTest> tests_of_setting(std::span<const FilterTest> tests, std::string_view ending) {
  std::vector<FilterTest> own;
  for (const FilterTest& test : tests)
    if (test.id.ends_with(ending)) own.push_back(test);
  return own;
}

/// The statistics of each filtered image. Filters of the whole image need the whole image resampled.
std::vector<Claim> filter_claims(const Volume& image, const Mask& mask, ExtractionSettings settings,
                                 std::span<const FilterTest> tests, const Claim& labels) {
  settings.families = "stat";
  const GridPlan plan = reference::grid_plan(image.lattice, settings);
  const Vec3 extent = extent_mm(plan.output);
  const reference::Prepared prepared =
      reference::resample(reference::sampling_source(image, settings), image, mask, plan, settings,
                          std::max({extent[0], extent[1], extent[2]}));
  const Box box = bounding_box(prepared.mask);
  std::vector<NamedMap> maps(tests.size());
  tbb::parallel_for(std::size_t{0}, tests.size(), [&](std::size_t i) {
    if (tests[i].filter.empty()) return;
    const reference::FilterCall call = reference::parse_filter(tests[i].filter);
    maps[i] = {tests[i].id, call.filter->apply(prepared.image, box, call.values)};
  });
  FeatureRequest request{"original", settings, {}};
  for (const FilterTest& test : tests)
    request.maps.push_back(test.filter.empty() ? std::string(kOriginal) : test.id);
  const auto values =
      reference::extract(crop(prepared.image, box), crop(prepared.mask, box), maps, std::span(&request, 1))
          .front();
  const std::vector<MappedFeature> features = reference::feature_list(request);
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < features.size(); ++i) {
    Claim claim = labels;
    claim.filter = features[i].map == kOriginal ? id_without_filter(tests) : features[i].map;
    claim.tag = features[i].info.tag;
    const bool has_value = values[i].status == Status::ok;
    claim.value = has_value ? values[i].value : std::numeric_limits<double>::quiet_NaN();
    claim.place = has_value ? std::string() : std::string(values[i].reason);
    claims.push_back(std::move(claim));
  }
  return claims;
}

}  // namespace

std::span<const FilterTest> phase_two_filters() {
  static const std::vector<FilterTest> tests{
      {"1.A", ""},
      {"2.A", "mean:support_voxels=5:dimension=2D"},
      {"3.A", "log:sigma_mm=1.5:dimension=2D"},
      {"4.A", "laws:kernels=L5E5:pooling=max:energy_delta_voxels=7:dimension=2D"},
      {"5.A", "gabor:sigma_mm=5:lambda_mm=2:gamma=1.5:delta_theta_rad=0.39269908169872414:pooling=average"},
      {"6.A", "wavelet:wavelet=db3:subband=LH:pooling=average:dimension=2D"},
      {"7.A", "wavelet:wavelet=db3:subband=HH:level=2:pooling=average:dimension=2D"},
      {"8.A", "simoncelli:level=1:dimension=2D"},
      {"9.A", "simoncelli:level=2:dimension=2D"},
      {"1.B", ""},
      {"2.B", "mean:support_voxels=5"},
      {"3.B", "log:sigma_mm=1.5"},
      {"4.B", "laws:kernels=L5E5E5:pooling=max:energy_delta_voxels=7"},
      {"5.B",
       "gabor:sigma_mm=5:lambda_mm=2:gamma=1.5:delta_theta_rad=0.39269908169872414:pooling=average:"
       "orthogonal_planes=true"},
      {"6.B", "wavelet:wavelet=db3:subband=LLH:pooling=average"},
      {"7.B", "wavelet:wavelet=db3:subband=HHH:level=2:pooling=average"},
      {"8.B", "simoncelli:level=1"},
      {"9.B", "simoncelli:level=2"}};
  return tests;
}

std::span<const FilterTest> phase_three_filters() {
  static const std::vector<FilterTest> tests{
      {"1", ""},
      {"2", "mean:support_voxels=3"},
      {"3", "log:sigma_mm=3:zero_mean=true"},
      {"4", "laws:kernels=S5E5L5:pooling=max:energy_delta_voxels=5"},
      {"5", "gabor:sigma_mm=3:lambda_mm=3:gamma=1:theta_rad=-1.9634954084936207"},
      {"6", "wavelet:wavelet=coif3:subband=LHH:pooling=average"},
      {"7", "wavelet:wavelet=coif3:subband=HHH:level=2:pooling=max"},
      {"8", "simoncelli:level=1"},
      {"9", "simoncelli:level=2"}};
  return tests;
}

std::vector<Claim> measure_phase_two(const Volume& image, const Mask& mask) {
  ExtractionSettings in_slices;
  in_slices.resegmentation_lower = -1000;
  in_slices.resegmentation_upper = 400;
  ExtractionSettings in_volume = in_slices;
  in_volume.interpolation = Interpolation::cubic;
  in_volume.spacing_x_mm = in_volume.spacing_y_mm = in_volume.spacing_z_mm = 1;
  in_volume.intensity_rounding = true;
  const Claim labels{std::string(reference::kFilters), "", 0, ""};
  const auto tests = phase_two_filters();
  std::vector<Claim> claims = filter_claims(image, mask, in_slices, tests_of_setting(tests, ".A"), labels);
  const auto more = filter_claims(image, mask, in_volume, tests_of_setting(tests, ".B"), labels);
  claims.insert(claims.end(), more.begin(), more.end());
  return claims;
}

std::vector<Claim> measure_phase_three(const Volume& image, const Mask& mask,
                                       const ExtractionSettings& settings, const Claim& labels) {
  return filter_claims(image, mask, settings, phase_three_filters(), labels);
}

}  // namespace radgauge::compliance
