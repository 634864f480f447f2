#pragma once

#include <string>
#include <vector>

#include "core/notice.h"

namespace radgauge::analysis {

/// A notice and where it was met: a cell in its words, or a line of the cohort table.
struct PlacedNotice {
  std::string where;
  std::string extraction;  ///< "" of an object as acquired
  Notice notice;
};

/// One line for each kind and extraction that has a surprising notice: the worst of them with its place and
/// number, and how many there are. Kinds in their order.
std::vector<std::string> notice_lines(const std::vector<PlacedNotice>& notices);

}  // namespace radgauge::analysis
