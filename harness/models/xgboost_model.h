#pragma once

#include <memory>
#include <string>

#include "io/yaml.h"
#include "models/model.h"

namespace radgauge::models {

/// Can this build predict with XGBoost? The text is its version ("1.7.4"), or "" where it was built without.
std::string xgboost_version();

/// A model that XGBoost saved as JSON or UBJ (read_xgboost()); `card` says what the file does not
/// (model_card.h), names of inputs default to those of the file. Linear predictors are the library's margins,
/// on inputs as float32, over all trees. Inputs that no split reads are no inputs of the card; a case without
/// one that is read has no prediction, though XGBoost would have a branch for it. Throws as read_xgboost()
/// and decode_card(), and Error(study) in a build without XGBoost.
std::shared_ptr<const Model> load_xgboost(const std::string& path, const io::Yaml& card);

}  // namespace radgauge::models
