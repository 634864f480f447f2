#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/kept_step.h"
#include "reference/features/glcm.h"
#include "reference/features/neighbourhood.h"
#include "reference/features/size_matrix.h"

namespace radgauge::reference {

/// A checksum over the matrices of a family, in the order in which they are made; on request with what they
/// hold.
class MatrixChecksum {
 public:
  /// `kept`, if given, takes the numbers of every matrix by name ("matrix 2, difference 3"); it outlives
  /// this.
  explicit MatrixChecksum(std::vector<NamedNumber>* kept = nullptr) : kept_(kept) {}
  void add(const Glcm& matrix);
  void add(const SizeMatrix& matrix);
  void add(const Ngtdm& matrix);
  std::uint64_t xxh3() const { return sum_; }

 private:
  using Names = std::vector<std::string>;
  void add(const std::vector<double>& numbers);
  /// The same numbers with what they are called; after add().
  void keep(const std::vector<double>& numbers, const Names& names);

  std::uint64_t sum_ = 0;
  std::int64_t matrices_ = 0;
  std::vector<NamedNumber>* kept_;
};

}  // namespace radgauge::reference
