#include "models/xgboost_file.h"

#include <array>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::models {
namespace {

using Json = nlohmann::json;

constexpr int kNewestVersion = 3;

struct XgboostReader {
  const std::string& path;

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorKind::study,
                path + ": " + what + "; predict with a worker instead (models: [{worker: [...]}])");
  }
  [[noreturn]] void broken(const std::string& what) const {
    throw Error(ErrorKind::data, path + " is no model that XGBoost saved as JSON or UBJ: " + what);
  }
  const Json& at(const Json& object, const char* key) const {
    if (!object.is_object() || !object.contains(key)) broken("it has no '" + std::string(key) + "'");
    return object.at(key);
  }
  std::string text_at(const Json& object, const char* key) const {
    const Json& value = at(object, key);
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number()) return value.dump();
    broken("'" + std::string(key) + "' is no text");
  }
  std::size_t count_at(const Json& object, const char* key) const {
    const std::string text = text_at(object, key);
    const auto value = parse_double(text);
    if (!value || !(*value >= 0 && *value <= 1e6)) broken(std::string(key) + " is '" + shortened(text) + "'");
    return static_cast<std::size_t>(*value);
  }
};

std::vector<int> version_of(const XgboostReader& reader, const Json& model) {
  std::vector<int> version;
  const Json& list = reader.at(model, "version");
  if (!list.is_array() || list.empty()) reader.broken("'version' is no list of numbers");
  for (const Json& part : list) {
    if (!part.is_number_integer()) reader.broken("'version' is no list of numbers");
    version.push_back(part.get<int>());
  }
  if (version.front() < 1 || version.front() > kNewestVersion)
    reader.refuse("saved by XGBoost " + std::to_string(version.front()) + ", and versions 1 to " +
                  std::to_string(kNewestVersion) + " are known");
  return version;
}

// "5E-1", or since 3.1 "[5E-1]".
std::string base_score_of(const XgboostReader& reader, const Json& parameters) {
  std::string text = trim(reader.text_at(parameters, "base_score"));
  if (text.starts_with("[") && text.ends_with("]")) text = trim(text.substr(1, text.size() - 2));
  if (text.find(',') != std::string::npos)
    reader.refuse("base_score has several values (" + shortened(text) +
                  "), as XGBoost 3.1 writes for classes and targets");
  if (!parse_double(text)) reader.broken("base_score is '" + shortened(text) + "'");
  return text;
}

struct ObjectiveLink {
  std::string_view objective;
  Link link;
};
constexpr std::array kObjectives{
    ObjectiveLink{"binary:logistic", Link::logit},      ObjectiveLink{"binary:logitraw", Link::logit},
    ObjectiveLink{"reg:logistic", Link::logit},         ObjectiveLink{"reg:squarederror", Link::identity},
    ObjectiveLink{"reg:absoluteerror", Link::identity}, ObjectiveLink{"reg:pseudohubererror", Link::identity},
    ObjectiveLink{"reg:linear", Link::identity},        ObjectiveLink{"survival:cox", Link::cox},
    ObjectiveLink{"multi:softprob", Link::multinomial}, ObjectiveLink{"multi:softmax", Link::multinomial}};

Link link_of(const XgboostReader& reader, const Json& learner) {
  const std::string objective = reader.text_at(reader.at(learner, "objective"), "name");
  std::vector<std::string> known;
  for (const ObjectiveLink& each : kObjectives) {
    if (each.objective == objective) return each.link;
    known.emplace_back(each.objective);
  }
  reader.refuse("objective '" + shortened(objective) + "' is not known (" + join(known, ", ") + ")");
}

