#include "engine/external.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "core/error.h"
#include "core/text.h"
#include "engine/registry.h"
#include "io/files.h"
#include "io/process.h"
#include "io/program_batch.h"
#include "io/program_run.h"
#include "reference/preprocessing/grid.h"
#include "reference/values/reference_values.h"

namespace radgauge::engine {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> command_words(const io::Yaml& value) {
  std::vector<std::string> words;
  for (const io::Yaml& item : value.as_sequence("command"))
    words.push_back(item.as_text("a word of command"));
  if (words.empty()) throw value.error("command is an empty list; its first word is the program");
  return words;
}

/// Throws where what one run needs does not reach the program.
void check_passed_on(const ExternalEngine& engine, const io::Yaml& command, const io::Yaml& file) {
  const io::Yaml* list = file.find("list");
  for (const char* placeholder : {"{image}", "{mask}", "{output}"}) {
    if (engine.in_batches() && any_holds(engine.command, placeholder))
      throw command.error(std::string(placeholder) + " stands in a word of command, and a batch has many; " +
                          "put it in a column of list");
    if (!engine.passes_on(placeholder))
      throw(engine.in_batches() ? *list : command)
          .error(std::string(engine.in_batches() ? "no column of list holds " : "no word of command holds ") +
                 placeholder);
  }
  if (engine.in_batches() != (file.find("batch") != nullptr))
    throw file.error(engine.in_batches() ? "list is there without batch: how many lines it has at most"
                                         : "batch is there without list: the columns of the table {list}, " +
                                               std::string("such as {image: \"{image}\", mask: \"{mask}\", "
                                                           "output: \"{output}\"}"));
  if (engine.in_batches() != any_holds(engine.command, "{list}"))
    throw command.error(engine.in_batches() ? "no word of command holds {list}, the table of a batch"
                                            : "a word of command holds {list}, and the key list is missing");
  if (engine.in_batches() && !engine.worker.empty())
    throw file.find("worker")->error(
        "a worker is asked for one image and mask at a time; leave out worker, or "
        "batch and list");
}

std::vector<std::pair<std::string, std::string>> fixed_settings(const io::Yaml& value, Input input) {
  const std::vector<Field> fields =
      input == Input::native ? field_table<ExtractionSettings>() : field_table<FeatureSettings>();
  io::Yaml numbers = value;
  for (io::Yaml::Entry& entry : numbers.entries)
    if (const auto number = parse_double(entry.value.text))
      entry.value.text = to_text(*number + 0.0);  // 1.0 is 1
  const std::vector<Value> values = io::decode_fields(numbers, fields, "fixed");
  std::vector<std::pair<std::string, std::string>> list;
  for (std::size_t f = 0; f < fields.size(); ++f)
    if (value.find(fields[f].name) != nullptr) list.emplace_back(fields[f].name, to_text(values[f]));
  return list;
}

Input input_of(const io::Yaml& value) {
  const std::string word = value.as_text("input");
  if (const auto input = parse_word<Input>(word)) return *input;
  throw value.error(
      "input is prepared (it gets what is to be measured) or native (it resamples by itself), not '" +
      shortened(word) + "'" + did_you_mean(word, words_of<Input>()));
}

/// "{name}" and value of every field of a table.
template <class Settings>
std::vector<std::pair<std::string, std::string>> placeholders_of(const Settings& settings) {
  const auto fields = field_table<Settings>();
  const auto values = to_values(settings);
  std::vector<std::pair<std::string, std::string>> list;
  for (std::size_t i = 0; i < fields.size(); ++i)
    list.emplace_back("{" + fields[i].name + "}", to_text(values[i]));
  return list;
}

}  // namespace

std::vector<std::string> external_engine_keys() {
  return {"settings",  "extractions", "features", "fixed", "input", "map",
          "timeout_s", "memory_mb",   "worker",   "batch", "list"};
}

ExternalEngine read_engine_file(const std::string& path) {
  return decode_external_engine(io::read_yaml(path));
}

