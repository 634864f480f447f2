#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/volume.h"
#include "io/private_folder.h"
#include "io/program_run.h"

namespace radgauge::io {

/// A comma-separated table with these columns and one line for each set of values, filled into the columns'
/// texts.
std::string list_text(const NamedTexts& columns, const std::vector<NamedTexts>& lines);

/// A private folder with images and masks as NIfTI for one run of a program that takes many: it reads the
/// table {list}, a line for each thing to measure, and writes one file for each. The folder goes with this
/// object.
class ProgramBatch {
 public:
  /// `columns`: those of {list}; {image}, {mask} and {output} in them become the paths of the line. `output`
  /// is the end of a file that the program writes: "features.csv".
  ProgramBatch(NamedTexts columns, std::string output)
      : columns_(std::move(columns)), output_(std::move(output)) {}

  /// Adds a line; an image or mask that is there is not written again. `values` fill the columns. Throws
  /// Error(internal) for a full disk.
  void add(const Volume& image, const Mask& mask, NamedTexts values);
  std::size_t size() const { return lines_.size(); }

  /// Runs the program; "" when it ended well, else the words, how it ended and the end of what it printed,
  /// without a path of this folder.
  std::string run(const ProgramRun& run) const;
  /// What the program is to write for line `i`; it need not be there.
  std::string output(std::size_t i) const;
  /// An error about that output in the same words: "`words` ended with 0, but: ...".
  Error unusable_output(const ProgramRun& run, const std::string& why) const;

 private:
  std::string file(const std::string& name) const { return folder_.file(name); }
  std::string in_words(const ProgramRun& run, const std::string& what) const;

  PrivateFolder folder_;
  NamedTexts columns_;
  std::string output_;
  std::vector<NamedTexts> lines_;
  std::map<const void*, std::string> written_;  ///< voxels and their file
};

}  // namespace radgauge::io
