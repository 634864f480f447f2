#include "analysis/base_values.h"

#include <cmath>
#include <map>

#include "agreement/strata.h"
#include "core/nan.h"

namespace radgauge::analysis {

namespace {

double object_magnitude_of(const Measurements& measurements, std::uint32_t base,
                           const std::string& parameter) {
  if (base != kNoCell)
    for (const MeasuredMagnitude& m : measurements.cell(base).magnitudes) {
      const MagnitudeKind& kind = measurements.kinds()[m.kind];
      if (kind.operation == store::object_magnitude::kOperation && kind.parameter == parameter)
        return m.achieved;
    }
  return kNaN;
}

/// The first row of the cohort of each object, in order of first appearance.
std::map<std::string, std::size_t> first_rows(const study::Study& study, std::vector<std::size_t>& order) {
  std::map<std::string, std::size_t> first;
  for (std::size_t r = 0; r < study.rows.size(); ++r)
    if (first.emplace(study.rows[r].object(), r).second) order.push_back(r);
  return first;
}

std::vector<agreement::Stratum> volumes(const study::Study& study, const Measurements& measurements,
                                        const std::vector<std::size_t>& cohort_rows) {
  const std::vector<double> volume_mm3 = object_magnitudes(study, measurements).volume_mm3;
  std::vector<std::size_t> order;
  const auto first = first_rows(study, order);
  std::vector<double> of_objects, of_rows;
  for (const std::size_t r : order) of_objects.push_back(volume_mm3[r] / 1000);
  for (const std::size_t r : cohort_rows)
    of_rows.push_back(volume_mm3[first.at(study.rows[r].object())] / 1000);
  return agreement::volume_strata(of_rows, agreement::volume_tertiles(of_objects));
}

}  // namespace

ObjectMagnitudes object_magnitudes(const study::Study& study, const Measurements& measurements) {
  ObjectMagnitudes out;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const std::uint32_t base = measurements.find(r, study::kBase);
    out.volume_mm3.push_back(object_magnitude_of(measurements, base, store::object_magnitude::kVolume));
    out.voxels.push_back(object_magnitude_of(measurements, base, store::object_magnitude::kVoxels));
    out.noise_sd.push_back(object_magnitude_of(measurements, base, store::object_magnitude::kNoise));
  }
  return out;
}

std::vector<agreement::Stratum> strata_of(const study::Study& study, const Measurements& measurements,
                                          const study::StudyQuestion& asked,
                                          const std::vector<std::size_t>& cohort_rows) {
  std::vector<agreement::Stratum> all;
  for (const StratumBy by : asked.strata) {
    std::vector<std::string> labels;
    for (const std::size_t r : cohort_rows)
      labels.emplace_back(by == StratumBy::site ? study.rows[r].site
                                                : std::string(to_text(study.rows[r].modality)));
    std::vector<agreement::Stratum> strata = by == StratumBy::volume
                                                 ? volumes(study, measurements, cohort_rows)
                                                 : agreement::label_strata(by, labels);
    if (strata.size() < 2) continue;  // all objects: it would say the same again
    for (agreement::Stratum& stratum : strata) all.push_back(std::move(stratum));
  }
  return all;
}

agreement::BaseValues base_values(const study::Study& study, const Measurements& measurements) {
  agreement::BaseValues out;
  const ObjectMagnitudes magnitudes = object_magnitudes(study, measurements);
  std::vector<std::size_t> rows;
  first_rows(study, rows);
  for (const std::size_t r : rows) {
    out.volume.push_back(magnitudes.volume_mm3[r]);
    out.voxels.push_back(magnitudes.voxels[r]);
    out.noise.push_back(magnitudes.noise_sd[r]);
  }
  const auto& features = measurements.features();
  for (std::size_t f = 0; f < features.size(); ++f) {
    out.feature_names.push_back(features[f].name);
    out.features.emplace_back();
    for (const std::size_t r : rows)
      out.features.back().push_back(measurements.status(r, study::kBase, f) == Status::ok
                                        ? measurements.value(r, study::kBase, f)
                                        : kNaN);
  }
  return out;
}

}  // namespace radgauge::analysis
