#include "acquire/acquire.h"

namespace radgauge::acquire {

std::vector<std::vector<Input>> row_inputs(const Sources& sources, const std::vector<bool>& wanted) {
  const auto& rows = sources.study().rows;
  std::vector<std::vector<Input>> inputs(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (wanted[r]) inputs[r] = sources.of(rows[r]).identity(rows[r]);
  return inputs;
}

}  // namespace radgauge::acquire
