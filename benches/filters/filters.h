#pragma once

#include <string>

#include "common/program.h"
#include "core/volume.h"

namespace radgauge::bench {

/// The image of the scan that is measured on, as it is.
const Volume& filtered_image();

/// The map of the whole image.
Volume map_of_all(const std::string& filter);

/// One bench per filter; each is right if it obeys its law under a doubled image.
void add_filter_benches();
/// The same map by the sum over every voxel of the kernel, which is the response to an impulse; in a part of
/// the image, since it takes long. It and the filter's map are compared first.
void add_plain_convolution_benches();

}  // namespace radgauge::bench
