#pragma once

#include <memory>

#include "engine/engine.h"
#include "study/plan.h"

namespace radgauge::runner {

/// The engine that the study names, able to do what the plan asks of it. Throws Error(study) for an engine
/// that cannot be made, and, naming condition and extraction, for the first thing that it cannot do.
std::shared_ptr<const engine::Engine> checked_engine(const study::Study& study, const study::Plan& plan);

/// The second half of it, for an engine that is there already.
void check_engine(const engine::Engine& engine, const study::Study& study, const study::Plan& plan);

/// What extractions of this study ask for that does not reach its engine, in words (Engine::untold).
std::vector<std::string> untold_settings(const engine::Engine& engine, const study::Study& study);

/// Does an engine of this study resample by itself, so that images are not cropped (Study::whole_images)?
bool wants_whole_images(const engine::Engine& engine, const study::Study& study);

}  // namespace radgauge::runner
