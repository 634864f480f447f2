#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/nan.h"
#include "core/words.h"

namespace radgauge::models {

/// What the linear predictor becomes: log odds of the outcome (logit); the predicted value itself (identity);
/// log odds of one class of several (multinomial); a log hazard (cox).
enum class Link { logit, identity, multinomial, cox };

/// What a model reads of a case: a feature by its full name, or a column of the cohort.
struct Input {
  enum class Kind { feature, covariate };
  Kind kind = Kind::feature;
  std::string name;
  friend auto operator<=>(const Input&, const Input&) = default;
};

/// A point of the survival curve of a case whose linear predictor is 0; time in the unit of the cohort's.
struct BaselinePoint {
  double time = kNaN;
  double survival = kNaN;
  friend bool operator==(const BaselinePoint&, const BaselinePoint&) = default;
};

/// By the name of an extraction, what identifies its settings: 16 hexadecimal digits.
using ExtractionHashes = std::map<std::string, std::string>;

/// What is known of a model without running it.
struct ModelCard {
  std::string name;
  Link link = Link::logit;
  std::string outcome;  ///< column of the cohort: 0 or 1; a class (multinomial); a number (identity)
  std::string time;     ///< column of the time until outcome or censoring (cox)
  std::optional<double> threshold = {};   ///< decision: response >= threshold
  std::vector<Input> inputs;              ///< each once
  std::vector<std::string> classes = {};  ///< of multinomial: one output for each
  std::vector<BaselinePoint> baseline = {};
  std::optional<double> horizon = {};  ///< time at which a Cox model's risk is judged
  ExtractionHashes extractions = {};   ///< what its features were measured with; empty: not known

  std::size_t n_outputs() const { return classes.empty() ? 1 : classes.size(); }
};

/// A file that has to lie beside a study which names it: its path from there, and what it holds.
struct ModelFile {
  std::string name;
  std::string bytes;
};

/// Values of the inputs of a card, in their order; as long as each other, NaN where a case has none.
using InputColumns = std::span<const std::span<const double>>;

/// A trained model. Nothing of it changes; any number of threads.
class Model {
 public:
  virtual ~Model() = default;
  virtual const ModelCard& card() const = 0;
  /// The linear predictor of each case for one output (log odds, value or log hazard; of a class its log odds
  /// against all others); NaN where an input that counts is missing. Throws Error(internal) for another
  /// number of columns than inputs.
  virtual std::vector<double> linear_predictor(InputColumns columns, std::size_t output = 0) const = 0;
  /// If the linear predictor is a weighted sum: the weight of each input, per its unit.
  virtual std::optional<std::vector<double>> weights() const { return std::nullopt; }
  /// The model as one line of YAML that a study file may hold in its place; "" if it has no such form.
  virtual std::string inline_text() const { return {}; }
  /// The files that inline_text() names.
  virtual std::vector<ModelFile> files() const { return {}; }
};

/// Throws Error(internal) for another number of columns than the inputs of the card.
void check_column_count(const ModelCard& card, std::size_t columns);

/// What a linear predictor means: a probability (logit, multinomial), a value (identity), the probability of
/// the outcome by the horizon (cox with baseline and horizon, else NaN).
double response(const ModelCard& card, double linear_predictor);

}  // namespace radgauge::models

namespace radgauge {
template <>
struct WordsOf<models::Link> {
  static constexpr std::array list{std::string_view("logit"), std::string_view("identity"),
                                   std::string_view("multinomial"), std::string_view("cox")};
};
}  // namespace radgauge
