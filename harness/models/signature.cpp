#include "models/signature.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "models/extraction_hashes.h"
#include "models/log_odds_of_class.h"

namespace radgauge::models {

using io::Yaml;

FieldList<Term> Term::fields() {
  return {field("mean", &Term::mean, "", kAnyNumber, "subtracted from the value"),
          field("sd", &Term::sd, "", kPositive, "divides what is left"),
          field("coefficient", &Term::coefficient, "", kAnyNumber, "of the standardised value")};
}

const std::vector<std::string>& signature_keys() {
  static const std::vector<std::string> keys{"model",   "link",        "intercept", "threshold",
                                             "outcome", "classes",     "time",      "baseline",
                                             "horizon", "extractions", "terms"};
  return keys;
}

namespace {

const Yaml& needed(const Yaml& map, const std::string& key, const std::string& what) {
  if (const Yaml* value = map.find(key)) return *value;
  throw map.error(what + " has no key '" + key + "'");
}

std::string text_of(const Yaml& map, const std::string& key, const std::string& what) {
  const Yaml& value = needed(map, key, what);
  const std::string& text = value.as_text(key);
  if (text.empty()) throw value.error(key + " is empty");
  return text;
}

Term decode_term(const Yaml& yaml) {
  yaml.as_map("a term");
  const Yaml *feature = yaml.find("feature"), *covariate = yaml.find("covariate");
  if ((feature == nullptr) == (covariate == nullptr))
    throw yaml.error("a term is of a feature or of a covariate: give 'feature: TAG' or 'covariate: COLUMN'");
  needed(yaml, "coefficient", "the term");
  Yaml numbers = yaml;
  std::erase_if(numbers.entries,
                [](const Yaml::Entry& e) { return e.key == "feature" || e.key == "covariate"; });
  Term term = io::decode_fields<Term>(numbers, "a term");
  term.input = {feature != nullptr ? Input::Kind::feature : Input::Kind::covariate,
                feature != nullptr ? feature->as_text("feature") : covariate->as_text("covariate")};
  return term;
}

LinearScore decode_score(const Yaml& yaml, const std::string& what) {
  LinearScore score;
  if (const Yaml* intercept = yaml.find("intercept")) score.intercept = intercept->as_real("intercept");
  const Yaml& terms = needed(yaml, "terms", what);
  for (const Yaml& item : terms.as_sequence("terms")) {
    score.terms.push_back(decode_term(item));
    const Input& input = score.terms.back().input;
    const auto first =
        std::find_if(score.terms.begin(), score.terms.end(), [&](const Term& t) { return t.input == input; });
    if (first + 1 != score.terms.end())
      throw item.error("'" + input.name + "' is in two terms; make one of them");
  }
  if (score.terms.empty()) throw terms.error(what + " has no terms");
  return score;
}

void decode_classes(Signature& signature, const Yaml& yaml) {
  for (const char* key : {"intercept", "terms", "threshold"})
    if (const Yaml* value = yaml.find(key))
      throw value->error("a multinomial signature has its '" + std::string(key) +
                         (std::string_view(key) == "threshold"
                              ? "' nowhere: the class with the largest score is chosen"
                              : "' in each of its classes"));
  const Yaml& classes = needed(yaml, "classes", "a multinomial signature");
  for (const Yaml& item : classes.as_sequence("classes")) {
    const std::vector<std::string> keys{"class", "intercept", "terms"};
    item.check_keys(keys, "a class");
    signature.card.classes.push_back(text_of(item, "class", "a class"));
    signature.scores.push_back(decode_score(item, "class " + signature.card.classes.back()));
  }
  auto names = signature.card.classes;
  std::sort(names.begin(), names.end());
  if (names.size() < 2 || std::adjacent_find(names.begin(), names.end()) != names.end())
    throw classes.error("a multinomial signature has two classes or more, each once");
}

void decode_cox(Signature& signature, const Yaml& yaml) {
  signature.card.time = text_of(yaml, "time", "a cox signature");
  if (const Yaml* baseline = yaml.find("baseline")) {
    double time = 0, survival = 1;
    for (const Yaml& item : baseline->as_sequence("baseline")) {
      const std::vector<std::string> keys{"time", "survival"};
      item.check_keys(keys, "a point of the baseline");
      const BaselinePoint point{needed(item, "time", "the point").as_real("time", kNotNegative),
                                needed(item, "survival", "the point").as_real("survival", between(0, 1))};
      if (!(point.time >= time && point.survival <= survival))
        throw item.error("the baseline must go forward in time and never up");
      time = point.time;
      survival = point.survival;
      signature.card.baseline.push_back(point);
    }
  }
  if (const Yaml* horizon = yaml.find("horizon")) {
    signature.card.horizon = horizon->as_real("horizon", kPositive);
    if (signature.card.baseline.empty())
      throw horizon->error(
          "a horizon needs the baseline: [{time, survival}, ...] that makes it a probability");
  }
}

void collect_inputs(Signature& signature) {
  for (const LinearScore& score : signature.scores)
    for (const Term& term : score.terms) {
      auto& inputs = signature.card.inputs;
      if (std::find(inputs.begin(), inputs.end(), term.input) == inputs.end()) inputs.push_back(term.input);
    }
}

std::string term_text(const Term& term) {
  return std::string("{") + (term.input.kind == Input::Kind::feature ? "feature: " : "covariate: ") +
         io::yaml_scalar(term.input.name) + ", mean: " + to_text(term.mean) + ", sd: " + to_text(term.sd) +
         ", coefficient: " + to_text(term.coefficient) + "}";
}

std::string terms_text(const std::vector<Term>& terms, bool lines) {
  std::string text = lines ? "" : "[";
  for (const Term& term : terms)
    text += lines ? "\n  - " + term_text(term) : (text.size() > 1 ? ", " : "") + term_text(term);
  return lines ? text : text + "]";
}

std::string baseline_text(const std::vector<BaselinePoint>& baseline) {
  std::string text = "[";
  for (const BaselinePoint& point : baseline)
    text += (text.size() > 1 ? ", " : "") + std::string("{time: ") + to_text(point.time) +
            ", survival: " + to_text(point.survival) + "}";
  return text + "]";
}

class SignatureModel : public Model {
 public:
  explicit SignatureModel(Signature signature) : signature_(std::move(signature)) {
    for (const LinearScore& score : signature_.scores) {
      auto& places = places_.emplace_back();
      for (const Term& term : score.terms)
        places.push_back(static_cast<std::size_t>(
            std::find(card().inputs.begin(), card().inputs.end(), term.input) - card().inputs.begin()));
    }
  }

