#include "statistics/coverage_caveat.h"

#include <cmath>

#include "core/text.h"

namespace radgauge::statistics {
namespace {

constexpr CoverageShortfall kShortfalls[] = {
#include "statistics/coverage_shortfalls.inc"
};

// Sizes that were simulated.
constexpr std::int64_t kPatients[] = {10, 20, 30, 50};
constexpr std::int64_t kColumns[] = {2, 5, 30};

std::int64_t nearest_size(std::int64_t wanted, std::span<const std::int64_t> simulated) {
  std::int64_t best = simulated.front();
  const auto distance = [&](std::int64_t size) {
    return std::abs(std::log(static_cast<double>(wanted) / static_cast<double>(size)));
  };
  for (const std::int64_t size : simulated)
    if (distance(size) < distance(best)) best = size;
  return best;
}

std::string_view condition_of(std::string_view population) {
  if (population == "very unequal") return "where the noise of lesions differs more than tenfold";
  if (population == "unequal") return "where the noise of lesions differs several-fold";
  if (population == "clustered") return "where lesions cluster in patients";
  if (population == "clustered unequal") return "where lesions cluster in patients and differ in noise";
  if (population == "missing unequal") return "where values are missing and lesions differ in noise";
  return "even where all lesions have the same noise";
}

std::string sentence(const CoverageShortfall& s) {
  return "the lower limit of the ICC covers " + to_rounded_text(100 * s.coverage, 2) +
         " % instead of 97.5 % " + std::string(condition_of(s.population)) + " (simulated with " +
         to_text(s.patients) + " patients and " + to_text(s.columns_count) + " conditions)";
}

}  // namespace

std::span<const CoverageShortfall> coverage_shortfalls() {
  return kShortfalls;
}

std::string coverage_caveat(PlannedForm form, std::string_view kind, std::int64_t patients,
                            std::int64_t columns) {
  const std::int64_t n = nearest_size(patients, kPatients), k = nearest_size(columns, kColumns);
  const CoverageShortfall* worst = nullptr;
  for (const CoverageShortfall& s : kShortfalls)
    if (s.form == form && s.columns == kind && s.patients == n && s.columns_count == k &&
        (worst == nullptr || s.coverage < worst->coverage))
      worst = &s;
  return worst == nullptr ? std::string() : sentence(*worst);
}

}  // namespace radgauge::statistics
