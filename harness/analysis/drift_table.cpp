#include "analysis/drift_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/error.h"
#include "core/memo.h"
#include "core/text.h"
#include "drift/drift.h"
#include "study/acquired.h"

namespace radgauge::analysis {
namespace {

using models::Input;
using models::ModelCard;

constexpr std::uint32_t kNoRow = UINT32_MAX;

// Rows of one object under one level, by repeat; kNoRow where a channel was not measured then.
using RepeatRows = std::vector<std::uint32_t>;

// Rows of the cohort by what they measure.
struct DriftPlaces {
  std::vector<std::string> objects;
  std::vector<std::size_t> first_row;      ///< of each object
  std::vector<std::size_t> object_of_row;  ///< SIZE_MAX of rows without a level
  std::vector<std::string> channels;
  std::vector<std::string> levels;          ///< the reference first
  std::vector<std::size_t> plan_condition;  ///< of each level
  /// [channel][level][object]; the levels of a group share the one list of rows
  std::vector<std::vector<std::vector<RepeatRows>>> rows;
  std::size_t repeats = 1;

  const std::vector<RepeatRows>& rows_of(std::size_t channel, std::size_t level) const {
    return rows[channel][rows[channel].size() == 1 ? 0 : level];
  }
};

std::string drift_object(const study::CohortRow& row) {
  return row.patient + "/" + row.lesion;
}

template <class T>
std::size_t drift_place(std::vector<T>& list, std::map<T, std::size_t>& known, const T& value) {
  const auto [at, fresh] = known.emplace(value, list.size());
  if (fresh) list.push_back(value);
  return at->second;
}

bool is_acquired(const std::string& factor) {
  const auto& names = study::acquired_factor_names();
  return std::find(names.begin(), names.end(), factor) != names.end();
}

void add_levels(DriftPlaces& places, const study::Study& study, const study::Plan& plan) {
  const study::DriftRequest& asked = *study.drift;
  places.levels = {asked.reference};
  places.plan_condition = {study::kBase};
  if (is_acquired(asked.over)) {
    std::set<std::string> others;
    for (const study::CohortRow& row : study.rows)
      if (const std::string& level = study::level_of(row, asked.over); !level.empty()) others.insert(level);
    others.erase(asked.reference);
    places.levels.insert(places.levels.end(), others.begin(), others.end());
    places.plan_condition.resize(places.levels.size(), study::kBase);
    return;
  }
  for (std::size_t c = study::kBase + 1; c < plan.conditions.size(); ++c)
    for (const std::size_t g : plan.conditions[c].groups)
      if (study.groups[g].name == asked.over) {
        places.levels.push_back(plan.conditions[c].name);
        places.plan_condition.push_back(c);
      }
}

// What tells the rows of a channel apart, of one object under one level.
std::vector<std::string> repeat_factors(const study::Study& study, const std::vector<std::uint32_t>& rows) {
  std::vector<std::string> factors;
  for (const std::string& factor : study::acquired_factor_names()) {
    const bool differs = std::any_of(rows.begin(), rows.end(), [&](std::uint32_t a) {
      return std::any_of(rows.begin(), rows.end(), [&](std::uint32_t b) {
        return study.rows[a].channel == study.rows[b].channel &&
               study::level_of(study.rows[a], factor) != study::level_of(study.rows[b], factor);
      });
    });
    if (differs) factors.push_back(factor);
  }
  return factors;
}

// Repeats of an object under a level, whatever its channels: what a model reads of two channels was measured
// together where they agree in what tells repeats apart. Scanners of two channels may have names of their
// own. A channel that was measured once belongs to the first repeat unless it names another.
std::vector<std::size_t> repeats_of_rows(const study::Study& study, const std::vector<std::uint32_t>& rows) {
  const std::vector<std::string> factors = repeat_factors(study, rows);
  std::map<std::string, std::size_t> of_channel;
  for (const std::uint32_t row : rows) ++of_channel[study.rows[row].channel];
  std::vector<std::vector<std::string>> known;
  std::vector<std::size_t> repeats(rows.size(), 0);
  for (const bool single : {false, true})
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if ((of_channel[study.rows[rows[i]].channel] == 1) != single) continue;
      std::vector<std::string> key;
      for (const std::string& factor : factors) key.push_back(study::level_of(study.rows[rows[i]], factor));
      const auto at = std::find(known.begin(), known.end(), key);
      if (at != known.end())
        repeats[i] = static_cast<std::size_t>(at - known.begin());
      else if (!single) {
        repeats[i] = known.size();
        known.push_back(std::move(key));
      }
    }
  return repeats;
}

void add_rows(DriftPlaces& places, const study::Study& study) {
  const bool acquired = is_acquired(study.drift->over);
  std::map<std::string, std::size_t> level_at, channel_at;
  for (std::size_t l = 0; l < places.levels.size(); ++l) level_at[places.levels[l]] = l;
  for (std::size_t c = 0; c < places.channels.size(); ++c) channel_at[places.channels[c]] = c;
  const std::size_t lists = acquired ? places.levels.size() : 1, n = places.objects.size();
  places.rows.assign(places.channels.size(), std::vector(lists, std::vector<RepeatRows>(n)));
  std::vector rows_of(lists, std::vector<std::vector<std::uint32_t>>(n));
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const std::size_t object = places.object_of_row[r];
    if (object == SIZE_MAX) continue;
    const std::size_t level = acquired ? level_at.at(study::level_of(study.rows[r], study.drift->over)) : 0;
    rows_of[level][object].push_back(static_cast<std::uint32_t>(r));
  }
  for (std::size_t level = 0; level < lists; ++level)
    for (std::size_t object = 0; object < n; ++object) {
      const std::vector<std::uint32_t>& here = rows_of[level][object];
      const std::vector<std::size_t> repeats = repeats_of_rows(study, here);
      for (std::size_t i = 0; i < here.size(); ++i) {
        RepeatRows& rows = places.rows[channel_at.at(study.rows[here[i]].channel)][level][object];
        if (rows.size() <= repeats[i]) rows.resize(repeats[i] + 1, kNoRow);
        rows[repeats[i]] = here[i];
        places.repeats = std::max(places.repeats, repeats[i] + 1);
      }
    }
}

