#include "models/xgboost_model.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <mutex>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"
#include "models/foreign_model.h"
#include "models/log_odds_of_class.h"
#include "models/model_card.h"
#include "models/xgboost_file.h"

#ifdef RADGAUGE_XGBOOST
#include <xgboost/c_api.h>
#endif

namespace radgauge::models {

#ifdef RADGAUGE_XGBOOST
namespace {

void check_xgboost(int code, const std::string& path) {
  if (code != 0) throw Error(ErrorKind::data, path + ": XGBoost says: " + shortened(XGBGetLastError()));
}

/// What lies beyond a float counts as its largest: it is on the same side of every split.
float as_float(double value) {
  constexpr double kMost = std::numeric_limits<float>::max();
  return static_cast<float>(std::clamp(value, -kMost, kMost));
}

/// A booster of the library. One thread at a time.
class Booster {
 public:
  Booster(const std::string& json, const std::string& path) : path_(path) {
    check_xgboost(XGBoosterCreate(nullptr, 0, &handle_), path_);
    try {
      check_xgboost(XGBoosterSetParam(handle_, "nthread", "1"), path_);
      check_xgboost(XGBoosterLoadModelFromBuffer(handle_, json.data(), json.size()), path_);
    } catch (...) {
      XGBoosterFree(handle_);
      throw;
    }
  }
  Booster(const Booster&) = delete;
  Booster& operator=(const Booster&) = delete;
  ~Booster() { XGBoosterFree(handle_); }

  /// Margins of rows x columns values, row by row: [row][output].
  std::vector<double> margins(const std::vector<float>& values, std::size_t rows, std::size_t columns) {
    const std::lock_guard lock(mutex_);
    DMatrixHandle matrix = nullptr;
    check_xgboost(XGDMatrixCreateFromMat(values.data(), rows, columns, NAN, &matrix), path_);
    const std::unique_ptr<void, int (*)(DMatrixHandle)> owner(matrix, &XGDMatrixFree);
    constexpr const char* kMargins =
        R"({"type": 1, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": true})";
    const bst_ulong* shape = nullptr;
    const float* result = nullptr;
    bst_ulong dimensions = 0;
    check_xgboost(XGBoosterPredictFromDMatrix(handle_, matrix, kMargins, &shape, &dimensions, &result),
                  path_);
    std::size_t n = 1;
    for (bst_ulong d = 0; d < dimensions; ++d) n *= shape[d];
    return {result, result + n};
  }

 private:
  std::string path_;
  BoosterHandle handle_ = nullptr;
  std::mutex mutex_;
};

class XgboostModel : public Model {
 public:
  XgboostModel(ModelCard card, const XgboostFile& file, std::string bytes, const std::string& path)
      : card_(std::move(card)),
        all_inputs_(card_.inputs),
        n_features_(file.n_features),
        bytes_(std::move(bytes)),
        kept_name_(kept_model_name(card_, bytes_, path)),
        booster_(file.json, path) {
    card_.inputs.clear();
    for (std::size_t j = 0; j < n_features_; ++j)
      if (file.is_used[j]) {
        place_.push_back(j);
        card_.inputs.push_back(all_inputs_[j]);
      }
  }

  const ModelCard& card() const override { return card_; }

  std::vector<double> linear_predictor(InputColumns columns, std::size_t output) const override {
    check_column_count(card_, columns.size());
    const std::size_t n = columns.empty() ? 0 : columns[0].size(), outputs = card_.n_outputs();
    std::vector<double> out(n, kNaN);
    std::vector<std::size_t> complete;
    for (std::size_t i = 0; i < n; ++i)
      if (std::none_of(columns.begin(), columns.end(), [&](const auto& c) { return std::isnan(c[i]); }))
        complete.push_back(i);
    if (complete.empty()) return out;
    std::vector<float> values(complete.size() * n_features_, std::nanf(""));
    for (std::size_t k = 0; k < complete.size(); ++k)
      for (std::size_t j = 0; j < place_.size(); ++j)
        values[k * n_features_ + place_[j]] = as_float(columns[j][complete[k]]);
    const std::vector<double> margins = booster_.margins(values, complete.size(), n_features_);
    if (margins.size() != complete.size() * outputs)
      throw Error(ErrorKind::internal, "XGBoost gave " + count_text(margins.size()) + " margins for " +
                                           count_text(complete.size()) + " cases of model " + card_.name);
    for (std::size_t k = 0; k < complete.size(); ++k)
      out[complete[k]] = log_odds_of_class(std::span(margins).subspan(k * outputs, outputs), output);
    return out;
  }

  std::string inline_text() const override {
    ModelCard card = card_;
    card.inputs = all_inputs_;
    return "{file: " + io::yaml_scalar(kept_name_) + ", " + card_text(card) + "}";
  }

  std::vector<ModelFile> files() const override { return {{kept_name_, bytes_}}; }

 private:
  ModelCard card_;
  std::vector<Input> all_inputs_;
  std::vector<std::size_t> place_;  ///< of each input among the features of the file
  std::size_t n_features_;
  std::string bytes_, kept_name_;
  mutable Booster booster_;
};

}  // namespace

std::string xgboost_version() {
  int major = 0, minor = 0, patch = 0;
  XGBoostVersion(&major, &minor, &patch);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

std::shared_ptr<const Model> load_xgboost(const std::string& path, const io::Yaml& card) {
  std::string bytes = io::read_file(path);
  const XgboostFile file = read_xgboost(bytes, path);
  std::vector<std::string> keys = card_keys();
  keys.push_back("file");
  card.check_keys(keys, "a model of XGBoost");
  ModelCard known;
  known.name = std::filesystem::path(path).stem().string();
  known.link = file.link;
  for (const std::string& name : file.feature_names) known.inputs.push_back({Input::Kind::feature, name});
  for (std::size_t k = 0; k < file.n_classes; ++k) known.classes.push_back(std::to_string(k));
  known = decode_card(card, known);
  if (known.link != file.link)
    throw card.error("the objective of " + path + " makes its link " + std::string(to_text(file.link)) +
                     ", not " + std::string(to_text(known.link)));
  if (known.inputs.size() != file.n_features)
    throw card.error(path + " has " + count_text(file.n_features) + " features, and 'inputs' names " +
                     count_text(known.inputs.size()));
  return std::make_shared<const XgboostModel>(std::move(known), file, std::move(bytes), path);
}

#else

std::string xgboost_version() {
  return {};
}

std::shared_ptr<const Model> load_xgboost(const std::string& path, const io::Yaml&) {
  throw Error(
      ErrorKind::study,
      path +
          " is a model of XGBoost, and this radgauge was built without it: install libxgboost-dev and "
          "build again, or predict with a worker (models: [{worker: [...]}])");
}

#endif

}  // namespace radgauge::models
