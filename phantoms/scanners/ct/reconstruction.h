#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/volume.h"
#include "phantoms/scanners/ct/backprojection.h"
#include "phantoms/scanners/ct/filter.h"

namespace radgauge::phantoms::ct {

/// Filtered backprojection of rows of a sinogram onto the pixels of a scan.
class Reconstruction {
 public:
  /// Rows of a sinogram: line integrals of each slice in each view.
  struct Source {
    std::int64_t columns = 0;                              ///< of every row
    std::function<std::int64_t(std::int64_t view)> first;  ///< column of the rows of a view
    /// Fills one row: to[stride i].
    std::function<void(std::int64_t slice, std::int64_t view, double* to, std::size_t stride)> fill;
  };

  /// `views` must live as long. The axes of `lattice` are those of the scanner.
  Reconstruction(double pitch_mm, const Views& views, const Lattice& lattice);

  std::size_t pixels() const { return pixels_.count(); }

  /// HU above water of slices 0 to `slices` - 1: slice s goes to to[pixels() s ...]. The same bytes in any
  /// number of threads.
  void run(const Source& rows, const RampFilter& filter, std::int64_t slices, std::span<float> to) const;

 private:
  /// What slices need on their way, used again by the next ones.
  struct Scratch {
    Rows filtered;
    std::vector<double> image;
  };
  void run_together(const Source& rows, const RampFilter& filter, std::size_t first, std::size_t slices,
                    Scratch& scratch, std::span<float> to) const;
  void run_symmetric(const Source& rows, const RampFilter& filter, std::size_t slice,
                     std::span<float> to) const;
  bool are_symmetric(const Source& rows) const;
  Rows rows_for(std::size_t lanes, std::size_t rows) const;

  double pitch_mm_;
  const Views& views_;
  Pixels pixels_;
  std::vector<Columns> columns_;
};

}  // namespace radgauge::phantoms::ct
