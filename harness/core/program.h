#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/volume.h"

namespace radgauge {

/// A program of the user's, as an operation asks for it.
struct ProgramCall {
  /// Words with {image}, {mask}, {output}, {seed}: each stands for a path or number, within a word.
  std::vector<std::string> words;
  double timeout_s = 600;
  std::int64_t seed = 0;
};

/// Runs programs of the user's. Operations touch neither files nor processes themselves: who runs them hands
/// them a host (the runner's is runner/program_host.h). Both functions give an image or mask on the lattice
/// they were given, and throw Error(data) with what went wrong and the end of what the program printed.
class ProgramHost {
 public:
  virtual ~ProgramHost() = default;
  /// Every voxel is a finite number, or was none before.
  virtual Volume new_image(const ProgramCall& call, const Volume& image, const Mask& mask) const = 0;
  /// At least one voxel is inside.
  virtual Mask new_mask(const ProgramCall& call, const Volume& image, const Mask& mask) const = 0;
};

}  // namespace radgauge
