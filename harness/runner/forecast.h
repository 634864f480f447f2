#pragma once

#include <vector>

#include "acquire/source.h"
#include "engine/engine.h"
#include "study/plan.h"

namespace radgauge::runner {

/// What a run is expected to take. Seconds are of CPU time on a machine as fast as the one that the constants
/// were measured on (core/machine_speed.h); bytes are of memory but for `disk_bytes`.
struct Forecast {
  std::int64_t cells = 0;
  std::int64_t failing = 0;  ///< cells of rows that cannot be measured
  double cpu_seconds = 0;    ///< over all threads
  double unit_bytes = 0;     ///< of the largest unit
  double peak_bytes = 0;     ///< of the process
  double disk_bytes = 0;     ///< store and files of the results
};

/// Of the cells of `plan` that are selected (one flag per cell), on `threads` threads. `geometry` is of every
/// row of the study.
Forecast forecast_run(const study::Study& study, const study::Plan& plan, const engine::Engine& engine,
                      const std::vector<acquire::RowGeometry>& geometry, const std::vector<bool>& selected,
                      int threads);

/// Bytes that computing one unit of an acquisition is expected to need; 0 where no row of it can be measured.
double unit_bytes(const study::Study& study, const study::Plan& plan, const study::Acquisition& acquisition,
                  const std::vector<acquire::RowGeometry>& geometry);

}  // namespace radgauge::runner
