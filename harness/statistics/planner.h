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

/// What a limit is of, in the unit of a study file's limits: icc_lower; ndc_min, which is decided by the
/// lower limit of the ICC, too; wcv_upper, a fraction; rc_percent_upper, which is 277 times a wCV.
enum class PlannedQuantity { icc, ndc, wcv, rc_percent };

/// How values scatter within objects: `formula` is normal noise, equal for all patients, by exact limits. The
/// others are simulated with the limits that decide (planner_simulation.h): the same noise; t with 5 degrees
/// of freedom; and normal noise that is five times larger in one patient of ten. All have the same variance
/// over the patients.
enum class PlannedNoise { formula, normal, t5, unequal };

struct PlannedDesign {
  PlannedForm form = PlannedForm::one_way;
  std::int64_t patients = 30;   ///< 2 or more, each with one object
  std::int64_t conditions = 2;  ///< values per object, 2 or more
  /// ICC(A,1) only: the part of the variance within objects that is a shift common to all objects of a
  /// condition.
  double condition_share = 0;
  double unseen_noise_ratio = 1;  ///< of Guard (guarded.h): what the lower limit allows for; 1: nothing
  double patients_min = 0;        ///< fewer certify nothing
  PlannedQuantity quantity = PlannedQuantity::icc;
  PlannedNoise noise = PlannedNoise::formula;
};

/// May a limit, or a true value, of the quantity be this? icc: in (0, 1); others: above 0.
bool is_planned_value(PlannedQuantity quantity, double value);

/// Smallest observed ICC that is certified at `limit` in (0, 1), whatever patients_min. one_way, consistency:
/// exact F limits of McGraw & Wong 1996 (doi:10.1037/1082-989X.1.1.30), in closed form. agreement: their
/// Satterthwaite limits, for mean squares in the ratio that `condition_share` gives in expectation. The
/// distance of a limit of ln F from its estimate is taken in squares with unseen_allowance(), as
/// guarded_icc() does with that of the jackknife. NaN for a design or limit out of range.
double smallest_certified_icc(const PlannedDesign& design, double limit);

/// The value of the design's quantity that is just certified at `limit`, by exact limits whatever the noise:
/// the smallest ICC, or ndc (1.41 PV/GRR, not rounded down); the largest wCV or RC %, from the chi-square
/// limits of a wSD with n (k - 1) degrees of freedom, whose distance in logarithms is taken in squares with
/// unseen_allowance(), as guarded_within() does. NaN out of range.
double just_certified(const PlannedDesign& design, double limit);

/// Chance that a feature of this true value of the design's quantity is certified at `limit`. By simulation
/// unless the noise is `formula` (simulated_certification()). wCV and RC %: by the chi-square distribution.
/// ICC and ndc, one_way and consistency: by the F distribution of normal values. agreement: by simulation of
/// independent mean squares, columns drawn, kPlannerDraws draws that are the same in every call; 0 below
/// patients_min. The limits that radgauge certifies by give nearly the same chance for normal values of equal
/// noise and another where noise differs (results/compliance/coverage.md). NaN out of range.
double certification_chance(const PlannedDesign& design, double limit, double truth);
inline constexpr std::int64_t kPlannerDraws = 20000;

/// How a chance is computed, for people.
std::string chance_method(const PlannedDesign& design);

/// "30 patients, 2 conditions: a feature must show ICC 0.951 to be certified at 0.9; the 3rd condition would
/// change it to 0.943", or "... may show a wCV of 6.9 % at most ...": just_certified(). Empty for a design or
/// limit out of range. `measured` stands for "2 conditions" where that many are compared and no more would
/// be.
std::string planner_sentence(const PlannedDesign& design, double limit, std::string_view measured = {});

/// Smallest number of patients, up to kMostPlannedPatients, with at least this chance; nothing if there is
/// none (a true value that does not meet the limit has none). `design.patients` is not read. Where noise is
/// simulated up to kMostSimulatedPatients.
std::optional<std::int64_t> patients_needed(PlannedDesign design, double limit, double truth, double chance);
inline constexpr std::int64_t kMostPlannedPatients = 10000;
inline constexpr std::int64_t kMostSimulatedPatients = 500;
std::int64_t most_planned_patients(PlannedNoise noise);

}  // namespace radgauge::statistics

template <>
struct radgauge::WordsOf<radgauge::statistics::PlannedForm> {
  static constexpr std::array<std::string_view, 3> list{"one_way", "agreement", "consistency"};
};

template <>
struct radgauge::WordsOf<radgauge::statistics::PlannedQuantity> {
  static constexpr std::array<std::string_view, 4> list{"icc", "ndc", "wcv", "rc_percent"};
};

template <>
struct radgauge::WordsOf<radgauge::statistics::PlannedNoise> {
  static constexpr std::array<std::string_view, 4> list{"formula", "normal", "t5", "unequal"};
};
