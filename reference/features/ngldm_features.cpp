// Family "Neighbouring grey level dependence based features" (IBSI manual, arXiv:1612.07003; Sun and Wee
// 1983, doi:10.1016/0734-189X(83)90032-4). A size is a number of dependent voxels, the centre included.
#include "reference/features/aggregation.h"
#include "reference/features/family.h"
#include "reference/features/weighted_neighbourhood.h"

namespace radgauge::reference {

namespace {

constexpr std::string_view kNone = "the region has no voxel";

namespace f = size_features;
using Row = FeatureRow<SizeMatrix>;

constexpr std::array kRows{
    Row{"ngl_lde", "SODN", "Low dependence emphasis", "1", f::small_emphasis},
    Row{"ngl_hde", "IMOQ", "High dependence emphasis", "1", f::large_emphasis},
    Row{"ngl_lgce", "TL9H", "Low grey level count emphasis", "1", f::low_level_emphasis},
    Row{"ngl_hgce", "OAE7", "High grey level count emphasis", "1", f::high_level_emphasis},
    Row{"ngl_ldlge", "EQ3F", "Low dependence low grey level emphasis", "1", f::small_low_emphasis},
    Row{"ngl_ldhge", "JA6D", "Low dependence high grey level emphasis", "1", f::small_high_emphasis},
    Row{"ngl_hdlge", "NBZI", "High dependence low grey level emphasis", "1", f::large_low_emphasis},
    Row{"ngl_hdhge", "9QMG", "High dependence high grey level emphasis", "1", f::large_high_emphasis},
    Row{"ngl_glnu", "FP8K", "Grey level non-uniformity", "1", f::level_non_uniformity},
    Row{"ngl_glnu_norm", "5SPA", "Normalised grey level non-uniformity", "1",
        f::normalised_level_non_uniformity},
    Row{"ngl_dcnu", "Z87G", "Dependence count non-uniformity", "1", f::size_non_uniformity},
    Row{"ngl_dcnu_norm", "OKJI", "Normalised dependence count non-uniformity", "1",
        f::normalised_size_non_uniformity},
    Row{"ngl_dc_perc", "6XV8", "Dependence count percentage", "1", f::percentage},
    Row{"ngl_gl_var", "1PFV", "Grey level variance", "1", f::level_variance},
    Row{"ngl_dc_var", "DNX2", "Dependence count variance", "1", f::size_variance},
    Row{"ngl_dc_entr", "FCBV", "Dependence count entropy", "1", f::entropy},
    Row{"ngl_dc_energy", "CAS9", "Dependence count energy", "1", f::energy}};

NeighbourhoodShape shape_of(const FeatureSettings& s) {
  return {s.ngl_distance, s.ngl_norm, s.ngl_weighting};
}

std::vector<FeatureInfo> list(const FeatureSettings& s) {
  auto infos = aggregated_infos<SizeMatrix>(kRows, "ngl", s.aggregation, kByDirection<NgldmBuilder>);
  for (FeatureInfo& info : infos) info.standardised = shape_of(s).is_box();
  return infos;
}

OwnSettings own_settings(const FeatureSettings& s) {
  return {static_cast<double>(s.ngl_distance), static_cast<double>(s.ngl_norm),
          static_cast<double>(s.ngl_weighting), static_cast<double>(s.ngl_coarseness)};
}

FeatureVector values(const FamilyInput& input) {
  const FeatureSettings& s = input.settings;
  const NeighbourhoodShape shape = shape_of(s);
  return with_padding(input.levels, s.ngl_distance, [&](const Levels& levels) {
    const auto values_of = [&](const auto& builder) {
      return aggregate<SizeMatrix>(builder, levels, s.aggregation, std::span<const Row>(kRows), kNone,
                                   input.matrices);
    };
    return shape.is_box() ? values_of(NgldmBuilder(levels, s.ngl_distance, s.ngl_coarseness))
                          : values_of(WeightedNgldmBuilder(levels, shape, s.ngl_coarseness));
  });
}

}  // namespace

Family ngldm_family() {
  return {"ngl",
          "neighbouring grey level dependence matrix",
          DependsOn::levels,
          Needs::nothing,
          list,
          values,
          own_settings};
}

}  // namespace radgauge::reference
