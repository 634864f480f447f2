#include "imaging/fft.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "imaging/fft_kernels.h"

namespace radgauge::imaging {

namespace {

/// exp(-2 pi i numerator / denominator), from an angle of at most an eighth of a turn.
std::complex<double> unit_root(std::int64_t numerator, std::int64_t denominator) {
  numerator %= denominator;
  const std::int64_t quarter = (8 * numerator + denominator) / (2 * denominator);  // nearest quarter turn
  const double angle = std::numbers::pi * static_cast<double>(4 * numerator - quarter * denominator) /
                       (2 * static_cast<double>(denominator));
  const std::complex<double> rest(std::cos(angle), -std::sin(angle));
  switch (quarter % 4) {
    case 1:
      return {rest.imag(), -rest.real()};
    case 2:
      return -rest;
    case 3:
      return {-rest.imag(), rest.real()};
    default:
      return rest;
  }
}

/// Radices whose product is n: as many 4 as there are, then 2, 3, 5. Empty if n has other factors.
std::vector<std::size_t> radices(std::size_t n) {
  std::vector<std::size_t> list;
  for (const std::size_t radix : {std::size_t{4}, std::size_t{2}, std::size_t{3}, std::size_t{5}})
    for (; n % radix == 0; n /= radix) list.push_back(radix);
  return n == 1 ? list : std::vector<std::size_t>();
}

}  // namespace

std::int64_t fft_length(std::int64_t n) {
  const auto is_smooth = [](std::int64_t m) {
    for (const std::int64_t prime : {2, 3, 5})
      while (m % prime == 0) m /= prime;
    return m == 1;
  };
  std::int64_t length = std::max<std::int64_t>(n, 1);
  while (!is_smooth(length)) ++length;
  return length;
}

FftPlan::FftPlan(std::int64_t length) : length_(static_cast<std::size_t>(std::max<std::int64_t>(length, 0))) {
  if (length < 1 || fft_length(length) != length)
    throw Error(ErrorKind::internal, "no Fourier transform of length " + to_text(length));
  std::size_t stride = 1;
  for (const std::size_t radix : radices(length_)) {
    Pass pass{radix, length_ / (stride * radix), stride, {}};
    const auto n = static_cast<std::int64_t>(radix * pass.groups);
    for (std::size_t p = 0; p < pass.groups; ++p)
      for (std::size_t k = 1; k < radix; ++k) {
        const std::complex<double> w = unit_root(static_cast<std::int64_t>(p * k), n);
        pass.twiddles.insert(pass.twiddles.end(), {w.real(), w.imag()});
      }
    passes_.push_back(std::move(pass));
    stride *= radix;
  }
  for (std::int64_t n = 0; n < length; ++n) {
    const std::complex<double> w = unit_root(n, 2 * length);
    half_turns_.insert(half_turns_.end(), {w.real(), w.imag()});
  }
}

double* FftPlan::transform(double* data, double* scratch, std::size_t real_at, std::size_t first_pass) const {
  for (std::size_t i = first_pass; i < passes_.size(); ++i) {
    const Pass& pass = passes_[i];
    fft_kernels::pass(pass.radix, data, scratch, pass.groups, pass.stride, pass.twiddles.data(), real_at);
    std::swap(data, scratch);
  }
  return data;
}

double* FftPlan::forward_even(const double* from, std::size_t stride, std::size_t count, double* block,
                              double* scratch) const {
  return transform_from(from, stride, count, block, scratch, nullptr);
}

double* FftPlan::forward_odd(const double* from, std::size_t stride, std::size_t count, double* block,
                             double* scratch) const {
  return transform_from(from, stride, count, block, scratch, half_turns_.data());
}

double* FftPlan::transform_from(const double* from, std::size_t stride, std::size_t count, double* block,
                                double* scratch, const double* turns) const {
  if (passes_.empty()) {  // one element, which no turn changes
    if (count > 0)
      std::copy_n(from, kFftGroup, block);
    else
      std::fill_n(block, kFftGroup, 0.0);
    return block;
  }
  const Pass& first = passes_.front();
  fft_kernels::first_pass(first.radix, from, stride, count, block, first.groups, first.twiddles.data(),
                          turns);
  return transform(block, scratch, 0, 1);
}

namespace {

/// The length of the plan that does the work for a length.
std::int64_t inner_length(std::int64_t length) {
  if (length < 1) throw Error(ErrorKind::internal, "no Fourier transform of length " + to_text(length));
  return fft_length(length) == length ? length : fft_length(2 * length - 1);
}

/// Every lane of element n of a block times (re, im).
void turn(double* block, std::size_t n, double re, double im) {
  double* element = block + kFftGroup * n;
  for (std::size_t lane = 0; lane < kFftLanes; ++lane) {
    const double x = element[lane], y = element[kFftLanes + lane];
    element[lane] = x * re - y * im;
    element[kFftLanes + lane] = x * im + y * re;
  }
}

}  // namespace

AnyFftPlan::AnyFftPlan(std::int64_t length)
    : length_(static_cast<std::size_t>(std::max<std::int64_t>(length, 0))), inner_(inner_length(length)) {
  if (inner_.length() == length_) return;
  std::vector<double> block(inner_.block_size(), 0.0), scratch(inner_.block_size());
  for (std::int64_t n = 0; n < length; ++n) {
    const std::complex<double> w = unit_root(n * n, 2 * length);
    chirp_.insert(chirp_.end(), {w.real(), w.imag()});
    const auto at = static_cast<std::size_t>(n);
    for (const std::size_t i : {at, n == 0 ? at : inner_.length() - at}) {
      block[kFftGroup * i] = w.real();
      block[kFftGroup * i + kFftLanes] = -w.imag();
    }
  }
  const double* result = inner_.forward(block.data(), scratch.data());
  const double scale = 1 / static_cast<double>(inner_.length());
  for (std::size_t k = 0; k < inner_.length(); ++k)
    spectrum_.insert(spectrum_.end(),
                     {scale * result[kFftGroup * k], scale * result[kFftGroup * k + kFftLanes]});
}

double* AnyFftPlan::forward(double* data, double* scratch) const {
  return chirp_.empty() ? inner_.forward(data, scratch) : chirped(data, scratch, 1);
}

double* AnyFftPlan::backward(double* data, double* scratch) const {
  return chirp_.empty() ? inner_.backward(data, scratch) : chirped(data, scratch, -1);
}

double* AnyFftPlan::chirped(double* data, double* scratch, double sign) const {
  for (std::size_t n = 0; n < length_; ++n) turn(data, n, chirp_[2 * n], sign * chirp_[2 * n + 1]);
  std::fill(data + kFftGroup * length_, data + block_size(), 0.0);
  double* result = inner_.forward(data, scratch);
  for (std::size_t k = 0; k < inner_.length(); ++k)
    turn(result, k, spectrum_[2 * k], sign * spectrum_[2 * k + 1]);
  result = inner_.backward(result, result == data ? scratch : data);
  for (std::size_t n = 0; n < length_; ++n) turn(result, n, chirp_[2 * n], sign * chirp_[2 * n + 1]);
  return result;
}

void add_products(const double* a, const double* b, const double* weights, std::size_t length, bool odd,
                  double* sums) {
  fft_kernels::products(a, b, weights, length, odd, sums);
}

namespace {

/// Transforms every line of the array along an axis whose elements are `stride` apart: lines start at
/// `lines`.
template <class Start>
void transform_lines(const AnyFftPlan& plan, std::vector<std::complex<double>>& array, std::size_t n_lines,
                     std::size_t stride, bool forward, Start start) {
  std::vector<double> block(plan.block_size());
  std::vector<double> scratch(plan.block_size());
  for (std::size_t first = 0; first < n_lines; first += kFftLanes) {
    const std::size_t lanes = std::min(kFftLanes, n_lines - first);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::complex<double>* line = array.data() + start(first + lane);
      for (std::size_t n = 0; n < plan.length(); ++n) {
        block[kFftGroup * n + lane] = line[n * stride].real();
        block[kFftGroup * n + kFftLanes + lane] = line[n * stride].imag();
      }
    }
    const double* result =
        forward ? plan.forward(block.data(), scratch.data()) : plan.backward(block.data(), scratch.data());
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      std::complex<double>* line = array.data() + start(first + lane);
      for (std::size_t n = 0; n < plan.length(); ++n)
        line[n * stride] = {result[kFftGroup * n + lane], result[kFftGroup * n + kFftLanes + lane]};
    }
  }
}

