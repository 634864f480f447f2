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
  /// `card` is the entry that names the file: what the file itself does not say.
  std::shared_ptr<const Model> (*load)(const std::string& path, const io::Yaml& card);
};

/// Every format that is read. To add one: a file with its loader, and a line in registry.cpp.
const std::vector<ModelFormat>& model_formats();

/// The keys of an entry of `models` that names a file, beside `file`.
const std::vector<std::string>& model_entry_keys();

/// The model of a file, by its extension; `card` is the entry that names it, for formats that do not say
/// everything (model_card.h). Throws Error(study) naming file and formats for another extension, and for
/// files that run code when they are opened (pickle, joblib, RDS); Error(data) for one that cannot be read.
std::shared_ptr<const Model> load_model(const std::string& path, const io::Yaml& card = {});

/// A model that stands in the study file itself: a signature, a nomogram, or the command of a worker, which
/// runs in `folder`.
std::shared_ptr<const Model> decode_model(const io::Yaml& yaml, const std::string& folder = {});

}  // namespace radgauge::models
