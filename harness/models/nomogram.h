#pragma once

#include <memory>
#include <vector>

#include "io/yaml.h"
#include "models/model.h"

namespace radgauge::models {

/// A tick of an axis: the value of an input and its points; or the points of the total and the probability.
struct Tick {
  double from = kNaN;
  double to = kNaN;
  friend bool operator==(const Tick&, const Tick&) = default;
};

/// The axis of one input: points between its ticks lie on straight lines, which go on beyond the last ones as
/// the regression that was drawn does.
struct NomogramAxis {
  Input input;
  std::vector<Tick> ticks;  ///< by ascending value, 2 or more
};

/// A model in the form of the drawing that it was published as (Iasonos et al. 2008,
/// doi:10.1200/JCO.2007.12.9791): points of each input are read off its axis and summed, and the sum is read
/// as a probability of the outcome (link logit) or of it by the horizon (link cox). Between ticks of the
/// total the probability is interpolated on the scale of the link: log odds, or log(-log(1 - p)).
struct Nomogram {
  ModelCard card;
  std::vector<NomogramAxis> axes;
  std::vector<Tick> total;  ///< points to probability, both ascending
};

/// From a map with the keys model, link, outcome, points (a list of {feature or covariate, axis: [{value,
/// points}, ...]}), total ([{points, probability}, ...]), and threshold, extractions, of link cox time and
/// horizon. Throws Error(study) with file:line:column.
Nomogram decode_nomogram(const io::Yaml& yaml);

/// A model that predicts by it; its linear predictor is on the scale of the link. With straight axes it has
/// weights.
std::shared_ptr<const Model> nomogram_model(Nomogram nomogram);

/// The keys of a nomogram, for messages and pages.
const std::vector<std::string>& nomogram_keys();

}  // namespace radgauge::models