/// Both axes across the rows.
void transform_across(const std::vector<AnyFftPlan>& plans, std::vector<std::complex<double>>& array,
                      std::size_t row, bool forward) {
  const std::size_t ny = plans[1].length();
  const std::size_t nz = plans[2].length();
  transform_lines(plans[1], array, row * nz, row, forward,
                  [=](std::size_t i) { return i / row * row * ny + i % row; });
  transform_lines(plans[2], array, row * ny, row * ny, forward, [](std::size_t i) { return i; });
}

}  // namespace

RealFft3::RealFft3(const Index3& size) : size_(size) {
  for (const std::int64_t n : size) plans_.emplace_back(n);
}

// Two rows of real numbers make one row of complex numbers, a + ib. Their spectra come apart by symmetry.
void RealFft3::forward_in_place(std::vector<std::complex<double>>& array) const {
  const AnyFftPlan& plan = plans_[0];
  const std::size_t nx = plan.length();
  const std::size_t row = nx / 2 + 1;
  const std::size_t n_rows = rows_of(array);
  std::vector<double> block(plan.block_size());
  std::vector<double> scratch(plan.block_size());
  for (std::size_t first = 0; first < n_rows; first += kFftGroup) {
    const std::size_t lanes = std::min(kFftGroup, n_rows - first);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const double* from = real_row(array, first + lane);
      for (std::size_t n = 0; n < nx; ++n) block[kFftGroup * n + lane] = from[n];
    }
    const double* z = plan.forward(block.data(), scratch.data());
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::size_t pair = lane % kFftLanes;
      for (std::size_t k = 0; k < row; ++k) {
        const double* here = z + kFftGroup * k + pair;
        const double* mirrored = z + kFftGroup * ((nx - k) % nx) + pair;
        array[(first + lane) * row + k] =
            lane < kFftLanes ? std::complex<double>{0.5 * (here[0] + mirrored[0]),
                                                    0.5 * (here[kFftLanes] - mirrored[kFftLanes])}
                             : std::complex<double>{0.5 * (here[kFftLanes] + mirrored[kFftLanes]),
                                                    0.5 * (mirrored[0] - here[0])};
      }
    }
  }
  transform_across(plans_, array, row, true);
}

