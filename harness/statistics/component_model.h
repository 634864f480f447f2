#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <string>
#include <vector>

namespace radgauge::statistics {

/// Factors of a gauge study; a term is a set of them (bitwise or).
inline constexpr unsigned kPatient = 1, kObject = 2, kSite = 4, kScanner = 8, kSession = 16, kReader = 32,
                          kCondition = 64, kDraw = 128, kEngine = 256;
/// What is measured, whoever and whatever measures it.
inline constexpr unsigned kObjects = kPatient | kObject;
inline constexpr std::array<const char*, 9> kFactorNames{"patient", "object",    "site", "scanner", "session",
                                                         "reader",  "condition", "draw", "engine"};
/// Position of a factor in kFactorNames.
constexpr std::size_t factor_index(unsigned factor) {
  return static_cast<std::size_t>(std::countr_zero(factor));
}

/// "object:reader".
std::string term_name(unsigned factors);

/// LabelledValues of one feature: values[i] was measured at labels[f][i] of factor f (in the order of
/// kFactorNames; an empty list is a factor the table does not have; patient and object are always there).
/// Labels are nested: an object is patient and object, a scanner is site and scanner, a session is site,
/// scanner and session. A draw is a random change of an acquired image that every reader, engine and
/// condition of that image shares: it is nested in object and instrument.
struct LabelledValues {
  std::vector<double> values;
  std::array<std::vector<std::string>, kFactorNames.size()> labels;
  std::vector<std::string>& of(unsigned factor) { return labels[factor_index(factor)]; }
  const std::vector<std::string>& of(unsigned factor) const { return labels[factor_index(factor)]; }
};

/// A partition of the measurements: level[i] of measurement i, 0 .. n_levels - 1.
struct Grouping {
  std::vector<std::size_t> level;
  std::size_t n_levels = 0;
};

/// A random term: its factors, its name ("object:reader") and the partition it makes.
struct ModelTerm {
  unsigned factors = 0;
  std::string name;
  Grouping groups;
  std::string reason;  ///< why the term has no component, if it was left out of the model
};

/// Two factors that cannot be told apart: `factor` changes only together with `with`.
struct ConfoundedFactors {
  unsigned factor = 0;  ///< 0: none
  unsigned with = 0;
  std::string text;  ///< "scanner is confounded with object (each object has one scanner only)"
};

/// The random model of a table: one grand mean, `terms` (by number of factors, then in the order of
/// kFactorNames), and the residual within `cells`.
struct ComponentModel {
  std::vector<ModelTerm> terms;
  std::vector<ModelTerm> left_out;  ///< main terms of factors with a single level
  Grouping cells;
  bool repeats = false;          ///< some combination of levels was measured more than once
  bool balanced = false;         ///< every combination of levels was measured, equally often
  std::string confounding;       ///< names the factors that cannot be told apart; empty if all can
  ConfoundedFactors confounded;  ///< the same, if it is two factors and not terms
  unsigned factors() const {
    unsigned all = 0;
    for (const ModelTerm& term : terms) all |= term.factors;
    return all;
  }
};

/// Derives the model from the design: every crossing of {patient, patient:object}, {site, site:scanner,
/// site:scanner:session}, {reader} and {condition} whose factors the table has. `patient` is a factor when a
/// patient has two objects; `object` then is nested in it, else it is the object alone. A factor with one
/// level is left out. Without repeats the finest crossing is the residual. Draws are a term (object:draw,
/// with the instrument) where readers or conditions share them, else they are repeats. With `nest_readers` a
/// reader who worked at one scanner, session or site only is nested in it where several did; without, that is
/// a confounding.
ComponentModel component_model(const LabelledValues& measurements, bool nest_readers = false);

}  // namespace radgauge::statistics
