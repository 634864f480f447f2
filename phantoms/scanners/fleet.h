#pragma once

#include <string>
#include <vector>

namespace radgauge::phantoms {

/// A scanner file that comes with radgauge, as it was when the program was built.
struct FleetFile {
  std::string name;  ///< "CT-A.yaml"
  std::string text;
};

/// All files of phantoms/scanners/fleet, ordered by name. The code is made from them by CMake.
const std::vector<FleetFile>& fleet();

}  // namespace radgauge::phantoms
