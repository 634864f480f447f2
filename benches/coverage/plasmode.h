#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace radgauge::coverage {

/// What became of one feature under one question when the patients of a real study were drawn anew, with the
/// limit at the feature's own ICC.
struct PlasmodeRow {
  std::string study, question, feature;
  std::string form;            ///< of the ICC
  std::size_t n_patients = 0;  ///< drawn, with replacement
  std::size_t n_columns = 0;
  double icc = 0;            ///< of the patients as a population
  double largest_share = 0;  ///< of the variation within objects, one patient's
  bool outside = false;      ///< the report says that one patient has most of that variation
  double jackknife = 0;      ///< share of the studies that the plain jackknife certifies: false at this limit
  double certified = 0;      ///< share that radgauge certifies
  double certified_at_half = 0;     ///< with the limit where F is half of its own: power
  double certified_at_quarter = 0;  ///< the same at a quarter
  double certified_at_tenth = 0;    ///< and at a tenth
};

/// Every complete feature with an ICC of 0.3 or more of every question of the runs in these folders whose
/// objects are one to a patient; `draws` studies of each size. The same numbers for any number of threads.
std::vector<PlasmodeRow> plasmode(const std::vector<std::string>& folders, std::int64_t draws,
                                  std::uint64_t seed);

std::string plasmode_csv(const std::vector<PlasmodeRow>& rows);
/// A section of coverage.md.
std::string plasmode_markdown(const std::vector<PlasmodeRow>& rows, std::int64_t draws);

}  // namespace radgauge::coverage
