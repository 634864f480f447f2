#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/words.h"

namespace radgauge::statistics {

/// What a study of a given size can certify. "Certified" means that the lower end of the two-sided 95 %
/// interval lies above the limit. Patients count, not lesions: further lesions of a patient narrow the
/// interval by less.
enum class PlannedForm { one_way, agreement, consistency };

struct PlannedDesign {
  PlannedForm form = PlannedForm::one_way;
  std::int64_t patients = 30;   ///< 2 or more, each with one object
  std::int64_t conditions = 2;  ///< values per object, 2 or more
  /// ICC(A,1) only: the part of the variance within objects that is a shift common to all objects of a
  /// condition.
  double condition_share = 0;
  double unseen_noise_ratio = 1;  ///< of Guard (guarded.h): what the lower limit allows for; 1: nothing
  double patients_min = 0;        ///< fewer certify nothing
};

/// Smallest observed ICC that is certified at `limit` in (0, 1), whatever patients_min. one_way, consistency:
/// exact F limits of McGraw & Wong 1996 (doi:10.1037/1082-989X.1.1.30), in closed form. agreement: their
/// Satterthwaite limits, for mean squares in the ratio that `condition_share` gives in expectation. The
/// distance of a limit of ln F from its estimate is taken in squares with unseen_allowance(), as
/// guarded_icc() does with that of the jackknife. NaN for a design or limit out of range.
double smallest_certified_icc(const PlannedDesign& design, double limit);

/// Chance that a feature of this true ICC is certified at `limit`. one_way and consistency: by the F
/// distribution of normal values. agreement: by simulation of independent mean squares, columns drawn,
/// kPlannerDraws draws that are the same in every call; 0 below patients_min. The limits that radgauge
/// certifies by give nearly the same chance for normal values of equal noise and another where noise differs
/// (results/compliance/coverage.md). NaN out of range.
double certification_chance(const PlannedDesign& design, double limit, double true_icc);
inline constexpr std::int64_t kPlannerDraws = 20000;

/// How a chance is computed, for people.
std::string chance_method(const PlannedDesign& design);

/// "30 patients, 2 conditions: a feature must show ICC 0.951 to be certified at 0.9; the 3rd condition would
/// change it to 0.943". Empty for a design or limit out of range. `measured` stands for "2 conditions" where
/// that many are compared and no more would be.
std::string planner_sentence(const PlannedDesign& design, double limit, std::string_view measured = {});

/// Smallest number of patients, up to kMostPlannedPatients, with at least this chance; nothing if there is
/// none (a true ICC at or below the limit has none). `design.patients` is not read.
std::optional<std::int64_t> patients_needed(PlannedDesign design, double limit, double true_icc,
                                            double chance);
inline constexpr std::int64_t kMostPlannedPatients = 10000;

}  // namespace radgauge::statistics

template <>
struct radgauge::WordsOf<radgauge::statistics::PlannedForm> {
  static constexpr std::array<std::string_view, 3> list{"one_way", "agreement", "consistency"};
};
