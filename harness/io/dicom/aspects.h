#pragma once

#include <string>
#include <vector>

#include "io/dicom/dataset.h"

namespace radgauge::io {

/// One thing by which volumes of one series differ: its name in plain words ("b-value") and its value.
struct SliceAspect {
  std::string name;
  std::string value;
  friend bool operator==(const SliceAspect&, const SliceAspect&) = default;
};

/// What tells the slices of several volumes in one series apart: echo, b-value, time, cardiac phase, kind of
/// image, ... (PS3.3 C.7.6.2, C.7.6.16.2, C.8.13), of a classic header or of that of a frame (enhanced.h).
/// Only what the header has.
std::vector<SliceAspect> aspects_of(const DicomDataset& header);

/// The aspects in which slices of one position differ, by name with their values over all: "b-value (0, 800)
/// and echo time in ms (2 values)"; "" where nothing is told. `groups` are the slices of each position.
/// Values that might name a person or a day are only counted.
std::string differing_aspects(const std::vector<std::vector<const std::vector<SliceAspect>*>>& groups);

}  // namespace radgauge::io
