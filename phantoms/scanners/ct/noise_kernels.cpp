// The loops over rays of the noise of a reading, compiled for each instruction set and chosen when the
// program runs (Highway). Rays are independent, and there is no fused multiply-add.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "phantoms/scanners/ct/noise_kernels.cpp"
#include <hwy/foreach_target.h>
// Highway's own header comes after it.
#include <hwy/highway.h>

#include <algorithm>

#include "core/quantile_parts.h"
#include "phantoms/scanners/ct/noise_kernels.h"

HWY_BEFORE_NAMESPACE();
namespace radgauge::phantoms::ct::HWY_NAMESPACE {

void counts_by_normal(const double* mean, const double* normal, std::size_t n, double* counts) {
  for (std::size_t i = 0; i < n; ++i) counts[i] = count_by_normal(mean[i], normal[i]);
}

void line_integral_errors(const double* mean, std::size_t n, double* readings) {
  for (std::size_t i = 0; i < n; ++i)
    readings[i] = -quantile_parts::portable_log(std::max(readings[i], 0.5) / mean[i]);
}

}  // namespace radgauge::phantoms::ct::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace radgauge::phantoms::ct {

HWY_EXPORT(counts_by_normal);
HWY_EXPORT(line_integral_errors);

void counts_by_normal(const double* mean, const double* normal, std::size_t n, double* counts) {
  HWY_DYNAMIC_DISPATCH(counts_by_normal)(mean, normal, n, counts);
}

void line_integral_errors(const double* mean, std::size_t n, double* readings) {
  HWY_DYNAMIC_DISPATCH(line_integral_errors)(mean, n, readings);
}

}  // namespace radgauge::phantoms::ct
#endif
