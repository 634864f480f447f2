#include "study/scanner_systems.h"

#include <filesystem>
#include <functional>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"
#include "study/acquired.h"

namespace radgauge::study {

namespace {

/// What to read for a name: a site calls its scanners by name, and their files after them.
std::string file_of_scanner(const std::string& name, const std::string& folder) {
  const auto is_file = [&](const std::string& path) {
    return io::file_exists((std::filesystem::path(folder) / path).string());
  };
  return !fleet_text(name) && !is_file(name) && is_file(name + ".yaml") ? name + ".yaml" : name;
}

/// f(condition, name) for every scanner that a plan asks for; "" is the one that made the image.
void for_each_asked_scanner(const Plan& plan,
                            const std::function<void(const Condition&, const std::string&)>& f) {
  for (const Condition& condition : plan.conditions)
    for (const AppliedOperation& step : condition.chain) {
      if (step.operation->scanners == nullptr) continue;
      for (const std::string& name : step.operation->scanners(step.values)) f(condition, name);
    }
}

}  // namespace

const ScannerSystems::Entry& ScannerSystems::entry(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(name);
  if (known != known_.end()) return known->second;
  ScannerUse scanner;
  try {
    scanner = read_scanner(file_of_scanner(name, folder_), folder_);
  } catch (const Error& error) {
    throw Error(ErrorKind::study, error.what());
  }
  if (scanner.kind->ct_system == nullptr)
    throw Error(ErrorKind::study,
                "the scanner '" + name + "' is of modality " + scanner.kind->id + ", not ct");
  Entry made{scanner_identity(scanner), scanner.kind->ct_system(scanner.values, scanner.tables)};
  return known_.emplace(name, std::move(made)).first->second;
}

const CtSystem& ScannerSystems::ct(const std::string& name) const {
  return *entry(name).system;
}

std::string ScannerSystems::identity(const std::string& name) const {
  return entry(name).identity;
}

void check_scanners(const Study& study, const Plan& plan) {
  const ScannerSystems systems(study.folder);
  for_each_asked_scanner(plan, [&](const Condition& condition, const std::string& name) {
    try {
      if (!name.empty()) systems.ct(name);
    } catch (const Error& error) {
      throw error.within("condition " + condition.name);
    }
    if (!name.empty()) return;
    for (const CohortRow& row : study.rows) {
      const std::string& own = level_of(row, "scanner");
      const std::string place = row.where + ": condition " + condition.name;
      if (own.empty())
        throw Error(ErrorKind::study,
                    place +
                        " needs to know which scanner made the image; give the cohort a column "
                        "scanner with names of scanner files, or the condition `source: FILE`");
      try {
        systems.ct(own);
      } catch (const Error& error) {
        throw error.within(place + " asks for the scanner of the image");
      }
    }
  });
}

std::string scanners_of_row(const Plan& plan, const CohortRow& row, const ScannerSystems& systems) {
  std::set<std::string> asked;
  for_each_asked_scanner(plan, [&](const Condition&, const std::string& name) {
    asked.insert(name.empty() ? level_of(row, "scanner") : name);
  });
  std::string text;
  for (const std::string& name : asked) text += name + ": " + systems.identity(name) + "\n";
  return text;
}

}  // namespace radgauge::study
