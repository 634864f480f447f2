#include "models/nomogram.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "models/extraction_hashes.h"

namespace radgauge::models {

using io::Yaml;

const std::vector<std::string>& nomogram_keys() {
  static const std::vector<std::string> keys{"model",     "link", "outcome", "points",     "total",
                                             "threshold", "time", "horizon", "extractions"};
  return keys;
}

namespace {

// 1 / e, of a case whose linear predictor is 0: response() then undoes log(-log(1 - p)).
constexpr double kSurvivalOfZero = 0.36787944117144233;

double on_link_scale(Link link, double probability) {
  return link == Link::cox ? std::log(-std::log1p(-probability)) : std::log(probability / (1 - probability));
}

// On the line through the two ticks that hold it, or of the end that it lies beyond.
double on_axis(const std::vector<Tick>& ticks, double at) {
  std::size_t k = 1;
  while (k + 1 < ticks.size() && at > ticks[k].from) ++k;
  const Tick &a = ticks[k - 1], &b = ticks[k];
  return a.to + (at - a.from) / (b.from - a.from) * (b.to - a.to);
}

const Yaml& nomogram_part(const Yaml& map, const std::string& key, const std::string& what) {
  if (const Yaml* value = map.find(key)) return *value;
  throw map.error(what + " has no key '" + key + "'");
}

std::string nomogram_text_of(const Yaml& map, const std::string& key) {
  const Yaml& value = nomogram_part(map, key, "the nomogram");
  if (value.as_text(key).empty()) throw value.error(key + " is empty");
  return value.as_text(key);
}

// Ticks of two keys, the first strictly ascending.
std::vector<Tick> decode_ticks(const Yaml& list, const std::string& what, const std::string& from,
                               const std::string& to, const Range& range) {
  std::vector<Tick> ticks;
  for (const Yaml& item : list.as_sequence(what)) {
    const std::vector<std::string> keys{from, to};
    item.check_keys(keys, "a tick");
    ticks.push_back({nomogram_part(item, from, "the tick").as_real(from),
                     nomogram_part(item, to, "the tick").as_real(to, range)});
    if (ticks.size() > 1 && !(ticks.back().from > ticks[ticks.size() - 2].from))
      throw item.error(what + ": " + from + " must rise from tick to tick");
  }
  if (ticks.size() < 2) throw list.error(what + " has fewer than two ticks");
  return ticks;
}

NomogramAxis decode_axis(const Yaml& yaml) {
  const std::vector<std::string> keys{"feature", "covariate", "axis"};
  yaml.check_keys(keys, "an axis");
  const Yaml *feature = yaml.find("feature"), *covariate = yaml.find("covariate");
  if ((feature == nullptr) == (covariate == nullptr))
    throw yaml.error("points are of a feature or of a covariate: give 'feature: TAG' or 'covariate: COLUMN'");
  NomogramAxis axis;
  axis.input = {feature != nullptr ? Input::Kind::feature : Input::Kind::covariate,
                feature != nullptr ? feature->as_text("feature") : covariate->as_text("covariate")};
  axis.ticks = decode_ticks(nomogram_part(yaml, "axis", "'" + axis.input.name + "'"), "axis", "value",
                            "points", kAnyNumber);
  return axis;
}

void decode_nomogram_total(Nomogram& nomogram, const Yaml& yaml) {
  const Yaml& total = nomogram_part(yaml, "total", "the nomogram");
  nomogram.total = decode_ticks(total, "total", "points", "probability", between(0, 1));
  for (std::size_t k = 0; k < nomogram.total.size(); ++k) {
    const double p = nomogram.total[k].to;
    if (!(p > 0 && p < 1) || (k > 0 && !(p > nomogram.total[k - 1].to)))
      throw total.items[k].error(
          "total: probabilities lie between 0 and 1, without them, and rise with the points");
  }
}

void decode_nomogram_link(ModelCard& card, const Yaml& yaml) {
  const Yaml& link = nomogram_part(yaml, "link", "the nomogram");
  const auto parsed = parse_word<Link>(link.as_text("link"));
  if (!parsed || (*parsed != Link::logit && *parsed != Link::cox))
    throw link.error("the link of a nomogram is logit or cox, not '" + shortened(link.text) + "'");
  card.link = *parsed;
  const Yaml *time = yaml.find("time"), *horizon = yaml.find("horizon");
  if (card.link == Link::logit) {
    for (const Yaml* key : {time, horizon})
      if (key != nullptr) throw key->error("only a nomogram of link cox has time and horizon");
    return;
  }
  card.time = nomogram_text_of(yaml, "time");
  card.horizon = nomogram_part(yaml, "horizon", "a nomogram of link cox").as_real("horizon", kPositive);
  card.baseline = {{*card.horizon, kSurvivalOfZero}};
}

std::string ticks_text(const std::vector<Tick>& ticks, const char* from, const char* to) {
  std::vector<std::string> parts;
  for (const Tick& tick : ticks)
    parts.push_back(std::string("{") + from + ": " + to_text(tick.from) + ", " + to + ": " +
                    to_text(tick.to) + "}");
  return "[" + join(parts, ", ") + "]";
}

class NomogramModel : public Model {
 public:
  explicit NomogramModel(Nomogram nomogram) : nomogram_(std::move(nomogram)) {
    for (const Tick& tick : nomogram_.total)
      scale_.push_back({tick.from, on_link_scale(card().link, tick.to)});
  }

