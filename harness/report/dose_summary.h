#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/results.h"

namespace radgauge::report {

/// Features of a family that hold up to each level of a curve: certified there and at all milder levels.
struct FamilyDoses {
  std::string family;
  std::int64_t features = 0;
  std::vector<std::int64_t> holding;  ///< by level, the mildest first
};

/// What one curve (a factor on one side) does to the features that can be told about.
struct DoseSummary {
  const agreement::DoseCurve* curve = nullptr;
  std::string label;  ///< "mask.grow_mm:distance_mm below 0 mm"; without the side where there is one only
  std::span<const agreement::CriticalRow> rows;  ///< by feature
  std::span<const agreement::DosePoint> points;  ///< feature by feature, level by level
  std::int64_t features = 0;                     ///< with an answer
  std::int64_t lost_at_mildest = 0;
  std::int64_t lost_between = 0;
  std::int64_t held = 0;          ///< at every level
  std::int64_t inconclusive = 0;  ///< of those that do not hold: more patients may certify them
  std::int64_t not_estimable = 0;
  std::vector<FamilyDoses> families;  ///< those with an answer; the first to break stand first
  double half = std::numeric_limits<double>::quiet_NaN();  ///< achieved at the last level where half hold
};

/// One for each curve of the question, in their order. Points into `question`.
std::vector<DoseSummary> dose_summaries(const analysis::QuestionResult& question);

/// What breaks first, in words: a sentence for each curve, plain text.
std::string dose_sentence(const DoseSummary& summary);

/// "4.03 HU", "0.95": for people.
std::string dose_text(double achieved, const std::string& unit);

}  // namespace radgauge::report
