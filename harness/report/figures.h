#pragma once

#include <string>
#include <vector>

#include "analysis/results.h"

namespace radgauge::report {

/// A picture of the report as a file of its own.
struct FigureFile {
  std::string name;  ///< "q1-forest.svg"
  std::string svg;   ///< whole, with its style; UTF-8
};

/// The folder of a run that holds them.
inline constexpr const char* kFiguresFolder = "figures";

/// Of each question: its forest plot, Bland-Altman plots and gauge charts of the features that the report
/// pictures, and its dose responses. Names are made of the number of the question and of the feature.
std::vector<FigureFile> figures(const analysis::StudyResults& results);

}  // namespace radgauge::report
