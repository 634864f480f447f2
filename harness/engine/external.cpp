#include "engine/external.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"
#include "io/yaml.h"
#include "reference/values/reference_values.h"

namespace radgauge {

namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kKeys{"engine", "command", "settings", "map", "timeout_s"};

std::vector<std::string> command_words(const Yaml& value) {
  std::vector<std::string> words;
  for (const Yaml& item : value.as_sequence("command")) words.push_back(item.as_text("a word of command"));
  if (words.empty()) throw value.error("command is an empty list; its first word is the program");
  const auto has = [&](const char* placeholder) {
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return word.find(placeholder) != std::string::npos; });
  };
  for (const char* placeholder : {"{image}", "{mask}", "{output}"})
    if (!has(placeholder)) throw value.error(std::string("no word of command holds ") + placeholder);
  return words;
}

std::string with_values(std::string word, const std::vector<std::pair<std::string, std::string>>& values) {
  for (const auto& [name, value] : values)
    for (auto at = word.find(name); at != std::string::npos; at = word.find(name, at + value.size()))
      word.replace(at, name.size(), value);
  return word;
}

/// Starts the words in `folder`, both outputs into `log`, as the leader of a process group of its own.
pid_t start(const std::vector<std::string>& words, const std::string& folder, const std::string& log) {
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::setpgid(0, 0);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  const int in = ::open("/dev/null", O_RDONLY);
  if (out < 0 || in < 0 || ::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(out, 2) < 0) ::_exit(126);
  if (::chdir(folder.c_str()) != 0) ::_exit(126);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

/// The status of wait(), or nothing after `timeout_s`; the group is then killed.
std::optional<int> wait_for(pid_t child, double timeout_s) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(timeout_s);
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      ::kill(-child, SIGKILL);
      ::waitpid(child, &status, 0);
      return std::nullopt;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return status;
}

std::string end_of(const std::string& log) {
  std::error_code ignored;
  if (!fs::exists(log, ignored)) return "";
  const auto lines = split(trim(read_file(log)), '\n');
  const std::size_t first = lines.size() > 5 ? lines.size() - 5 : 0;
  const std::string text = join(std::span(lines).subspan(first), "\n  ");
  return text.empty() ? "; it printed nothing" : "; it printed last:\n  " + text;
}

std::string how_it_ended(const std::optional<int>& status, const ExternalEngine& engine) {
  if (!status) return "did not end within " + to_text(engine.timeout_s) + " s (timeout_s)";
  if (WIFSIGNALED(*status)) return "was stopped by signal " + to_text(std::int64_t{WTERMSIG(*status)});
  if (WEXITSTATUS(*status) == 127)
    return "could not be started: is '" + engine.command.front() + "' installed?";
  return WEXITSTATUS(*status) == 0 ? "" : "ended with " + to_text(std::int64_t{WEXITSTATUS(*status)});
}

}  // namespace

ExternalEngine read_engine_file(const std::string& path) {
  const Yaml file = read_yaml(path);
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
      if (reference_features(entry.key).empty())
        throw entry.value.error("'" + entry.key + "' is not a set; known: " + join(reference_sets(), ", "));
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
  std::vector<std::string> words;
  for (const std::string& word : engine.command) words.push_back(with_values(word, values));
  const pid_t child = start(words, engine.folder, log);
  if (child < 0)
    throw Error(ErrorKind::internal, "no process could be started for the engine " + engine.name);
  std::string problem = how_it_ended(wait_for(child, engine.timeout_s), engine);
  if (problem.empty() && !fs::exists(output)) problem = "ended with 0 but wrote no {output}";
  if (!problem.empty())
    throw Error(ErrorKind::data, "engine " + engine.name + ", set " + set + ": `" + join(words, " ") + "` " +
                                     problem + end_of(log));
}

}  // namespace radgauge
