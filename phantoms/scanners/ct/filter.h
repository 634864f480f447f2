#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/aligned.h"
#include "imaging/fft.h"

namespace radgauge::phantoms::ct {

/// Rows of a sinogram, several in lanes side by side: values[lanes (count row + i) + lane] is column
/// first[row] + i.
struct Rows {
  std::size_t lanes = 1;
  std::int64_t count = 0;
  std::vector<std::int64_t> first;
  AlignedVector<double> values;

  std::size_t rows() const { return first.size(); }
  double* row(std::size_t r) { return values.data() + r * lanes * static_cast<std::size_t>(count); }
  const double* row(std::size_t r) const {
    return values.data() + r * lanes * static_cast<std::size_t>(count);
  }
};

/// The ramp filter under a window, as a transfer function of rows: the transform of the band-limited ramp's
/// kernel in space, so that the mean is kept (Kak and Slaney 1988, section 3.3,
/// doi:10.1137/1.9780898719277), times the window. Rows are in line integrals, results in line integrals per
/// mm.
class RampFilter {
 public:
  /// Exact for columns whose numbers differ by at most (length - 1) / 2. Columns that are farther apart are
  /// `length` apart from that and get the kernel of the shorter way round: below 1e-5 of the nearest from 200
  /// columns on, which noise may have, but no object. `length` is raised to the next 2^a 3^b 5^c.
  RampFilter(double pitch_mm, const std::function<double(double per_mm)>& window, std::int64_t length);

  /// What a row holds before it is filtered: its first column, and to[lanes i + lane] for `columns` columns.
  using Source = std::function<std::int64_t(std::size_t row, std::span<double> to)>;
  /// Fills the rows of `to`, whose lanes, columns and number of rows are set, with the filtered rows of
  /// `columns` columns that `source` gives; 4 or 8 lanes. Rows run in parallel; the same bytes in any number
  /// of threads.
  void run(const Source& source, std::int64_t columns, Rows& to) const;

 private:
  imaging::FftPlan plan_;
  std::vector<double> transfer_;
};

}  // namespace radgauge::phantoms::ct
