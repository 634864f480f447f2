#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "agreement/agreement.h"

namespace radgauge::agreement {

/// How far two runs may differ and still count as the same.
struct CompareOptions {
  double margin = 1.25;  ///< of the wSD ratio: within 1/margin and margin
  /// Of the bias on objects that both measured, in wSD of OLD; NaN: sqrt(margin^2 - 1), the bias that adds as
  /// much error as the margin of the ratio allows (0.75 for 1.25).
  double bias_margin = std::numeric_limits<double>::quiet_NaN();
};

/// The options with every default filled in. Throws Error(usage) for margins that are none.
CompareOptions check_margins(CompareOptions options);

/// An object that both runs measured, from files with the same hashes: rows of the base values.
struct PairedObject {
  std::string patient;
  std::string object;
  std::size_t old_row = 0;
  std::size_t new_row = 0;
};

/// Values of (row, feature) under base, NaN where there is none; rows as in PairedObject.
using BaseValue = std::function<double(std::size_t row, std::size_t feature)>;

/// One side of a comparison: a question, what it was answered from, and its rows.
struct ComparedSide {
  Question question;
  const QuestionTable* table = nullptr;
  std::vector<FeatureRow> rows;  ///< of stratum "all", in the order of the table's features
  BaseValue base;
};

/// Spread, decision and values of one feature in two runs, by one question. Numbers that do not exist are
/// NaN. Intervals are the two one-sided 95 % limits (90 %).
struct ComparedFeature {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::string question;
  std::string feature;
  std::string ibsi_code;
  std::string unit;
  std::int64_t n_patients_old = 0;  ///< with repeated values
  std::int64_t n_patients_new = 0;
  std::int64_t n_patients_both = 0;
  double wsd_old = kNone, wsd_new = kNone;
  double ratio = kNone;                                 ///< new / old
  double ratio_lower = kNone, ratio_upper = kNone;      ///< delete-one-patient jackknife: decides
  double ratio_f_lower = kNone, ratio_f_upper = kNone;  ///< F, objects equal and independent: for reference
  double p_equivalent = kNone, q_equivalent = kNone;    ///< TOST
  double p_worse = kNone, q_worse = kNone;              ///< of H0: ratio <= margin
  std::optional<agreement::SpreadChange> spread;        ///< nothing where there is no ratio
  double icc_old = kNone, icc_lower_old = kNone, icc_upper_old = kNone;
  double icc_new = kNone, icc_lower_new = kNone, icc_upper_new = kNone;
  agreement::Decision decision_old = agreement::Decision::not_estimable;
  agreement::Decision decision_new = agreement::Decision::not_estimable;
  std::optional<agreement::DecisionChange> change;  ///< nothing where a run that had no certificate to lose
  ///< has no answer at all
  bool gone = false;  ///< NEW does not measure the feature, or does not ask the question
  std::int64_t n_objects_paired = 0;
  double bias = kNone;  ///< mean over patients of new - old, in wSD of OLD
  double bias_lower = kNone, bias_upper = kNone;
  double p_bias_equivalent = kNone;                   ///< TOST
  double p_bias_worse = kNone, q_bias_worse = kNone;  ///< of H0: |bias| <= its margin
  double largest_change = kNone;  ///< new - old of the object that changed most, unit of the feature
  std::string largest_change_object;
  std::optional<agreement::ValueChange> values;  ///< nothing where no object is in both
  std::string reason;                            ///< why something is missing
};

/// Features of both sides by name, in the order of `before`; p values are there, q values are not yet. Throws
/// Error(usage) for margins that are none.
///
/// spread: equivalent, both limits within 1/margin and margin; smaller, the upper limit below 1/margin; not
/// larger, the upper limit below the margin; larger, the lower limit above the margin (judge_together() takes
/// that back where its q value does not hold); else undecided. A spread below 1e-12 of the size of the values
/// is 0: none in both is equivalent, none before and some after has no ratio. change: lost, certified before
/// and now not certified, or not estimable, or without an answer; undecided, certified before and now
/// inconclusive; gained, certified now and not before.
std::vector<ComparedFeature> compare(const ComparedSide& before, const ComparedSide& after,
                                     const std::vector<PairedObject>& paired, const CompareOptions& options);

/// The features of `before` that are not among `kept`, without a row in NEW: certified ones are lost, the
/// others still out; the reason of each is `why`.
std::vector<ComparedFeature> gone(const ComparedSide& before, const std::vector<std::string>& kept,
                                  const std::string& why);

/// What a comparison comes to.
struct ComparisonCounts {
  std::int64_t compared = 0;  ///< with a ratio, a change of decision or values to compare
  std::int64_t lost = 0, gained = 0, undecided = 0;
  std::int64_t gone = 0;  ///< of the lost, those that NEW does not measure or not ask about
  std::int64_t larger = 0, shifted = 0;
  std::int64_t spread_equivalent = 0, spread_not_larger = 0, spread_undecided = 0;
};

/// Fills the q values (Benjamini-Hochberg over every row of the comparison, a family for each of the three
/// tests) and takes back what does not hold among that many tests: `larger` and `shifted` need q < 0.05.
void judge_together(std::vector<ComparedFeature>& rows);
ComparisonCounts count_comparison(const std::vector<ComparedFeature>& rows);

}  // namespace radgauge::agreement
