#include "imaging/fft.h"

#include <gtest/gtest.h>

#include <numbers>

#include "core/error.h"
#include "core/random.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

using Complex = std::complex<double>;

std::vector<double> numbers(std::size_t n, std::uint64_t key) {
  const Draws draws(key, "fft", "test", 0, 0);
  std::vector<double> list(n);
  for (std::size_t i = 0; i < n; ++i) list[i] = draws.uniform(i) - 0.5;
  return list;
}

/// By the definition, with long double angles of whole multiples only.
std::vector<Complex> direct(const std::vector<Complex>& x, double sign) {
  const std::size_t n = x.size();
  std::vector<Complex> result(n);
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t j = 0; j < n; ++j) {
      const long double angle = 2 * std::numbers::pi_v<long double> * static_cast<long double>(j * k % n) /
                                static_cast<long double>(n);
      result[k] +=
          x[j] * Complex(static_cast<double>(std::cos(angle)), sign * static_cast<double>(std::sin(angle)));
    }
  return result;
}

std::vector<Complex> lane_of(const double* block, std::size_t n, std::size_t lane) {
  std::vector<Complex> x(n);
  for (std::size_t k = 0; k < n; ++k)
    x[k] = {block[kFftGroup * k + lane], block[kFftGroup * k + kFftLanes + lane]};
  return x;
}

double largest(const std::vector<Complex>& x) {
  double m = 0;
  for (const Complex& c : x) m = std::max(m, std::abs(c));
  return m;
}

void expect_near(const std::vector<Complex>& a, const std::vector<Complex>& b, const std::string& what) {
  ASSERT_EQ(a.size(), b.size());
  const double scale = largest(b);
  for (std::size_t k = 0; k < a.size(); ++k)
    ASSERT_LE(std::abs(a[k] - b[k]), 1e-13 * scale) << what << ", bin " << k;
}

// oracle: the definition, for every length of the form 2^a 3^b 5^c up to 100 and some longer ones.
TEST(FftOracle, EveryLengthEqualsTheDefinition) {
  for (std::int64_t length = 1; length <= 400; length = fft_length(length + (length < 100 ? 1 : 70))) {
    const FftPlan plan(length);
    const auto n = static_cast<std::size_t>(length);
    const std::vector<double> block = numbers(plan.block_size(), n);
    std::vector<double> data = block, scratch(block.size());
    const double* result = plan.forward(data.data(), scratch.data());
    std::vector<double> back = block, back_scratch(block.size());
    const double* backward = plan.backward(back.data(), back_scratch.data());
    for (std::size_t lane = 0; lane < kFftLanes; lane += 3) {
      const std::vector<Complex> x = lane_of(block.data(), n, lane);
      expect_near(lane_of(result, n, lane), direct(x, -1), "length " + std::to_string(length));
      expect_near(lane_of(backward, n, lane), direct(x, 1), "backward, length " + std::to_string(length));
    }
  }
}

// oracle: even and odd bins of the transform of twice the length, zeros appended.
TEST(FftOracle, EvenAndOddBins) {
  for (const std::int64_t length : {1, 2, 3, 5, 12, 45, 100}) {
    const FftPlan plan(length);
    const auto n = static_cast<std::size_t>(length);
    const std::size_t count = n - n / 4;
    const std::size_t stride = kFftGroup + 16;
    const std::vector<double> from = numbers(stride * n, 3);
    std::vector<double> block(plan.block_size()), scratch(plan.block_size());
    for (const std::size_t lane : {std::size_t{0}, std::size_t{7}}) {
      std::vector<Complex> padded(2 * n);
      for (std::size_t k = 0; k < count; ++k)
        padded[k] = {from[k * stride + lane], from[k * stride + kFftLanes + lane]};
      const std::vector<Complex> expected = direct(padded, -1);
      for (const bool is_odd : {false, true}) {
        const double* result =
            is_odd ? plan.forward_odd(from.data(), stride, count, block.data(), scratch.data())
                   : plan.forward_even(from.data(), stride, count, block.data(), scratch.data());
        const std::vector<Complex> found = lane_of(result, n, lane);
        std::vector<Complex> half(n);
        for (std::size_t k = 0; k < n; ++k) half[k] = expected[2 * k + (is_odd ? 1 : 0)];
        expect_near(found, half, std::to_string(length));
      }
    }
  }
}

// oracle: weighted products by the definition; weights of mirrored bins are given once.
TEST(FftOracle, ProductsOfSpectra) {
  for (std::size_t n = 1; n <= 9; ++n)
    for (const bool odd : {false, true}) {
      const std::vector<double> a = numbers(kFftGroup * n, 1), b = numbers(kFftGroup * n, 2);
      const std::vector<double> weights = numbers(kFftLanes * (n / 2 + 1), 3);
      std::vector<double> sums(kFftLanes, 1.0);
      add_products(a.data(), b.data(), weights.data(), n, odd, sums.data());
      for (std::size_t lane = 0; lane < kFftLanes; ++lane) {
        double expected = 1;
        for (std::size_t k = 0; k < n; ++k) {
          const std::size_t once = odd ? std::min(k, n - 1 - k) : std::min(k, n - k);
          expected +=
              weights[kFftLanes * once + lane] * (a[kFftGroup * k + lane] * b[kFftGroup * k + lane] +
                                                  a[kFftGroup * k + 8 + lane] * b[kFftGroup * k + 8 + lane]);
        }
        EXPECT_NEAR(sums[lane], expected, 1e-14) << n << (odd ? " odd" : " even");
      }
    }
}

