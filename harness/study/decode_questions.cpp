#include <algorithm>
#include <set>

#include "core/text.h"
#include "study/acquired.h"
#include "study/decode_parts.h"
#include "study/keys.h"

namespace radgauge::study {

using io::Yaml;

namespace {

/// The value of a key that takes one of the words of an enum.
template <HasWords E>
E word_of(const Yaml& yaml, const std::string& key) {
  const std::string& word = yaml.as_text(key);
  const std::optional<E> value = parse_word<E>(word);
  if (!value)
    throw yaml.error(key + " = '" + word + "' is not one of " + join(words_of<E>(), ", ") +
                     did_you_mean(word, words_of<E>()));
  return *value;
}

StudyQuestion decode_question(const Yaml& yaml, const std::vector<Group>& groups) {
  yaml.check_keys(question_keys().names(), "question");
  StudyQuestion question;
  const Yaml* name = yaml.find("name");
  const Yaml* over = yaml.find("over");
  if (name == nullptr) throw yaml.error("a question has no key 'name'");
  if (over == nullptr) throw yaml.error("question has no key 'over', the factor it is about");
  question.name = name->as_text("name");
  check_name(*name, question.name, "the question name");
  question.over = over->as_text("over");
  std::vector<std::string> factors = acquired_factor_names();
  for (const Group& group : groups) factors.push_back(group.name);
  if (std::find(factors.begin(), factors.end(), question.over) == factors.end())
    throw over->error("over = '" + question.over +
                      "' is neither a group of this study nor an acquired factor" +
                      did_you_mean(question.over, factors) + "; known: " + join(factors, ", "));
  if (const Yaml* within = yaml.find("within"))
    for (const Yaml& item : within->as_sequence("within")) {
      const std::string& factor = item.as_text("within");
      if (std::find(acquired_factor_names().begin(), acquired_factor_names().end(), factor) ==
          acquired_factor_names().end())
        throw item.error("within names '" + factor + "', which is not an acquired factor" +
                         did_you_mean(factor, acquired_factor_names()) +
                         "; known: " + join(acquired_factor_names(), ", "));
      if (factor == question.over)
        throw item.error("a question over " + factor + " cannot hold " + factor + " fixed");
      question.within.push_back(factor);
    }
  if (const Yaml* word = yaml.find("form")) question.form = word_of<IccForm>(*word, "form");
  if (const Yaml* word = yaml.find("levels")) question.levels = word_of<Levels>(*word, "levels");
  if (const Yaml* word = yaml.find("missing")) question.missing = word_of<MissingRule>(*word, "missing");
  if (const Yaml* word = yaml.find("scale")) question.scale = word_of<ScaleRule>(*word, "scale");
  if (const Yaml* strata = yaml.find("strata"))
    for (const Yaml& item : strata->as_sequence("strata")) {
      const StratumBy by = word_of<StratumBy>(item, "strata");
      question.strata.push_back(by);
      if (std::count(question.strata.begin(), question.strata.end(), by) > 1)
        throw item.error("strata lists '" + item.text + "' twice");
      if (to_text(by) == question.over)
        throw item.error("a question over " + question.over + " cannot be answered within each " +
                         question.over);
    }
  const auto group =
      std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.name == question.over; });
  if (group != groups.end()) question.against = Against::base;
  if (const Yaml* word = yaml.find("objects")) question.objects = word_of<Objects>(*word, "objects");
  if (const Yaml* word = yaml.find("against")) {
    question.against = word_of<Against>(*word, "against");
    if (question.against == Against::base && group == groups.end())
      throw word->error(
          "against = 'base': the levels of " + question.over +
          " are acquired, and none of them is the unchanged image; leave the key out, or ask over a group");
  }
  if (question.form == IccForm::one_way && group != groups.end() && group->design == Design::oat)
    throw yaml.find("form")->error(
        "form = 'one_way' takes conditions as draws of one population, and those of the oat group " +
        group->name + " are chosen levels; use agreement or consistency");
  if (const Yaml* limits = yaml.find("limits"))
    question.limits = io::decode_fields<Limits>(*limits, "limits");
  if (const Yaml* gauge = yaml.find("gauge")) question.gauge = decode_gauge(*gauge, question, groups);
  return question;
}

/// A question over an acquired factor takes one image and mask per level. Where the data has several, another
/// factor must be held fixed, or one would be chosen without a word.
void check_one_row_per_level(const Study& study, const StudyQuestion& question, const Yaml& yaml) {
  const auto& factors = acquired_factor_names();
  if (std::find(factors.begin(), factors.end(), question.over) == factors.end()) return;
  std::map<std::string, const CohortRow*> seen;
  for (const CohortRow& row : study.rows) {
    std::string key = row.object() + "\n" + level_of(row, question.over);
    for (const std::string& factor : question.within) key += "\n" + level_of(row, factor);
    const auto [it, is_new] = seen.emplace(key, &row);
    if (is_new) continue;
    std::vector<std::string> differing;
    for (const std::string& factor : factors)
      if (factor != question.over && level_of(row, factor) != level_of(*it->second, factor))
        differing.push_back(factor);
    if (differing == std::vector<std::string>{"session"} && sessions_are_nested(study.rows, question.over))
      continue;
    throw yaml.error("question " + question.name + " compares " + question.over + " '" +
                     level_of(row, question.over) + "' of " + row.object() +
                     ", which is there twice: " + it->second->name() + " and " + row.name() +
                     "; hold the other factor fixed, within: [" + join(differing, ", ") + "]");
  }
}

bool has_levels(const Study& study, std::string CohortRow::*factor) {
  std::map<std::string, std::set<std::string>> levels;
  for (const CohortRow& row : study.rows) levels[row.object()].insert(row.*factor);
  return std::any_of(levels.begin(), levels.end(), [](const auto& entry) { return entry.second.size() > 1; });
}

/// Without questions the study asks one of each group but negative controls, and of each acquired factor with
/// more than one level in an object.
void default_questions(Study& study) {
  for (const AcquiredFactor& factor : acquired_factor_table()) {
    if (!factor.asked_by_default || !has_levels(study, factor.level)) continue;
    StudyQuestion question{factor.name, factor.name, {}};
    for (const AcquiredFactor& other : acquired_factor_table())
      if (other.asked_by_default && other.name != factor.name && has_levels(study, other.level) &&
          !(other.name == "session" && sessions_are_nested(study.rows, factor.name)))
        question.within.push_back(other.name);
    study.questions.push_back(std::move(question));
  }
  for (const Group& group : study.groups)
    if (!group.implied && !is_negative_control(group)) {
      StudyQuestion question{group.name, group.name, {}};
      question.against = Against::base;
      study.questions.push_back(std::move(question));
    }
}

}  // namespace

void decode_questions(Study& study, const Yaml& yaml) {
  const Yaml* questions = yaml.find("questions");
  if (questions == nullptr) return default_questions(study);
  std::set<std::string> names;
  for (const Yaml& item : questions->as_sequence("questions")) {
    study.questions.push_back(decode_question(item, study.groups));
    check_one_row_per_level(study, study.questions.back(), item);
    if (!names.insert(study.questions.back().name).second)
      throw item.error("two questions are called '" + study.questions.back().name + "'");
  }
}

}  // namespace radgauge::study
