#pragma once

#include <vector>

#include "agreement/materials.h"
#include "analysis/measurements.h"
#include "study/plan.h"

namespace radgauge::analysis {

/// What questions over acquired factors say of phantoms, beside agreement: each material by itself, and each
/// level against the truth, which is what the scanner `ideal` shows where the study has it beside others.
/// Values are those under base.
struct PhantomStudy {
  std::vector<agreement::MaterialRow> materials;
  std::vector<agreement::TruthRow> truth;
};
PhantomStudy phantom_study(const study::Study& study, const Measurements& measurements);

}  // namespace radgauge::analysis
