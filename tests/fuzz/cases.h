#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fuzz/mutations.h"

namespace radgauge::fuzz {

/// How much is tried. RADGAUGE_FUZZ_SEED, _COUNT and _SECONDS give more than a test does, RADGAUGE_FUZZ_CASE
/// a single case.
struct Settings {
  std::uint64_t seed = 1;
  std::size_t count = 0;
  double seconds = 0;       ///< for all cases of a test; those that are left are not run
  double case_seconds = 0;  ///< longer is a hang
  std::size_t first = 0;    ///< case
};
Settings settings(std::size_t usual_count);

/// A case: mutates something with `random`, puts it into the empty folder, feeds it to radgauge, and returns
/// "" or what is wrong.
using Case = std::function<std::string(Random& random, const std::string& folder)>;

/// Runs case after case in a child process, so that one that crashes or hangs is found, named and passed
/// over. A test that fails gives the number of each such case and where its files are kept; case `n` of a
/// seed is the same on every machine. The caller may not have started threads.
void expect_sound(const std::string& name, const Settings& settings, const Case& one);

/// Runs `work` and returns "" if it came to an end or was refused as it should be: Error(study), Error(data)
/// or Error(usage) that names one of `files`, in less than 2000 bytes. Else what is wrong.
std::string refused_or_fine(const std::vector<std::string>& files, const std::function<void()>& work);

}  // namespace radgauge::fuzz
