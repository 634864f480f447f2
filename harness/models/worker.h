#pragma once

#include <memory>
#include <string>

#include "io/yaml.h"
#include "models/model.h"

namespace radgauge::models {

/// Version of the words that radgauge and a worker speak.
inline constexpr int kWorkerProtocol = 1;

/// Keys of a worker beside those of a card: worker (the words of the command), timeout_s, batch.
const std::vector<std::string>& worker_keys();

/// A model that a program of the user's predicts with, in JSON lines on its input and output. First
///   {"radgauge_worker": 1, "inputs": ["f1", "f2"], "outputs": 1}
/// which it answers with {"radgauge_worker": 1}, and "inputs" if it knows their names. Then batches
///   {"id": 1, "rows": [[0.5, 2], ...]}
/// answered with {"id": 1, "probabilities": [0.25, ...]}, or "scores": linear predictors in the sense of the
/// link; of several classes a list for each row. {"id": 1, "error": "..."} says what is wrong. Rows with a
/// missing input are never asked. Probabilities count as no closer to 0 and 1 than 1e-7: their log odds have
/// to be finite. The program runs in `folder`, once, from the first question on (at once if the card does
/// not list the inputs). Throws Error(study) for a card that cannot be, and Error(data) with the reason and
/// the end of what the program printed: no answer in time, an early end, another version, other inputs,
/// another number of predictions, or one that is no number.
std::shared_ptr<const Model> load_worker(const io::Yaml& card, const std::string& folder);

}  // namespace radgauge::models
