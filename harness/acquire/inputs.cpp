#include "acquire/acquire.h"
#include "core/hash.h"
#include "study/scanner_systems.h"

namespace radgauge::acquire {

std::vector<std::vector<Input>> row_inputs(const Sources& sources, const study::Plan& plan,
                                           const std::vector<bool>& wanted) {
  const auto& rows = sources.study().rows;
  std::vector<std::vector<Input>> inputs(rows.size());
  const study::ScannerSystems systems(sources.study().folder);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!wanted[r]) continue;
    inputs[r] = sources.of(rows[r]).identity(rows[r]);
    const std::string scanners = study::scanners_of_row(plan, rows[r], systems);
    if (!scanners.empty()) inputs[r].push_back({"scanners", "", sha256(scanners)});
  }
  return inputs;
}

}  // namespace radgauge::acquire
