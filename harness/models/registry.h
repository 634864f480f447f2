#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/yaml.h"
#include "models/model.h"

namespace radgauge::models {

/// A form in which models are kept, and what reads it.
struct ModelFormat {
  std::string name;
  std::string help;
  std::vector<std::string> extensions;  ///< with the dot, in lower case
  std::shared_ptr<const Model> (*load)(const std::string& path);
};

/// Every format that is read. To add one: a file with its loader, and a line in registry.cpp.
const std::vector<ModelFormat>& model_formats();

/// The model of a file, by its extension. Throws Error(study) naming file and formats for another extension,
/// and for files that run code when they are opened (pickle, joblib, RDS); Error(data) for one that cannot be
/// read.
std::shared_ptr<const Model> load_model(const std::string& path);

/// A model that stands in the study file itself: a signature.
std::shared_ptr<const Model> decode_model(const io::Yaml& yaml);

}  // namespace radgauge::models