// Rows that a group is measured on; empty where that is none. Scans that it leaves out (of other scanners,
// where the group is of the first) are no repeats of those that it compares.
std::vector<bool> rows_of_group(const study::Study& study, const study::Plan& plan,
                                const DriftPlaces& places) {
  const std::set<std::size_t> conditions(places.plan_condition.begin() + 1, places.plan_condition.end());
  std::vector<bool> rows(study.rows.size(), false);
  bool any = false;
  for (const study::PlannedCell& cell : plan.cells)
    if (conditions.count(cell.condition) > 0) any = rows[cell.row] = true;
  return any ? rows : std::vector<bool>();
}

DriftPlaces drift_places(const study::Study& study, const study::Plan& plan) {
  DriftPlaces places;
  add_levels(places, study, plan);
  const std::vector<bool> in_group =
      is_acquired(study.drift->over) ? std::vector<bool>() : rows_of_group(study, plan, places);
  std::map<std::string, std::size_t> objects, channels;
  const bool acquired = is_acquired(study.drift->over);
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const study::CohortRow& row = study.rows[r];
    places.object_of_row.push_back(SIZE_MAX);
    if (!study.drift->takes(row.patient)) continue;
    if (acquired ? study::level_of(row, study.drift->over).empty() : !in_group.empty() && !in_group[r])
      continue;
    const std::size_t object = drift_place(places.objects, objects, drift_object(row));
    places.object_of_row.back() = object;
    if (object == places.first_row.size()) places.first_row.push_back(r);
    drift_place(places.channels, channels, row.channel);
  }
  add_rows(places, study);
  return places;
}

