#pragma once

#include "core/words.h"

namespace radgauge {

// What a question of a study says of how it wants to be answered. A study reads these words, agreement
// answers by them.

enum class IccForm { one_way, agreement, consistency };  // ICC(1,1), ICC(A,1), ICC(C,1)

/// Whom a crossed answer speaks for: these columns (readers, scanners, levels), or a population of columns
/// that they were drawn from.
enum class Levels { fixed, drawn };

/// What the levels of a group are held against: base, and the worst of them decides, so that a certified
/// feature may be used under any; or each other, and their pooled ICC decides.
enum class Against { base, each_other };

/// What the objects are: lesions of patients, of whose kind there are more; or materials of a phantom, chosen
/// to be unlike one another, so that an ICC over them says how unlike they are and nothing of the
/// measurement.
enum class Objects { patients, materials };

/// What becomes of objects with a cell that has no value: left out of a crossed ICC (a one-way ICC takes its
/// unbalanced n0 form), or every value by restricted maximum likelihood.
enum class MissingRule { complete_cases, reml };

/// The scale of repeatability in percent; automatic: by the dependence of the SD on the mean.
enum class ScaleRule { automatic, raw, log };

/// What strata are made by beside the answer for all objects.
enum class StratumBy { volume, site, modality };

template <>
struct WordsOf<IccForm> {
  static constexpr std::array<std::string_view, 3> list{"one_way", "agreement", "consistency"};
};
template <>
struct WordsOf<Levels> {
  static constexpr std::array<std::string_view, 2> list{"fixed", "drawn"};
};
template <>
struct WordsOf<Against> {
  static constexpr std::array<std::string_view, 2> list{"base", "each_other"};
};
template <>
struct WordsOf<Objects> {
  static constexpr std::array<std::string_view, 2> list{"patients", "materials"};
};
template <>
struct WordsOf<MissingRule> {
  static constexpr std::array<std::string_view, 2> list{"complete_cases", "reml"};
};
template <>
struct WordsOf<ScaleRule> {
  static constexpr std::array<std::string_view, 3> list{"auto", "raw", "log"};
};
template <>
struct WordsOf<StratumBy> {
  static constexpr std::array<std::string_view, 3> list{"volume", "site", "modality"};
};

}  // namespace radgauge
