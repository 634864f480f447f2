#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace radgauge {

/// Factors of a gauge study; a term is a set of them (bitwise or).
inline constexpr unsigned kPatient = 1, kObject = 2, kScanner = 4, kSession = 8, kReader = 16;
inline constexpr std::array<const char*, 5> kFactorNames{"patient", "object", "scanner", "session", "reader"};

/// Measurements of one feature: values[i] was measured at labels[f][i] of factor f (in the order of
/// kFactorNames; an empty list is a factor the table does not have; patient and object are always there).
/// Labels are nested: an object is patient and object, a session is scanner and session.
struct Measurements {
  std::vector<double> values;
  std::array<std::vector<std::string>, 5> labels;
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

/// The random model of a table: one grand mean, `terms` (by number of factors, then in the order patient
/// object scanner session reader), and the residual within `cells`.
struct ComponentModel {
  std::vector<ModelTerm> terms;
  std::vector<ModelTerm> left_out;  ///< main terms of factors with a single level
  Grouping cells;
  bool repeats = false;     ///< some cell holds more than one measurement
  bool balanced = false;    ///< every combination of levels was measured, equally often
  std::string confounding;  ///< names the factors that cannot be told apart; empty if all can
};

/// Derives the model from the design: every crossing of {patient, patient:object}, {scanner,
/// scanner:session} and {reader} whose factors the table has. `patient` is a factor when a patient has two
/// objects; `object` then is nested in it, else it is the object alone. A factor with one level is left out.
/// Without repeats the finest crossing is the residual.
ComponentModel component_model(const Measurements& measurements);

}  // namespace radgauge
