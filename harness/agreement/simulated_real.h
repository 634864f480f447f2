#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/agreement.h"
#include "core/text.h"
#include "statistics/proportion.h"

namespace radgauge::agreement {

/// A question with its table and the decision of each feature over all objects. `is_real`: over an acquired
/// factor (readers, sessions, scanners, sites), where people, patients and machines did the changing; else
/// over a group of perturbations.
struct DecidedQuestion {
  const Question* question = nullptr;
  const QuestionTable* table = nullptr;
  std::vector<agreement::Decision> decisions;
  bool is_real = false;
  std::vector<bool> unmoved = {};  ///< of each feature: no object changed (FeatureRow); empty: all did
};

/// One pair of questions: what simulation certified against what the real repeat certified (the check of
/// Zwanenburg et al. 2019, doi:10.1038/s41598-018-36938-4).
struct SimulatedReal {
  std::string simulated;  ///< question over a group
  std::string real;       ///< question over an acquired factor
  std::string factor;     ///< that factor
  std::string obstacle;   ///< why the two are not compared; nothing below is filled then
  Limits limits;          ///< of both
  IccForm simulated_form = IccForm::one_way;
  IccForm real_form = IccForm::agreement;
  std::int64_t simulated_patients = 0;  ///< in the table of each question
  std::int64_t real_patients = 0;
  std::vector<std::string> features;
  std::vector<std::string> ibsi_codes;
  std::vector<agreement::Decision> simulated_decisions;
  std::vector<agreement::Decision> real_decisions;
  std::vector<agreement::Confirmation> confirmations;
  std::array<std::int64_t, 6> counts{};  ///< of features, by agreement::Confirmation
  /// Of the features that both moved, that simulation certifies and that the repeat decides about: the share
  /// that the repeat does not certify. The interval is over patients. `independent` has Wilson's interval in
  /// its place, which takes features as independent.
  statistics::Proportion false_certified;
  statistics::Proportion independent;
  std::int64_t bootstrap_samples = 0;  ///< in which the rate exists
  /// Of the features that the repeat certifies and simulation decides about: the share that simulation does
  /// not certify. Interval over patients.
  statistics::Proportion missed;

  std::int64_t count(agreement::Confirmation c) const { return counts[static_cast<std::size_t>(c)]; }
};

/// Draws, and fewer (but kFewestSamples at least) where they would answer for more features than that. A
/// feature of a question that refits for each patient (MissingRule::reml) counts as many times.
inline constexpr int kSimulatedRealSamples = 400;
inline constexpr int kFewestSamples = 100;
inline constexpr std::size_t kMostResampledAnswers = 1000000;

/// Every pair of a simulated and a real question, in their order. Two questions are compared when they have
/// the same limits, for a feature that meets the looser of two limits says nothing about the stricter.
///
/// Intervals: percentile bootstrap over patients. The patients of all questions are drawn with replacement
/// (Philox, by `seed`), each question is answered anew for those of them that it has, with the same draw for
/// every question, and the rates are counted; 2.5th to 97.5th percentile of those that exist. Features move
/// together, so that an interval over features would be far too narrow; which patients came is what chance
/// decided. It is still short: in a simulation of 20 patients and features that move together it covers the
/// mean rate over studies in 85 %, where an interval over features covers it in 70 %
/// (tests/agreement/simulated_real_test.cpp; a bias-corrected one covers less). No interval where fewer than
/// half of the draws have the rate, or there are fewer than 3 patients. The same bytes for any thread count.
///
/// `progress`, if given, is told after each draw how many are done of how many, from several threads.
std::vector<SimulatedReal> simulated_against_real(
    const std::vector<DecidedQuestion>& questions,
    const std::function<void(std::int64_t done, std::int64_t total)>& progress = {},
    int samples = kSimulatedRealSamples, std::uint64_t seed = 1);

}  // namespace radgauge::agreement
