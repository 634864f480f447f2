#pragma once

#include <memory>
#include <string>

#include "io/yaml.h"
#include "models/model.h"

namespace radgauge::models {

/// A model that was saved as ONNX; `card` says what the file does not (model_card.h): at least the outcome
/// and, since the file has no names for the columns of its matrix, the inputs in their order. What the model
/// gives for a case is
///   - two numbers or more: probabilities of classes. Of two the second's counts (link logit), of several
///     `classes` names them in their order (link multinomial), or by name where the file names the same
///     classes;
///   - one: a probability where the output's name holds "prob" or the graph ends in a logistic function; else
///     a score in the sense of the link, which the card then has to say.
/// Probabilities count as no nearer to 0 and 1 than 1e-7. A case with a missing or infinite input has no
/// prediction. Throws as require_onnx_runtime(), read_onnx(), OnnxSession and decode_card(), and Error(study)
/// for a card that lists another number of inputs or classes; linear_predictor() throws Error(data) for an
/// answer that is no number, no probability, or of another length.
std::shared_ptr<const Model> load_onnx(const std::string& path, const io::Yaml& card);

}  // namespace radgauge::models
