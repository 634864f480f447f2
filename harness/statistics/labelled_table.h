#pragma once

#include <string>
#include <utility>
#include <vector>

#include "statistics/component_model.h"
#include "statistics/sections.h"

namespace radgauge::statistics {

/// The features of a table `object,patient,[site,][scanner,][session,][reader,][condition,][draw,]repeat,
/// feature,value` in the order in which they first appear; the measurements of each in the order of their
/// labels, without those that are missing. Throws Error(data) naming column and data row (from 1).
std::vector<std::pair<std::string, LabelledValues>> labelled_values(const Table& table);

}  // namespace radgauge::statistics
