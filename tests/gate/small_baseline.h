#pragma once

#include "gate/baseline.h"

namespace radgauge::gate {

/// Two objects under base and noise, two features, with steps of one extraction.
inline Baseline small_baseline() {
  Baseline b;
  b.about = {
      {"engine", "built-in"}, {"format", kBaselineFormat}, {"measured by", "radgauge 1"}, {"study", "small"}};
  b.settings = {{"extraction original bin_width", "25"}, {"extraction original interpolation", "cubic"}};
  b.objects = {"P1/1", "P2/1"};
  b.inputs = {{{kImageVoxels, "00000000000000aa"}, {kMaskVoxels, "00000000000000ab"}},
              {{kImageVoxels, "00000000000000ba"}, {kMaskVoxels, "00000000000000bb"}}};
  b.conditions = {"base", "noise.white:k=1"};
  b.features = {{"cm_contrast_3D_comb", "1", "original", 1e-12, kNaN},
                {"stat_mean", "HU", "original", 1e-8, 1e-4}};
  for (std::uint32_t o = 0; o < 2; ++o)
    for (std::uint32_t c = 0; c < 2; ++c) {
      b.cells.push_back({o, c, Status::ok, "", {}});
      std::uint64_t sum = 10 * o + c + 1;
      for (const char* step : {"image", "mask", "resegmented", "discretised", "matrix"})
        b.cells.back().steps.push_back({"original", step, 100 * sum++});
      b.values.insert(b.values.end(), {1.5 + o, -1000.25 - c});
      b.statuses.insert(b.statuses.end(), {Status::ok, Status::ok});
    }
  b.decisions = {{"noise", "cm_contrast_3D_comb", agreement::Decision::certified},
                 {"noise", "stat_mean", agreement::Decision::inconclusive}};
  return b;
}

}  // namespace radgauge::gate
