#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "phantoms/object/object.h"
#include "phantoms/scanners/scanner.h"

namespace radgauge::bench {

/// A scanner of this kind with the defaults of its fields, and some values by name.
std::unique_ptr<phantoms::Scanner> scanner_of(const std::string& kind,
                                              const std::vector<std::pair<std::string, Value>>& given);

/// A torso with a textured ball of 72 mm, in slices of 128 x 128 pixels around it.
phantoms::Object torso_and_lesion(double pixel_mm, std::int64_t slices);

/// Mean of a square of 9 pixels around a point.
double mean_at(const Volume& image, const Vec3& point_mm);
/// Standard deviation (about 0) of what two images differ by in the cube of 20 mm around a point.
double sd_of_difference(const Volume& a, const Volume& b, const Vec3& point_mm);

/// A slice of a whole field of view, and a lesion in 48 slices with its noise.
void add_ct_benches();
/// A lesion with its noise, in 24 slices of MR and 48 of PET.
void add_mr_benches();
void add_pet_benches();

}  // namespace radgauge::bench
