#include <cmath>

#include "imaging/region.h"
#include "perturbations/image_change.h"
#include "perturbations/kspace.h"

namespace radgauge::perturbations {

namespace {

struct MrBias {
  double amplitude = 0;
  std::int64_t order = 3;
  static constexpr bool random = true;

  bool identity() const { return amplitude == 0; }
  static auto fields() {
    return FieldList{field("amplitude", &MrBias::amplitude, "1", between(0, 10),
                           "the field runs from 1 / (1 + amplitude) to 1 + amplitude over the image"),
                     field("order", &MrBias::order, "", between(1, 4), "degree of the polynomial")};
  }
  std::string refusal(Modality modality) const { return not_mr(modality); }
};

constexpr std::size_t kTerms = 5;  ///< powers 0 to 4
/// Coefficients of u^i v^j w^k at [i][j][k].
using Cubic = std::array<std::array<std::array<double, kTerms>, kTerms>, kTerms>;

/// A polynomial of the position in the whole image, from -1 to 1 along each axis.
class Field {
 public:
  Field(const Index3& whole, std::int64_t order, const Draws& draws) : whole_(whole) {
    std::uint64_t item = 0;
    for (std::size_t i = 0; i < kTerms; ++i)
      for (std::size_t j = 0; j < kTerms; ++j)
        for (std::size_t k = 0; k < kTerms; ++k) {
          const std::size_t degree = i + j + k;
          const double drawn = draws.normal(item++);
          const bool is_used = degree > 0 && degree <= static_cast<std::size_t>(order);
          coefficients_[i][j][k] = is_used ? drawn / static_cast<double>(degree) : 0;
        }
    find_range();
  }

  /// Coefficients in u, from power 0, at fixed v and w; scaled so that the field runs from -1 to 1.
  std::array<double, kTerms> row(double v, double w) const {
    std::array<double, kTerms> line{};
    for (std::size_t i = 0; i < kTerms; ++i) {
      double outer = 0;
      for (std::size_t j = kTerms; j-- > 0;) {
        double inner = 0;
        for (std::size_t k = kTerms; k-- > 0;) inner = inner * w + coefficients_[i][j][k];
        outer = outer * v + inner;
      }
      line[i] = scale_ * outer;
    }
    line[0] -= scale_ * middle_;
    return line;
  }
  static double value(const std::array<double, kTerms>& line, double u) {
    double sum = 0;
    for (std::size_t i = kTerms; i-- > 0;) sum = sum * u + line[i];
    return sum;
  }
  /// From the index in the whole image.
  double position(std::size_t axis, std::int64_t index) const {
    return whole_[axis] > 1 ? 2 * static_cast<double>(index) / static_cast<double>(whole_[axis] - 1) - 1 : 0;
  }

 private:
  void find_range() {
    constexpr int kRaster = 33;
    const auto at = [](int i) { return 2.0 * i / (kRaster - 1) - 1; };
    double lowest = HUGE_VAL, highest = -HUGE_VAL;
    for (int k = 0; k < kRaster; ++k)
      for (int j = 0; j < kRaster; ++j) {
        const auto line = row(at(j), at(k));
        for (int i = 0; i < kRaster; ++i) {
          const double v = value(line, at(i));
          lowest = std::min(lowest, v);
          highest = std::max(highest, v);
        }
      }
    middle_ = (lowest + highest) / 2;
    scale_ = 2 / (highest - lowest);
  }

  Index3 whole_;
  Cubic coefficients_{};
  double middle_ = 0;
  double scale_ = 1;
};

ImageOutput apply_mr_bias(const ImageInput& in, const MrBias& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  roi_range(in.image, roi);
  const Field bias(in.image.window.whole_size, p.order, in.draws);
  const double log_amplitude = std::log1p(p.amplitude);
  ImageOutput out{in.image, {}};
  const Index3 &n = in.image.lattice.size, &offset = in.image.window.offset;
  double lowest = HUGE_VAL, highest = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y) {
      const auto line = bias.row(bias.position(1, y + offset[1]), bias.position(2, z + offset[2]));
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const double factor = std::exp(log_amplitude * Field::value(line, bias.position(0, x + offset[0])));
        float& voxel = out.image(x, y, z);
        voxel = static_cast<float>(static_cast<double>(voxel) * factor);
        if (roi(x, y, z) == 0) continue;
        lowest = std::min(lowest, factor);
        highest = std::max(highest, factor);
      }
    }
  out.magnitudes = {{"amplitude", p.amplitude, std::sqrt(highest / lowest) - 1, "1"},
                    {"lowest_factor", std::nan(""), lowest, "1"},
                    {"highest_factor", std::nan(""), highest, "1"}};
  return out;
}

}  // namespace

namespace operations {

Operation mr_bias() {
  return image_operation<MrBias, apply_mr_bias>(
      {"mr.bias", "multiply by a smooth bias field",
       "Multiplies the image by exp(ln(1 + amplitude) q), q a polynomial of the position with random "
       "coefficients, N(0, 1) / degree for every term up to the order, shifted and scaled so that it runs "
       "from -1 to 1 over the whole image (its extremes on a raster of 33 points along each axis). An "
       "amplitude of 0.1 is a field from 0.91 to 1.1. A lesion sees only a part of it: achieved is the "
       "amplitude of a field with the range within the ROI, sqrt(highest / lowest factor) - 1, and both "
       "factors are reported. The coefficients are drawn for each object and repetition and shared by "
       "levels. Refused on CT and PET.",
       "Sled, Zijdenbos and Evans 1998, doi:10.1109/42.668698 (smooth multiplicative field); Collins et al. "
       "1998, doi:10.1109/42.712135 (20 and 40 % in BrainWeb)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