// A feature of a model: its column, and the channel it is measured in.
struct FeaturePlace {
  std::size_t channel = 0;
  std::size_t feature = 0;
};

FeaturePlace find_drift_feature(const std::string& name, const DriftPlaces& places,
                                const Measurements& measurements) {
  const auto& features = measurements.tables().features;
  const auto feature_at = [&](std::string_view wanted) {
    return static_cast<std::size_t>(
        std::find_if(features.begin(), features.end(), [&](const auto& f) { return f.name == wanted; }) -
        features.begin());
  };
  for (std::size_t c = 0; c < places.channels.size(); ++c) {
    const std::string prefix = places.channels[c] + ".";
    if (places.channels[c].empty() || !name.starts_with(prefix)) continue;
    if (const std::size_t f = feature_at(name.substr(prefix.size())); f < features.size()) return {c, f};
  }
  const std::size_t feature = feature_at(name);
  if (feature == features.size()) {
    std::vector<std::string> names;
    for (const auto& f : features) names.push_back(f.name);
    throw Error(ErrorKind::study, "feature '" + name + "' was not measured" + did_you_mean(name, names));
  }
  for (std::size_t c = 0; c < places.channels.size(); ++c)
    if (places.channels.size() == 1 || places.channels[c].empty() || places.channels[c] == "original")
      return {c, feature};
  throw Error(ErrorKind::study, "feature '" + name + "' was measured in several channels; say which: " +
                                    places.channels.front() + "." + name);
}

std::string covariate_text(const study::CohortRow& row, const std::string& column) {
  const auto at = row.covariates.find(column);
  const std::string text = at == row.covariates.end() ? "" : trim(at->second);
  return text == "NA" ? "" : text;
}

void require_column(const study::Study& study, const std::string& column, const std::string& what) {
  std::set<std::string> names;
  for (const study::CohortRow& row : study.rows)
    for (const auto& [name, text] : row.covariates) names.insert(name);
  if (names.count(column) > 0) return;
  const std::vector<std::string> known(names.begin(), names.end());
  throw Error(ErrorKind::study, what + " '" + column + "' is no column of the cohort" +
                                    did_you_mean(column, known) +
                                    (known.empty() ? "; it has no columns of outcomes and covariates"
                                                   : "; its columns: " + listed(known)));
}

[[noreturn]] void refuse_patient(const study::CohortRow& row, const std::string& column,
                                 const std::string& text, const std::string& expected) {
  throw Error(ErrorKind::data, "patient " + row.patient + " (" + row.where + "): " + column + " is '" +
                                   shortened(text) + "'; it must be " + expected);
}

// What a column says of an object, and the row of the cohort that says it; "" where none does.
struct ObjectText {
  std::string text;
  std::size_t row = 0;
};

enum class Compared { as_texts, as_numbers };

bool says_the_same(const std::string& a, const std::string& b, Compared compared) {
  if (a == b) return true;
  if (compared == Compared::as_texts) return false;
  const auto x = parse_double(a), y = parse_double(b);
  return x && y && *x == *y;
}

// A column of the cohort, one text for each object; its rows must not contradict each other.
std::vector<ObjectText> object_texts(const study::Study& study, const DriftPlaces& places,
                                     const std::string& column, Compared compared) {
  std::vector<ObjectText> texts(places.objects.size());
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const study::CohortRow& row = study.rows[r];
    if (places.object_of_row[r] == SIZE_MAX) continue;
    const std::string text = covariate_text(row, column);
    if (text.empty()) continue;
    ObjectText& known = texts[places.object_of_row[r]];
    if (known.text.empty())
      known = {text, r};
    else if (!says_the_same(known.text, text, compared))
      refuse_patient(row, column, text,
                     "the same in every row of an object; another one has '" + known.text + "'");
  }
  return texts;
}

