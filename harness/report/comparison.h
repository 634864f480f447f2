#pragma once

#include <string>

#include "analysis/comparison.h"

namespace radgauge::report {

// The formats of `radgauge compare`: summary and table for people; one CSV line per question and feature;
// JSON, schema `radgauge-compare-1`.
std::string comparison_table(const RunComparison& comparison);
std::string comparison_csv(const RunComparison& comparison);
std::string comparison_json(const RunComparison& comparison);

}  // namespace radgauge::report
