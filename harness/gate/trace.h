#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/feature.h"
#include "core/kept_step.h"

namespace radgauge::gate {

/// The steps of one extraction of a cell.
struct TracedExtraction {
  std::string name;
  std::vector<KeptStep> steps;
};

/// One cell, measured again with all that the extractor had in hand.
struct CellTrace {
  std::string study;
  std::string object;
  std::string condition;
  std::string engine;
  std::string measured_by;  ///< "radgauge 0.1.0 (commit)"
  Status status = Status::ok;
  std::string reason;                         ///< of a cell that failed
  std::vector<TracedExtraction> extractions;  ///< none where it failed

  /// "P01/1::base", as --only takes it.
  std::string cell() const { return object + "::" + condition; }
};

/// The voxel or number of a step that differs most.
struct WorstDifference {
  std::string name;       ///< of a number; "" of a voxel
  Index3 index{0, 0, 0};  ///< of the voxel in the whole image, not in the crop
  Vec3 position_mm{0, 0, 0};
  double before = kNaN;  ///< NaN: it has none, and `*_reason` says why
  double now = kNaN;
  std::string before_reason, now_reason;

  double difference() const { return now - before; }
};

/// One step of both traces.
struct StepComparison {
  std::string extraction;
  std::string step;
  std::string part;
  bool same = true;
  bool has_voxels = false;
  std::int64_t compared = 0;  ///< voxels or numbers
  std::int64_t differing = 0;
  /// Why they were not compared one by one, or what else is to be said: "only the first has it", other
  /// lattices; "" otherwise.
  std::string note;
  std::optional<WorstDifference> worst;
};

/// Two traces of one cell, extraction by extraction and step by step in the order in which they are made.
struct Explanation {
  CellTrace before, now;  ///< without their steps
  std::vector<StepComparison> steps;

  /// The step that differs and is made first, whichever extraction it is of; nullptr if none does.
  const StepComparison* first() const;
  /// The same of one extraction.
  const StepComparison* first_of(const std::string& extraction) const;
  bool same() const;
};

/// How far numbers (matrices, values) may be from each other to be the same, relative; voxels have to be
/// equal.
inline constexpr double kSameNumber = 1e-9;

/// Compares step by step. Images are compared where both crops have them; masks and grey levels count as 0
/// outside of theirs. Voxels of other lattices are not compared, and the note says in what these differ.
Explanation explain(const CellTrace& before, const CellTrace& now);

}  // namespace radgauge::gate
