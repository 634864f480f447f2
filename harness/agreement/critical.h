#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "agreement/agreement.h"

namespace radgauge::agreement {

/// One level of a factor as it was measured. Magnitudes in the unit of its curve; the achieved ones are the
/// mean, least and most over cells, or the requested value where nothing was recorded.
struct DoseLevel {
  double requested = 0;  ///< value of the parameter
  double achieved = 0;
  double achieved_min = 0;
  double achieved_max = 0;
  std::int64_t cells = 0;
  std::int64_t limited = 0;          ///< cells that could not do what was asked
  std::int64_t failed = 0;           ///< cells without any value
  std::vector<std::size_t> columns;  ///< of the question's table: one for each repeat
  /// Other magnitudes recorded with it: name, mean over cells.
  std::vector<std::pair<std::string, double>> side_effects = {};
};

/// The levels of one factor on one side of level 0, the mildest first.
struct DoseCurve {
  std::string factor;                                         ///< "mask.grow_mm:distance_mm"
  agreement::DoseSide side = agreement::DoseSide::above;      ///< of level 0
  std::string magnitude;                                      ///< "distance_mm": what `achieved` is
  std::string unit;                                           ///< of `achieved`
  std::string parameter;                                      ///< "distance_mm": what `requested` is
  double level_0 = std::numeric_limits<double>::quiet_NaN();  ///< of `achieved`; NaN where it is unknown
  std::vector<DoseLevel> levels;
  std::vector<DoseLevel> idle = {};  ///< that left the magnitude at level 0 in every cell: no doses
};

/// Agreement of one level of a factor with base, one feature: a point of a dose-response curve and a row of
/// dose_response.csv. NaN is "does not exist".
struct DosePoint {
  std::string question, factor, feature;
  agreement::DoseSide side = agreement::DoseSide::above;
  double requested = kNone, achieved = kNone;
  double icc = kNone, icc_lower = kNone, icc_upper = kNone;  ///< ICC(A,1) with the jackknife over patients
  double rc_percent = kNone, rc_percent_upper = kNone;
  double bias = kNone;  ///< level - base, unit of the feature
  double failure_rate = kNone;
  agreement::Decision decision = agreement::Decision::not_estimable;  ///< by the limits of the question
  std::string reason;

  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
};

/// A row of critical.csv: how much of one factor a feature bears.
struct CriticalRow {
  std::string question, factor, feature, ibsi_code, family;
  agreement::DoseSide side = agreement::DoseSide::above;
  std::string magnitude, unit;
  agreement::CriticalPlace answer = agreement::CriticalPlace::not_estimable;
  double critical = kNone;   ///< largest achieved magnitude that is certified, as are all milder ones
  double requested = kNone;  ///< what was asked for there
  double crossing = kNone;   ///< where the deciding limit is crossed first, interpolated
  double estimate_crossing =
      kNone;  ///< where the estimate itself crosses; -inf, inf: outside what was tested
  double estimate_crossing_lower = kNone, estimate_crossing_upper = kNone;  ///< 95 %, bootstrap over patients
  std::string limit;                          ///< the key of the limit that is crossed
  std::optional<agreement::Decision> beyond;  ///< at the next level
  std::int64_t n_patients = 0, n_objects = 0, n_levels = 0, n_repeats = 0;
  std::string reason;

  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
};

struct CriticalAnswer {
  std::vector<CriticalRow> rows;  ///< curve by curve, in the order of the features
  std::vector<DosePoint> points;  ///< of the same, level by level
};

/// The draws of patients: as many for every feature and factor.
struct PatientBootstrap {
  std::uint64_t seed = 1;
  std::size_t draws = 500;
};

/// The critical magnitudes of every feature. `table` has base among its columns; its strata are not used.
///
/// At each level m every object is compared with itself under base: ICC(A,1) of the two columns (base, m),
/// and the repeatability, bias and failures of the same two, decided by the limits of the question as in
/// answer_in_detail() (complete cases; columns fixed). Repeats of a level are pooled, not averaged: each is a
/// pair with base, a row of its own that stays with its patient. The mean of several draws would be less
/// noisy than the one measurement that the answer is about (Bland & Altman 2007,
/// doi:10.1080/10543400701329422).
///
/// critical: the achieved magnitude of the last level before the first that is not certified. crossing: where
/// the bound that decides (the lower limit of the ICC, the upper of the others) first crosses its limit,
/// linear between those two levels. estimate_crossing: the same of the estimates, the magnitude at which the
/// feature itself reaches the limit, for a benchmark dose as in Crump 1984
/// (doi:10.1016/0272-0590(84)90107-6); its 95 % percentile interval resamples patients with all their objects
/// and repeats (Efron & Tibshirani 1993, doi:10.1201/9780429246593), by counter-based draws: the same for
/// any threads. Draws in which an ICC does not exist are left out; more than a tenth of them, or fewer than 5
/// patients: no interval.
///
/// Parallel over features. 215 features x 36 levels x 500 draws of 30 patients: about 1 s on two cores.
CriticalAnswer critical_magnitudes(const Question& question, const QuestionTable& table,
                                   const std::vector<DoseCurve>& curves, const PatientBootstrap& bootstrap);

}  // namespace radgauge::agreement
