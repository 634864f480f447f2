#include "models/registry.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "models/model_card.h"
#include "models/nomogram.h"
#include "models/onnx_model.h"
#include "models/signature.h"
#include "models/worker.h"
#include "models/xgboost_model.h"

namespace radgauge::models {
namespace {

std::shared_ptr<const Model> load_signature(const std::string& path, const io::Yaml& entry) {
  const std::vector<std::string> keys{"file"};
  if (entry.kind == io::Yaml::Kind::map) entry.check_keys(keys, "a model whose file says everything of it");
  return decode_model(io::read_yaml(path), std::filesystem::path(path).parent_path().string());
}

std::string lower_extension(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

bool runs_code(const std::string& extension) {
  return extension == ".pkl" || extension == ".pickle" || extension == ".joblib" || extension == ".rds";
}

}  // namespace

const std::vector<ModelFormat>& model_formats() {
  static const std::vector<ModelFormat> formats{
      {"signature",
       "terms with mean, SD and coefficient, an intercept and a link: logit, identity, multinomial or cox; "
       "or a nomogram, points and their total; or the command of a worker, a program that predicts",
       {".yaml", ".yml"},
       &load_signature},
      {"xgboost", "saved by XGBoost 1.0 to 3 as JSON or UBJ", {".json", ".ubj"}, &load_xgboost},
      {"onnx", "saved as ONNX in one file: a matrix in, probabilities or scores out", {".onnx"}, &load_onnx}};
  return formats;
}

const std::vector<std::string>& model_entry_keys() {
  return card_keys();
}

std::shared_ptr<const Model> load_model(const std::string& path, const io::Yaml& card) {
  const std::string extension = lower_extension(path);
  std::vector<std::string> known;
  for (const ModelFormat& format : model_formats()) {
    if (std::find(format.extensions.begin(), format.extensions.end(), extension) != format.extensions.end())
      return format.load(path, card);
    known.push_back(format.name + " (" + join(format.extensions, ", ") + ")");
  }
  throw Error(ErrorKind::study,
              path +
                  (runs_code(extension)
                       ? " is of a kind that runs code when it is opened, which radgauge never does; write "
                         "its coefficients as a signature, or let a worker of yours predict with it"
                       : " is of no known kind of model") +
                  "; known: " + join(known, ", "));
}

std::shared_ptr<const Model> decode_model(const io::Yaml& yaml, const std::string& folder) {
  if (yaml.find("worker") != nullptr) return load_worker(yaml, folder);
  if (yaml.find("points") != nullptr) return nomogram_model(decode_nomogram(yaml));
  return signature_model(decode_signature(yaml));
}

}  // namespace radgauge::models
