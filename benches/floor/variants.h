#pragma once

#include <string>
#include <vector>

#include "floor/objects.h"

namespace radgauge::floor {

/// Every feature of every object; NaN where there is no value.
using Values = std::vector<std::vector<double>>;

/// One way to compute the same: a cause (order, instruction set, ...), and which way of it.
struct Way {
  std::string cause;
  std::string name;
  Values values;
};

inline constexpr const char* kOrder = "order of summation";
inline constexpr const char* kTarget = "instruction set";
inline constexpr const char* kLibrary = "mathematical library";
inline constexpr const char* kThreads = "threads";

/// As a study measures: the best instruction set, one thread, voxels as they lie in memory.
Values usual_values(const std::vector<Object>& objects);

/// Every other way that this machine has. Flips and quarter turns of image and mask are those of the prepared
/// image: every sum runs over the same voxels in another order, and no direction-averaged 3D feature may
/// change; a turn out of the slice plane tells nothing of 2D features, which have no value there.
std::vector<Way> other_ways(const std::vector<Object>& objects);

/// exp, log2 and pow of a spread of arguments, one number each: what a mathematical library says.
std::vector<double> library_probe();

}  // namespace radgauge::floor
