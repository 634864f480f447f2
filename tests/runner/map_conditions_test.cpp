// Conditions that change maps, and maps on grids that conditions change.
#include "stages_fixtures.h"

namespace radgauge {

using namespace radgauge::testing;

namespace {

const std::string kMapped =
    "interpolation: linear, spacing_x_mm: 2, spacing_y_mm: 2, spacing_z_mm: 2, families: stat";

// invariant: a map under a changed parameter is the map of a study that says so; everything else, the other
// maps and the image, stays; with a mask operation beside it as well.
TEST(MapConditionsInvariant, AChangedMapIsTheMapOfAStudyThatSaysSo) {
  const auto yaml = [](double sigma_mm, const std::string& groups) {
    return std::string(kHead) + "  original: {" + kMapped +
           ", maps: [original, {mean: {}}, {log: {sigma_mm: " + std::to_string(sigma_mm) +
           "}, name: blob}]}\nconditions:\n" + groups;
  };
  const std::string shift = "mask.shift: {shift_x_mm: 2}";
  const Measured changed =
      measure(yaml(3, "  a: {chain: [{map.log: {sigma_mm: [1.5, 4]}}]}\n  b: {chain: [{" + shift +
                          "}, {map.log: {sigma_mm: 4}}]}\n"),
              2);
  for (const CellRecord& cell : changed.cells) EXPECT_EQ(cell.status, Status::ok) << cell.reason;
  for (const double sigma_mm : {1.5, 4.0}) {
    const std::string step = std::string("map.log:sigma_mm=") + (sigma_mm == 4 ? "4" : "1.5");
    const Measured said = measure(yaml(sigma_mm, "  b: {chain: [{" + shift + "}]}\n"), 1);
    EXPECT_TRUE(same_values(changed.of(step).values, said.of("base").values)) << sigma_mm;
    if (sigma_mm == 4) {
      EXPECT_TRUE(same_values(changed.of("mask.shift:shift_x_mm=2+" + step).values,
                              said.of("mask.shift:shift_x_mm=2").values));
    }
  }
  const std::vector<double>&base = changed.of("base").values,
        &other = changed.of("map.log:sigma_mm=4").values;
  const std::size_t third = base.size() / 3;
  for (std::size_t f = 0; f < 2 * third; ++f) EXPECT_EQ(base[f], other[f]) << f;
  EXPECT_NE(base[2 * third], other[2 * third]);
  const auto& magnitudes = changed.of("map.log:sigma_mm=4").magnitudes;
  ASSERT_EQ(magnitudes.size(), 1u);
  EXPECT_EQ(magnitudes[0].operation, "map.log");
  EXPECT_EQ(magnitudes[0].achieved, 4);
}

// invariant: where a shifted or turned grid reaches beyond the image, a map ends with the image, and filters
// that look far, or at all of it, are made.
TEST(MapConditionsInvariant, MapsOfAShiftedGridEndWithTheImage) {
  const Measured m = measure(
      "study: s\nseed: 3\nphantoms: {kind: lesion, count: 1, size_x: 30, size_y: 30, size_z: 16, radius_low_mm: 5, "
      "radius_high_mm: 8}\nextractions:\n"
      "  original: {" +
          kMapped +
          ", maps: [{log: {sigma_mm: 5}}, {log: {sigma_mm: 5, boundary: periodic}, name: periodic}, {simoncelli: {}}, "
          "{wavelet: {level: 2}}]}\nconditions:\n"
          "  a: {chain: [{geom.gridshift: {shift_x: [0, 0.5], shift_y: [0, 0.5], shift_z: [0, 0.5]}}]}\n"
          "  b: {chain: [{geom.rotate: {angle_deg: [20, 45], axis: y}}]}\n"
          "  c: {chain: [{geom.flip: {flip_x: true, flip_z: true}}]}\n",
      2);
  EXPECT_EQ(m.cells.size(), 11u);
  for (const CellRecord& cell : m.cells)
    EXPECT_EQ(cell.status, Status::ok)
        << m.plan.conditions[static_cast<std::size_t>(cell.condition)].name << ": " << cell.reason;
}

}  // namespace
}  // namespace radgauge
