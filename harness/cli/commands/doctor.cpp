#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "cli/commands/commands.h"
#include "cli/threads.h"
#include "compliance/self_test.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/machine.h"
#include "core/text.h"
#include "models/onnx_session.h"
#include "models/xgboost_model.h"
#include "runner/runner.h"
#include "workflow/doctor_study.h"

namespace radgauge::cli {

namespace {

int run_doctor(const Arguments& arguments) {
  if (arguments.has("study"))
    return workflow::doctor_study(arguments.text("study"), threads_of(arguments), std::cout);
  std::cout << version_text() << ", build type " << build_type() << "\n";
  std::cout << "processor: " << processor_name() << ", " << std::thread::hardware_concurrency()
            << " threads\n";
  std::cout << "memory: " << to_rounded_text(runner::machine_memory_bytes() / 1073741824.0, 3) << " GiB\n";
  std::error_code error;
  const auto space = std::filesystem::space(".", error);
  if (!error)
    std::cout << "disk here: " << to_rounded_text(static_cast<double>(space.available) / 1e9, 3)
              << " GB free\n";
  const std::string xgboost = models::xgboost_version();
  std::cout << "XGBoost: " << (xgboost.empty() ? "not built in; its models are refused" : xgboost) << "\n";
  const std::string onnx = models::onnx_runtime_version();
  std::cout << "ONNX Runtime: " << (onnx.empty() ? "not built in; its models are refused" : onnx) << "\n";
  const compliance::SelfTest test = compliance::self_test();
  std::cout << "self-test: " << compliance::self_test_text(test) << "\n";
  return test.passed() ? 0 : exit_code(ErrorKind::wanting);
}

}  // namespace

Command doctor_command() {
  return {
      "doctor",
      "says what this machine and this build are, or what a study needs and where it is mistaken",
      "Without a study: versions, memory, disk and a self-test; include its output when you report a problem. With one: "
      "what --dry-run says, the speed of one cell, and the three commonest mistakes (bins, grid, number of patients) "
      "with the numbers of its first object. Exit codes are those of --dry-run.",
      {{"study", "", OptionKind::text, "STUDY", "study file (YAML)"}, threads_option()},
      {"radgauge doctor", "radgauge doctor study.yaml"},
      &run_doctor};
}

}  // namespace radgauge::cli
