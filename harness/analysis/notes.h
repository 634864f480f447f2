#pragma once

#include <string>
#include <vector>

#include "analysis/questions.h"
#include "analysis/results.h"
#include "study/study.h"

namespace radgauge::analysis {

/// Perturbations that stayed short of what was asked for: what they certify is less than their name says.
std::vector<std::string> shortfalls(const std::vector<MagnitudeSummary>& magnitudes);

/// What is surprising about images and masks, and legal: copies (copies.h), then the notices of the cells, a
/// line for each kind.
std::vector<std::string> input_notes(const study::Study& study, const study::Plan& plan,
                                     const Measurements& measurements);

/// Features that a perturbation cannot touch are certified without having been tried; count them apart.
std::vector<std::string> untouched(const std::vector<QuestionResult>& questions);

/// Draws of one dose may agree with one another and be far from the image as acquired; count such features of
/// questions over a group without base.
std::vector<std::string> shifted(const std::vector<AskedQuestion>& asked,
                                 const std::vector<QuestionResult>& results);

}  // namespace radgauge::analysis
