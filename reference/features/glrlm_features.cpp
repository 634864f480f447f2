// Family "Grey level run length based features" (IBSI manual, arXiv:1612.07003; Galloway 1975,
// doi:10.1016/S0146-664X(75)80008-6). A size is a run length.
#include "reference/features/aggregation.h"
#include "reference/features/family.h"
#include "reference/features/glrlm.h"

namespace radgauge::reference {

namespace {

constexpr std::string_view kNone = "the region has no run";

namespace f = size_features;
using Row = FeatureRow<SizeMatrix>;

constexpr std::array kRows{
    Row{"rlm_sre", "22OV", "Short runs emphasis", "1", f::small_emphasis},
    Row{"rlm_lre", "W4KF", "Long runs emphasis", "1", f::large_emphasis},
    Row{"rlm_lgre", "V3SW", "Low grey level run emphasis", "1", f::low_level_emphasis},
    Row{"rlm_hgre", "G3QZ", "High grey level run emphasis", "1", f::high_level_emphasis},
    Row{"rlm_srlge", "HTZT", "Short run low grey level emphasis", "1", f::small_low_emphasis},
    Row{"rlm_srhge", "GD3A", "Short run high grey level emphasis", "1", f::small_high_emphasis},
    Row{"rlm_lrlge", "IVPO", "Long run low grey level emphasis", "1", f::large_low_emphasis},
    Row{"rlm_lrhge", "3KUM", "Long run high grey level emphasis", "1", f::large_high_emphasis},
    Row{"rlm_glnu", "R5YN", "Grey level non-uniformity", "1", f::level_non_uniformity},
    Row{"rlm_glnu_norm", "OVBL", "Normalised grey level non-uniformity", "1",
        f::normalised_level_non_uniformity},
    Row{"rlm_rlnu", "W92Y", "Run length non-uniformity", "1", f::size_non_uniformity},
    Row{"rlm_rlnu_norm", "IC23", "Normalised run length non-uniformity", "1",
        f::normalised_size_non_uniformity},
    Row{"rlm_r_perc", "9ZK5", "Run percentage", "1", f::percentage},
    Row{"rlm_gl_var", "8CE5", "Grey level variance", "1", f::level_variance},
    Row{"rlm_rl_var", "SXLW", "Run length variance", "1", f::size_variance},
    Row{"rlm_rl_entr", "HJ9O", "Run entropy", "1", f::entropy}};

std::vector<FeatureInfo> list(const FeatureSettings& s) {
  return aggregated_infos<SizeMatrix>(kRows, "rlm", s.aggregation, kByDirection<GlrlmBuilder>);
}

OwnSettings own_settings(const FeatureSettings& s) {
  return {static_cast<double>(s.rlm_weighting)};
}

FeatureVector values(const FamilyInput& input) {
  return aggregate<SizeMatrix>(GlrlmBuilder(input.levels, input.settings.rlm_weighting), input.levels,
                               input.settings.aggregation, std::span<const Row>(kRows), kNone,
                               input.matrices);
}

}  // namespace

Family glrlm_family() {
  return {"rlm",       "grey level run length matrix", DependsOn::levels, Needs::nothing, list, values,
          own_settings};
}

}  // namespace radgauge::reference
