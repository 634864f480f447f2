#include "study/deviations.h"

#include <algorithm>
#include <tuple>

#include "core/text.h"

namespace radgauge::study {

using io::Yaml;

namespace {

/// A value on one line: "0.9", "[reader, session]", "{max: 0}"; "" for nothing.
std::string flat(const Yaml* yaml) {
  if (yaml == nullptr) return {};
  std::vector<std::string> parts;
  if (yaml->kind == Yaml::Kind::sequence) {
    for (const Yaml& item : yaml->items) parts.push_back(flat(&item));
    return "[" + join(parts, ", ") + "]";
  }
  if (yaml->kind == Yaml::Kind::map) {
    for (const Yaml::Entry& entry : yaml->entries) parts.push_back(entry.key + ": " + flat(&entry.value));
    return "{" + join(parts, ", ") + "}";
  }
  return yaml->text;
}

const Yaml* find(const Yaml* map, const std::string& key) {
  return map == nullptr ? nullptr : map->find(key);
}

/// Keys of both maps, those of `before` first.
std::vector<std::string> keys_of(const Yaml* before, const Yaml* now) {
  std::vector<std::string> keys;
  for (const Yaml* map : {before, now}) {
    if (map == nullptr) continue;
    for (const Yaml::Entry& entry : map->entries)
      if (std::find(keys.begin(), keys.end(), entry.key) == keys.end()) keys.push_back(entry.key);
  }
  return keys;
}

void compare_value(const std::string& what, const Yaml* before, const Yaml* now,
                   std::vector<std::string>& out) {
  const std::string was = flat(before), is = flat(now);
  if (was == is) return;
  if (before == nullptr)
    out.push_back(what + " set to " + is + "; there was none");
  else if (now == nullptr)
    out.push_back(what + " removed; it was " + was);
  else
    out.push_back(what + " changed from " + was + " to " + is);
}

void compare_question(const std::string& name, const Yaml& before, const Yaml& now,
                      std::vector<std::string>& out) {
  for (const std::string& key : keys_of(&before, &now)) {
    const Yaml *was = before.find(key), *is = now.find(key);
    if (key != "limits") {
      compare_value("question " + name + ": " + key, was, is, out);
      continue;
    }
    for (const std::string& limit : keys_of(was, is))
      compare_value("question " + name + ": limit " + limit, find(was, limit), find(is, limit), out);
  }
}

const Yaml* find_question(const Yaml* questions, const std::string& name) {
  if (questions == nullptr) return nullptr;
  for (const Yaml& question : questions->items)
    if (flat(question.find("name")) == name) return &question;
  return nullptr;
}

void compare_questions(const Yaml* before, const Yaml* now, std::vector<std::string>& out) {
  if (before != nullptr)
    for (const Yaml& question : before->items) {
      const std::string name = flat(question.find("name"));
      if (const Yaml* other = find_question(now, name))
        compare_question(name, question, *other, out);
      else
        out.push_back("question " + name + " left out; its limits were " + flat(question.find("limits")));
    }
  if (now == nullptr) return;
  for (const Yaml& question : now->items)
    if (const std::string name = flat(question.find("name")); find_question(before, name) == nullptr)
      out.push_back("question " + name + " added, with limits " + flat(question.find("limits")));
}

/// Models by their names: a signature of fifty terms is no sentence.
void compare_models(const Yaml* before, const Yaml* now, std::vector<std::string>& out) {
  const auto find_model = [](const Yaml* models, const std::string& name) -> const Yaml* {
    if (models == nullptr) return nullptr;
    for (const Yaml& model : models->items)
      if (flat(model.find("model")) == name) return &model;
    return nullptr;
  };
  for (const auto& [list, other, missing] :
       {std::tuple(before, now, "left out"), std::tuple(now, before, "added")}) {
    if (list == nullptr) continue;
    for (const Yaml& model : list->items) {
      const std::string name = flat(model.find("model"));
      const Yaml* same = find_model(other, name);
      if (same == nullptr)
        out.push_back("model " + name + " " + missing);
      else if (list == before && flat(&model) != flat(same))
        out.push_back("model " + name + " changed");
    }
  }
}

}  // namespace

std::string analysis_text(const Study& study) {
  const std::string text = resolved_yaml(study);
  return text.substr(text.find("\nquestions:"));
}

std::vector<std::string> deviations(const std::string& before, const std::string& now) {
  const Yaml was = io::parse_yaml(before, "questions before the measurement");
  const Yaml is = io::parse_yaml(now, "questions now");
  std::vector<std::string> out;
  for (const std::string& key : keys_of(&was, &is)) {
    if (key == "questions")
      compare_questions(was.find(key), is.find(key), out);
    else if (key == "models")
      compare_models(was.find(key), is.find(key), out);
    else
      compare_value(key, was.find(key), is.find(key), out);
  }
  return out;
}

}  // namespace radgauge::study
