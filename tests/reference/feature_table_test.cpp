// invariant: metamorphic relations of every feature of every family under all aggregations, by the table of
// features: units say how a value scales, and a feature without a rule is a failure.
#include <set>

#include "reference/measured.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using namespace testing;

using Values = std::map<std::string, FeatureValue>;
/// What a relation expects of a value; `before` holds all values of the plain region.
using Rule = std::function<double(double, const Values& before)>;

Rule times(double factor) {
  return [=](double value, const Values&) { return factor * value; };
}

struct Region {
  Volume image;
  Mask mask;
};

/// A ball with holes and whole intensities, far from the edges of its image.
Region holed_ball() {
  const Lattice lattice = unit_lattice({26, 25, 24});
  Region r{textured(lattice, 90), blob(lattice, {12, 12, 12}, 4.6)};
  for (float& v : r.image.voxels) v = std::floor(v) + 1;
  Scatter scatter(5);
  for (auto& v : r.mask.voxels) v = v != 0 && scatter.next() < 0.9 ? 1 : 0;
  return r;
}

/// Name of a feature without its aggregation.
std::string plain_name(const FeatureInfo& info) {
  return info.aggregation.empty() ? info.tag
                                  : info.tag.substr(0, info.tag.size() - info.aggregation.size() - 1);
}

/// Compares the status of every feature, and its value with what the rule of the feature makes of it.
void compare(const Values& before, const Values& after, const ExtractionSettings& s,
             const std::function<Rule(const FeatureInfo&)>& rule, double tolerance = 1e-12) {
  for (const FeatureInfo& info : feature_list(s)) {
    const FeatureValue& a = before.at(info.tag);
    const FeatureValue& b = after.at(info.tag);
    EXPECT_EQ(b.status, a.status) << info.tag;
    if (a.status != Status::ok || b.status != Status::ok) continue;
    const double expected = rule(info)(a.value, before);
    EXPECT_NEAR(b.value, expected, tolerance * std::max(1.0, std::abs(expected))) << info.tag;
  }
}

/// What doubling the spacing or scaling the intensities makes of a unit; a unit that is not known here fails.
double by_unit(const FeatureInfo& info, double length, double intensity) {
  const std::map<std::string, double> factors{{"1", 1},
                                              {"mm", length},
                                              {"mm^2", length * length},
                                              {"mm^3", length * length * length},
                                              {"mm^-1", 1 / length},
                                              {"intensity", intensity},
                                              {"intensity^2", intensity * intensity},
                                              {"intensity*mm^3", intensity * length * length * length}};
  const auto at = factors.find(info.unit);
  EXPECT_NE(at, factors.end()) << info.tag << " has the unit " << info.unit;
  return at == factors.end() ? 0 : at->second;
}

// A power of two changes no digit, so that the values agree to the last of float32.
TEST(FeatureTableInvariant, ScalingIntensities) {
  const Region r = holed_ball();
  Region scaled = r;
  for (float& v : scaled.image.voxels) v *= 8;
  for (const Discretisation ivh : {Discretisation::fbn, Discretisation::fbs}) {
    ExtractionSettings s = all_aggregations(), wide = s;
    s.ivh_discretisation = wide.ivh_discretisation = ivh;
    wide.ivh_bin_width = 8 * s.ivh_bin_width;
    compare(measure(r.image, r.mask, s), measure(scaled.image, scaled.mask, wide), s,
            [](const FeatureInfo& info) { return times(by_unit(info, 1, 8)); });
  }
}

// Peaks are left out: their sphere has a size in mm of its own.
TEST(FeatureTableInvariant, DoublingTheSpacing) {
  const Region r = holed_ball();
  Region wide = r;
  wide.image.lattice.spacing_mm = wide.mask.lattice.spacing_mm = {2, 2, 2};
  ExtractionSettings s = all_aggregations();
  s.families = "morph+stat+ih+ivh+cm+rlm+szm+dzm+ngt+ngl";
  EXPECT_EQ(feature_list(s).size() + 2, feature_list(all_aggregations()).size());
  compare(measure(r.image, r.mask, s), measure(wide.image, wide.mask, s), s,
          [](const FeatureInfo& info) { return times(by_unit(info, 2, 1)); });
}

