#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

/// Path of a file of the reference data sets (CMake variable RADGAUGE_DATA_DIR); empty when it is not there.
inline std::string data_path(const std::string& relative) {
  const std::string root = RADGAUGE_DATA_DIR;
  if (root.empty()) return {};
  const auto path = std::filesystem::path(root) / relative;
  return std::filesystem::exists(path) ? path.string() : std::string();
}

/// Declares `name` as the path of reference data, or skips the test, visibly.
#define RADGAUGE_REFERENCE_DATA(name, relative) \
  const std::string name = data_path(relative); \
  if (name.empty()) GTEST_SKIP() << "reference data " << (relative) << " not found; set RADGAUGE_DATA_DIR"
