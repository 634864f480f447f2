#include "engine/external.h"

#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "io/process.h"
#include "io/yaml.h"
#include "reference/values/reference_values.h"

namespace radgauge::engine {

using io::Yaml;

namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kKeys{"engine", "command", "settings", "map", "timeout_s"};

std::vector<std::string> command_words(const Yaml& value) {
  std::vector<std::string> words;
  for (const Yaml& item : value.as_sequence("command")) words.push_back(item.as_text("a word of command"));
  if (words.empty()) throw value.error("command is an empty list; its first word is the program");
  for (const char* placeholder : {"{image}", "{mask}", "{output}"})
    if (!any_holds(words, placeholder))
      throw value.error(std::string("no word of command holds ") + placeholder);
  return words;
}

}  // namespace

ExternalEngine read_engine_file(const std::string& path) {
  const Yaml file = io::read_yaml(path);
  file.as_map("an engine file");
  file.check_keys(kKeys, "an engine file");
  ExternalEngine engine;
  engine.folder = fs::absolute(path).parent_path().string();
  engine.name = fs::path(path).stem().string();
  if (const Yaml* value = file.find("engine")) engine.name = value->as_text("engine");
  const Yaml* command = file.find("command");
  if (command == nullptr) throw file.error("the key command is missing");
  engine.command = command_words(*command);
  if (const Yaml* settings = file.find("settings"))
    for (const Yaml::Entry& entry : settings->as_map("settings")) {
      if (reference::reference_features(entry.key).empty())
        throw entry.value.error("'" + entry.key +
                                "' is not a set; known: " + join(reference::reference_sets(), ", "));
      engine.settings.emplace_back(entry.key, entry.value.as_text("settings of " + entry.key));
    }
  if (engine.settings.empty()) engine.settings.emplace_back("digital", "");
  if (const Yaml* map = file.find("map")) engine.map = map->as_text("map");
  if (const Yaml* timeout = file.find("timeout_s"))
    engine.timeout_s = timeout->as_real("timeout_s", kPositive);
  return engine;
}

void run_engine(const ExternalEngine& engine, const std::string& set, const std::string& image,
                const std::string& mask, const std::string& output, const std::string& log) {
  std::vector<std::pair<std::string, std::string>> values{{"{image}", fs::absolute(image).string()},
                                                          {"{mask}", fs::absolute(mask).string()},
                                                          {"{output}", fs::absolute(output).string()},
                                                          {"{set}", set},
                                                          {"{settings}", ""}};
  for (const auto& [name, text] : engine.settings)
    if (name == set) values.back().second = text;
  io::ProcessRequest request{{}, engine.folder, log, engine.timeout_s};
  for (const std::string& word : engine.command) request.words.push_back(io::filled(word, values));
  std::string problem = io::run_process(request);
  if (problem.empty() && !fs::exists(output)) problem = "ended with 0 but wrote no {output}";
  if (!problem.empty())
    throw Error(ErrorKind::data, "engine " + engine.name + ", set " + set + ": `" + join(request.words, " ") +
                                     "` " + problem + io::end_of_log(log));
}

}  // namespace radgauge::engine