// Numbers of a column for which `accepts` holds.
template <class Accepts>
std::vector<double> accepted_numbers(const study::Study& study, const DriftPlaces& places,
                                     const std::string& column, const Accepts& accepts,
                                     const std::string& expected) {
  const auto texts = object_texts(study, places, column, Compared::as_numbers);
  std::vector<double> out(texts.size(), kNaN);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].text.empty()) continue;
    const auto value = parse_double(texts[i].text);
    if (!value || !accepts(*value)) refuse_patient(study.rows[texts[i].row], column, texts[i].text, expected);
    out[i] = *value;
  }
  return out;
}

std::vector<double> object_numbers(const study::Study& study, const DriftPlaces& places,
                                   const std::string& column, const Range& range,
                                   const std::string& expected) {
  return accepted_numbers(
      study, places, column, [&](double v) { return range.holds(v); }, expected);
}

std::vector<double> binary_outcome(const study::Study& study, const DriftPlaces& places,
                                   const std::string& column) {
  return accepted_numbers(
      study, places, column, [](double v) { return v == 0 || v == 1; }, "0 or 1");
}

std::vector<double> class_outcome(const study::Study& study, const DriftPlaces& places, const ModelCard& card,
                                  std::size_t output) {
  const auto texts = object_texts(study, places, card.outcome, Compared::as_texts);
  std::vector<double> out(texts.size(), kNaN);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& text = texts[i].text;
    if (text.empty()) continue;
    if (std::find(card.classes.begin(), card.classes.end(), text) == card.classes.end())
      refuse_patient(study.rows[texts[i].row], card.outcome, text,
                     "a class of model " + card.name + ": " + join(card.classes, ", "));
    out[i] = text == card.classes[output] ? 1 : 0;
  }
  return out;
}

// A column or an acquired factor as texts, one for each object; an object that has several levels has none.
std::vector<std::string> object_levels(const study::Study& study, const DriftPlaces& places,
                                       const std::string& column) {
  std::vector<std::string> out;
  if (!is_acquired(column)) {
    for (const ObjectText& text : object_texts(study, places, column, Compared::as_texts))
      out.push_back(text.text);
    return out;
  }
  std::vector<std::set<std::string>> levels(places.objects.size());
  for (std::size_t r = 0; r < study.rows.size(); ++r)
    if (places.object_of_row[r] != SIZE_MAX)
      levels[places.object_of_row[r]].insert(study::level_of(study.rows[r], column));
  for (const auto& each : levels) out.push_back(each.size() == 1 ? *each.begin() : "");
  return out;
}

constexpr std::size_t kMostGroups = 6;

// Numbers of many values in two: up to the median, and above.
std::vector<std::string> grouped_levels(std::vector<std::string> levels) {
  std::vector<double> numbers;
  const std::set<std::string> distinct(levels.begin(), levels.end());
  for (const std::string& level : levels) {
    if (level.empty()) continue;
    const auto value = parse_double(level);
    if (!value) return levels;
    numbers.push_back(*value);
  }
  if (distinct.size() <= kMostGroups || numbers.empty()) return levels;
  std::sort(numbers.begin(), numbers.end());
  const double median = numbers[(numbers.size() - 1) / 2];
  for (std::string& level : levels)
    if (!level.empty())
      level = (*parse_double(level) <= median ? "up to " : "above ") + to_rounded_text(median);
  return levels;
}

// Everything that is read is found before anything is computed.
void check_model(const study::Study& study, const DriftPlaces& places, const Measurements& measurements,
                 const ModelCard& card) {
  for (const Input& input : card.inputs) {
    if (input.kind == Input::Kind::feature)
      find_drift_feature(input.name, places, measurements);
    else
      require_column(study, input.name, "covariate");
  }
  require_column(study, card.outcome, "outcome");
  if (!card.time.empty()) require_column(study, card.time, "time");
}

