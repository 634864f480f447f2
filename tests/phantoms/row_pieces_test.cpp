#include "phantoms/scanners/row_pieces.h"

#include <cmath>

#include "phantoms/object/materials.h"
#include "phantoms/scanners/texture_rows.h"
#include "scanner_fixture.h"

namespace radgauge {

using namespace radgauge::phantoms;

namespace {

const Draws kRowDraws(5, "rows", "test", 0, 0);

Shape drawn_shape(std::uint64_t i) {
  const auto drawn = [i](std::uint32_t n, double low, double high) {
    return low + (high - low) * kRowDraws.uniform(i, n);
  };
  Shape shape{static_cast<ShapeKind>(i % 4), {drawn(0, -5, 5), drawn(1, -5, 5), drawn(2, -5, 5)}, {}, 0};
  shape.half_mm = {drawn(3, 3, 20), drawn(4, 3, 20), drawn(5, 3, 20)};
  if (shape.kind == ShapeKind::torus) shape.half_mm = {18, 18, drawn(5, 2, 8)};
  if (i % 3 != 0) shape.turn_rad = drawn(6, -3, 3);
  return shape;
}

// oracle: what a line along x has within a shape is the chord of that line; lines outside its range have
// none.
TEST(RowPiecesOracle, SpansAreAsLongAsChords) {
  for (std::uint64_t i = 0; i < 400; ++i) {
    const Shape shape = drawn_shape(i);
    const double z = 40 * kRowDraws.uniform(i, 7) - 20;
    const double y = 50 * kRowDraws.uniform(i, 8) - 25;
    std::array<RowSpan, 2> spans;
    const std::size_t n = row_spans(shape, y, z, spans);
    double length = 0;
    for (std::size_t s = 0; s < n; ++s) length += spans[s].high_mm - spans[s].low_mm;
    EXPECT_NEAR(length, chord_mm(shape, z, {0, 1, y}), 1e-9) << i;
    const RowSpan range = row_range(shape, z);
    EXPECT_EQ(n > 0, y > range.low_mm && y < range.high_mm) << i;
    for (std::size_t s = 0; s < n; ++s)
      EXPECT_TRUE(contains(shape, {0.5 * (spans[s].low_mm + spans[s].high_mm), y, z}));
  }
}

// oracle: endless parts reach as far as they do.
TEST(RowPiecesOracle, EndlessPartsHaveEndlessSpans) {
  const Shape wall{ShapeKind::box, {1, 2, 0}, {HUGE_VAL, 3, HUGE_VAL}, 0};
  const RowSpan range = row_range(wall, 1e5);
  EXPECT_EQ(range.low_mm, -1);
  EXPECT_EQ(range.high_mm, 5);
  std::array<RowSpan, 2> spans;
  ASSERT_EQ(row_spans(wall, 4.9, 0, spans), 1u);
  EXPECT_EQ(spans[0].low_mm, -HUGE_VAL);
  EXPECT_EQ(spans[0].high_mm, HUGE_VAL);
  EXPECT_EQ(row_spans(wall, 5.1, 0, spans), 0u);
}

// oracle: pieces hold what tissue_at finds at their places, and gaps are empty.
TEST(RowPiecesOracle, PiecesHoldTheTissueOfTheirPlace) {
  Object object;
  for (std::uint64_t i = 0; i < 12; ++i)
    object.parts.push_back({drawn_shape(i), (1 + 0.1 * static_cast<double>(i)) * kWater});
  std::vector<RowPiece> pieces;
  for (std::uint64_t i = 0; i < 60; ++i) {
    const double z = 20 * kRowDraws.uniform(i, 9) - 10;
    const double y = 20 * kRowDraws.uniform(i, 10) - 10;
    ObjectSection(object, z).row(y, -30, 30, pieces);
    for (std::uint64_t j = 0; j < 40; ++j) {
      const double x = 60 * kRowDraws.uniform(100 * i + j, 11) - 30;
      Tissue found;
      for (const RowPiece& piece : pieces)
        if (piece.low_mm <= x && x <= piece.high_mm) found = piece.tissue;
      EXPECT_NEAR(found.proton_density, tissue_at(object, {x, y, z}).proton_density, 1e-12);
    }
  }
}

// oracle: lines of a texture are those of tissue_at, at voxels, between them and beyond the last.
TEST(RowPiecesOracle, TextureRowsHoldTheTextureOfTheirPlace) {
  Object object;
  Lattice lattice;
  lattice.size = {7, 6, 5};
  lattice.spacing_mm = {0.7, 0.9, 1.1};
  lattice.origin_mm = {-2, -2, -2};
  Texture texture{Volume(lattice), kWater};
  for (std::size_t i = 0; i < texture.voxels.voxels.size(); ++i)
    texture.voxels.voxels[i] = static_cast<float>(kRowDraws.uniform(i, 12));
  object.textures = {texture, texture};
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Vec3 at{6 * kRowDraws.uniform(i, 13) - 3, 6 * kRowDraws.uniform(i, 14) - 3,
                  6 * kRowDraws.uniform(i, 15) - 3};
    TextureRows rows(object, at[2]);
    rows.row(at[1]);
    EXPECT_NEAR(rows.at(at[0]).t1_ms, tissue_at(object, at).t1_ms, 1e-9);
  }
  TextureRows last(object, -2 + 4 * 1.1);
  ASSERT_TRUE(last.row(-2 + 5 * 0.9).has_value());
  EXPECT_NEAR(last.at(-2 + 6 * 0.7).t1_ms, 2 * 300 * static_cast<double>(texture.voxels.voxels.back()), 1e-3);
}

// mechanics: heights are alike where only upright parts are cut.
TEST(RowPiecesMechanics, SectionsAreAlikeWhileUprightPartsGoOn) {
  Object object;
  object.parts = {{{ShapeKind::cylinder, {0, 0, 0}, {5, 5, 10}, 0}, kWater},
                  {{ShapeKind::ellipsoid, {0, 0, 0}, {2, 2, 2}, 0}, kWater}};
  EXPECT_TRUE(same_section(object, 3, 9));
  EXPECT_FALSE(same_section(object, 3, 11));
  EXPECT_FALSE(same_section(object, 1, 9));
}

}  // namespace
}  // namespace radgauge
