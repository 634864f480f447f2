#include "runner/normalised_images.h"

#include "imaging/normalisation.h"
#include "imaging/tissue.h"

namespace radgauge::runner {

namespace {

Volume normalised(const Volume& image, const Mask& mask, const IntensitySettings& settings,
                  const BiasHost& bias) {
  Volume out;
  const bool is_corrected = settings.bias_correction == BiasCorrection::n4;
  if (is_corrected)
    out =
        bias.corrected(image, imaging::tissue_mask(image, settings.normalisation_tissue_fraction), settings);
  if (settings.normalisation == Normalisation::none) return out;
  const Volume& from = is_corrected ? out : image;
  const Mask region = imaging::normalisation_region(from, mask, settings);
  return imaging::mapped(from, imaging::intensity_map(from, region, settings));
}

}  // namespace

const reference::SamplingSource& NormalisedImages::Entry::source(const GridPlan& plan) {
  const std::lock_guard lock(mutex_);
  auto& slot = sources_[2 * static_cast<std::size_t>(plan.interpolation) + (plan.by_slice ? 1 : 0)];
  if (!slot) slot = reference::sampling_source(*image_, plan.interpolation, plan.by_slice);
  return *slot;
}

NormalisedImages::Entry& NormalisedImages::slot(const IntensitySettings& settings,
                                                std::optional<std::size_t> row) {
  const std::lock_guard lock(mutex_);
  for (Entry& entry : entries_)
    if (entry.settings_ == settings && entry.row_ == row) return entry;
  Entry& entry = entries_.emplace_back();
  entry.settings_ = settings;
  entry.row_ = row;
  return entry;
}

NormalisedImages::Entry& NormalisedImages::entry(const IntensitySettings& settings, std::size_t row,
                                                 const Mask& mask) {
  if (settings.is_none()) {
    Entry& entry = slot({}, std::nullopt);
    std::call_once(entry.once_, [&] { entry.image_ = &image_; });
    return entry;
  }
  const bool is_own = settings.normalisation != Normalisation::none &&
                      settings.normalisation_region == NormalisationRegion::roi;
  Entry& entry = slot(settings, is_own ? std::optional(row) : std::nullopt);
  std::call_once(entry.once_, [&] {
    entry.made_ = normalised(image_, mask, settings, bias_);
    entry.image_ = &entry.made_;
  });
  return entry;
}

}  // namespace radgauge::runner
