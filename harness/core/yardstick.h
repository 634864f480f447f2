#pragma once

namespace radgauge {

/// Seconds that a fixed piece of work takes on one core of this machine now: drawing, binning and sorting
/// 200,000 normal numbers, the fastest of five. What else took time here, told in yardsticks, can be held
/// against another machine's, roughly: it says how much more a program does, not how fast a machine is.
double yardstick_seconds();

}  // namespace radgauge
