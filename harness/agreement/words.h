#pragma once

#include <compare>
#include <optional>
#include <string>

#include "core/question_rules.h"

namespace radgauge::agreement {

/// What the limits of a question come to for a feature, best first.
enum class Decision { certified, not_certified, inconclusive, not_estimable };

/// What the reason beside a decision says in whole, for readers that show the same elsewhere: that the
/// interval of the ICC misses or includes its limit, or anything.
enum class ReasonKind { anything, icc_limit };

/// Koo & Li 2016 (doi:10.1016/j.jcm.2016.02.012): below 0.50 poor, below 0.75 moderate, below 0.90 good, else
/// excellent.
enum class KooLi { poor, moderate, good, excellent };

/// The classes of both ends of an interval.
struct KooLiRange {
  KooLi lower = KooLi::poor;
  KooLi upper = KooLi::poor;
  friend bool operator==(const KooLiRange&, const KooLiRange&) = default;
};

/// The scale on which the SD within objects does not follow the mean.
enum class Scale { raw, log };

/// How variance components were estimated.
enum class GaugeMethod { anova, reml };

/// What a variance component is part of: repeatability, reproducibility or part variation.
enum class Variation { ev, av, pv };

/// On which side of the value at which nothing changes the levels of a factor lie.
enum class DoseSide { above, below };

/// Where the critical magnitude lies: at a level that was tested, beyond the largest, below the smallest, or
/// nobody can tell.
enum class CriticalPlace { at, beyond_largest, below_smallest, not_estimable };

/// What became of a spread, of a decision and of the values from one run to another.
enum class SpreadChange { equivalent, smaller, not_larger, larger, undecided };
enum class DecisionChange { kept, gained, lost, undecided, still_out };
enum class ValueChange { identical, equivalent, shifted, undecided };

/// What a real repeat makes of a feature that perturbations decided about. Certified or not by both, or by
/// one; undecided where either is inconclusive or not estimable; unmoved where one of them moved the feature
/// in no object, so that it was not put to a test.
enum class Confirmation { confirmed, false_certified, missed, refused, undecided, unmoved };

/// The objects that a row is about: all, or a stratum of them with its label ("low (< 2.1 cm^3)", "Gera").
struct StratumKey {
  std::optional<StratumBy> by;  ///< nothing: all objects
  std::string label = {};

  bool is_all() const { return !by; }
  friend auto operator<=>(const StratumKey&, const StratumKey&) = default;
};
}  // namespace radgauge::agreement

namespace radgauge {

template <>
struct WordsOf<agreement::Decision> {
  static constexpr std::array<std::string_view, 4> list{"certified", "not certified", "inconclusive",
                                                        "not estimable"};
};
template <>
struct WordsOf<agreement::KooLi> {
  static constexpr std::array<std::string_view, 4> list{"poor", "moderate", "good", "excellent"};
};
template <>
struct WordsOf<agreement::Scale> {
  static constexpr std::array<std::string_view, 2> list{"raw", "log"};
};
template <>
struct WordsOf<agreement::GaugeMethod> {
  static constexpr std::array<std::string_view, 2> list{"ANOVA", "REML"};
};
template <>
struct WordsOf<agreement::DoseSide> {
  static constexpr std::array<std::string_view, 2> list{"above", "below"};
};
template <>
struct WordsOf<agreement::CriticalPlace> {
  static constexpr std::array<std::string_view, 4> list{"at", "> largest tested", "< smallest tested",
                                                        "not estimable"};
};
template <>
struct WordsOf<agreement::SpreadChange> {
  static constexpr std::array<std::string_view, 5> list{"equivalent", "smaller", "not larger", "larger",
                                                        "undecided"};
};
template <>
struct WordsOf<agreement::DecisionChange> {
  static constexpr std::array<std::string_view, 5> list{"kept", "gained", "lost", "undecided", "still out"};
};
template <>
struct WordsOf<agreement::Confirmation> {
  static constexpr std::array<std::string_view, 6> list{"confirmed",       "false certified", "missed",
                                                        "refused by both", "undecided",       "unmoved"};
};
template <>
struct WordsOf<agreement::ValueChange> {
  static constexpr std::array<std::string_view, 4> list{"identical", "equivalent", "shifted", "undecided"};
};

/// "good", or "moderate to good" where the ends differ.
std::string to_text(const agreement::KooLiRange& range);
/// "all", "site: Gera".
std::string to_text(const agreement::StratumKey& stratum);

}  // namespace radgauge
