#include <cmath>
#include <optional>

#include "core/image_map.h"
#include "core/text.h"
#include "reference/filters/parts/rotations.h"

namespace radgauge::reference {

namespace {

/// Laws' kernels by name, each of norm 1 (IBSI 2 manual, table "Laws kernels"; Laws 1980).
std::optional<AxisKernel> laws_kernel(std::string_view name) {
  struct Named {
    std::string_view name;
    AxisKernel weights;
  };
  static const std::vector<Named> all{{"L3", {1, 2, 1}},         {"E3", {-1, 0, 1}},
                                      {"S3", {-1, 2, -1}},       {"L5", {1, 4, 6, 4, 1}},
                                      {"E5", {-1, -2, 0, 2, 1}}, {"S5", {-1, 0, 2, 0, -1}},
                                      {"W5", {-1, 2, 0, -2, 1}}, {"R5", {1, -4, 6, -4, 1}}};
  for (const Named& known : all) {
    if (known.name != name) continue;
    double squares = 0;
    for (const double w : known.weights) squares += w * w;
    AxisKernel kernel = known.weights;
    for (double& w : kernel) w /= std::sqrt(squares);
    return kernel;
  }
  return std::nullopt;
}

struct LawsFilter {
  std::string kernels = "E5L5S5";
  Pooling pooling = Pooling::none;
  std::int64_t energy_delta_voxels = 0;
  Dimension dimension = Dimension::in_volume;
  Boundary boundary = Boundary::mirror;

  static auto fields() {
    using P = LawsFilter;
    return FieldList{field("kernels", &P::kernels,
                           "one of L3, E3, S3, L5, E5, S5, W5, R5 along x, y and z (2D: x and y), as E5L5S5"),
                     pooling_field(&P::pooling),
                     field("energy_delta_voxels", &P::energy_delta_voxels, "voxels", between(0, 99),
                           "the energy is the mean of the absolute response so far around; 0: the response "
                           "itself"),
                     dimension_field(&P::dimension), boundary_field(&P::boundary)};
  }
  std::size_t axes() const { return dimension == Dimension::in_volume ? 3 : 2; }
  std::string problem() const {
    const std::string told = "kernels = '" + kernels + "': ";
    if (kernels.size() != 2 * axes())
      return told + (axes() == 3 ? "3D needs three, as E5L5S5" : "2D needs two, as E5L5");
    for (std::size_t i = 0; i < kernels.size(); i += 2)
      if (!laws_kernel(kernels.substr(i, 2)))
        return told + "'" + kernels.substr(i, 2) + "' is none of L3, E3, S3, L5, E5, S5, W5, R5";
    return "";
  }
  Support support() const {
    if (boundary == Boundary::periodic) return {Support::Reach::volume};
    return {Support::Reach::margin, 0, 0, 2 + energy_delta_voxels};
  }
};

/// The mean of the response's size over (2 delta + 1)^D voxels; made in its place.
Volume laws_energy(Volume size, const Box& wanted, const LawsFilter& p) {
  for (float& v : size.voxels) v = std::abs(v);
  SeparableBank bank;
  const auto n = static_cast<std::size_t>(2 * p.energy_delta_voxels + 1);
  const std::size_t box = bank.number_of(AxisKernel(n, 1 / static_cast<double>(n)));
  bank.terms = {{{box, box, p.dimension == Dimension::in_volume ? box : bank.number_of({1.0})}, 1.0}};
  return filtered(size, wanted, bank, p.boundary);
}

Volume apply_laws_filter(const Volume& image, const Box& wanted, const LawsFilter& p) {
  KernelSet kernels{AxisKernel{1.0}, AxisKernel{1.0}, AxisKernel{1.0}};
  for (std::size_t a = 0; a < p.axes(); ++a) kernels[a] = laws_kernel(p.kernels.substr(2 * a, 2)).value();
  const SeparableBank bank = pooled_bank(kernels, p.dimension, p.pooling);
  if (p.energy_delta_voxels == 0) return filtered(image, wanted, bank, p.boundary);
  const std::int64_t delta = p.energy_delta_voxels;
  const Index3 around{delta, delta, p.dimension == Dimension::in_volume ? delta : 0};
  const Box room = p.boundary == Boundary::periodic ? Box{{0, 0, 0}, image.lattice.size}
                                                    : room_around(image, wanted, around);
  return laws_energy(filtered(image, room, bank, p.boundary), box_within(wanted, room), p);
}

}  // namespace

namespace filters {

ImageFilter laws() {
  return image_filter<LawsFilter, apply_laws_filter>(
      {"laws", "response to Laws' kernels, or its energy",
       "Convolution with the outer product of a kernel for each axis, each of norm 1; then, over the "
       "right-angle rotations of that product, the largest or the mean response (pooling); then, unless "
       "energy_delta_voxels is 0, the mean of the absolute value over (2 energy_delta_voxels + 1)^D voxels "
       "of the pooled response, extended like the image.",
       "Laws 1980, Textured image segmentation, USCIPI report 940; IBSI 2 reference manual, section \"Laws "
       "kernels\", arXiv:2006.05470; Whybra, Zwanenburg et al. 2024, doi:10.1148/radiol.231319"});
}

}  // namespace filters
}  // namespace radgauge::reference