void RealFft3::inverse_in_place(std::vector<std::complex<double>>& array) const {
  const AnyFftPlan& plan = plans_[0];
  const std::size_t nx = plan.length();
  const std::size_t row = nx / 2 + 1;
  const std::size_t n_rows = rows_of(array);
  transform_across(plans_, array, row, false);
  const double scale = 1 / static_cast<double>(nx * n_rows);
  std::vector<double> block(plan.block_size());
  std::vector<double> scratch(plan.block_size());
  for (std::size_t first = 0; first < n_rows; first += kFftGroup) {
    std::fill(block.begin(), block.end(), 0.0);
    const std::size_t lanes = std::min(kFftGroup, n_rows - first);
    for (std::size_t lane = 0; lane < lanes; ++lane)
      for (std::size_t k = 0; k < nx; ++k) {
        std::complex<double> a = array[(first + lane) * row + std::min(k, nx - k)];
        if (k >= row) a = std::conj(a);
        if (k == 0 || 2 * k == nx) a = a.real();
        double* to = block.data() + kFftGroup * k + lane % kFftLanes;
        to[0] += lane < kFftLanes ? a.real() : -a.imag();
        to[kFftLanes] += lane < kFftLanes ? a.imag() : a.real();
      }
    const double* z = plan.backward(block.data(), scratch.data());
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      double* to = real_row(array, first + lane);
      for (std::size_t n = 0; n < nx; ++n) to[n] = scale * z[kFftGroup * n + lane];
    }
  }
}

double* RealFft3::real_row(std::vector<std::complex<double>>& array, std::size_t row) const {
  // An array of complex numbers is one of their parts: [complex.numbers.general].
  return reinterpret_cast<double*>(array.data() + row * (plans_[0].length() / 2 + 1));
}

std::size_t RealFft3::rows_of(const std::vector<std::complex<double>>& array) const {
  const std::size_t rows = plans_[1].length() * plans_[2].length();
  if (array.size() != (plans_[0].length() / 2 + 1) * rows)
    throw Error(ErrorKind::internal, "an array of another size than its plan");
  return rows;
}

std::vector<std::complex<double>> RealFft3::forward(std::span<const double> volume) const {
  const std::size_t nx = plans_[0].length();
  const std::size_t n_rows = plans_[1].length() * plans_[2].length();
  if (volume.size() != nx * n_rows)
    throw Error(ErrorKind::internal, "a volume of another size than its plan");
  std::vector<std::complex<double>> spectrum((nx / 2 + 1) * n_rows);
  for (std::size_t i = 0; i < n_rows; ++i) std::copy_n(volume.data() + i * nx, nx, real_row(spectrum, i));
  forward_in_place(spectrum);
  return spectrum;
}

std::vector<double> RealFft3::inverse(std::span<const std::complex<double>> spectrum) const {
  const std::size_t nx = plans_[0].length();
  std::vector<std::complex<double>> array(spectrum.begin(), spectrum.end());
  const std::size_t n_rows = rows_of(array);
  inverse_in_place(array);
  std::vector<double> volume(nx * n_rows);
  for (std::size_t i = 0; i < n_rows; ++i) std::copy_n(real_row(array, i), nx, volume.data() + i * nx);
  return volume;
}

}  // namespace radgauge::imaging
