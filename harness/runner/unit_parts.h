#pragma once

#include <exception>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "runner/unit.h"
#include "runner/unit_tree.h"

namespace radgauge::runner {

/// Runs `work`; an error it meets becomes text.
template <class Work>
std::optional<std::string> problem_of(const Work& work) {
  try {
    work();
    return std::nullopt;
  } catch (const std::bad_alloc&) {
    return "there was not enough memory for this cell";
  } catch (const std::exception& error) {
    return error.what();
  }
}

/// Adds what a step did; `prefix` names the extraction ("bin25."), "" for the first.
void note(std::vector<store::StoredMagnitude>& to, const std::string& prefix,
          const study::AppliedOperation& step, const std::vector<Magnitude>& magnitudes);

/// The extractions of one cell on one mask, and what became of them.
struct CellExtractions {
  std::vector<ExtractionSettings> settings;        ///< one per extraction of the group
  std::vector<store::StoredMagnitude> magnitudes;  ///< of the extraction-stage operations
  std::optional<std::string> problem;
  std::vector<FeatureVector> vectors;  ///< one per extraction of the group
};

/// The settings of a condition: those of the study after its extraction-stage operations.
CellExtractions settings_of(const study::Study& study, const GridGroup& group,
                            const study::Condition& condition);

/// All cells of a mask at once, to share work; one by one if that fails, so that none fails the others.
void extract(const engine::Engine& engine, const Volume& image, const Mask& mask,
             std::vector<CellExtractions>& wanted);

}  // namespace radgauge::runner
