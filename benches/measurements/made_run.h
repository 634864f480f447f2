#pragma once

#include <string>

namespace radgauge::bench {

/// A run that was never measured: phantom objects under base and independent draws of noise, with values made
/// of scatter() below, a reason where one is missing, and failed cells.
struct MadeRun {
  std::size_t patients = 0;
  std::size_t conditions = 0;    ///< base is the first
  std::string against = "base";  ///< of its question: base or each_other
  std::size_t cells() const { return patients * conditions; }
};

/// Writes store and study of the run to `folder`, which is made.
void write_run(const MadeRun& run, const std::string& folder);

/// "" if the measurements that are read back hold every value, status, reason and magnitude that was written,
/// bit for bit, and the ICC(1,1) of some features is that of textbook mean squares; else what is wrong.
std::string check_run(const MadeRun& run, const std::string& folder);

/// What the analysis of a folder took.
struct AnalysedRun {
  double load_s = 0;      ///< study, plan and store into columns
  double analysis_s = 0;  ///< from columns to results
  double files_s = 0;     ///< text of every file of the results, which is dropped
  double cpu_s = 0;
  double peak_mib = 0;
  double bytes_per_value = 0;
};
/// In a process of its own, so that peak memory is that of the analysis. Throws Error(internal) if it fails.
AnalysedRun analyse_in_child(const std::string& folder);

/// What a child process does, if the arguments say that this is one.
bool run_as_child(int argc, char** argv);

}  // namespace radgauge::bench
