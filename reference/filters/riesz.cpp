#include <cmath>
#include <numbers>

#include "core/image_map.h"
#include "core/text.h"
#include "reference/filters/parts/alignment.h"
#include "reference/filters/parts/gaussian_derivatives.h"
#include "reference/filters/parts/simoncelli_gain.h"
#include "reference/filters/parts/spectral.h"

namespace radgauge::reference {

namespace {

enum class RieszOf { log, simoncelli };

struct RieszFilter : LaplacianOfGaussian {
  std::int64_t order_x = 1;
  std::int64_t order_y = 0;
  std::int64_t order_z = 0;
  RieszOf of = RieszOf::log;
  std::int64_t level = 1;
  double structure_tensor_sigma_mm = 0;
  Boundary boundary = Boundary::mirror;

  RieszFilter() : LaplacianOfGaussian{3, 4, Dimension::in_volume, false} {}

  static auto fields() {
    using P = RieszFilter;
    FieldList<P> list{field("order_x", &P::order_x, "", between(0, 4), "how often it is transformed along x"),
                      field("order_y", &P::order_y, "", between(0, 4), "how often along y"),
                      field("order_z", &P::order_z, "", between(0, 4), "how often along z"),
                      field("of", &P::of, {{"log", RieszOf::log}, {"simoncelli", RieszOf::simoncelli}},
                            "the filter whose response is transformed")};
    list.append(FieldList<LaplacianOfGaussian>{
        field("sigma_mm", &LaplacianOfGaussian::sigma_mm, "mm", Range{0, 100, true}, "of log"),
        field("truncation_sigma", &LaplacianOfGaussian::truncation_sigma, "sigma", between(1, 10), "of log"),
        field("zero_mean", &LaplacianOfGaussian::zero_mean, "of log"),
        dimension_field(&LaplacianOfGaussian::dimension)});
    list.append(FieldList<P>{
        field("level", &P::level, "", between(1, 4), "of simoncelli"),
        field(
            "structure_tensor_sigma_mm", &P::structure_tensor_sigma_mm, "mm", between(0, 100),
            "standard deviation of the window of the structure tensor along whose axes x, y, z are turned; 0: as "
            "they are"),
        boundary_field(&P::boundary)});
    return list;
  }
  std::int64_t order() const { return order_x + order_y + order_z; }
  std::string problem() const {
    if (order() == 0) return "order_x, order_y and order_z are all 0, which transforms nothing";
    if (dimension == Dimension::in_slices && order_z > 0)
      return "order_z = " + to_text(order_z) + " needs dimension = 3D";
    if (structure_tensor_sigma_mm > 0 && order() > kMostAlignedOrder)
      return "structure_tensor_sigma_mm aligns up to order " + to_text(kMostAlignedOrder) +
             "; order_x, order_y and order_z together are " + to_text(order());
    return "";
  }
  Support support() const {
    return {dimension == Dimension::in_volume ? Support::Reach::volume : Support::Reach::slice};
  }
};

/// sqrt(l! / (l_x! l_y! l_z!)) f_x^l_x f_y^l_y f_z^l_z / |f|^l; 0 at f = 0, where it has no value.
double riesz_gain(const Vec3& f, const RieszFilter& p, double scale) {
  const double size = std::sqrt(f[0] * f[0] + f[1] * f[1] + f[2] * f[2]);
  if (size == 0) return 0;
  double gain = scale;
  for (std::int64_t i = 0; i < p.order_x; ++i) gain *= f[0] / size;
  for (std::int64_t i = 0; i < p.order_y; ++i) gain *= f[1] / size;
  for (std::int64_t i = 0; i < p.order_z; ++i) gain *= f[2] / size;
  return gain;
}

double riesz_scale(const RieszFilter& p) {
  const auto factorial = [](std::int64_t n) { return std::tgamma(static_cast<double>(n + 1)); };
  return std::sqrt(factorial(p.order()) /
                   (factorial(p.order_x) * factorial(p.order_y) * factorial(p.order_z)));
}

/// The transform of symmetric separable kernels on a grid.
class KernelSpectrum {
 public:
  KernelSpectrum(const SeparableBank& bank, const Index3& size) : terms_(bank.terms) {
    for (std::size_t a = 0; a < 3; ++a)
      for (const AxisKernel& kernel : bank.kernels) spectra_[a].push_back(of_kernel(kernel, size[a]));
  }
  double at(const Index3& bin) const {
    double sum = 0;
    for (const SeparableTerm& term : terms_) {
      double product = term.weight;
      for (std::size_t a = 0; a < 3; ++a)
        product *= spectra_[a][term.kernel[a]][static_cast<std::size_t>(bin[a])];
      sum += product;
    }
    return sum;
  }

