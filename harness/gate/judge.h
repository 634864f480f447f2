#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/words.h"
#include "gate/baseline.h"
#include "gate/tolerance.h"

namespace radgauge::gate {

/// What became of a value. moved: both have a value or a status of its own (undefined, degenerate), and they
/// are not the same; missing: the baseline has it and the run has not (feature, object, condition or cell
/// gone, value or cell failed or absent); added: the other way round.
enum class Verdict { same, moved, missing, added };

/// What the extractor has in hand, in this order. `value`: nothing before it differs, or nothing is known of
/// what came before.
enum class FirstStep { image, mask, resegmented, discretised, matrix, value };

/// One value in both. Places in the names of GateResult.
struct GateRow {
  std::uint32_t object = 0;
  std::uint32_t condition = 0;
  std::uint32_t feature = 0;
  Verdict verdict = Verdict::same;
  std::optional<FirstStep> first_step;  ///< of moved values
  Status status_before = Status::absent;
  Status status_now = Status::absent;
  double before = kNaN;
  double now = kNaN;
  double tolerance = kNaN;  ///< in the unit of the feature

  double difference() const { return now - before; }
  /// The difference in tolerances; infinite where one of both has no value.
  double size() const;
};

/// Something other than values that differs.
struct Cause {
  std::string what;
  std::string before;  ///< "" where the baseline has none
  std::string now;
};

/// A decision that is not the same in both, or that only one of them has.
struct GateDecision {
  std::string question;
  std::string feature;
  Verdict verdict = Verdict::moved;
  std::optional<agreement::Decision> before, now;  ///< nothing: it has no such question or feature
  /// Gone with its question or feature, or certified before and not any more.
  bool lost() const;
};

/// A cell that failed in the run and did not in the baseline.
struct FailedCell {
  std::uint32_t object = 0;  ///< as in GateRow
  std::uint32_t condition = 0;
  std::string reason;
};

struct GateOptions {
  Tolerances tolerances;
  CostLimits costs;
  bool all = false;                    ///< rows of values that are the same, too
  std::size_t most_rows = 10'000'000;  ///< further ones are counted only
};

/// A run held against a baseline.
struct GateResult {
  std::vector<std::string> objects, conditions, features, units;
  std::vector<bool>
      edge_sensitive;         ///< of each feature: it jumps when a voxel at a bin edge moves by rounding
  std::vector<GateRow> rows;  ///< by object, condition and feature, in the order of their names
  std::array<std::int64_t, 4> counts{};  ///< of values, by verdict
  std::int64_t rows_left_out = 0;
  std::vector<Cause> causes;
  std::vector<GateDecision> decisions;
  std::vector<JudgedCost> costs;
  std::int64_t failed_before = 0, failed_now = 0;  ///< cells
  std::vector<FailedCell> newly_failed;            ///< by object and condition
  std::string study, engine_before, engine_now;

  std::int64_t count(Verdict verdict) const { return counts[static_cast<std::size_t>(verdict)]; }
  bool more_cells_failed() const { return failed_now > failed_before; }
  /// No value moved or is missing, no decision was lost, no more cells failed than before, and no cost is
  /// beyond its limit. New values do not count.
  bool holds() const;
};

/// Compares what has the same names, whatever else differs: settings and inputs that do are told as causes.
/// Two values are the same if they differ by no more than the tolerance of the feature, or have the same
/// status other than ok. Decisions that a run gained are told and do not count.
///
/// first_step compares checksums of the cell, step by step, of the extraction that the feature belongs to. An
/// image that was made beside another mask differs for that alone (its crop, noise that follows the region):
/// where only the mask as acquired differs, the step is `mask`.
GateResult judge(const Baseline& before, const Baseline& now, const GateOptions& options = {});

/// 1 unless the result holds, else 0.
int exit_code(const GateResult& result);

/// The baseline after somebody took what moved of the features that `acceptance` names: their values,
/// statuses and decisions are those of `now`, and features that `now` has not leave. If the result then holds
/// against `now`, what stands beside values (about, settings, inputs, steps) is that of `now`, too; values
/// that were not accepted stay, so that drifts within the tolerance cannot add up, and what is new stays new.
/// Throws Error(usage) if the pattern names no feature of the baseline.
Baseline accept(const Baseline& before, const Baseline& now, const Acceptance& acceptance,
                const GateOptions& options = {});

}  // namespace radgauge::gate

namespace radgauge {

template <>
struct WordsOf<gate::Verdict> {
  static constexpr std::array<std::string_view, 4> list{"same", "moved", "missing", "new"};
};
template <>
struct WordsOf<gate::FirstStep> {
  static constexpr std::array<std::string_view, 6> list{"image",       "mask",   "resegmented",
                                                        "discretised", "matrix", "value"};
};

}  // namespace radgauge
