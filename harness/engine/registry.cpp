#include "engine/registry.h"

#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"

/// Every kind of engine: the name of its file, which is the name of the function that describes it.
#define RADGAUGE_ENGINES(ADD) \
  ADD(built_in)               \
  ADD(command)                \
  ADD(imported)               \
  ADD(table)

namespace radgauge::engine {

namespace engines {
#define RADGAUGE_DECLARE(name) EngineKind name();
RADGAUGE_ENGINES(RADGAUGE_DECLARE)
#undef RADGAUGE_DECLARE
}  // namespace engines

namespace {

namespace fs = std::filesystem;

std::vector<std::string> ids() {
  std::vector<std::string> list;
  for (const EngineKind& kind : engine_kinds()) list.push_back(kind.id);
  return list;
}

std::vector<std::string> words() {
  std::vector<std::string> list;
  for (const EngineKind& kind : engine_kinds())
    if (!kind.needs_file) list.push_back(kind.id);
  return list;
}

/// The one kind whose id is a key of the file.
const EngineKind& kind_of(const io::Yaml& file) {
  const EngineKind* found = nullptr;
  for (const EngineKind& kind : engine_kinds()) {
    if (file.find(kind.id) == nullptr) continue;
    if (found != nullptr)
      throw file.error("an engine file has one of the keys " + join(ids(), ", ") + ", and this one has " +
                       found->id + " and " + kind.id);
    found = &kind;
  }
  if (found != nullptr) return *found;
  // A key that is nearly one of them is told as such.
  std::vector<std::string> known = ids();
  known.emplace_back("engine");
  for (const EngineKind& kind : engine_kinds()) known.insert(known.end(), kind.keys.begin(), kind.keys.end());
  file.check_keys(known, "an engine file");
  throw file.error("the key command is missing, or another that says what the engine is; known: " +
                   join(ids(), ", "));
}

}  // namespace

std::span<const EngineKind> engine_kinds() {
#define RADGAUGE_CALL(name) engines::name(),
  static const std::vector<EngineKind> all{RADGAUGE_ENGINES(RADGAUGE_CALL)};
#undef RADGAUGE_CALL
  return all;
}

std::string engine_name(const io::Yaml& file) {
  const io::Yaml* name = file.find("engine");
  return name == nullptr ? fs::path(file.file).stem().string() : name->as_text("engine");
}

std::shared_ptr<const Engine> make_engine(const std::string& word, const std::string& folder,
                                          const std::string& where) {
  const std::string start = where.empty() ? "" : where + ": ";
  for (const EngineKind& kind : engine_kinds()) {
    if (kind.id != word) continue;
    if (!kind.needs_file) return kind.make(nullptr);
    throw Error(ErrorKind::study, start + "engine '" + word + "' needs a file: write " + word +
                                      " with its keys into one and give its path here");
  }
  const std::string path = (fs::path(folder) / word).string();
  if (!io::file_exists(path))
    throw Error(ErrorKind::study, start + "engine '" + word + "' is not known to this version" +
                                      did_you_mean(word, words()) + "; known: " + join(words(), ", ") +
                                      ", or the path of an engine file, and " + path + " does not exist");
  const io::Yaml file = io::read_yaml(path);
  file.as_map("an engine file");
  const EngineKind& kind = kind_of(file);
  std::vector<std::string> keys = kind.keys;
  keys.insert(keys.end(), {"engine", kind.id});
  file.check_keys(keys, "an engine file");
  return kind.make(&file);
}

}  // namespace radgauge::engine
