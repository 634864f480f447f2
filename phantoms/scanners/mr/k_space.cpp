#include "phantoms/scanners/mr/k_space.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace radgauge::phantoms {

namespace {

using imaging::kFftGroup;
using imaging::kFftLanes;

double window_weight(MrFilter filter, std::int64_t k, std::int64_t matrix) {
  const double u = 2 * std::abs(static_cast<double>(k)) / static_cast<double>(matrix);
  switch (filter) {
    case MrFilter::hamming:
      return 0.54 + 0.46 * std::cos(std::numbers::pi * u);
    case MrFilter::fermi:
      return 1 / (1 + std::exp(10 * ((u - 0.7) / 0.3 - 0.5)));
    case MrFilter::none:
      break;
  }
  return 1;
}

AcquiredAxis windowed_axis(MrFilter filter, std::int64_t matrix) {
  AcquiredAxis axis{-(matrix / 2), {}};
  for (std::int64_t i = 0; i < matrix; ++i)
    axis.weights.push_back(window_weight(filter, axis.first + i, matrix));
  return axis;
}

double energy_of(const std::vector<double>& weights) {
  double sum = 0;
  for (const double w : weights) sum += w * w;
  return sum;
}

/// Where a frequency, or a pixel's place, lies in a transform of this length.
std::size_t bin_of(std::int64_t k, std::size_t length) {
  const auto n = static_cast<std::int64_t>(length);
  return static_cast<std::size_t>((k % n + n) % n);
}

/// Frequency k has its origin at cell cells / 2, an even number.
std::complex<double> sample_factor(std::int64_t k, std::int64_t cells) {
  const double sign = k % 2 == 0 ? 1 : -1;
  return sign / (cell_attenuation(k, cells) * static_cast<double>(cells));
}

/// Pixel i of n has its centre at i - (n - 1) / 2.
std::complex<double> pixel_turn(std::int64_t k, std::size_t n) {
  const auto length = static_cast<double>(n);
  return std::polar(1.0, -std::numbers::pi * static_cast<double>(k) * (length - 1) / length);
}

/// Blocks of 8 lanes: lane l of element n of block b stands at ((b * length) + n) * kFftGroup + l.
class LaneBlocks {
 public:
  LaneBlocks(std::size_t lanes, std::size_t length)
      : length_(length), values_((lanes + kFftLanes - 1) / kFftLanes * length * kFftGroup) {}
  double* block(std::size_t lane) { return values_.data() + lane / kFftLanes * length_ * kFftGroup; }
  void set(std::size_t lane, std::size_t n, std::complex<double> value) {
    double* at = block(lane) + n * kFftGroup + lane % kFftLanes;
    at[0] = value.real();
    at[kFftLanes] = value.imag();
  }

 private:
  std::size_t length_;
  std::vector<double> values_;
};

std::complex<double> lane_value(const double* block, std::size_t n, std::size_t lane) {
  const double* at = block + n * kFftGroup + lane % kFftLanes;
  return {at[0], at[kFftLanes]};
}

}  // namespace

AcquiredAxis readout_axis(const MrProtocol& p) {
  AcquiredAxis axis = windowed_axis(p.filter, p.matrix_x);
  axis.energy = energy_of(axis.weights);
  return axis;
}

AcquiredAxis phase_axis(const MrProtocol& p) {
  AcquiredAxis axis = windowed_axis(p.filter, p.matrix_y);
  const std::int64_t acquired = std::llround(p.partial_fourier * static_cast<double>(p.matrix_y));
  const std::int64_t lowest = axis.first + p.matrix_y - acquired;
  for (std::int64_t i = 0; i < p.matrix_y; ++i) {
    const std::int64_t k = axis.first + i;
    double part = k < lowest ? 0 : 1;
    if (p.reconstruction == MrReconstruction::homodyne && acquired < p.matrix_y) {
      const double edge = static_cast<double>(-lowest) + 0.5;  // of the lines that have their mirror image
      part = std::clamp(1 + static_cast<double>(k) / std::max(edge, 0.5), 0.0, 2.0);
    }
    axis.weights[static_cast<std::size_t>(i)] *= part;
  }
  axis.energy = energy_of(axis.weights);
  return axis;
}

KSpace::KSpace(const MrProtocol& p, const Lattice& image)
    : readout_(readout_axis(p)),
      phase_(phase_axis(p)),
      cells_(signal_cells(p)),
      forward_x_(cells_.x),
      forward_y_(cells_.y),
      inverse_(p.matrix_out),
      size_{image.size[0], image.size[1]} {
  for (std::size_t a = 0; a < 2; ++a)
    first_pixel_[a] =
        std::llround(image.origin_mm[a] / image.spacing_mm[a] + 0.5 * static_cast<double>(p.matrix_out - 1));
  for (std::int64_t i = 0; i < p.matrix_x; ++i) {
    const std::int64_t k = readout_.first + i;
    factors_x_.push_back(sample_factor(k, cells_.x));
    weights_x_.push_back(readout_.weights[static_cast<std::size_t>(i)] * pixel_turn(k, inverse_.length()));
  }
  for (std::int64_t i = 0; i < p.matrix_y; ++i) {
    const std::int64_t k = phase_.first + i;
    const double turns = static_cast<double>(k) / p.field_of_view_mm * p.motion_mm * static_cast<double>(k) /
                         static_cast<double>(p.matrix_y);
    factors_y_.push_back(sample_factor(k, cells_.y) * std::polar(1.0, -2 * std::numbers::pi * turns));
    weights_y_.push_back(phase_.weights[static_cast<std::size_t>(i)] * pixel_turn(k, inverse_.length()));
  }
}

