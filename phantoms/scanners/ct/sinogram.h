#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "phantoms/object/object.h"
#include "phantoms/scanners/ct/faults.h"
#include "phantoms/scanners/ct/geometry.h"
#include "phantoms/scanners/ct/slice_sensitivity.h"

namespace radgauge::phantoms::ct {

/// The noiseless line integrals of an object (attenuation times mm, faults included), as the sum of what all
/// slices share, over the whole detector, and of what differs between slices, over the columns that its
/// shadow reaches. Slices that see the same are held once.
class Sinogram {
 public:
  /// `z_mm` are the middles of the slices. Throws Error(data) for an object that the views are too few for, a
  /// texture whose slices are farther apart than the scanner's are thick, or more than 32768 columns.
  Sinogram(const Parameters& p, const SliceSensitivity& sensitivity, const Object& object,
           const Circle& lattice_circle, std::vector<double> z_mm);

  const Views& views() const { return views_; }
  /// Columns -half_columns to half_columns - 1 hold the object and all pixels.
  std::int64_t half_columns() const { return half_columns_; }
  /// Is there anything that all slices share?
  bool has_shared() const { return has_shared_; }
  /// Line integrals that all slices share: a row of 2 half_columns.
  std::span<const double> shared(std::int64_t view) const;
  /// Distinct slices, and which of them a slice is.
  std::int64_t distinct() const { return static_cast<std::int64_t>(rows_.size()); }
  std::int64_t distinct_of(std::int64_t slice) const { return slot_[static_cast<std::size_t>(slice)]; }
  /// What a distinct slice adds: its columns in this view (the same number in every view, 0 if nothing
  /// differs) and their values.
  Columns own_columns(std::int64_t view) const { return own_columns_[static_cast<std::size_t>(view)]; }
  std::span<const float> own(std::int64_t distinct_slice, std::int64_t view) const;
  /// Around all that differs between slices.
  const Circle& own_circle() const { return own_circle_; }

 private:
  struct Split;
  void project_shared(const Parameters& p, const std::vector<Flat>& flats, const Faults& faults);
  void project_own(const Parameters& p, const SliceSensitivity& sensitivity, const Object& object,
                   const Split& split, const Faults& faults);

  Views views_;
  std::int64_t half_columns_ = 0;
  bool has_shared_ = false;
  std::vector<double> shared_;
  std::vector<std::int64_t> slot_;
  Circle own_circle_;
  std::vector<Columns> own_columns_;
  std::vector<std::vector<float>> rows_;  ///< of each distinct slice, view by view
};

}  // namespace radgauge::phantoms::ct
