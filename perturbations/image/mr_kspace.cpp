#include <cmath>
#include <numbers>

#include "imaging/region.h"
#include "perturbations/image_change.h"
#include "perturbations/kspace.h"

namespace radgauge::perturbations {

namespace {

enum class Window { none, hamming, tukey, fermi };

struct MrKspace {
  double phase_fraction = 1;
  double read_fraction = 1;
  double partial_fourier = 1;
  Window window = Window::none;
  double taper = 0.3;
  PhaseAxis phase_axis = PhaseAxis::y;

  bool identity() const {
    return phase_fraction == 1 && read_fraction == 1 && partial_fourier == 1 && window == Window::none;
  }
  static auto fields() {
    using P = MrKspace;
    return FieldList{
        field("phase_fraction", &P::phase_fraction, "1", between(0.1, 1),
              "part of the lines of k-space acquired, about its middle; the rest is filled with zeros"),
        field("read_fraction", &P::read_fraction, "1", between(0.1, 1), "the same along each line"),
        field("partial_fourier", &P::partial_fourier, "1", between(0.55, 1),
              "part of those lines acquired from one side on: 5/8 to 7/8 are usual"),
        field("window", &P::window,
              {{"none", Window::none},
               {"hamming", Window::hamming},
               {"tukey", Window::tukey},
               {"fermi", Window::fermi}},
              "weights of the acquired frequencies against ringing"),
        field("taper", &P::taper, "1", Range{0, 1, true}, "of tukey and fermi: outer part that falls off"),
        field("phase_axis", &P::phase_axis, {{"x", PhaseAxis::x}, {"y", PhaseAxis::y}},
              "axis of the slice along which lines follow each other")};
  }
  std::string refusal(Modality modality) const { return not_mr(modality); }
  Support support() const { return {Support::Reach::slice, 0}; }
};

/// Weight at the part u of the highest acquired frequency.
double weight(const MrKspace& p, double u) {
  const double t = (u - (1 - p.taper)) / p.taper;
  switch (p.window) {
    case Window::hamming:
      return 0.54 + 0.46 * std::cos(std::numbers::pi * u);
    case Window::tukey:
      return t <= 0 ? 1 : 0.5 * (1 + std::cos(std::numbers::pi * t));
    case Window::fermi:
      return 1 / (1 + std::exp(10 * (t - 0.5)));
    case Window::none:
      break;
  }
  return 1;
}

struct AxisFilter {
  std::vector<std::complex<double>> factors;
  double acquired = 0;  ///< part of the bins
};

/// `partial`: frequencies above (2 partial - 1) of the highest are not acquired.
AxisFilter axis_filter(const Lines& lines, const MrKspace& p, double fraction, double partial) {
  AxisFilter filter;
  const double highest = fraction * static_cast<double>(lines.bins()) / 2;
  for (std::int64_t bin = 0; bin < lines.bins(); ++bin) {
    const auto k = static_cast<double>(lines.frequency(bin));
    const bool is_acquired = std::abs(k) <= highest && k <= (2 * partial - 1) * highest;
    filter.factors.emplace_back(is_acquired ? weight(p, std::abs(k) / highest) : 0);
    filter.acquired += is_acquired ? 1 / static_cast<double>(lines.bins()) : 0;
  }
  return filter;
}

ImageOutput apply_mr_kspace(const ImageInput& in, const MrKspace& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  require_not_negative(roi_range(in.image, roi), "a magnitude image");
  if (p.identity()) return {in.image, {}};
  const Index3& n = in.image.lattice.size;
  const int phase = p.phase_axis == PhaseAxis::x ? 0 : 1;
  const Lines phase_lines({n[0], n[1]}, phase), read_lines({n[0], n[1]}, 1 - phase);
  const AxisFilter across = axis_filter(phase_lines, p, p.phase_fraction, p.partial_fourier);
  const AxisFilter along = axis_filter(read_lines, p, p.read_fraction, 1);
  ImageOutput out{in.image, {}};
  for (std::int64_t z = 0; z < n[2]; ++z) {
    ComplexSlice slice = slice_of(in.image, z);
    read_lines.filter(slice, along.factors);
    phase_lines.filter(slice, across.factors);
    set_magnitudes(out.image, z, slice);
  }
  // Of the lines within phase_fraction, partial Fourier keeps its part.
  out.magnitudes = {{"phase_acquired", p.phase_fraction * p.partial_fourier, across.acquired, "1"},
                    {"read_acquired", p.read_fraction, along.acquired, "1"},
                    {"change_sd", std::nan(""), sd_of_change(in.image, out.image, roi), "intensity"}};
  return out;
}

}  // namespace

namespace operations {

Operation mr_kspace() {
  return image_operation<MrKspace, apply_mr_kspace>(
      {"mr.kspace", "acquire a part of k-space",
       "Each slice is transformed, frequencies that are not acquired become 0, the others are weighted by a "
       "window along each axis, and the magnitude of the inverse transform is the new image (zero filling): "
       "less resolution, and Gibbs ringing unless a window takes it. phase_fraction and read_fraction keep "
       "frequencies up to this part of the highest; partial_fourier then leaves out lines of one side, whose "
       "conjugates are not filled in. Windows, of u = |k| / highest acquired: hamming 0.54 + 0.46 cos(pi u); "
       "tukey falls as a cosine over the outer taper; fermi 1 / (1 + exp(10 (t - 1/2))), t from 0 to 1 over "
       "the taper. A side that is no product of 2, 3 and 5 is followed by zeros up to the next. The image is "
       "taken as fully acquired, with phase 0; slices are independent. Refused on CT and PET.",
       "McGibney et al. 1993, doi:10.1002/mrm.1910300109 (partial Fourier); Lowe and Sorenson 1997, "
       "doi:10.1002/mrm.1910370514 (filters of k-space)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
