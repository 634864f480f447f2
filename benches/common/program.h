#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <string>

namespace radgauge::bench {

/// Runs the registered benches: interleaved repetitions and their medians unless Google Benchmark's options
/// say otherwise, the machine and the build in the record, no host, user or folder name in it. Returns 1 if a
/// bench found its result wrong, 2 for a wrong option.
int run_benches(int argc, char** argv);

/// Says why the result is wrong, or "" if it is right. Computed before any clock runs, once per program.
using Check = std::function<std::string()>;

/// Registers `work` under "task/implementation/variant", timed per item: the counter
/// `time_per_<unit>` is the CPU time of a run, over all threads, divided by `items`. `check` comes first:
/// what is wrong gets an error and no time. Both are called only for benches that are chosen. `iterations`
/// above 0 is for long benches: so many runs in each of two repetitions.
void add_bench(const std::string& name, Check check, std::function<double()> items, const std::string& unit,
               std::function<void()> work, int iterations = 0);

/// "" if |value - expected| <= tolerance; otherwise what is wrong. NaN is wrong.
std::string compare(const std::string& what, double value, double expected, double tolerance);

}  // namespace radgauge::bench
