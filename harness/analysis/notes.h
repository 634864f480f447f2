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

/// Certified features whose GRR is above 30 % of the study variation, which the AIAG (2010) takes for no
/// acceptable gauge: a limit of the ICC below 0.91 lets them pass.
std::vector<std::string> coarse(const std::vector<QuestionResult>& questions);

/// Draws of one dose may agree with one another and be far from the image as acquired; count such features of
/// questions over a group without base.
std::vector<std::string> shifted(const std::vector<AskedQuestion>& asked,
                                 const std::vector<QuestionResult>& results);

}  // namespace radgauge::analysis
