#include "core/extraction_settings.h"
#include "core/feature.h"
#include "core/operation.h"
#include "core/text.h"

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

std::optional<Status> parse_status(std::string_view word) {
  for (const Status status :
       {Status::ok, Status::degenerate, Status::undefined, Status::failed, Status::absent})
    if (word == to_text(status)) return status;
  return std::nullopt;
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

}  // namespace radgauge
