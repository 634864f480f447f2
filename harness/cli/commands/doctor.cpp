#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "cli/commands/commands.h"
#include "core/build_info.h"
#include "core/machine.h"
#include "core/text.h"
#include "phantoms/registry.h"
#include "reference/extractor.h"
#include "reference/preprocessing/grid.h"
#include "runner/runner.h"

namespace radgauge::cli {

namespace {

/// Extracts the embedded digital phantom: the whole path from voxels to features works on this machine.
std::string self_test() {
  const Phantom* phantom = phantoms::find_phantom("ibsi_digital");
  std::vector<Value> values;
  for (const Field& field : phantom->fields) values.push_back(field.fallback);
  const Scan scan = phantom->generate(values, 1, 0);
  const ExtractionSettings settings = reference::find_preset("ibsi-digital")->settings;
  const auto vectors = reference::extract(scan.image, scan.mask, std::span(&settings, 1));
  const auto features = reference::feature_list(settings);
  for (std::size_t i = 0; i < features.size(); ++i)
    if (features[i].tag == "stat_mean")
      return "stat_mean of the IBSI digital phantom is " + to_rounded_text(vectors[0][i].value, 4) +
             " (reference 2.15)";
  return "stat_mean is missing";
}

int run(const Arguments&) {
  std::cout << version_text() << ", build type " << build_type() << "\n";
  std::cout << "processor: " << processor_name() << ", " << std::thread::hardware_concurrency()
            << " threads\n";
  std::cout << "memory: " << to_rounded_text(runner::machine_memory_bytes() / 1073741824.0, 3) << " GiB\n";
  std::error_code error;
  const auto space = std::filesystem::space(".", error);
  if (!error)
    std::cout << "disk here: " << to_rounded_text(static_cast<double>(space.available) / 1e9, 3)
              << " GB free\n";
  std::cout << "self-test: " << self_test() << "\n";
  return 0;
}

}  // namespace

Command doctor_command() {
  return {"doctor",
          "says what this machine and this build are, and runs a self-test",
          "Include its output when you report a problem.",
          {},
          {"radgauge doctor"},
          &run};
}

}  // namespace radgauge::cli
