#include "image_fixtures.h"
#include "program_fixtures.h"

namespace radgauge {
namespace {

const Lattice kMaskCommandLattice = lattice_of({40, 36, 24}, {1, 1.5, 2.5});

MaskOutput mask_command_commanded(const PretendedPrograms& programs, const Volume& image, const Mask& mask,
                                  double room_mm) {
  const Applied op("mask.command",
                   {{"command", std::string("t {image} {mask} {output}")}, {"room_mm", room_mm}});
  const Draws draws(1, "object", "mask.command", 0, 0);
  return op.operation->mask({image, mask, draws, nullptr, nullptr, &programs}, op.values);
}

/// What lies above a threshold, wherever the program looks.
Mask above(const Volume& v, const Mask& m) {
  Mask found = m;
  for (std::size_t i = 0; i < v.voxels.size(); ++i) found.voxels[i] = v.voxels[i] > 110 ? 1 : 0;
  return found;
}

// oracle: the program sees the box of the mask with ceil(room / spacing) voxels around it, and its mask
// stands where it drew it.
TEST(MaskCommandOracle, DrawsWithinItsRoom) {
  PretendedPrograms programs;
  const Volume image = grainy(kMaskCommandLattice, 100, 20);
  const Mask mask = box_mask(kMaskCommandLattice, {{15, 14, 10}, {22, 20, 14}});
  CropWindow seen;
  Index3 size{};
  programs.mask = [&](const Volume& v, const Mask& m) {
    EXPECT_EQ(v.lattice, m.lattice);
    seen = m.window;
    size = m.lattice.size;
    return above(v, m);
  };
  const MaskOutput out = mask_command_commanded(programs, image, mask, 4);
  EXPECT_EQ(seen.offset, (Index3{11, 11, 8}));
  EXPECT_EQ(size, (Index3{15, 12, 8}));
  const Box room{{11, 11, 8}, {26, 23, 16}};
  for (std::int64_t z = 0; z < 24; ++z)
    for (std::int64_t y = 0; y < 36; ++y)
      for (std::int64_t x = 0; x < 40; ++x) {
        const bool in_room = x >= room.begin[0] && x < room.end[0] && y >= room.begin[1] && y < room.end[1] &&
                             z >= room.begin[2] && z < room.end[2];
        ASSERT_EQ(out.mask(x, y, z) != 0, in_room && image(x, y, z) > 110);
      }
  EXPECT_EQ(out.magnitudes.front().status,
            "the mask reaches the end of the room it was given; raise room_mm");
}

// oracle: a program that gives the mask back changes nothing.
TEST(MaskCommandOracle, TheSameMaskIsNoChange) {
  const PretendedPrograms programs;
  const Mask mask = ball(kMaskCommandLattice, {20, 26, 30}, 9);
  const MaskOutput out = mask_command_commanded(programs, Volume(kMaskCommandLattice), mask, 10);
  EXPECT_EQ(out.mask, mask);
  EXPECT_EQ(magnitude(out.magnitudes, "dice").achieved, 1);
  EXPECT_EQ(out.magnitudes.front().status, "ok");
}

// invariant: a crop with the declared support gives the program the same voxels, and the same mask.
TEST(MaskCommandInvariant, CropChangesNoByte) {
  PretendedPrograms programs;
  programs.mask = above;
  const Volume image = grainy(kMaskCommandLattice, 100, 20);
  const Mask mask = box_mask(kMaskCommandLattice, {{15, 14, 10}, {22, 20, 14}});
  for (const double room_mm : {0.0, 3.0, 6.0}) {
    const MaskOutput whole = mask_command_commanded(programs, image, mask, room_mm);
    for (const Index3& margin : {Index3{6, 4, 3}, Index3{9, 8, 5}}) {
      const Box box = grow(bounding_box(mask), margin);
      const MaskOutput part = mask_command_commanded(programs, crop(image, box), crop(mask, box), room_mm);
      EXPECT_EQ(crop(whole.mask, box), part.mask) << room_mm;
      EXPECT_EQ(count(whole.mask), count(part.mask)) << room_mm;
      EXPECT_EQ(whole.magnitudes.front().status, part.magnitudes.front().status) << room_mm;
    }
  }
}

TEST(MaskCommandMechanics, CommandsAreChecked) {
  expect_commands_are_checked("mask.command");
  for (const double bad : {-1.0, 201.0, std::nan("")})
    EXPECT_NE(Applied("mask.command", {{"room_mm", bad}}).problem(), "");
  const PretendedPrograms programs;
  EXPECT_THROW(mask_command_commanded(programs, Volume(kMaskCommandLattice), Mask(kMaskCommandLattice), 5),
               Error)
      << "an empty mask";
}

}  // namespace
}  // namespace radgauge
