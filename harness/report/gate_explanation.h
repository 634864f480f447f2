#pragma once

#include <string>

#include "gate/trace.h"

namespace radgauge::report {

// The formats of `radgauge explain`.

/// One line: the first step that differs, with its worst voxel or number, or that nothing does.
std::string explanation_sentence(const gate::Explanation& explanation);
/// For people: that line, both sides, and every step of every extraction.
std::string explanation_table(const gate::Explanation& explanation);
/// `extraction,step,part,verdict,compared,differing,number,x,y,z,x_mm,y_mm,z_mm,before,now,difference,note`,
/// one row per step; verdict `same` or `moved`; x, y, z is the voxel of the whole image, or `number` the name
/// of what differs most.
std::string explanation_csv(const gate::Explanation& explanation);
/// Schema `radgauge-explanation-1`: the same.
std::string explanation_json(const gate::Explanation& explanation);

}  // namespace radgauge::report
