#include "reference/filters/parts/boundary.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::reference {

namespace {

/// The sample of a whole of n that stands at i, which may lie beyond its ends; -1 for a 0.
std::int64_t sample_of_whole(std::int64_t i, std::int64_t n, Boundary boundary) {
  if (i >= 0 && i < n) return i;
  const auto modulo = [](std::int64_t value, std::int64_t period) {
    return (value % period + period) % period;
  };
  switch (boundary) {
    case Boundary::zero:
      break;
    case Boundary::nearest:
      return i < 0 ? 0 : n - 1;
    case Boundary::periodic:
      return modulo(i, n);
    case Boundary::mirror: {
      const std::int64_t at = modulo(i, 2 * n);
      return at < n ? at : 2 * n - 1 - at;
    }
  }
  return -1;
}

}  // namespace

AxisPart axis_part(const CropWindow& window, const Index3& size, std::size_t axis) {
  return {size[axis], window.offset[axis], window.whole_size[axis]};
}

std::vector<std::int64_t> sample_places(const AxisPart& axis, Boundary boundary, std::int64_t begin,
                                        std::int64_t end) {
  std::vector<std::int64_t> places;
  places.reserve(static_cast<std::size_t>(end - begin));
  for (std::int64_t i = begin; i < end; ++i) {
    const std::int64_t sample = sample_of_whole(i + axis.offset, axis.whole, boundary);
    const std::int64_t place = sample - axis.offset;
    if (sample >= 0 && !(place >= 0 && place < axis.stored))
      throw Error(ErrorKind::internal, "a filter looks at sample " + to_text(sample) + " of " +
                                           to_text(axis.whole) + ", of which " + to_text(axis.offset) +
                                           " to " + to_text(axis.offset + axis.stored - 1) +
                                           " are in memory; its support says less than it needs");
    places.push_back(sample < 0 ? -1 : place);
  }
  return places;
}

Volume blank_part(const Volume& image, const Box& box) {
  Volume part(crop(image.lattice, box));
  part.window.whole_size = image.window.whole_size;
  for (std::size_t a = 0; a < 3; ++a) part.window.offset[a] = image.window.offset[a] + box.begin[a];
  return part;
}

Box box_within(Box box, const Box& room) {
  for (std::size_t a = 0; a < 3; ++a) {
    box.begin[a] -= room.begin[a];
    box.end[a] -= room.begin[a];
  }
  return box;
}

Box room_around(const Volume& image, const Box& box, const Index3& reach) {
  return intersect(grow(box, reach), Box{{0, 0, 0}, image.lattice.size});
}

}  // namespace radgauge::reference
