#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "core/text.h"
#include "io/csv.h"
#include "io/private_folder.h"
#include "io/process.h"

namespace radgauge::models {

/// The Python that has the libraries of the workers: RADGAUGE_PYTHON, or python3.
inline std::string worker_python() {
  const char* named = std::getenv("RADGAUGE_PYTHON");
  return named == nullptr ? "python3" : named;
}

inline bool python_has(const std::string& modules) {
  const io::PrivateFolder folder;
  return io::run_process({{worker_python(), "-c", "import " + modules}, "", folder.file("log"), 60}).empty();
}

/// Trains the models of workers/make.py into `folder`; the columns of their predictions, by name.
inline std::map<std::string, std::vector<double>> trained_models(const io::PrivateFolder& folder) {
  const std::string script = RADGAUGE_SOURCE_DIR "/tests/models/workers/make.py", log = folder.file("log");
  EXPECT_EQ(io::run_process({{worker_python(), script, folder.path()}, "", log, 300}), "")
      << io::end_of_log(log);
  const io::CsvTable table = io::read_csv(folder.file("predictions.csv"));
  std::map<std::string, std::vector<double>> out;
  for (std::size_t c = 0; c < table.header.size(); ++c)
    for (const auto& row : table.rows) out[table.header[c]].push_back(*parse_double(row.at(c)));
  return out;
}

}  // namespace radgauge::models
