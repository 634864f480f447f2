#include "acquire/source.h"

#include "core/error.h"

namespace radgauge::acquire {

Mask Source::mask(const study::CohortRow& row, const Lattice&) const {
  const study::CohortRow* one = &row;
  const RowGeometry geometry = look(row);
  if (geometry.problem) throw Error(ErrorKind::data, geometry.problem->text());
  Scan made = scan({&one, 1}, {&geometry, 1});
  if (made.problems.front()) throw Error(ErrorKind::data, made.problems.front()->text());
  return std::move(made.masks.front());
}

}  // namespace radgauge::acquire