ExternalEngine decode_external_engine(const io::Yaml& file) {
  file.as_map("an engine file");
  std::vector<std::string> keys{"engine", "command"};
  for (const std::string& key : external_engine_keys()) keys.push_back(key);
  file.check_keys(keys, "an engine file");
  ExternalEngine engine;
  engine.folder = fs::absolute(file.file).parent_path().string();
  engine.name = engine_name(file);
  const io::Yaml* command = file.find("command");
  if (command == nullptr) throw file.error("the key command is missing");
  engine.command = command_words(*command);
  if (const io::Yaml* settings = file.find("settings"))
    for (const io::Yaml::Entry& entry : settings->as_map("settings")) {
      if (reference::reference_features(entry.key).empty())
        throw entry.value.error("'" + entry.key +
                                "' is not a set; known: " + join(reference::reference_sets(), ", "));
      engine.settings.emplace_back(entry.key, entry.value.as_text("settings of " + entry.key));
    }
  if (engine.settings.empty()) engine.settings.emplace_back("digital", "");
  if (const io::Yaml* extractions = file.find("extractions"))
    for (const io::Yaml::Entry& entry : extractions->as_map("extractions"))
      engine.extractions.emplace_back(entry.key, entry.value.as_text("the text of extraction " + entry.key));
  if (const io::Yaml* features = file.find("features"))
    for (const io::Yaml& item : features->as_sequence("features"))
      engine.features.push_back(item.as_text("a feature"));
  if (const io::Yaml* input = file.find("input")) engine.input = input_of(*input);
  if (const io::Yaml* fixed = file.find("fixed")) engine.fixed = fixed_settings(*fixed, engine.input);
  if (const io::Yaml* map = file.find("map")) engine.map = map->as_text("map");
  if (const io::Yaml* timeout = file.find("timeout_s"))
    engine.timeout_s = timeout->as_real("timeout_s", kPositive);
  if (const io::Yaml* memory = file.find("memory_mb"))
    engine.memory_mb = memory->as_integer("memory_mb", kPositive);
  if (const io::Yaml* worker = file.find("worker")) {
    for (const io::Yaml& item : worker->as_sequence("worker"))
      engine.worker.push_back(item.as_text("a word of worker"));
    if (engine.worker.empty())
      throw worker->error("worker is an empty list; its first word is the program, or leave the key out");
  }
  if (const io::Yaml* batch = file.find("batch"))
    engine.batch = static_cast<std::size_t>(batch->as_integer("batch", kPositive));
  if (const io::Yaml* list = file.find("list"))
    for (const io::Yaml::Entry& entry : list->as_map("list"))
      engine.list.emplace_back(entry.key, entry.value.as_text("the text of column " + entry.key));
  check_passed_on(engine, *command, file);
  return engine;
}

bool ExternalEngine::passes_on(std::string_view placeholder) const {
  if (any_holds(command, placeholder)) return true;
  return std::any_of(list.begin(), list.end(), [&](const auto& column) {
    return column.second.find(placeholder) != std::string::npos;
  });
}

std::vector<std::pair<std::string, std::string>> setting_placeholders(const FeatureSettings& settings) {
  return placeholders_of(settings);
}

std::vector<std::pair<std::string, std::string>> grid_placeholders(const GridSettings& settings) {
  return placeholders_of(settings);
}

void run_engine(const ExternalEngine& engine, const std::string& set, const std::string& image,
                const std::string& mask, const std::string& output, const std::string& log) {
  io::ProgramRun run{engine.command, engine.folder, engine.timeout_s, engine.memory_mb, {}, nullptr};
  if (const reference::Preset* preset = reference::find_preset("ibsi-" + set))
    run.values = setting_placeholders(preset->settings);
  std::string text;
  for (const auto& [name, written] : engine.settings)
    if (name == set) text = written;
  run.values.insert(run.values.end(), {{"{image}", fs::absolute(image).string()},
                                       {"{mask}", fs::absolute(mask).string()},
                                       {"{output}", fs::absolute(output).string()},
                                       {"{set}", set},
                                       {"{modality}", set == "digital" ? "other" : "CT"},
                                       {"{settings}", text}});
  std::optional<io::PrivateFolder> folder;
  if (engine.in_batches()) {
    const std::string list = folder.emplace().file("list.csv");
    io::write_file(list, io::list_text(engine.list, {run.values}));
    run.values.emplace_back("{list}", list);
  }
  const std::string problem = io::run_to_output(run, output, log);
  if (!problem.empty())
    throw Error(ErrorKind::data, "engine " + engine.name + ", set " + set + ": `" +
                                     join(io::filled_words(run), " ") + "` " + problem);
}

}  // namespace radgauge::engine