double KSpace::unit_noise() const {
  return 1 / std::sqrt(readout_.energy * phase_.energy);
}

std::vector<std::complex<double>> KSpace::acquire(std::span<const double> signal,
                                                  std::span<const std::complex<double>> sensitivity) const {
  const std::size_t nx = forward_x_.length();
  const std::size_t ny = forward_y_.length();
  const std::size_t kx = readout_.weights.size();
  const std::size_t ky = phase_.weights.size();
  LaneBlocks columns(kx, ny);
  std::vector<double> block(forward_x_.block_size()),
      scratch(std::max(block.size(), forward_y_.block_size()));
  for (std::size_t first = 0; first < ny; first += kFftLanes) {
    const std::size_t lanes = std::min(kFftLanes, ny - first);
    const auto rows = signal.subspan(first * nx, lanes * nx);
    if (std::all_of(rows.begin(), rows.end(), [](double v) { return v == 0; })) continue;
    std::fill(block.begin(), block.end(), 0.0);
    for (std::size_t lane = 0; lane < lanes; ++lane)
      for (std::size_t x = 0; x < nx; ++x) {
        const std::size_t at = (first + lane) * nx + x;
        block[kFftGroup * x + lane] = signal[at] * sensitivity[at].real();
        block[kFftGroup * x + kFftLanes + lane] = signal[at] * sensitivity[at].imag();
      }
    const double* result = forward_x_.forward(block.data(), scratch.data());
    for (std::size_t i = 0; i < kx; ++i) {
      const std::size_t bin = bin_of(readout_.first + static_cast<std::int64_t>(i), nx);
      for (std::size_t lane = 0; lane < lanes; ++lane)
        columns.set(i, first + lane, factors_x_[i] * lane_value(result, bin, lane));
    }
  }
  std::vector<std::complex<double>> samples(kx * ky);
  for (std::size_t first = 0; first < kx; first += kFftLanes) {
    const double* result = forward_y_.forward(columns.block(first), scratch.data());
    for (std::size_t j = 0; j < ky; ++j) {
      const std::size_t bin = bin_of(phase_.first + static_cast<std::int64_t>(j), ny);
      for (std::size_t i = first; i < std::min(first + kFftLanes, kx); ++i)
        samples[i + kx * j] = factors_y_[j] * lane_value(result, bin, i);
    }
  }
  return samples;
}

std::vector<std::complex<double>> KSpace::image(std::span<const std::complex<double>> samples) const {
  const std::size_t kx = readout_.weights.size();
  const std::size_t ky = phase_.weights.size();
  const auto width = static_cast<std::size_t>(size_[0]);
  const auto height = static_cast<std::size_t>(size_[1]);
  const std::size_t n = inverse_.length();
  LaneBlocks rows(height, kx);
  std::vector<double> block(inverse_.block_size()), scratch(inverse_.block_size());
  for (std::size_t first = 0; first < kx; first += kFftLanes) {
    const std::size_t lanes = std::min(kFftLanes, kx - first);
    std::fill(block.begin(), block.end(), 0.0);
    for (std::size_t j = 0; j < ky; ++j) {
      double* group = block.data() + kFftGroup * bin_of(phase_.first + static_cast<std::int64_t>(j), n);
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const std::complex<double> value = weights_y_[j] * samples[first + lane + kx * j];
        group[lane] = value.real();
        group[kFftLanes + lane] = value.imag();
      }
    }
    const double* result = inverse_.backward(block.data(), scratch.data());
    for (std::size_t y = 0; y < height; ++y)
      for (std::size_t i = first; i < first + lanes; ++i)
        rows.set(y, i, weights_x_[i] * lane_value(result, y + static_cast<std::size_t>(first_pixel_[1]), i));
  }
  std::vector<std::complex<double>> image(width * height);
  for (std::size_t first = 0; first < height; first += kFftLanes) {
    std::fill(block.begin(), block.end(), 0.0);
    const double* from = rows.block(first);
    for (std::size_t i = 0; i < kx; ++i)
      std::copy_n(from + kFftGroup * i, kFftGroup,
                  block.data() + kFftGroup * bin_of(readout_.first + static_cast<std::int64_t>(i), n));
    const double* result = inverse_.backward(block.data(), scratch.data());
    for (std::size_t y = first; y < std::min(first + kFftLanes, height); ++y)
      for (std::size_t x = 0; x < width; ++x)
        image[x + width * y] = lane_value(result, x + static_cast<std::size_t>(first_pixel_[0]), y);
  }
  return image;
}

}  // namespace radgauge::phantoms
