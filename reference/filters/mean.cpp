#include "core/image_map.h"
#include "core/text.h"
#include "reference/filters/parts/separable.h"

namespace radgauge::reference {

namespace {

struct MeanFilter {
  std::int64_t support_voxels = 3;
  Dimension dimension = Dimension::in_volume;
  Boundary boundary = Boundary::mirror;

  static auto fields() {
    return FieldList{field("support_voxels", &MeanFilter::support_voxels, "voxels", between(1, 199),
                           "edge of the cube (2D: square) that is averaged; odd"),
                     dimension_field(&MeanFilter::dimension), boundary_field(&MeanFilter::boundary)};
  }
  std::string problem() const {
    return support_voxels % 2 == 1 ? ""
                                   : "support_voxels = " + to_text(support_voxels) +
                                         " is even; a voxel needs as many neighbours on either side";
  }
  Support support() const {
    if (boundary == Boundary::periodic) return {Support::Reach::volume};
    return {Support::Reach::margin, 0, 0, support_voxels / 2};
  }
};

Volume apply_mean_filter(const Volume& image, const Box& wanted, const MeanFilter& p) {
  SeparableBank bank;
  const AxisKernel box(static_cast<std::size_t>(p.support_voxels), 1 / static_cast<double>(p.support_voxels));
  const std::size_t mean = bank.number_of(box);
  const std::size_t along_z = p.dimension == Dimension::in_volume ? mean : bank.number_of({1.0});
  bank.terms = {{{mean, mean, along_z}, 1.0}};
  return filtered(image, wanted, bank, p.boundary);
}

}  // namespace

namespace filters {

ImageFilter mean() {
  return image_filter<MeanFilter, apply_mean_filter>(
      {"mean", "mean of the neighbourhood",
       "The mean of the support_voxels x support_voxels (x support_voxels) voxels about each voxel.",
       "IBSI 2 reference manual, section \"Mean filters\", arXiv:2006.05470; Whybra, Zwanenburg et al. 2024, "
       "doi:10.1148/radiol.231319"});
}

}  // namespace filters
}  // namespace radgauge::reference
