#include "phantoms/scanners/ct/filter.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace radgauge::phantoms::ct {

namespace {

using imaging::kFftGroup;

/// Real transform of the kernel of the ramp, circular at this length.
std::vector<double> ramp_transfer(double pitch_mm, std::int64_t length) {
  const auto n = static_cast<std::size_t>(length);
  std::vector<double> kernel(n, 0.0);
  kernel[0] = 0.25 / pitch_mm;
  for (std::size_t lag = 1; lag <= n / 2; lag += 2) {
    const double reach = std::numbers::pi * static_cast<double>(lag);
    kernel[lag] = kernel[n - lag] = -1 / (reach * reach * pitch_mm);
  }
  const auto spectrum = imaging::RealFft3({length, 1, 1}).forward(kernel);
  std::vector<double> transfer(n);
  for (std::size_t k = 0; k < n; ++k) transfer[k] = spectrum[std::min(k, n - k)].real();
  return transfer;
}

/// A few numbers of a known count are a register's move, not a call.
void copy_lanes(const double* from, std::size_t lanes, double* to) {
  if (lanes == 8)
    std::copy_n(from, 8, to);
  else
    std::copy_n(from, 4, to);
}

}  // namespace

RampFilter::RampFilter(double pitch_mm, const std::function<double(double)>& window, std::int64_t length)
    : plan_(imaging::fft_length(length)) {
  const auto n = static_cast<std::int64_t>(plan_.length());
  transfer_ = ramp_transfer(pitch_mm, n);
  for (std::int64_t k = 0; k < n; ++k) {
    const double per_mm = static_cast<double>(std::min(k, n - k)) / (static_cast<double>(n) * pitch_mm);
    transfer_[static_cast<std::size_t>(k)] *= window(per_mm) / static_cast<double>(n);
  }
}

/// A real transfer function filters the real and imaginary parts of a row apart, so that a block of complex
/// lanes takes kFftGroup rows.
void RampFilter::run(const Source& source, std::int64_t columns, Rows& to) const {
  const std::size_t lanes = to.lanes, together = kFftGroup / lanes;
  const std::size_t groups = (to.rows() + together - 1) / together;
  const auto n = static_cast<std::int64_t>(plan_.length());
  const auto place = [n](std::int64_t column) { return static_cast<std::size_t>(((column % n) + n) % n); };
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, groups, 4), [&](const auto& range) {
    std::vector<double> block(plan_.block_size()), scratch(plan_.block_size());
    std::vector<double> row(lanes * static_cast<std::size_t>(columns));
    for (std::size_t group = range.begin(); group < range.end(); ++group) {
      const std::size_t begin = group * together, end = std::min(begin + together, to.rows());
      std::fill(block.begin(), block.end(), 0.0);
      for (std::size_t r = begin; r < end; ++r) {
        std::fill(row.begin(), row.end(), 0.0);
        std::size_t at = place(source(r, row));
        for (std::int64_t i = 0; i < columns; ++i) {
          copy_lanes(row.data() + lanes * static_cast<std::size_t>(i), lanes,
                     block.data() + kFftGroup * at + (r - begin) * lanes);
          if (++at == plan_.length()) at = 0;
        }
      }
      double* spectrum = plan_.forward(block.data(), scratch.data());
      for (std::size_t k = 0; k < plan_.length(); ++k)
        for (std::size_t i = 0; i < kFftGroup; ++i) spectrum[kFftGroup * k + i] *= transfer_[k];
      const double* done = plan_.backward(spectrum, spectrum == block.data() ? scratch.data() : block.data());
      for (std::size_t r = begin; r < end; ++r) {
        std::size_t at = place(to.first[r]);
        for (std::int64_t i = 0; i < to.count; ++i) {
          copy_lanes(done + kFftGroup * at + (r - begin) * lanes, lanes,
                     to.row(r) + lanes * static_cast<std::size_t>(i));
          if (++at == plan_.length()) at = 0;
        }
      }
    }
  });
}

}  // namespace radgauge::phantoms::ct
