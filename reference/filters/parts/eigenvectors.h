#pragma once

#include <array>

#include "core/geometry.h"

namespace radgauge::reference {

/// A matrix by its rows.
using Rows3 = std::array<Vec3, 3>;

/// Eigenvectors of a symmetric matrix, of length 1, as rows by descending eigenvalue; their signs are
/// arbitrary. By cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, 8.5). Of a matrix that is
/// not finite: the axes.
Rows3 symmetric_eigenvectors(Rows3 m);

}  // namespace radgauge::reference
