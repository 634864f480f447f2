#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/volume.h"
#include "io/private_folder.h"

namespace radgauge::io {

class ProgramWorkers;

/// Names and texts: "{name}" and what stands for it, or the header of a column and what stands in it.
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// A program of the user's that is to write one file.
struct ProgramRun {
  std::vector<std::string> words;  ///< no shell; each {name} within a word is filled in
  std::string folder;              ///< where it runs; "" for where we are
  double timeout_s = 600;
  std::int64_t memory_mb = 0;         ///< of addresses, at most; 0: no limit
  NamedTexts values;                  ///< "{name}" and what stands for it
  ProgramWorkers* workers = nullptr;  ///< one of which is asked to do it, if not nullptr
};

/// Runs it, or has it done, until it has written `output`; what it prints goes to the file `log`. "" when it
/// ended well and the output is there, else how it ended and the end of what it printed. Any number of
/// threads.
std::string run_to_output(const ProgramRun& run, const std::string& output, const std::string& log);
/// The words as they are run.
std::vector<std::string> filled_words(const ProgramRun& run);

/// "ended with 0", or what a worker says instead.
std::string ended_well(const ProgramRun& run);
/// "`words` WHAT" for a message; `paths`, which differ from run to run, stand in it as their placeholders,
/// the first before the next.
std::string told_of(const ProgramRun& run, std::string what, const NamedTexts& paths);

/// A private folder with an image and a mask as NIfTI for one run of a program, which writes one file there.
/// {image}, {mask} and {output} of the run's words become their paths. The folder goes with this object.
class ProgramFolder {
 public:
  /// `output` is the name of the file that the program is to write: "output.nii".
  explicit ProgramFolder(std::string output) : output_(std::move(output)) {}

  /// Writes both files, runs the program, and returns the path of its output. Throws Error(data) with the
  /// words, how the program ended and the end of what it printed; no message holds a path of this folder.
  std::string run(const ProgramRun& run, const Volume& image, const Mask& mask) const;
  /// An error about the output of `run` in the same form: "`words` ended with 0, but: ...".
  Error unusable_output(const ProgramRun& run, const std::string& why) const;

 private:
  std::string file(const std::string& name) const { return folder_.file(name); }
  Error failure(const ProgramRun& run, const std::string& what) const;
  PrivateFolder folder_;
  std::string output_;
};

}  // namespace radgauge::io
