#include <cstdlib>

#include "core/error.h"
#include "perturbations/records.h"

namespace radgauge::records {

std::string data_file(const std::string& relative) {
  const char* folder = std::getenv("RADGAUGE_DATA");
  if (folder == nullptr || *folder == '\0')
    throw Error(ErrorKind::usage, "RADGAUGE_DATA is not set; it names the folder that holds ibsi/");
  return std::string(folder) + "/" + relative;
}

study::Study study_of(const std::string& row, const std::string& extraction, const std::string& conditions) {
  return study::decode_study(
      io::parse_yaml("study: record\nseed: 20261127\ncohort:\n  - " + row +
                         "\nextractions: {original: " + extraction + "}\nconditions:\n" + conditions,
                     "record"),
      "");
}

std::vector<runner::Variant> variants_of(const study::Study& study, double context_mm) {
  const study::Plan plan = study::make_plan(study);
  std::vector<std::size_t> cells(plan.cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = i;
  return runner::make_variants(study, plan, 0, cells, context_mm);
}

const store::StoredMagnitude* magnitude(const runner::Variant& variant, const std::string& operation,
                                        const std::string& parameter) {
  for (const store::StoredMagnitude& m : variant.record.magnitudes)
    if (m.operation == operation && m.parameter == parameter) return &m;
  return nullptr;
}

}  // namespace radgauge::records
