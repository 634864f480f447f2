#include "core/extraction_settings.h"
#include "core/feature.h"
#include "core/operation.h"

namespace radgauge {

std::string_view to_text(Status status) {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::degenerate:
      return "degenerate";
    case Status::undefined:
      return "undefined";
    case Status::failed:
      return "failed";
    case Status::absent:
      return "absent";
  }
  return "";
}

std::string_view to_text(Stage stage) {
  switch (stage) {
    case Stage::acquire:
      return "acquire";
    case Stage::image:
      return "image";
    case Stage::grid:
      return "grid";
    case Stage::mask:
      return "mask";
    case Stage::extraction:
      return "extraction";
  }
  return "";
}

std::string_view to_text(Modality modality) {
  switch (modality) {
    case Modality::ct:
      return "CT";
    case Modality::mr:
      return "MR";
    case Modality::pet:
      return "PET";
    case Modality::other:
      return "other";
  }
  return "";
}

bool same_grid(const ExtractionSettings& a, const ExtractionSettings& b) {
  return a.interpolation == b.interpolation && a.by_slice == b.by_slice && a.spacing_x_mm == b.spacing_x_mm &&
         a.spacing_y_mm == b.spacing_y_mm && a.spacing_z_mm == b.spacing_z_mm &&
         a.intensity_rounding == b.intensity_rounding && a.mask_interpolation == b.mask_interpolation &&
         a.mask_threshold == b.mask_threshold;
}

}  // namespace radgauge
