// Family "Grey level distance zone based features" (IBSI manual, arXiv:1612.07003; Thibault et al. 2014,
// doi:10.1109/TBME.2013.2284600). A size is the distance of a zone from the border of the morphological mask.
#include "reference/features/aggregation.h"
#include "reference/features/family.h"
#include "reference/features/zones.h"

namespace radgauge::reference {

namespace {

constexpr std::string_view kNone = "the region has no zone";

namespace f = size_features;
using Row = FeatureRow<SizeMatrix>;

constexpr std::array kRows{
    Row{"dzm_sde", "0GBI", "Small distance emphasis", "1", f::small_emphasis},
    Row{"dzm_lde", "MB4I", "Large distance emphasis", "1", f::large_emphasis},
    Row{"dzm_lgze", "S1RA", "Low grey level zone emphasis", "1", f::low_level_emphasis},
    Row{"dzm_hgze", "K26C", "High grey level zone emphasis", "1", f::high_level_emphasis},
    Row{"dzm_sdlge", "RUVG", "Small distance low grey level emphasis", "1", f::small_low_emphasis},
    Row{"dzm_sdhge", "DKNJ", "Small distance high grey level emphasis", "1", f::small_high_emphasis},
    Row{"dzm_ldlge", "A7WM", "Large distance low grey level emphasis", "1", f::large_low_emphasis},
    Row{"dzm_ldhge", "KLTH", "Large distance high grey level emphasis", "1", f::large_high_emphasis},
    Row{"dzm_glnu", "VFT7", "Grey level non-uniformity", "1", f::level_non_uniformity},
    Row{"dzm_glnu_norm", "7HP3", "Normalised grey level non-uniformity", "1",
        f::normalised_level_non_uniformity},
    Row{"dzm_zdnu", "V294", "Zone distance non-uniformity", "1", f::size_non_uniformity},
    Row{"dzm_zdnu_norm", "IATH", "Normalised zone distance non-uniformity", "1",
        f::normalised_size_non_uniformity},
    Row{"dzm_z_perc", "VIWW", "Zone percentage", "1", f::percentage},
    Row{"dzm_gl_var", "QK93", "Grey level variance", "1", f::level_variance},
    Row{"dzm_zd_var", "7WT1", "Zone distance variance", "1", f::size_variance},
    Row{"dzm_zd_entr", "GBDU", "Zone distance entropy", "1", f::entropy}};

std::vector<FeatureInfo> list(const FeatureSettings& s) {
  return aggregated_infos<SizeMatrix>(kRows, "dzm", s.aggregation, kByDirection<DistanceZoneBuilder>);
}

FeatureVector values(const FamilyInput& input) {
  return aggregate<SizeMatrix>(DistanceZoneBuilder(input.zones), input.levels, input.settings.aggregation,
                               std::span<const Row>(kRows), kNone, input.matrices);
}

}  // namespace

Family gldzm_family() {
  return {"dzm", "grey level distance zone matrix", DependsOn::levels, Needs::zones, list, values};
}

}  // namespace radgauge::reference
