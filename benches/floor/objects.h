#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/extraction_settings.h"
#include "core/feature.h"
#include "reference/preprocessing/grid.h"

namespace radgauge::floor {

/// Something to measure: how it becomes what an extractor gets, and with which settings it is extracted.
struct Object {
  std::string name;
  ExtractionSettings settings;
  std::function<reference::Prepared()> prepare;
};

/// The digital phantom of IBSI 1; `own` lesion phantoms under each of the presets of CT, MR and PET, the
/// first also with coloured noise (the Fourier transform); and the CT, MR and PET scans of the first `scans`
/// patients of the IBSI validation phase, where RADGAUGE_DATA is set. All aggregations, so that every feature
/// is there.
std::vector<Object> objects(int own, int scans);

/// Every feature, in the order in which Object's settings extract them.
std::vector<FeatureInfo> features();

}  // namespace radgauge::floor
