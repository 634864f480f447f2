#pragma once

#include <vector>

#include "statistics/components.h"

namespace radgauge::statistics {

/// Cells of an unbalanced table beyond which no REML fit is attempted: time grows with their cube.
inline constexpr std::size_t kMostRemlCells = 3000;

/// Restricted maximum likelihood with every component >= 0 (Patterson & Thompson 1971,
/// doi:10.1093/biomet/58.3.545): Newton steps with Fisher scoring where the likelihood is not concave, and an
/// active set of components at 0. Balanced tables by their mean squares, others by the covariance of the cell
/// means. Undefined, with a reason, for confounded designs and for data whose likelihood has no maximum.
VarianceComponents reml_components(const std::vector<double>& values, const ComponentModel& model);

/// The same without the short cut for balanced tables.
VarianceComponents reml_components_of_cells(const std::vector<double>& values, const ComponentModel& model);

}  // namespace radgauge::statistics
