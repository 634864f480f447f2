#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/scanner_host.h"
#include "study/plan.h"

namespace radgauge::study {

/// The CT scanners that operations on images ask for: by the name of the fleet, or by the path of a scanner
/// file with or without its ".yaml", relative to `folder`. Each is read once. Any number of threads.
class ScannerSystems : public ScannerHost {
 public:
  explicit ScannerSystems(std::string folder) : folder_(std::move(folder)) {}

  const CtSystem& ct(const std::string& name) const override;
  /// What the scanner of that name is: its file in one line, and its curves.
  std::string identity(const std::string& name) const;

 private:
  struct Entry {
    std::string identity;
    std::unique_ptr<CtSystem> system;
  };
  const Entry& entry(const std::string& name) const;

  std::string folder_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Entry> known_;
};

/// Throws Error(study), naming condition and row, for a scanner that a condition asks for and that cannot be
/// had: the row does not say which one made its image, there is no such file, or it is no CT.
void check_scanners(const Study& study, const Plan& plan);

/// What the scanners are that the conditions of a plan ask for on the images of a row; "" for none.
std::string scanners_of_row(const Plan& plan, const CohortRow& row, const ScannerSystems& systems);

}  // namespace radgauge::study
