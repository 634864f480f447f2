#include <cmath>

#include "perturbations/mask_change.h"
#include "perturbations/program_call.h"

namespace radgauge::perturbations {

namespace {

struct MaskCommand {
  std::string command;
  double room_mm = 20;
  double timeout_s = 600;
  static constexpr bool random = true;

  bool identity() const { return command.empty(); }
  std::string problem() const { return command_problem(command); }
  static auto fields() {
    using S = MaskCommand;
    return FieldList{
        field("command", &S::command, "program and arguments, with {image}, {mask}, {output}, {seed}"),
        field("room_mm", &S::room_mm, "mm", between(0, 200),
              "image around the box of the mask that the program gets, and may extend the mask into"),
        field("timeout_s", &S::timeout_s, "s", Range{0, 86400, true}, "the program is stopped after this")};
  }
  Support support() const { return {Support::Reach::margin, room_mm}; }
};

/// The box of the mask and the room around it: what the program gets does not depend on what else is in the
/// study.
Box shown(const Mask& mask, double room_mm) {
  Index3 room;
  for (std::size_t a = 0; a < 3; ++a)
    room[a] = static_cast<std::int64_t>(std::ceil(room_mm / mask.lattice.spacing_mm[a] - 1e-9));
  return intersect(grow(bounding_box(mask), room), Box{{0, 0, 0}, mask.lattice.size});
}

void paste(const Mask& part, const Box& box, Mask& whole) {
  std::size_t i = 0;
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x) whole(x, y, z) = part.voxels[i++];
}

/// Does a mask reach a face of its lattice beyond which the image goes on?
std::string room_used(const Mask& mask) {
  const Box box = bounding_box(mask);
  for (std::size_t a = 0; a < 3; ++a) {
    const std::int64_t begin = mask.window.offset[a], end = begin + mask.lattice.size[a];
    if ((box.begin[a] == 0 && begin > 0) ||
        (box.end[a] == mask.lattice.size[a] && end < mask.window.whole_size[a]))
      return "the mask reaches the end of the room it was given; raise room_mm";
  }
  return "ok";
}

MaskOutput apply_mask_command(const MaskInput& in, const MaskCommand& p) {
  require_mask(in.mask);
  const Box box = shown(in.mask, p.room_mm);
  const Mask part =
      host_of(in.programs)
          .new_mask(program_call(p.command, p.timeout_s, in.draws), crop(in.image, box), crop(in.mask, box));
  MaskOutput out{Mask(in.mask.lattice), {}};
  out.mask.window = in.mask.window;
  paste(part, box, out.mask);
  out.magnitudes = measure_mask_change(in.mask, out.mask);
  out.magnitudes.front().status = room_used(part);
  return out;
}

}  // namespace

namespace operations {

Operation mask_command() {
  return mask_operation<MaskCommand, apply_mask_command>(
      {"mask.command", "let a program of yours redraw the mask",
       std::string(
           "The program gets the image as it is measured (resampled, if the extraction resamples) within "
           "room_mm of the box of the mask, and the mask, and writes a mask of 0 and one other value on the "
           "same lattice: a segmentation network, or an editor's tool. An empty mask makes the cell fail. ") +
           kCommandDetails + "Magnitudes: as of every mask operation.",
       "none, because what it does is the program's"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
