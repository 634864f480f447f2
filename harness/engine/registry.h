#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "io/yaml.h"

namespace radgauge::engine {

/// A kind of engine as data. A study names one that needs no file by its id (`engine: built-in`), others by
/// the path of an engine file, a map in which one key is the id of the kind (`command: [...]`, `table: ...`).
struct EngineKind {
  std::string id;
  std::string summary;            ///< one line
  std::vector<std::string> keys;  ///< of its file, beside `engine` (a name) and the id
  bool needs_file = true;
  /// `file` is the whole engine file, nullptr without one. Throws Error(study) with file:line:column.
  std::shared_ptr<const Engine> (*make)(const io::Yaml* file) = nullptr;
};

/// Every kind of engine.
std::span<const EngineKind> engine_kinds();

/// The engine that `word` names: the id of a kind, or the path of an engine file, relative to `folder`.
/// `where` begins the message ("study.yaml:4:9") for a word that names none. Throws Error(study).
std::shared_ptr<const Engine> make_engine(const std::string& word, const std::string& folder,
                                          const std::string& where);

/// The name in an engine file: its key `engine`, or the file's own name without the ending.
std::string engine_name(const io::Yaml& file);

}  // namespace radgauge::engine
