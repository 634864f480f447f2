#pragma once

#include <string>
#include <vector>

#include "io/yaml.h"
#include "models/model.h"

namespace radgauge::models {

/// Keys of a card: what a file of a foreign kind does not say of its model. model (name), link, outcome,
/// time, threshold, inputs (names in the order in which the model takes them), covariates (which of the
/// inputs are columns of the cohort), classes, extractions (hashes of what the features were measured with).
const std::vector<std::string>& card_keys();

/// What a card says, as far as it does. A threshold lies between 0 and 1 unless the link is identity; time is
/// of link cox alone, classes of multinomial. The link that is not said is `link`, the inputs `inputs`, the
/// classes `classes`. Throws Error(study) with file:line:column for a value that cannot be, for a card
/// without outcome or inputs, and for an input that is named twice.
ModelCard decode_card(const io::Yaml& yaml, const ModelCard& from_file);

/// The keys of a card as they stand in a line of YAML: "model: forest, link: logit, outcome: relapse, ...".
std::string card_text(const ModelCard& card);

}  // namespace radgauge::models
