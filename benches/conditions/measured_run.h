#pragma once

#include <array>
#include <optional>
#include <string>

namespace radgauge::bench {

/// What one run of the bench's study is made on.
struct RunSettings {
  std::string object;  ///< "ct_phantom" or "lesion"
  std::string spacing_mm = "1";
  std::string threads = "1";
  std::string noise_repeats = "5";  ///< so many of the conditions are noise; 19 are something else
};

/// What one run came to.
struct MeasuredRun {
  double seconds = 0;  ///< from the study file's text to the closed store
  /// Of work, summed over threads: acquire (with the inspection of the inputs before), image, grid, mask,
  /// extraction.
  std::array<double, 5> stage_seconds{};
  double cpu_seconds = 0;  ///< of the whole process, all threads
  double cells = 0;
  double peak_memory_bytes = 0;
  std::string values_hash;  ///< of every value of every cell
  std::string problem;      ///< why the result is wrong, or ""
};

/// Runs the study in this process, into a store in a temporary folder. With `verify` the base condition is
/// also measured without runner, crop and store, from the whole image, and compared feature by feature.
MeasuredRun run_here(const RunSettings& settings, bool verify);

/// The same in a process of its own, so that peak memory is that of this run and nothing is warm.
MeasuredRun run_in_child(const RunSettings& settings, bool verify);

/// What a child process does, if the arguments say that this is one: its exit code.
std::optional<int> run_as_child(int argc, char** argv);

}  // namespace radgauge::bench