 private:
  static std::vector<double> of_kernel(const AxisKernel& kernel, std::int64_t n) {
    std::vector<double> spectrum;
    const auto half = static_cast<std::int64_t>(kernel.size() / 2);
    for (std::int64_t bin = 0; bin < n; ++bin) {
      double sum = 0;
      for (std::int64_t k = -half; k <= half; ++k)
        sum += kernel[static_cast<std::size_t>(k + half)] *
               std::cos(2 * std::numbers::pi * static_cast<double>(bin * k % n) / static_cast<double>(n));
      spectrum.push_back(sum);
    }
    return spectrum;
  }
  std::vector<SeparableTerm> terms_;
  std::array<std::vector<std::vector<double>>, 3> spectra_;
};

/// Voxels beyond the ends of the image, for the transform's own reach.
constexpr std::int64_t kRieszPadding = 32;

void riesz_rows(const Volume& image, const Box& wanted, const RieszFilter& p, const RowSink& sink) {
  const double scale = riesz_scale(p);
  const Index3& whole = image.window.whole_size;
  if (p.of == RieszOf::simoncelli) {
    const SpectralGrid grid = spectral_grid(whole, p.dimension, p.boundary, simoncelli_padding(p.level));
    const auto gain = [&](const Vec3& f, const Index3&) {
      return simoncelli_gain(f, p.level) * riesz_gain(f, p, scale);
    };
    spectral_rows(image, wanted, grid, p.dimension, p.boundary, {gain, p.order()}, sink);
    return;
  }
  const SeparableBank bank = laplacian_of_gaussian(p, image.lattice.spacing_mm);
  const Index3 reach = bank.reach();
  const SpectralGrid grid =
      spectral_grid(whole, p.dimension, p.boundary, kRieszPadding + std::max({reach[0], reach[1], reach[2]}));
  const KernelSpectrum kernel(bank, grid.size);
  const auto gain = [&](const Vec3& f, const Index3& bin) {
    return kernel.at(bin) * riesz_gain(f, p, scale);
  };
  spectral_rows(image, wanted, grid, p.dimension, p.boundary, {gain, p.order()}, sink);
}

Volume riesz_component(const Volume& image, const Box& wanted, const RieszFilter& p) {
  return volume_of_rows(image, wanted, [&](const RowSink& sink) { riesz_rows(image, wanted, p, sink); });
}

/// The same transform of other orders.
RieszFilter with_orders(RieszFilter p, const Index3& orders) {
  p.order_x = orders[0];
  p.order_y = orders[1];
  p.order_z = orders[2];
  return p;
}

StructureFrames structure_frames(const Volume& image, const Box& wanted, const RieszFilter& p) {
  return {image,
          wanted,
          p.structure_tensor_sigma_mm,
          p.dimension,
          p.boundary,
          [&](std::size_t axis, const Box& box) {
            Index3 orders{0, 0, 0};
            orders[axis] = 1;
            return riesz_component(image, box, with_orders(p, orders));
          }};
}

/// The component along the axes of the structure, as a sum of those along x, y and z: (e . f)^l is a
/// polynomial in f_x, f_y and f_z. It is added to the voxels of the box, from the first on.
void add_aligned_riesz(const Volume& image, const Box& wanted, const RieszFilter& p,
                       const StructureFrames& frames, float* voxels) {
  const Index3 aligned{p.order_x, p.order_y, p.order_z};
  const std::int64_t order = p.order(), most_z = p.dimension == Dimension::in_volume ? order : 0;
  const double scale = riesz_scale(p);
  for (std::int64_t z = 0; z <= most_z; ++z)
    for (std::int64_t y = 0; y <= order - z; ++y) {
      const Index3 orders{order - y - z, y, z};
      const RieszFilter part = with_orders(p, orders);
      const double share = scale / riesz_scale(part);
      std::size_t i = 0;
      riesz_rows(image, wanted, part, [&](std::int64_t, std::int64_t, std::span<const double> row) {
        for (const double response : row) {
          voxels[i] +=
              static_cast<float>(share * steered_coefficient(frames.frame(i), aligned, orders) * response);
          ++i;
        }
      });
    }
}

Volume aligned_riesz(const Volume& image, const Box& wanted, const RieszFilter& p) {
  if (p.dimension == Dimension::in_volume) {
    const StructureFrames frames = structure_frames(image, wanted, p);
    Volume map = blank_part(image, wanted);
    add_aligned_riesz(image, wanted, p, frames, map.voxels.data());
    return map;
  }
  Volume map = blank_part(image, wanted);
  Box slice = wanted;
  for (std::int64_t z = wanted.begin[2]; z < wanted.end[2]; ++z) {
    slice.begin[2] = z;
    slice.end[2] = z + 1;
    add_aligned_riesz(image, slice, p, structure_frames(image, slice, p), &map(0, 0, z - wanted.begin[2]));
  }
  return map;
}

Volume apply_riesz_filter(const Volume& image, const Box& wanted, const RieszFilter& p) {
  return p.structure_tensor_sigma_mm > 0 ? aligned_riesz(image, wanted, p)
                                         : riesz_component(image, wanted, p);
}

}  // namespace

namespace filters {

ImageFilter riesz() {
  return image_filter<RieszFilter, apply_riesz_filter>(
      {"riesz", "Riesz transform of another filter's response",
       "The spectrum of the response, times (-i)^l sqrt(l! / (l_x! l_y! l_z!)) f_x^l_x f_y^l_y f_z^l_z / "
       "|f|^l, l = l_x + l_y + l_z: an all-pass whose l components of one order have the energy of the "
       "response. Frequencies are those of simoncelli. Images that are not periodic get 32 voxels and the "
       "reach of the kernel (of simoncelli: 16 x 2^level) beyond each end. It has no end of its own: a voxel that "
       "is not finite makes all of the map NaN (2D: of its slice). With structure_tensor_sigma_mm the transform is along the "
       "axes of local structure in place of x, y and z: eigenvectors of the mean, weighted by a Gaussian that ends at 4 "
       "standard deviations, of the outer products of the first-order transforms of the response, by descending "
       "eigenvalue (order_x along the first; 2D: order_y along the other), each pointing to where the first-order "
       "transform at the voxel is not negative. IBSI 2 found no consensus on aligned maps: there is no reference for "
       "them.",
       "Chenouard and Unser 2012, doi:10.1109/TIP.2012.2206044 (alignment); Unser and Van De Ville 2010, doi:10.1109/TIP.2009.2038832; IBSI 2 reference manual, section \"Riesz "
       "transformation\", arXiv:2006.05470; Whybra, Zwanenburg et al. 2024, doi:10.1148/radiol.231319"});
}

}  // namespace filters
}  // namespace radgauge::reference