// Places move by the constant, widths and everything of bins do not; what mixes both follows from its
// formula.
TEST(FeatureTableInvariant, AddingAConstant) {
  constexpr double kShift = 4096;
  const Region r = holed_ball();
  Region shifted = r;
  for (float& v : shifted.image.voxels) v += static_cast<float>(kShift);
  const auto value = [](const Values& v, const char* tag) { return v.at(tag).value; };
  const auto n = static_cast<double>(count(r.mask));
  const std::set<std::string> widths{"stat_iqr", "stat_range", "stat_mad", "stat_rmad", "stat_medad"};
  const auto energy = [=](double e, const Values& v) {
    return e + n * kShift * (2 * value(v, "stat_mean") + kShift);
  };
  const std::map<std::string, Rule> mixed{
      {"stat_var", times(1)},
      {"stat_energy", energy},
      {"stat_rms",
       [=](double, const Values& v) { return std::sqrt(energy(value(v, "stat_energy"), v) / n); }},
      {"stat_cov",
       [=](double c, const Values& v) {
         return c * value(v, "stat_mean") / (value(v, "stat_mean") + kShift);
       }},
      {"stat_qcod",
       [=](double q, const Values& v) {  // (Q3 - Q1) / (Q3 + Q1)
         return value(v, "stat_iqr") / (value(v, "stat_iqr") / q + 2 * kShift);
       }},
      {"morph_com",
       [=](double d, const Values& v) {
         return d * value(v, "stat_mean") / (value(v, "stat_mean") + kShift);
       }},
      {"morph_integ_int",
       [=](double sum, const Values& v) { return sum + kShift * value(v, "morph_volume"); }}};
  const ExtractionSettings s = all_aggregations();
  const Values before = measure(r.image, r.mask, s), after = measure(shifted.image, shifted.mask, s);
  compare(
      before, after, s,
      [&](const FeatureInfo& info) -> Rule {
        if (const auto at = mixed.find(info.tag); at != mixed.end()) return at->second;
        if (info.unit == "intensity" && !widths.contains(info.tag))
          return [=](double v, const Values&) { return v + kShift; };
        EXPECT_NE(info.unit, "intensity^2") << info.tag << " has no rule";
        return times(1);
      },
      1e-10);
}

/// The region and its copy behind it along an axis, too far away for either to see the other.
Region with_copy(const Region& r, std::size_t axis) {
  const Index3 n = r.mask.lattice.size;
  Index3 size = n;
  size[axis] *= 2;
  Region twice{Volume(unit_lattice(size)), Mask(unit_lattice(size))};
  for (std::int64_t z = 0; z < size[2]; ++z)
    for (std::int64_t y = 0; y < size[1]; ++y)
      for (std::int64_t x = 0; x < size[0]; ++x) {
        twice.image(x, y, z) = r.image(x % n[0], y % n[1], z % n[2]);
        twice.mask(x, y, z) = r.mask(x % n[0], y % n[1], z % n[2]);
      }
  return twice;
}

// As many voxels, pairs, runs and zones again. Behind the slices the copy has slices of its own, so that
// means over slices do not change at all.
TEST(FeatureTableInvariant, ACopyFarAway) {
  const Region r = holed_ball();
  // Sums over voxels, runs, zones or levels double; two features of tone differences halve.
  std::map<std::string, double> factors{
      {"morph_volume", 2}, {"morph_vol_approx", 2}, {"morph_area_mesh", 2}, {"morph_integ_int", 2},
      {"stat_energy", 2},  {"ih_max_grad", 2},      {"ih_min_grad", 2},     {"ngt_coarseness", 0.5},
      {"ngt_busyness", 2}, {"ngt_strength", 0.5},   {"rlm_glnu", 2},        {"rlm_rlnu", 2},
      {"szm_glnu", 2},     {"szm_zsnu", 2},         {"dzm_glnu", 2},        {"dzm_zdnu", 2},
      {"ngl_glnu", 2},     {"ngl_dcnu", 2}};
  // The shape as a whole is another one.
  const std::set<std::string> of_the_whole{"morph_comp_1",
                                           "morph_comp_2",
                                           "morph_sph_dispr",
                                           "morph_sphericity",
                                           "morph_asphericity",
                                           "morph_com",
                                           "morph_diam",
                                           "morph_pca_maj_axis",
                                           "morph_pca_min_axis",
                                           "morph_pca_least_axis",
                                           "morph_pca_elongation",
                                           "morph_pca_flatness",
                                           "morph_vol_dens_aabb",
                                           "morph_area_dens_aabb",
                                           "morph_vol_dens_ombb",
                                           "morph_area_dens_ombb",
                                           "morph_vol_dens_aee",
                                           "morph_area_dens_aee",
                                           "morph_vol_dens_mvee",
                                           "morph_area_dens_mvee",
                                           "morph_vol_dens_conv_hull",
                                           "morph_area_dens_conv_hull",
                                           "morph_moran_i",
                                           "morph_geary_c"};
  const ExtractionSettings s = all_aggregations();
  std::size_t used = 0;
  for (const FeatureInfo& info : feature_list(s)) used += of_the_whole.contains(info.tag) ? 1 : 0;
  EXPECT_EQ(used, of_the_whole.size());
  const Values before = measure(r.image, r.mask, s);
  for (const std::size_t axis : {0u, 1u, 2u}) {
    SCOPED_TRACE(axis);
    const Region twice = with_copy(r, axis);
    const Values after = measure(twice.image, twice.mask, s);
    compare(
        before, after, s,
        [&](const FeatureInfo& info) -> Rule {
          if (of_the_whole.contains(info.tag))
            return [&, tag = info.tag](double, const Values&) { return after.at(tag).value; };
          const auto at = factors.find(plain_name(info));
          const bool by_slice = axis == 2 && info.aggregation.starts_with("2D");
          return times(at == factors.end() || by_slice ? 1 : at->second);
        },
        1e-11);
  }
}

