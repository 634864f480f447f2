#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/field.h"
#include "io/yaml.h"
#include "models/model.h"

namespace radgauge::models {

/// A term of a signature: coefficient (x - mean)/sd of one input.
struct Term {
  Input input;
  double mean = 0;
  double sd = 1;
  double coefficient = 0;

  static FieldList<Term> fields();  ///< of mean, sd and coefficient
  friend bool operator==(const Term&, const Term&) = default;
};

/// An intercept and its terms.
struct LinearScore {
  double intercept = 0;
  std::vector<Term> terms;
};

/// A linear model in the form in which most radiomics scores are published: score = intercept + sum
/// coefficient (x - mean)/sd. `scores` has one entry, or one for each class of `card`.
struct Signature {
  ModelCard card;
  std::vector<LinearScore> scores;
};

/// From a map with the keys model, link, intercept, threshold, outcome, extractions, terms, and by link:
/// classes (multinomial), time, baseline, horizon (cox). Throws Error(study) with file:line:column.
Signature decode_signature(const io::Yaml& yaml);

/// The signature as YAML that reads back as the same; `lines` gives a file, else one line for a study.
std::string signature_text(const Signature& signature, bool lines = true);

/// A model that predicts by it.
std::shared_ptr<const Model> signature_model(Signature signature);

/// The keys of a signature, for messages and pages.
const std::vector<std::string>& signature_keys();

}  // namespace radgauge::models