  const ModelCard& card() const override { return signature_.card; }

  std::vector<double> linear_predictor(InputColumns columns, std::size_t output) const override {
    check_column_count(card(), columns.size());
    if (signature_.scores.size() == 1) return weighted_sum(columns, 0);
    std::vector<std::vector<double>> sums;
    for (std::size_t k = 0; k < signature_.scores.size(); ++k) sums.push_back(weighted_sum(columns, k));
    std::vector<double> out(sums[output].size()), scores(sums.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      for (std::size_t k = 0; k < sums.size(); ++k) scores[k] = sums[k][i];
      out[i] = log_odds_of_class(scores, output);
    }
    return out;
  }

  std::optional<std::vector<double>> weights() const override {
    if (signature_.scores.size() > 1) return std::nullopt;
    std::vector<double> out;
    for (const Term& term : signature_.scores.front().terms) out.push_back(term.coefficient / term.sd);
    return out;
  }

  std::string inline_text() const override { return signature_text(signature_, false); }

 private:
  std::vector<double> weighted_sum(InputColumns columns, std::size_t k) const {
    const LinearScore& score = signature_.scores[k];
    std::vector<double> out(columns.empty() ? 0 : columns[0].size(), score.intercept);
    for (std::size_t t = 0; t < score.terms.size(); ++t) {
      const Term& term = score.terms[t];
      const std::span<const double> x = columns[places_[k][t]];
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] += term.coefficient * ((x[i] - term.mean) / term.sd);
    }
    return out;
  }

