#pragma once

#include <cstdint>
#include <vector>

#include "reference/features/glcm.h"
#include "reference/features/neighbourhood.h"
#include "reference/features/size_matrix.h"

namespace radgauge::reference {

/// A checksum over the matrices of a family, in the order in which they are made.
class MatrixChecksum {
 public:
  void add(const Glcm& matrix);
  void add(const SizeMatrix& matrix);
  void add(const Ngtdm& matrix);
  std::uint64_t xxh3() const { return sum_; }

 private:
  void add(std::vector<double> numbers);
  std::uint64_t sum_ = 0;
};

}  // namespace radgauge::reference
