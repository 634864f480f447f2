#include "report/simulated_real_text.h"

#include <cmath>

#include "core/text.h"
#include "report/words.h"

namespace radgauge::report {
namespace {

std::string of(std::int64_t some, std::int64_t all) {
  return to_text(some) + " of " + counted_words(all, "feature");
}

std::string rate_words(const statistics::Proportion& rate) {
  std::string text = percent_words(100 * rate.value) + " %";
  if (std::isnan(rate.lower))
    return text + ", no interval (too few patients, or too few draws of them decide)";
  if (rate.upper == 0) return text + ", and in every draw of the patients";
  return text + ", 95 % interval over patients " + percent_words(100 * rate.lower) + " to " +
         percent_words(100 * rate.upper) + " %";
}

/// Features that `decided` certifies and `other` does not decide about.
std::int64_t open_of(const agreement::SimulatedReal& pair, const std::vector<agreement::Decision>& decided) {
  std::int64_t n = 0;
  for (std::size_t f = 0; f < pair.features.size(); ++f)
    n += decided[f] == agreement::Decision::certified &&
                 pair.confirmations[f] == agreement::Confirmation::undecided
             ? 1
             : 0;
  return n;
}

std::string open_words(const agreement::SimulatedReal& pair) {
  const std::int64_t n = open_of(pair, pair.simulated_decisions);
  return n == 0 ? std::string()
                : " The repeat does not decide about " + to_text(n) + " more that they certified.";
}

/// Features that the perturbations certified and one of the two did not move.
std::string unmoved_sentence(const agreement::SimulatedReal& pair) {
  std::int64_t n = 0, refused = 0;
  for (std::size_t f = 0; f < pair.features.size(); ++f) {
    if (pair.confirmations[f] != agreement::Confirmation::unmoved ||
        pair.simulated_decisions[f] != agreement::Decision::certified)
      continue;
    ++n;
    refused += pair.real_decisions[f] == agreement::Decision::not_certified ? 1 : 0;
  }
  if (n == 0) return {};
  return " " + to_text(n) +
         " more that they certified are counted apart: the perturbations or the repeat left " +
         (n == 1 ? "it" : "them") + " unchanged in every object" +
         (refused > 0 ? " (" + to_text(refused) + " not certified by the repeat)" : "") + ".";
}

}  // namespace

std::string false_certified_sentence(const agreement::SimulatedReal& pair) {
  const std::int64_t wrong = pair.count(agreement::Confirmation::false_certified),
                     all = wrong + pair.count(agreement::Confirmation::confirmed);
  if (all == 0)
    return "The perturbations of " + pair.simulated +
           " certified no feature that the real repeat decides about." + open_words(pair) +
           unmoved_sentence(pair);
  std::string text = of(wrong, all) + " that the perturbations of " + pair.simulated + " certified " +
                     (wrong == 1 ? "was" : "were") + " not certified by the real repeat (" + pair.factor +
                     "): " + rate_words(pair.false_certified) + ".";
  if (wrong == 0)
    text += " None among " + to_text(all) +
            " is no proof of none: were features independent, the rate could be up to " +
            percent_words(100 * pair.independent.upper) + " %.";
  return text + open_words(pair) + unmoved_sentence(pair);
}

std::string missed_sentence(const agreement::SimulatedReal& pair) {
  const std::int64_t missed = pair.count(agreement::Confirmation::missed),
                     all = missed + pair.count(agreement::Confirmation::confirmed);
  if (all == 0) return "The real repeat certified no feature that the perturbations decide about.";
  return "Conversely, " + of(missed, all) + " that the real repeat certified " +
         (missed == 1 ? "was" : "were") + " not certified by the perturbations" +
         (missed > 0 ? ", which were harsher there" : "") + ": " + rate_words(pair.missed) + ".";
}

}  // namespace radgauge::report
