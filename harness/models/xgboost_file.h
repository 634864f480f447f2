#pragma once

#include <string>
#include <vector>

#include "models/model.h"

namespace radgauge::models {

/// A model file of XGBoost as it has to be for the library that reads it.
struct XgboostFile {
  std::string json;  ///< of the whole model; base_score is a number in text, never a list
  Link link = Link::logit;
  std::vector<std::string> feature_names;  ///< empty where the file holds none
  std::size_t n_features = 0;
  std::size_t n_classes = 0;  ///< of a multinomial model; else 0
  std::vector<bool> is_used;  ///< of each feature: some split or weight reads it
  std::vector<int> version;   ///< of the XGBoost that saved it
};

/// The content of a file that XGBoost saved as JSON or UBJ. `version` and `base_score` are looked at before
/// any library sees it, since XGBoost 1.7 reads some newer files without an error and predicts wrongly: a
/// base_score that is a list of one number (3.1 and newer) is rewritten as the number; what 1.7 does not know
/// (several base scores, vector leaves, several targets, categories, versions above 3) is refused by name.
/// Throws Error(study) saying what and what to do, Error(data) for a file that is no such model. `path` is
/// for messages.
XgboostFile read_xgboost(const std::string& bytes, const std::string& path);

}  // namespace radgauge::models