// Two halves of a region: what is summed over voxels adds up.
TEST(FeatureTableInvariant, HalvesAddUp) {
  const Region r = holed_ball();
  Mask left = r.mask, right = r.mask;
  const Index3& size = r.mask.lattice.size;
  for (std::int64_t z = 0; z < size[2]; ++z)
    for (std::int64_t y = 0; y < size[1]; ++y)
      for (std::int64_t x = 0; x < size[0]; ++x) (x + y < 25 ? right : left)(x, y, z) = 0;
  ExtractionSettings s = all_aggregations();
  s.discretisation = Discretisation::none;
  const Values whole = measure(r.image, r.mask, s), a = measure(r.image, left, s),
               b = measure(r.image, right, s);
  const auto n = [](const Values& v) { return v.at("morph_vol_approx").value; };
  EXPECT_EQ(n(whole), static_cast<double>(count(r.mask)));
  EXPECT_EQ(n(a) + n(b), n(whole));
  EXPECT_GT(std::min(n(a), n(b)), 100);
  EXPECT_EQ(a.at("stat_energy").value + b.at("stat_energy").value, whole.at("stat_energy").value);
  // Means over voxels are additive when weighted by the voxels.
  for (const char* tag : {"stat_mean", "ih_mean", "ngl_lgce_3D", "ngl_hgce_3D"})
    EXPECT_NEAR(n(a) * a.at(tag).value + n(b) * b.at(tag).value, n(whole) * whole.at(tag).value,
                1e-11 * n(whole) * whole.at(tag).value)
        << tag;
  for (const std::string family : {"stat", "ih"}) {
    EXPECT_EQ(std::min(a.at(family + "_min").value, b.at(family + "_min").value),
              whole.at(family + "_min").value);
    EXPECT_EQ(std::max(a.at(family + "_max").value, b.at(family + "_max").value),
              whole.at(family + "_max").value);
  }
}

/// The transpose of the first two axes, or a flip of one axis.
Region turned(const Region& r, int flip, bool transpose) {
  Region out = r;
  const Index3 n = r.mask.lattice.size;
  if (transpose)
    for (Lattice* l : {&out.image.lattice, &out.mask.lattice}) {
      std::swap(l->size[0], l->size[1]);
      std::swap(l->spacing_mm[0], l->spacing_mm[1]);
    }
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        Index3 to{x, y, z};
        for (int a = 0; a < 3; ++a)
          if (a == flip)
            to[static_cast<std::size_t>(a)] =
                n[static_cast<std::size_t>(a)] - 1 - to[static_cast<std::size_t>(a)];
        if (transpose) std::swap(to[0], to[1]);
        out.image(to[0], to[1], to[2]) = r.image(x, y, z);
        out.mask(to[0], to[1], to[2]) = r.mask(x, y, z);
      }
  return out;
}

// Flips of any axis and quarter turns within slices keep slices slices, so that no feature of any aggregation
// changes, none excepted. Turns that move the slices are tested for 3D in ExtractorInvariant.
TEST(FeatureTableInvariant, FlipsAndTurnsWithinSlices) {
  Region r = holed_ball();
  r.image.lattice.spacing_mm = r.mask.lattice.spacing_mm = {1, 1.25, 2.5};
  const ExtractionSettings s = all_aggregations();
  const Values before = measure(r.image, r.mask, s);
  for (const auto& [flip, transpose] : std::vector<std::pair<int, bool>>{
           {0, false}, {1, false}, {2, false}, {-1, true}, {0, true}, {1, true}, {2, true}}) {
    SCOPED_TRACE(flip);
    const Region other = turned(r, flip, transpose);
    compare(
        before, measure(other.image, other.mask, s), s, [](const FeatureInfo&) { return times(1); }, 1e-9);
  }
}

// Any value but 0 is inside.
TEST(FeatureTableInvariant, LabelOfTheMask) {
  const Region r = holed_ball();
  const ExtractionSettings s = all_aggregations();
  const Values before = measure(r.image, r.mask, s);
  for (const std::uint8_t label : {std::uint8_t{2}, std::uint8_t{128}, std::uint8_t{255}}) {
    Mask mask = r.mask;
    for (auto& v : mask.voxels) v = v != 0 ? label : std::uint8_t{0};
    compare(
        before, measure(r.image, mask, s), s, [](const FeatureInfo&) { return times(1); }, 0);
  }
}

}  // namespace
}  // namespace radgauge
