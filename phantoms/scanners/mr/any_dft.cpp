#include "phantoms/scanners/mr/any_dft.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace radgauge::phantoms {

namespace {

std::int64_t plan_length(std::int64_t length) {
  return imaging::fft_length(length) == length ? length : imaging::fft_length(2 * length - 1);
}

/// Element n of every lane times the complex number factors[n].
void multiply_lanes(double* block, const std::vector<double>& factors, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) {
    double* group = block + imaging::kFftGroup * n;
    const double c = factors[2 * n];
    const double s = factors[2 * n + 1];
    for (std::size_t lane = 0; lane < imaging::kFftLanes; ++lane) {
      const double re = group[lane];
      const double im = group[imaging::kFftLanes + lane];
      group[lane] = c * re - s * im;
      group[imaging::kFftLanes + lane] = c * im + s * re;
    }
  }
}

}  // namespace

AnyDft::AnyDft(std::int64_t length) : length_(static_cast<std::size_t>(length)), plan_(plan_length(length)) {
  if (plan_.length() == length_) return;
  for (std::size_t n = 0; n < length_; ++n) {
    // The square modulo two turns keeps the angle small.
    const auto turns = static_cast<double>(n * n % (2 * length_)) / static_cast<double>(length_);
    chirp_.push_back(std::cos(std::numbers::pi * turns));
    chirp_.push_back(std::sin(std::numbers::pi * turns));
  }
  std::vector<double> block(plan_.block_size()), scratch(plan_.block_size());
  for (std::size_t n = 0; n < length_; ++n)
    for (const std::size_t at : {n, (plan_.length() - n) % plan_.length()}) {
      block[imaging::kFftGroup * at] = chirp_[2 * n];
      block[imaging::kFftGroup * at + imaging::kFftLanes] = -chirp_[2 * n + 1];
    }
  const double* result = plan_.forward(block.data(), scratch.data());
  const auto scale = 1 / static_cast<double>(plan_.length());
  for (std::size_t n = 0; n < plan_.length(); ++n) {
    spectrum_.push_back(scale * result[imaging::kFftGroup * n]);
    spectrum_.push_back(scale * result[imaging::kFftGroup * n + imaging::kFftLanes]);
  }
}

double* AnyDft::backward(double* data, double* scratch) const {
  if (chirp_.empty()) return plan_.backward(data, scratch);
  multiply_lanes(data, chirp_, length_);
  std::fill(data + imaging::kFftGroup * length_, data + block_size(), 0.0);
  double* spectrum = plan_.forward(data, scratch);
  multiply_lanes(spectrum, spectrum_, plan_.length());
  double* result = plan_.backward(spectrum, spectrum == data ? scratch : data);
  multiply_lanes(result, chirp_, length_);
  return result;
}

}  // namespace radgauge::phantoms
