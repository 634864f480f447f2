#include "workflow/intensity_standard.h"

#include <algorithm>
#include <cmath>

#include "acquire/acquire.h"
#include "core/error.h"
#include "core/text.h"
#include "imaging/normalisation.h"
#include "imaging/tissue.h"
#include "io/files.h"
#include "io/yaml.h"
#include "study/plan.h"

namespace radgauge::workflow {

namespace {

/// The largest distance of an image's landmarks from those of the standard, in percent of its range.
double distance(const std::vector<double>& own, const std::vector<double>& standard) {
  double most = 0;
  for (std::size_t i = 0; i < own.size(); ++i) {
    const double scaled = 100 * (own[i] - own.front()) / (own.back() - own.front());
    most = std::max(most, std::abs(scaled - standard[i]));
  }
  return most;
}

}  // namespace

std::vector<double> intensity_standard(const std::string& cohort, const NormalisationSettings& settings,
                                       const Console& console) {
  if (!io::file_exists(cohort)) throw Error(ErrorKind::data, "'" + cohort + "': there is no such table");
  const study::Study study = study::decode_study(
      io::parse_yaml("study: standard\ncohort: " + io::yaml_scalar(cohort) + "\n", cohort), "");
  std::vector<std::vector<double>> all;
  std::vector<std::string> names;
  for (const study::Acquisition& acquisition : study::make_plan(study).acquisitions) {
    const study::CohortRow& row = study.rows[acquisition.rows.front()];
    try {
      const acquire::Scan scan = acquire::scan_row(study, row);
      const Mask region = imaging::normalisation_region(scan.image, scan.masks.front(), settings);
      all.push_back(imaging::landmarks(scan.image, region, settings.normalisation_lower_percentile,
                                       settings.normalisation_upper_percentile));
    } catch (const Error& error) {
      throw error.within(row.acquisition());
    }
    names.push_back(row.acquisition());
  }
  if (all.empty()) throw Error(ErrorKind::data, cohort + ": no image");
  const std::vector<double> standard = imaging::standard_landmarks(all);
  std::size_t furthest = 0;
  for (std::size_t i = 1; i < all.size(); ++i)
    if (distance(all[i], standard) > distance(all[furthest], standard)) furthest = i;
  console.err << "radgauge: the standard of " << all.size() << (all.size() == 1 ? " image" : " images")
              << "; furthest from it is " << names[furthest] << ", by "
              << to_rounded_text(distance(all[furthest], standard), 3) << " % of the range\n";
  return standard;
}

}  // namespace radgauge::workflow
