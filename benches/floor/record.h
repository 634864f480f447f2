#pragma once

#include <string>
#include <vector>

#include "floor/variants.h"

namespace radgauge::floor {

/// What one feature moves by: over all objects and ways, the largest relative difference from the usual
/// value.
struct FeatureFloor {
  FeatureInfo info;
  double largest = 0;
  std::string cause;             ///< of the largest; empty if nothing moved it
  std::string way;               ///< "x reversed", "AVX2", ...
  std::string object;            ///< whose value moved most
  std::vector<double> by_cause;  ///< in the order of causes()
  std::size_t objects = 0;       ///< with a value
};

const std::vector<std::string>& causes();

std::vector<FeatureFloor> floors(const std::vector<Object>& objects, const Values& usual,
                                 const std::vector<Way>& ways);

/// How this machine came by it, for the page.
struct Conditions {
  std::vector<std::string> objects;
  std::vector<std::string> ways;  ///< "instruction set: AVX2", ...
  std::string library;            ///< what the probe of the mathematical library found
};

std::string record_csv(const std::vector<FeatureFloor>& list);
std::string record_markdown(const std::vector<FeatureFloor>& list, const Conditions& conditions);
/// The table of numerical_floor().
std::string record_table(const std::vector<FeatureFloor>& list);

}  // namespace radgauge::floor