  const ModelCard& card() const override { return nomogram_.card; }

  std::vector<double> linear_predictor(InputColumns columns, std::size_t) const override {
    check_column_count(card(), columns.size());
    std::vector<double> out(columns.empty() ? 0 : columns[0].size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      double points = 0;
      for (std::size_t j = 0; j < columns.size(); ++j)
        points += std::isnan(columns[j][i]) ? kNaN : on_axis(nomogram_.axes[j].ticks, columns[j][i]);
      out[i] = std::isnan(points) ? kNaN : on_axis(scale_, points);
    }
    return out;
  }

  std::optional<std::vector<double>> weights() const override {
    const auto straight = [](const std::vector<Tick>& ticks) { return ticks.size() == 2; };
    if (!straight(scale_) || !std::all_of(nomogram_.axes.begin(), nomogram_.axes.end(),
                                          [&](const NomogramAxis& a) { return straight(a.ticks); }))
      return std::nullopt;
    const auto slope = [](const std::vector<Tick>& t) {
      return (t[1].to - t[0].to) / (t[1].from - t[0].from);
    };
    std::vector<double> out;
    for (const NomogramAxis& axis : nomogram_.axes) out.push_back(slope(axis.ticks) * slope(scale_));
    return out;
  }

  std::string inline_text() const override {
    std::vector<std::string> axes;
    for (const NomogramAxis& axis : nomogram_.axes)
      axes.push_back(std::string(axis.input.kind == Input::Kind::feature ? "{feature: " : "{covariate: ") +
                     io::yaml_scalar(axis.input.name) +
                     ", axis: " + ticks_text(axis.ticks, "value", "points") + "}");
    std::string text = "{model: " + io::yaml_scalar(card().name) +
                       ", link: " + std::string(to_text(card().link)) +
                       ", outcome: " + io::yaml_scalar(card().outcome);
    if (!card().time.empty()) text += ", time: " + io::yaml_scalar(card().time);
    if (card().horizon) text += ", horizon: " + to_text(*card().horizon);
    if (card().threshold) text += ", threshold: " + to_text(*card().threshold);
    if (!card().extractions.empty()) text += ", " + extraction_hashes_text(card().extractions);
    return text + ", points: [" + join(axes, ", ") +
           "], total: " + ticks_text(nomogram_.total, "points", "probability") + "}";
  }

 private:
  Nomogram nomogram_;
  std::vector<Tick> scale_;  ///< total points to the linear predictor
};

}  // namespace

Nomogram decode_nomogram(const Yaml& yaml) {
  yaml.check_keys(nomogram_keys(), "the nomogram");
  Nomogram nomogram;
  ModelCard& card = nomogram.card;
  card.name = nomogram_text_of(yaml, "model");
  card.outcome = nomogram_text_of(yaml, "outcome");
  decode_nomogram_link(card, yaml);
  card.extractions = decode_extraction_hashes(yaml);
  if (const Yaml* threshold = yaml.find("threshold"))
    card.threshold = threshold->as_real("threshold", between(0, 1));
  const Yaml& points = nomogram_part(yaml, "points", "the nomogram");
  for (const Yaml& item : points.as_sequence("points")) {
    nomogram.axes.push_back(decode_axis(item));
    const Input& input = nomogram.axes.back().input;
    if (std::find(card.inputs.begin(), card.inputs.end(), input) != card.inputs.end())
      throw item.error("'" + input.name + "' has two axes; make one of them");
    card.inputs.push_back(input);
  }
  if (nomogram.axes.empty()) throw points.error("the nomogram has no axes");
  decode_nomogram_total(nomogram, yaml);
  return nomogram;
}

std::shared_ptr<const Model> nomogram_model(Nomogram nomogram) {
  return std::make_shared<const NomogramModel>(std::move(nomogram));
}

}  // namespace radgauge::models