void mark_used(const XgboostReader& reader, const Json& tree, std::vector<bool>& used) {
  const Json &left = reader.at(tree, "left_children"), &split = reader.at(tree, "split_indices");
  if (!left.is_array() || !split.is_array() || left.size() != split.size())
    reader.broken("a tree has lists of different lengths");
  if (tree.contains("categories_nodes") && !tree.at("categories_nodes").empty())
    reader.refuse("it splits by categories");
  for (std::size_t n = 0; n < left.size(); ++n) {
    if (!left[n].is_number_integer() || !split[n].is_number_integer())
      reader.broken("a tree holds no numbers");
    if (left[n].get<std::int64_t>() < 0) continue;  // a leaf
    const auto feature = split[n].get<std::int64_t>();
    if (feature < 0 || feature >= static_cast<std::int64_t>(used.size()))
      reader.broken("a split reads feature " + std::to_string(feature) + " of " + count_text(used.size()));
    used[static_cast<std::size_t>(feature)] = true;
  }
}

std::vector<bool> used_features(const XgboostReader& reader, const Json& learner, std::size_t features) {
  const Json& booster = reader.at(learner, "gradient_booster");
  const std::string name = reader.text_at(booster, "name");
  if (name == "gblinear") return std::vector<bool>(features, true);
  if (name != "gbtree" && name != "dart") reader.refuse("booster '" + shortened(name) + "' is not known");
  const Json& forest = name == "dart" ? reader.at(booster, "gbtree") : booster;
  const Json& model = reader.at(forest, "model");
  if (model.contains("cats") && model.at("cats").contains("enc") && !model.at("cats").at("enc").empty())
    reader.refuse("it recodes categories");
  std::vector<bool> used(features, false);
  const Json& trees = reader.at(model, "trees");
  if (!trees.is_array()) reader.broken("'trees' is no list");
  for (const Json& tree : trees) {
    if (reader.count_at(reader.at(tree, "tree_param"), "size_leaf_vector") > 1)
      reader.refuse("its leaves hold vectors (multi_strategy: multi_output_tree)");
    mark_used(reader, tree, used);
  }
  return used;
}

Json parsed_xgboost(const XgboostReader& reader, const std::string& bytes) {
  if (bytes.empty() || bytes.front() != '{')
    reader.broken(
        "it does not begin with '{' (the old binary format is of the XGBoost that wrote it: save the "
        "model again as model.json)");
  const bool is_ubj = bytes.size() > 1 && bytes[1] != '"' && bytes[1] != ' ' && bytes[1] != '\n' &&
                      bytes[1] != '\r' && bytes[1] != '\t';
  Json model = is_ubj ? Json::from_ubjson(bytes, true, false) : Json::parse(bytes, nullptr, false);
  if (model.is_discarded()) reader.broken("it cannot be read to its end");
  return model;
}

}  // namespace

XgboostFile read_xgboost(const std::string& bytes, const std::string& path) {
  const XgboostReader reader{path};
  Json model = parsed_xgboost(reader, bytes);
  XgboostFile out;
  out.version = version_of(reader, model);
  const Json& learner = reader.at(model, "learner");
  const Json& parameters = reader.at(learner, "learner_model_param");
  const std::string base_score = base_score_of(reader, parameters);
  out.link = link_of(reader, learner);
  out.n_features = reader.count_at(parameters, "num_feature");
  if (parameters.contains("num_target") && reader.count_at(parameters, "num_target") > 1)
    reader.refuse("it has several targets");
  if (out.link == Link::multinomial) {
    out.n_classes = reader.count_at(parameters, "num_class");
    if (out.n_classes < 2) reader.broken("num_class is less than 2");
  }
  if (learner.contains("feature_names") && learner.at("feature_names").is_array())
    for (const Json& name : learner.at("feature_names"))
      out.feature_names.push_back(name.is_string() ? name.get<std::string>() : "");
  if (!out.feature_names.empty() && out.feature_names.size() != out.n_features)
    reader.broken("it has " + count_text(out.n_features) + " features and " +
                  count_text(out.feature_names.size()) + " names of features");
  out.is_used = used_features(reader, learner, out.n_features);
  model["learner"]["learner_model_param"]["base_score"] = base_score;
  try {
    out.json = model.dump();
  } catch (const Json::exception&) {
    reader.broken("a text in it is not UTF-8");
  }
  return out;
}

}  // namespace radgauge::models
