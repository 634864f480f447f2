#pragma once

#include <optional>
#include <string>

#include "acquire/problem.h"
#include "core/notice.h"
#include "core/volume.h"
#include "study/study.h"

namespace radgauge::acquire {

/// Do image and mask have the same voxels, within what the study allows?
bool is_same_lattice(const study::Study& study, const Lattice& image, const Lattice& mask);

/// Nothing, or why the mask of `file` cannot be laid on the image.
std::optional<Problem> lattice_problem(const study::Study& study, const Lattice& image, const Lattice& mask,
                                       const std::string& file);

/// Nothing, or where the image of `file` has no number inside the mask. An interpolation would spread it and
/// hide its place.
std::optional<Problem> missing_values_problem(const Volume& image, const Mask& mask, const std::string& file);

/// What rounding to float32 did to the intensities inside a mask: nothing, a notice, or a problem.
struct Precision {
  std::optional<Problem> problem;
  std::optional<Notice> notice;
};

/// Of the image that was read from `path` (`file` as the study writes it). It is read again only where half a
/// last place is not small beside the spread of the intensities.
Precision precision_of(const std::string& path, const std::string& file, const Volume& image,
                       const Mask& mask);

}  // namespace radgauge::acquire
