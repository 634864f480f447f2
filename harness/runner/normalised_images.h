#pragma once

#include <array>
#include <deque>
#include <mutex>
#include <optional>

#include "core/bias_host.h"
#include "core/operation.h"
#include "reference/preprocessing/grid.h"

namespace radgauge::runner {

/// One image as extractions want its intensities, made on demand and kept: each set of intensity settings
/// once, and once per row of the cohort where statistics are taken in the row's own region. Any number of
/// threads.
class NormalisedImages {
 public:
  class Entry {
   public:
    const Volume& image() const { return *image_; }
    /// What `plan` samples; one per interpolation.
    const reference::SamplingSource& source(const GridPlan& plan);

   private:
    friend class NormalisedImages;
    IntensitySettings settings_;
    std::optional<std::size_t> row_;
    const Volume* image_ = nullptr;
    Volume made_;
    std::once_flag once_;
    std::mutex mutex_;
    std::array<std::optional<reference::SamplingSource>, 8> sources_;  ///< by interpolation and by_slice
  };

  /// Both stay alive and unchanged as long as this.
  NormalisedImages(const Volume& image, const BiasHost& bias) : image_(image), bias_(bias) {}

  /// The image under these settings, for this row with this mask. Throws Error(data) where it cannot be
  /// normalised or corrected.
  Entry& entry(const IntensitySettings& settings, std::size_t row, const Mask& mask);

 private:
  Entry& slot(const IntensitySettings& settings, std::optional<std::size_t> row);

  const Volume& image_;
  const BiasHost& bias_;
  std::mutex mutex_;
  std::deque<Entry> entries_;
};

}  // namespace radgauge::runner
