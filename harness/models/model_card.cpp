#include "models/model_card.h"

#include <algorithm>

#include "core/text.h"
#include "models/extraction_hashes.h"

namespace radgauge::models {

using io::Yaml;

const std::vector<std::string>& card_keys() {
  static const std::vector<std::string> keys{"model",  "link",       "outcome", "time",       "threshold",
                                             "inputs", "covariates", "classes", "extractions"};
  return keys;
}

namespace {

std::vector<std::string> card_names(const Yaml& list, const std::string& what) {
  std::vector<std::string> names;
  for (const Yaml& item : list.as_sequence(what)) {
    if (item.as_text(what).empty()) throw item.error(what + ": an empty name");
    if (std::find(names.begin(), names.end(), item.text) != names.end())
      throw item.error(what + " name '" + item.text + "' twice");
    names.push_back(item.text);
  }
  return names;
}

void decode_card_inputs(ModelCard& card, const Yaml& yaml) {
  if (const Yaml* inputs = yaml.find("inputs")) {
    card.inputs.clear();
    for (const std::string& name : card_names(*inputs, "inputs"))
      card.inputs.push_back({Input::Kind::feature, name});
  }
  if (card.inputs.empty())
    throw yaml.error(
        "the model says nowhere what its inputs are called; list them in their order under "
        "'inputs'");
  const Yaml* covariates = yaml.find("covariates");
  if (covariates == nullptr) return;
  for (const Yaml& item : covariates->as_sequence("covariates")) {
    const std::string& name = item.as_text("covariates");
    const auto at = std::find_if(card.inputs.begin(), card.inputs.end(),
                                 [&](const Input& input) { return input.name == name; });
    if (at == card.inputs.end()) {
      std::vector<std::string> known;
      for (const Input& input : card.inputs) known.push_back(input.name);
      throw item.error("covariate '" + name + "' is no input of the model" + did_you_mean(name, known));
    }
    at->kind = Input::Kind::covariate;
  }
}

Link decode_card_link(const Yaml& yaml, Link of_file) {
  const Yaml* link = yaml.find("link");
  if (link == nullptr) return of_file;
  const auto parsed = parse_word<Link>(link->as_text("link"));
  if (!parsed)
    throw link->error("unknown link '" + link->text + "'" + did_you_mean(link->text, words_of<Link>()) +
                      "; known: " + join(words_of<Link>(), ", "));
  return *parsed;
}

void decode_card_classes(ModelCard& card, const Yaml& yaml) {
  const Yaml* classes = yaml.find("classes");
  if (classes != nullptr && card.link != Link::multinomial)
    throw classes->error("only a model of link multinomial has classes");
  if (classes == nullptr) return;
  const std::vector<std::string> names = card_names(*classes, "classes");
  if (names.size() < 2) throw classes->error("a multinomial model has two classes or more");
  if (!card.classes.empty() && names.size() != card.classes.size())
    throw classes->error("the model has " + count_text(card.classes.size()) + " classes, not " +
                         count_text(names.size()));
  card.classes = names;
}

}  // namespace

ModelCard decode_card(const Yaml& yaml, const ModelCard& from_file) {
  ModelCard card = from_file;
  card.link = decode_card_link(yaml, from_file.link);
  if (const Yaml* name = yaml.find("model")) card.name = name->as_text("model");
  const Yaml* outcome = yaml.find("outcome");
  if (outcome != nullptr) card.outcome = outcome->as_text("outcome");
  if (card.outcome.empty())
    throw yaml.error("what the model predicts is not said; give 'outcome: COLUMN', a column of the cohort");
  const Yaml* time = yaml.find("time");
  if (time != nullptr) card.time = time->as_text("time");
  if (card.link == Link::cox && card.time.empty())
    throw yaml.error("a model of link cox needs 'time: COLUMN', the time until the outcome or censoring");
  if (card.link != Link::cox && time != nullptr)
    throw time->error("only a model of link cox has the key 'time'");
  if (const Yaml* threshold = yaml.find("threshold")) {
    if (card.link == Link::multinomial)
      throw threshold->error(
          "a multinomial model has no threshold: the class with the largest score is chosen");
    card.threshold =
        threshold->as_real("threshold", card.link == Link::identity ? kAnyNumber : between(0, 1));
  }
  decode_card_classes(card, yaml);
  if (card.link == Link::multinomial && card.classes.empty())
    throw yaml.error("a multinomial model needs 'classes', the names of its classes in their order");
  decode_card_inputs(card, yaml);
  card.extractions = decode_extraction_hashes(yaml);
  return card;
}

std::string card_text(const ModelCard& card) {
  std::vector<std::string> inputs, covariates, classes;
  for (const Input& input : card.inputs) {
    inputs.push_back(io::yaml_scalar(input.name));
    if (input.kind == Input::Kind::covariate) covariates.push_back(inputs.back());
  }
  for (const std::string& name : card.classes) classes.push_back(io::yaml_scalar(name));
  std::string text = "model: " + io::yaml_scalar(card.name) + ", link: " + std::string(to_text(card.link)) +
                     ", outcome: " + io::yaml_scalar(card.outcome);
  if (!card.time.empty()) text += ", time: " + io::yaml_scalar(card.time);
  if (card.threshold) text += ", threshold: " + to_text(*card.threshold);
  text += ", inputs: [" + join(inputs, ", ") + "]";
  if (!covariates.empty()) text += ", covariates: [" + join(covariates, ", ") + "]";
  if (!classes.empty()) text += ", classes: [" + join(classes, ", ") + "]";
  if (!card.extractions.empty()) text += ", " + extraction_hashes_text(card.extractions);
  return text;
}

}  // namespace radgauge::models
