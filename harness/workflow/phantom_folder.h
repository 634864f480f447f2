#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace radgauge::workflow {

/// Phantoms that are written as images and masks.
struct PhantomRequest {
  std::string kind;        ///< of the generator
  std::int64_t count = 1;  ///< objects, 1 to 1000000
  std::int64_t seed = 1;   ///< 0 to 2^53
  std::optional<std::string> scanner =
      {};                       ///< of the fleet, or a scanner file; nothing: neither blur nor noise
  std::string parameters = {};  ///< of the generator: a file, or YAML; "" as by default
  std::int64_t sessions = 1;    ///< scans of each object, 1 to 1000
  std::optional<std::string> chain = {};  ///< image operations that are drawn anew for each session
  std::string folder;
};

/// Writes OBJECT_image.nii.gz, OBJECT_mask.nii.gz and cohort.csv, and truth.json of what stands in a scanner.
/// Returns the path of the table. Throws Error(usage) naming what is wrong by its option of `radgauge
/// phantom`, and Error(data) if an object cannot be made.
std::string write_phantoms(const PhantomRequest& request);

}  // namespace radgauge::workflow
