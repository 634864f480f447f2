#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gate/baseline.h"

namespace radgauge::gate {

/// A baseline as text, in pieces: CSV, sorted by object, condition, kind and name, one fact a line, so that
/// the difference of two versions in a repository shows what changed, of which object and under which
/// condition.
///
///   object,condition,kind,name,value,status
///   ,,about,engine,built-in,
///   ,,cost,memory,438.2,MiB                  if it was asked for
///   ,,count,values,6400,                     what the file holds, by kind
///   ,,feature,stat_mean,HU,original          unit and extraction
///   ,,floor,stat_mean,2.2e-16,               numerical floor, relative
///   ,,setting,extraction original bin_width,25,
///   ,question noise,decision,stat_mean,certified,
///   P01/1,,input,image image.nii.gz,SHA-256,
///   P01/1,base,step,original mask,1f00..., checksum of what the extractor had in hand
///   P01/1,base,value,stat_mean,-12.25,ok     or why there is none, and the status
void write_baseline(const Baseline& baseline, const std::function<void(std::string_view piece)>& write);

/// The same into a file, whole or not at all.
void save_baseline(const Baseline& baseline, const std::string& path);

/// Reads one back. Throws Error(data) with file:line for a file that is none, or of another version, and
/// Error(data) with the file for one that holds less or more than its head says (cut, or of a time before
/// counts).
Baseline read_baseline(const std::string& path);

/// What was accepted in the baseline of that path; nothing where there is none, or none that can be read.
std::vector<Acceptance> accepted_in(const std::string& path);

}  // namespace radgauge::gate
