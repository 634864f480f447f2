#pragma once

namespace radgauge {

/// How fast one thread of this machine is beside the one that the constants of runner/forecast.cpp were
/// measured on (an Intel Xeon "Sapphire Rapids" at 2.6 GHz): 2 is twice as fast. The least time of 25
/// repetitions of a fixed piece of work like an extractor's (counts in a table, running sums), about 6 ms
/// together. No result of a study depends on it.
double machine_speed();
/// The same of a machine on which one repetition takes `work_seconds`.
double machine_speed(double work_seconds);

}  // namespace radgauge