  Signature signature_;
  std::vector<std::vector<std::size_t>> places_;  ///< of each term's input in the card
};

}  // namespace

Signature decode_signature(const Yaml& yaml) {
  yaml.check_keys(signature_keys(), "the signature");
  Signature signature;
  signature.card.name = text_of(yaml, "model", "the signature");
  const Yaml& link = needed(yaml, "link", "the signature");
  const auto parsed = parse_word<Link>(link.as_text("link"));
  if (!parsed)
    throw link.error("unknown link '" + link.text + "'" + did_you_mean(link.text, words_of<Link>()) +
                     "; known: " + join(words_of<Link>(), ", "));
  signature.card.link = *parsed;
  signature.card.outcome = text_of(yaml, "outcome", "the signature");
  if (*parsed == Link::multinomial) {
    decode_classes(signature, yaml);
  } else {
    if (const Yaml* classes = yaml.find("classes"))
      throw classes->error("only a multinomial signature has classes");
    signature.scores.push_back(decode_score(yaml, "the signature"));
  }
  if (const Yaml* threshold = yaml.find("threshold"))
    signature.card.threshold =
        threshold->as_real("threshold", *parsed == Link::identity ? kAnyNumber : between(0, 1));
  for (const char* key : {"time", "baseline", "horizon"})
    if (const Yaml* value = yaml.find(key); value != nullptr && *parsed != Link::cox)
      throw value->error("only a cox signature has the key '" + std::string(key) + "'");
  if (*parsed == Link::cox) decode_cox(signature, yaml);
  signature.card.extractions = decode_extraction_hashes(yaml);
  collect_inputs(signature);
  return signature;
}

std::string signature_text(const Signature& signature, bool lines) {
  const ModelCard& card = signature.card;
  std::vector<std::string> parts{"model: " + io::yaml_scalar(card.name),
                                 "link: " + std::string(to_text(card.link)),
                                 "outcome: " + io::yaml_scalar(card.outcome)};
  if (!card.time.empty()) parts.push_back("time: " + io::yaml_scalar(card.time));
  if (!card.baseline.empty()) parts.push_back("baseline: " + baseline_text(card.baseline));
  if (card.horizon) parts.push_back("horizon: " + to_text(*card.horizon));
  if (card.threshold) parts.push_back("threshold: " + to_text(*card.threshold));
  if (!card.extractions.empty()) parts.push_back(extraction_hashes_text(card.extractions));
  if (card.classes.empty()) {
    parts.push_back("intercept: " + to_text(signature.scores.front().intercept));
    parts.push_back((lines ? "terms:" : "terms: ") + terms_text(signature.scores.front().terms, lines));
  } else {
    std::string classes = lines ? "" : "[";
    for (std::size_t k = 0; k < card.classes.size(); ++k)
      classes += (lines                ? "\n  - "
                  : classes.size() > 1 ? ", "
                                       : "") +
                 std::string("{class: ") + io::yaml_scalar(card.classes[k]) +
                 ", intercept: " + to_text(signature.scores[k].intercept) +
                 ", terms: " + terms_text(signature.scores[k].terms, false) + "}";
    parts.push_back((lines ? "classes:" : "classes: ") + classes + (lines ? "" : "]"));
  }
  return lines ? join(parts, "\n") + "\n" : "{" + join(parts, ", ") + "}";
}

std::shared_ptr<const Model> signature_model(Signature signature) {
  return std::make_shared<const SignatureModel>(std::move(signature));
}

}  // namespace radgauge::models
