// Family "Grey level size zone based features" (IBSI manual, arXiv:1612.07003; Thibault et al. 2014,
// doi:10.1109/TBME.2013.2284600). A size is the number of voxels of a zone.
#include "reference/features/aggregation.h"
#include "reference/features/family.h"
#include "reference/features/zones.h"

namespace radgauge::reference {

namespace {

constexpr std::string_view kNone = "the region has no zone";

namespace f = size_features;
using Row = FeatureRow<SizeMatrix>;

constexpr std::array kRows{
    Row{"szm_sze", "5QRC", "Small zone emphasis", "1", f::small_emphasis},
    Row{"szm_lze", "48P8", "Large zone emphasis", "1", f::large_emphasis},
    Row{"szm_lgze", "XMSY", "Low grey level zone emphasis", "1", f::low_level_emphasis},
    Row{"szm_hgze", "5GN9", "High grey level zone emphasis", "1", f::high_level_emphasis},
    Row{"szm_szlge", "5RAI", "Small zone low grey level emphasis", "1", f::small_low_emphasis},
    Row{"szm_szhge", "HW1V", "Small zone high grey level emphasis", "1", f::small_high_emphasis},
    Row{"szm_lzlge", "YH51", "Large zone low grey level emphasis", "1", f::large_low_emphasis},
    Row{"szm_lzhge", "J17V", "Large zone high grey level emphasis", "1", f::large_high_emphasis},
    Row{"szm_glnu", "JNSA", "Grey level non-uniformity", "1", f::level_non_uniformity},
    Row{"szm_glnu_norm", "Y1RO", "Normalised grey level non-uniformity", "1",
        f::normalised_level_non_uniformity},
    Row{"szm_zsnu", "4JP3", "Zone size non-uniformity", "1", f::size_non_uniformity},
    Row{"szm_zsnu_norm", "VB3A", "Normalised zone size non-uniformity", "1",
        f::normalised_size_non_uniformity},
    Row{"szm_z_perc", "P30P", "Zone percentage", "1", f::percentage},
    Row{"szm_gl_var", "BYLV", "Grey level variance", "1", f::level_variance},
    Row{"szm_zs_var", "3NSA", "Zone size variance", "1", f::size_variance},
    Row{"szm_zs_entr", "GU8N", "Zone size entropy", "1", f::entropy}};

std::vector<FeatureInfo> list(const FeatureSettings& s) {
  return aggregated_infos<SizeMatrix>(kRows, "szm", s.aggregation, kByDirection<SizeZoneBuilder>);
}

FeatureVector values(const FamilyInput& input) {
  return aggregate<SizeMatrix>(SizeZoneBuilder(input.zones), input.levels, input.settings.aggregation,
                               std::span<const Row>(kRows), kNone, input.matrices);
}

}  // namespace

Family glszm_family() {
  return {"szm", "grey level size zone matrix", DependsOn::levels, Needs::zones, list, values};
}

}  // namespace radgauge::reference
