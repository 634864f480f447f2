#pragma once

#include <string>

#include "core/program.h"

namespace radgauge::runner {

/// Programs of the user's on this machine: image and mask go through NIfTI files in a private temporary
/// folder that lives as long as the call; the program runs in `folder`. Any number of threads.
class LocalPrograms : public ProgramHost {
 public:
  explicit LocalPrograms(std::string folder) : folder_(std::move(folder)) {}

  Volume new_image(const ProgramCall& call, const Volume& image, const Mask& mask) const override;
  Mask new_mask(const ProgramCall& call, const Volume& image, const Mask& mask) const override;

 private:
  std::string folder_;
};

}  // namespace radgauge::runner
