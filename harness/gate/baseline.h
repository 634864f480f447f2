#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "agreement/words.h"
#include "analysis/finished_run.h"
#include "core/nan.h"
#include "gate/costs.h"

namespace radgauge::gate {

/// A feature of a baseline.
struct BaselineFeature {
  std::string name;
  std::string unit;
  std::string extraction;
  double floor = kNaN;    ///< numerical floor, relative; NaN: not known
  double one_ulp = kNaN;  ///< relative change under one-ULP jitter of the image; NaN: not measured
};

/// A cell of a baseline. Steps are what the extractor had in hand, each with a checksum, as the store has
/// them: extraction and step.
struct BaselineCell {
  std::uint32_t object = 0;
  std::uint32_t condition = 0;
  Status status = Status::ok;
  std::string reason;
  std::vector<store::StoredChecksum> steps;
};

/// Why a value is not ok.
struct BaselineReason {
  std::uint32_t feature = 0;
  std::string text;
};

/// The decision of one feature over all objects under one question.
struct BaselineDecision {
  std::string question;
  std::string feature;
  agreement::Decision decision = agreement::Decision::not_estimable;
};

/// Somebody took what moved of the features that a pattern names, and said why.
struct Acceptance {
  std::string feature;
  std::string reason;
  std::string date;
  friend auto operator<=>(const Acceptance&, const Acceptance&) = default;
};

/// A name and what it is, sorted by the name.
using NamedTexts = std::map<std::string, std::string>;

/// What a run came to, by names: all that is needed to tell whether a later run of the same study is the
/// same, and where it first differs. Values are cell by cell in the order of `features`.
struct Baseline {
  NamedTexts about;     ///< study, engine, version, processor
  NamedTexts settings;  ///< of study and extractions, one each
  std::vector<std::string> objects;
  std::vector<NamedTexts> inputs;  ///< of each object: hashes of files, and of the voxels in them
  std::vector<std::string> conditions;
  std::vector<BaselineFeature> features;
  std::vector<BaselineCell> cells;
  std::vector<double> values;
  std::vector<Status> statuses;
  std::vector<std::pair<std::uint32_t, BaselineReason>> reasons;  ///< cell and why, ascending
  std::vector<BaselineDecision> decisions;
  std::vector<Acceptance> accepted;
  std::vector<Cost> costs = {};  ///< what the run took, if that is to be kept

  /// Place in `values` and `statuses`.
  std::size_t at(std::size_t cell, std::size_t feature) const { return cell * features.size() + feature; }
  /// Why that value is not ok; "" where nothing is said.
  const std::string& reason(std::size_t cell, std::size_t feature) const;
};

/// Names among the inputs of an object: what its image and mask hold as acquired, whatever the files.
inline constexpr const char* kImageVoxels = "image voxels";
inline constexpr const char* kMaskVoxels = "mask voxels";

/// What stands in `about` under "format".
inline constexpr const char* kBaselineFormat = "radgauge-baseline-1";

/// The baseline of a run, complete or not (cells that are not there yet are not in it). Objects, conditions
/// and features are sorted by name, cells by object and condition: the order of a cohort table and of threads
/// is in nothing. Throws Error(data) where the store cannot be read or a question of its study not answered.
Baseline make_baseline(const analysis::FinishedRun& run);

}  // namespace radgauge::gate
