#include "study/operations.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "perturbations/registry.h"
#include "reference/filters/registry.h"
#include "study/map_changes.h"

namespace radgauge::study {

namespace {

std::vector<Operation> all_operations() {
  const auto perturbations = perturbations::perturbations();
  std::vector<Operation> all(perturbations.begin(), perturbations.end());
  for (const ImageFilter& filter : reference::image_filters())
    if (!filter.fields.empty()) all.push_back(map_operation(filter));
  std::sort(all.begin(), all.end(), [](const Operation& a, const Operation& b) {
    return std::tie(a.stage, a.id) < std::tie(b.stage, b.id);
  });
  return all;
}

}  // namespace

std::span<const Operation> operations() {
  static const std::vector<Operation> all = all_operations();
  return all;
}

const Operation* find_operation(std::string_view id) {
  for (const Operation& operation : operations())
    if (operation.id == id) return &operation;
  return nullptr;
}

}  // namespace radgauge::study
