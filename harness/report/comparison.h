#pragma once

#include <string>

#include "analysis/comparison.h"

namespace radgauge::report {

// The formats of `radgauge compare`: summary and table for people; one CSV line per question and feature;
// JSON, schema `radgauge-compare-1`.
std::string comparison_table(const analysis::RunComparison& comparison);
std::string comparison_csv(const analysis::RunComparison& comparison);
std::string comparison_json(const analysis::RunComparison& comparison);

}  // namespace radgauge::report
