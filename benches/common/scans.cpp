#include "common/scans.h"

#include <cstdlib>
#include <filesystem>
#include <map>

#include "acquire/acquire.h"
#include "io/image_file.h"
#include "study/study.h"

namespace radgauge::bench {

std::string reference_file(const std::string& relative) {
  const char* root = std::getenv("RADGAUGE_DATA");
  if (root == nullptr || *root == '\0') return "";
  const std::filesystem::path path = std::filesystem::path(root) / relative;
  return std::filesystem::exists(path) ? path.string() : "";
}

bool has_ct_phantom() {
  return !reference_file(kPhantomImage).empty() && !reference_file(kPhantomMask).empty();
}

std::string lesion_yaml() {
  return "{kind: lesion, count: 1, radius_low_mm: 44, radius_high_mm: 44, size_x: 204, size_y: 201, size_z: "
         "60, spacing_x_mm: 0.9765625, spacing_y_mm: 0.9765625, spacing_z_mm: 3}";
}

std::string measured_scan() {
  return has_ct_phantom() ? "ct_phantom" : "lesion";
}

const Scan& scan(std::string_view name) {
  static std::map<std::string, Scan, std::less<>> made;
  if (const auto found = made.find(name); found != made.end()) return found->second;
  if (name == "ct_phantom")
    return made["ct_phantom"] = {io::read_image(reference_file(kPhantomImage)),
                                 io::read_mask(reference_file(kPhantomMask), {}), Modality::ct, "HU"};
  const study::Study study =
      study::decode_study(io::parse_yaml("study: bench\nphantoms: " + lesion_yaml() + "\n", "lesion"), "");
  acquire::Scan lesion = acquire::scan_row(study, study.rows.front());
  return made[std::string(name)] = {std::move(lesion.image), std::move(lesion.masks.front()), Modality::ct,
                                    "HU"};
}

}  // namespace radgauge::bench
