#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"

namespace radgauge::engine {

/// Engines side by side, each under the name that cells call it by (CellIdentity::engine).
using NamedEngines = std::vector<std::pair<std::string, std::shared_ptr<const Engine>>>;

/// One engine that asks the one that the cell names, so that software is a factor of a study. It measures
/// what any of them measures, by name: first what the first does, then what others do beside; a value that
/// the cell's engine does not measure is absent. It cannot do what one of them cannot. Throws Error(internal)
/// for a cell that names none of them.
std::shared_ptr<const Engine> several_engines(NamedEngines engines);

/// make_engine (registry.h) of each word, together. `names` are what cells call them.
std::shared_ptr<const Engine> make_several(const std::vector<std::string>& words,
                                           const std::vector<std::string>& names, const std::string& folder,
                                           const std::string& where);

}  // namespace radgauge::engine