Complex direct_bin(const std::vector<double>& f, const Index3& n, const Index3& k) {
  Complex sum = 0;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x, ++i) {
        const auto turns = [](std::int64_t a, std::int64_t b, std::int64_t size) {
          return static_cast<double>(a * b % size) / static_cast<double>(size);
        };
        const double angle =
            -2 * std::numbers::pi * (turns(x, k[0], n[0]) + turns(y, k[1], n[1]) + turns(z, k[2], n[2]));
        sum += f[i] * Complex(std::cos(angle), std::sin(angle));
      }
  return sum;
}

const std::vector<Index3> kSizes{{1, 1, 1},  {2, 1, 1},  {5, 4, 3}, {8, 9, 10}, {15, 6, 2},
                                 {1, 12, 5}, {3, 3, 27}, {7, 1, 1}, {14, 3, 2}, {11, 13, 7}};

// oracle: the definition, for every length up to 50 and some primes.
TEST(AnyFftOracle, EveryLengthEqualsTheDefinition) {
  std::vector<std::int64_t> lengths{97, 101, 197};
  for (std::int64_t n = 1; n <= 50; ++n) lengths.push_back(n);
  for (const std::int64_t length : lengths) {
    const AnyFftPlan plan(length);
    const std::size_t n = plan.length();
    std::vector<double> block = numbers(plan.block_size(), 9), scratch(plan.block_size());
    for (const double sign : {-1.0, 1.0}) {
      std::vector<double> data = block;
      const double* result =
          sign < 0 ? plan.forward(data.data(), scratch.data()) : plan.backward(data.data(), scratch.data());
      const std::vector<Complex> expected = direct(lane_of(block.data(), n, 3), sign);
      const std::vector<Complex> found = lane_of(result, n, 3);
      for (std::size_t k = 0; k < n; ++k)
        ASSERT_LE(std::abs(found[k] - expected[k]), 4e-15 * largest(expected) * std::sqrt(double(n)))
            << "length " << length << ", bin " << k;
    }
  }
}

// oracle: the definition in three dimensions, even, odd and prime lengths on every axis.
TEST(RealFft3Oracle, EqualsTheDefinition) {
  for (const Index3& n : kSizes) {
    const RealFft3 plan(n);
    const std::vector<double> f = numbers(static_cast<std::size_t>(n[0] * n[1] * n[2]), 5);
    const std::vector<Complex> spectrum = plan.forward(f);
    const Index3 m = plan.spectrum_size();
    std::size_t i = 0;
    for (std::int64_t z = 0; z < m[2]; ++z)
      for (std::int64_t y = 0; y < m[1]; ++y)
        for (std::int64_t x = 0; x < m[0]; ++x, ++i)
          ASSERT_LE(std::abs(spectrum[i] - direct_bin(f, n, {x, y, z})), 1e-12) << x << " " << y << " " << z;
    EXPECT_EQ(i, spectrum.size());
  }
}

// invariant: the inverse gives the volume back.
TEST(RealFft3Invariant, ThereAndBack) {
  for (const Index3& n : kSizes) {
    const RealFft3 plan(n);
    const std::vector<double> f = numbers(static_cast<std::size_t>(n[0] * n[1] * n[2]), 6);
    const std::vector<double> back = plan.inverse(plan.forward(f));
    for (std::size_t i = 0; i < f.size(); ++i) ASSERT_NEAR(back[i], f[i], 1e-14);
  }
}

// invariant: Parseval's theorem, and linearity.
TEST(RealFft3Invariant, ParsevalAndLinearity) {
  const Index3 n{30, 16, 9};
  const RealFft3 plan(n);
  const std::size_t voxels = 30 * 16 * 9;
  const std::vector<double> f = numbers(voxels, 7), g = numbers(voxels, 8);
  std::vector<double> both(voxels);
  for (std::size_t i = 0; i < voxels; ++i) both[i] = 2 * f[i] - 3 * g[i];
  const std::vector<Complex> a = plan.forward(f), b = plan.forward(g), c = plan.forward(both);
  double power = 0, energy = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_LE(std::abs(c[i] - (2.0 * a[i] - 3.0 * b[i])), 1e-12);
    const std::size_t x = i % 16;
    power += (x == 0 || x == 15 ? 1 : 2) * std::norm(a[i]);
  }
  for (const double v : f) energy += v * v;
  EXPECT_NEAR(power / static_cast<double>(voxels), energy, 1e-12 * energy);
}

TEST(FftMechanics, LengthsAndErrors) {
  EXPECT_EQ(fft_length(1), 1);
  EXPECT_EQ(fft_length(7), 8);
  EXPECT_EQ(fft_length(97), 100);
  EXPECT_EQ(fft_length(193), 200);
  EXPECT_EQ(fft_length(1021), 1024);
  EXPECT_THROW(FftPlan(7), Error);
  EXPECT_THROW(FftPlan(0), Error);
  EXPECT_THROW(RealFft3({4, 4, 0}), Error);
  EXPECT_THROW(RealFft3({4, 4, 4}).forward(std::vector<double>(63)), Error);
  std::vector<std::complex<double>> array(47);
  EXPECT_THROW(RealFft3({4, 4, 4}).forward_in_place(array), Error);
  EXPECT_THROW(RealFft3({4, 4, 4}).inverse_in_place(array), Error);
}

}  // namespace
}  // namespace radgauge