std::vector<double> feature_values(const DriftPlaces& places, const Measurements& measurements,
                                   const FeaturePlace& place, std::size_t level, std::size_t repeat) {
  const FeatureColumn column = measurements.column(place.feature);
  const auto& rows = places.rows_of(place.channel, level);
  std::vector<double> out(rows.size(), kNaN);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (repeat >= rows[i].size() || rows[i][repeat] == kNoRow) continue;
    const std::uint32_t cell = measurements.find(rows[i][repeat], places.plan_condition[level]);
    if (cell != kNoCell && column.statuses[cell] == Status::ok && std::isfinite(column.values[cell]))
      out[i] = column.values[cell];
  }
  return out;
}

}  // namespace

drift::DriftData drift_data(const study::Study& study, const study::Plan& plan,
                            const Measurements& measurements) {
  const auto places = std::make_shared<const DriftPlaces>(drift_places(study, plan));
  for (const study::StudyModel& model : study.models) {
    try {
      check_model(study, *places, measurements, model.model->card());
    } catch (const Error& error) {
      throw error.within("model " + model.name);
    }
  }
  drift::DriftData data;
  data.over = study.drift->over;
  data.conditions = places->levels;
  data.repeats = places->repeats;
  std::map<std::string, std::size_t> patients;
  for (const std::size_t row : places->first_row)
    data.patient.push_back(patients.emplace(study.rows[row].patient, patients.size()).first->second);
  const auto covariates = std::make_shared<const Memo>();  // asked for again under every condition
  data.input = [&study, places, &measurements, covariates](const Input& input, std::size_t level,
                                                           std::size_t repeat) {
    if (input.kind == Input::Kind::feature)
      return feature_values(*places, measurements, find_drift_feature(input.name, *places, measurements),
                            level, repeat);
    return *covariates->get<std::vector<double>>(
        input.name, [&] { return object_numbers(study, *places, input.name, kAnyNumber, "a number"); });
  };
  data.outcome = [&study, places](const ModelCard& card, std::size_t output) {
    if (!card.classes.empty()) return class_outcome(study, *places, card, output);
    if (card.link == models::Link::identity)
      return object_numbers(study, *places, card.outcome, kAnyNumber, "a number");
    return binary_outcome(study, *places, card.outcome);
  };
  for (const std::string& column : study.drift->groups)
    data.groups.push_back({column, grouped_levels(object_levels(study, *places, column))});
  if (!study.drift->period.empty()) data.period = object_levels(study, *places, study.drift->period);
  data.time = [&study, places](const ModelCard& card) {
    return object_numbers(study, *places, card.time, kNotNegative, "a time that is not negative");
  };
  return data;
}

void check_drift_model(const study::Study& study, const study::Plan& plan, const Measurements& measurements,
                       const ModelCard& card) {
  const DriftPlaces places = drift_places(study, plan);
  if (places.first_row.empty() ||
      std::all_of(places.rows.begin(), places.rows.end(), [](const auto& channel) {
        return std::all_of(channel[0].begin(), channel[0].end(),
                           [](const auto& rows) { return rows.empty(); });
      }))
    throw Error(ErrorKind::study,
                "no row of the cohort has " + study.drift->over + " '" + study.drift->reference + "'");
  check_model(study, places, measurements, card);
}

void check_drift(const study::Study& study, const study::Plan& plan, store::StoreTables planned) {
  if (!study.drift) return;
  const Measurements none(std::move(planned), plan);
  const drift::DriftData data = drift_data(study, plan, none);
  for (const study::StudyModel& model : study.models) {
    const ModelCard& card = model.model->card();
    for (std::size_t output = 0; output < card.n_outputs(); ++output) data.outcome(card, output);
    if (!card.time.empty()) data.time(card);
    for (const Input& input : card.inputs)
      if (input.kind == Input::Kind::covariate) data.input(input, 0, 0);
  }
}

drift::DriftResults drift_of(const study::Study& study, const study::Plan& plan,
                             const Measurements& measurements) {
  if (!study.drift) return {};
  std::vector<std::shared_ptr<const models::Model>> models;
  for (const study::StudyModel& model : study.models) models.push_back(model.model);
  return drift::analyse_drift(drift_data(study, plan, measurements), models, {study.seed, 1000, true});
}

}  // namespace radgauge::analysis
