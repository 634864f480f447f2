#include <algorithm>
#include <cmath>

#include "statistics/cluster.h"
#include "statistics/distributions.h"
#include "statistics/icc.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics::section {
namespace {

// Objects are sorted by patient, so that equal neighbours share a patient.
std::vector<std::size_t> patients_of(const LongFeature& f) {
  std::vector<std::size_t> patient;
  for (std::size_t i = 0; i < f.subjects.size(); ++i) {
    const bool same = i > 0 && f.subjects[i][0] == f.subjects[i - 1][0];
    patient.push_back(patient.empty() ? 0 : patient.back() + (same ? 0 : 1));
  }
  return patient;
}

// Repeat labels carry no meaning beyond an object: values move to the left.
Ratings without_labels(const Ratings& ratings, bool& balanced) {
  std::size_t least = ratings.n_raters, most = 0;
  std::vector<std::vector<double>> values(ratings.n_subjects);
  for (std::size_t i = 0; i < ratings.n_subjects; ++i) {
    for (std::size_t j = 0; j < ratings.n_raters; ++j)
      if (!std::isnan(ratings.at(i, j))) values[i].push_back(ratings.at(i, j));
    least = std::min(least, values[i].size());
    most = std::max(most, values[i].size());
  }
  balanced = least == most;
  Ratings out(ratings.n_subjects, most);
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t j = 0; j < values[i].size(); ++j) out.at(i, j) = values[i][j];
  return out;
}

void add_f_exact(Rows rows, const Ratings& ratings) {
  const IccEstimate icc = icc_anova(ratings).one_way;
  const double k = static_cast<double>(ratings.n_raters);
  const double low = icc.f / f_quantile(0.95, icc.df1, icc.df2);
  rows.add("F.lower", icc.lower, icc.reason);
  rows.add("F.upper", icc.upper, icc.reason);
  rows.add("F.lower_one_sided", std::isinf(low) ? 1 : (low - 1) / (low + k - 1), icc.reason);
}

void add_jackknife(Rows rows, const JackknifeLimits& jack, std::string_view unequal) {
  const auto reason = unequal.empty() ? jack.reason : unequal;
  const auto add = [&](const char* name, double value) {
    rows.add(name, unequal.empty() ? value : std::nan(""), reason);
  };
  rows.add("n_objects", jack.n_objects);
  rows.add("n_patients", jack.n_patients);
  add("k", jack.k);
  add("F", jack.f);
  add("icc", jack.icc);
  add("jack.theta_mean", jack.theta_mean);
  add("jack.se", jack.se);
  add("jack.F_lower", jack.f_lower);
  add("jack.lower", jack.lower);
  add("jack.F_upper", jack.f_upper);
  add("jack.upper", jack.upper);
  add("jack.F_lower_one_sided", jack.f_lower_one_sided);
  add("jack.lower_one_sided", jack.lower_one_sided);
}

}  // namespace

ClusteredObjects clustered_objects(const LongFeature& feature) {
  ClusteredObjects out;
  out.ratings = without_labels(feature.ratings, out.balanced);
  out.patient = patients_of(feature);
  return out;
}

std::vector<StatRow> icc_cluster(const Table& table) {
  std::vector<StatRow> out;
  for (const LongFeature& f : read_long(table, {"patient", "object"}, "repeat")) {
    const ClusteredObjects objects = clustered_objects(f);
    add_jackknife(Rows(out, f.feature, "jackknife"), jackknife_one_way(objects.ratings, objects.patient),
                  objects.balanced ? "" : kUnequalRepeats);
    if (objects.balanced) add_f_exact(Rows(out, f.feature, "f_exact"), objects.ratings);
  }
  return out;
}

}  // namespace radgauge::statistics::section
