#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/text.h"
#include "statistics/distribution_shift.h"
#include "statistics/multiplicity.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics::section {
namespace {

constexpr std::uint64_t kShiftSeed = 1;
constexpr std::string_view kNoSpread = "the reference does not vary";
constexpr std::string_view kTooLarge = "more than 10^7 paths: the asymptotic p value is exact enough";

[[noreturn]] void refuse_shift(const std::string& message) {
  throw Error(ErrorKind::data, message);
}

// Is the row of the target? Throws for another word.
bool is_target(const Table& table, std::size_t row) {
  const std::string word = label(table, row, column(table, "sample"));
  if (word != "reference" && word != "target")
    refuse_shift("data row " + std::to_string(row + 1) + ": sample is '" + shortened(word) +
                 "'; it must be reference or target");
  return word == "target";
}

void require_both(std::size_t reference, std::size_t target) {
  if (reference == 0 || target == 0)
    refuse_shift(std::string("sample ") + (reference == 0 ? "reference" : "target") +
                 " has no values; a shift is between two samples");
}

bool has_ties(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return std::adjacent_find(values.begin(), values.end()) != values.end();
}

void add_stability(Rows& rows, const std::vector<double>& reference, const std::vector<double>& target) {
  const StabilityBins right = stability_bins(reference, target, true);
  const StabilityBins left = stability_bins(reference, target, false);
  rows.add("psi_n_bins", static_cast<double>(right.reference.size()));
  rows.add("psi10_right_eps1e-04", population_stability(right.reference, right.target, 1e-4));
  rows.add("psi10_right_eps1e-06", population_stability(right.reference, right.target, 1e-6));
  rows.add("psi10_left_eps1e-04", population_stability(left.reference, left.target, 1e-4));
  rows.add("psi10_left_eps1e-06", population_stability(left.reference, left.target, 1e-6));
  rows.add("psi10_right_add_half", population_stability(right.reference, right.target, 0, 0.5));
  const TableTest test = two_row_test(right.reference, right.target);
  const char* one_bin = "all values are in one bin";
  rows.add("binned_chi2", test.chi_square, one_bin);
  rows.add("binned_chi2_df", test.df, one_bin);
  rows.add("binned_chi2_p", test.p, one_bin);
  rows.add("binned_chi2_min_expected", test.min_expected, one_bin);
}

std::vector<StatRow> numeric_shift(const Table& table) {
  const std::size_t value = column(table, "value");
  std::vector<double> reference, target, pooled;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const bool of_target = is_target(table, row);
    const double v = number(table, row, value);
    if (std::isnan(v)) continue;
    (of_target ? target : reference).push_back(v);
    pooled.push_back(v);
  }
  require_both(reference.size(), target.size());
  const SampleDistance d = sample_distance(reference, target);
  std::vector<StatRow> out;
  Rows rows(out, "-", "-");
  rows.add("ks_D", d.ks);
  rows.add("ks_p_asymptotic", d.ks_p_asymptotic);
  if (has_ties(pooled)) {
    rows.add("ks_p_exact_conditional_on_ties", ks_exact_p(reference, target, true), kTooLarge);
    rows.add("ks_p_exact_ignoring_ties", ks_exact_p(reference, target, false), kTooLarge);
  } else {
    rows.add("ks_p_exact", ks_exact_p(reference, target, false), kTooLarge);
  }
  rows.add("wasserstein1", d.wasserstein1);
  const double scaled = d.wasserstein1 / d.reference_sd;
  rows.add("wasserstein1_over_ref_sd", std::isfinite(scaled) ? scaled : kNaN, kNoSpread);
  const double m = static_cast<double>(reference.size()), n = static_cast<double>(target.size());
  rows.add("energy_D2", d.energy);
  rows.add("energy_D", std::sqrt(d.energy));
  rows.add("energy_edist", d.energy * m * n / (m + n));
  add_stability(rows, reference, target);
  rows.add("mean_difference", d.mean_difference);
  rows.add("smd_pooled", d.standardised_difference, "neither sample varies");
  return out;
}

std::vector<StatRow> categorical_shift(const Table& table) {
  const std::size_t category = column(table, "category");
  std::map<std::string, std::pair<double, double>> counts;
  double m = 0, n = 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const bool of_target = is_target(table, row);
    const std::string& text = table.rows[row][category];
    if (text.empty() || text == "NA") continue;
    auto& [reference, target] = counts[label(table, row, category)];
    (of_target ? target : reference) += 1;
    (of_target ? n : m) += 1;
  }
  require_both(static_cast<std::size_t>(m), static_cast<std::size_t>(n));
  std::vector<double> reference, target;
  for (const auto& [name, pair] : counts) {
    reference.push_back(pair.first);
    target.push_back(pair.second);
  }
  const TableTest test = two_row_test(reference, target);
  const char* one = "there is only one category";
  std::vector<StatRow> out;
  Rows rows(out, "-", "-");
  rows.add("chi2", test.chi_square, one);
  rows.add("chi2_df", test.df, one);
  rows.add("chi2_p", test.p, one);
  rows.add("chi2_min_expected", test.min_expected, one);
  if (counts.size() == 2) {
    rows.add("chi2_yates", test.yates);
    rows.add("chi2_yates_p", test.yates_p);
  }
  rows.add("cramers_v", test.cramers_v, one);
  rows.add("fisher_p", fisher_exact_p(reference, target),
           counts.size() < 2 ? one : "more than 10^7 tables have these margins");
  rows.add("psi_categories_eps1e-04", population_stability(reference, target, 1e-4));
  rows.add("psi_categories_eps1e-06", population_stability(reference, target, 1e-6));
  return out;
}

std::vector<StatRow> adjusted_p_values(const Table& table) {
  const std::size_t index = column(table, "index"), p_column = column(table, "p");
  std::vector<double> p;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    label(table, row, index);
    p.push_back(number(table, row, p_column));
  }
  if (p.empty()) refuse_shift("the table has a header but no rows");
  const std::pair<const char*, std::vector<double>> all[] = {{"BH", benjamini_hochberg(p)},
                                                             {"holm", holm(p)},
                                                             {"bonferroni", bonferroni(p)},
                                                             {"BY", benjamini_yekutieli(p)},
                                                             {"hochberg", hochberg(p)}};
  std::vector<StatRow> out;
  for (std::size_t row = 0; row < p.size(); ++row) {
    const std::string number_text = std::to_string(row + 1);
    Rows rows(out, "i" + std::string(3 - std::min<std::size_t>(3, number_text.size()), '0') + number_text,
              "-");
    for (const auto& [name, adjusted] : all) rows.add(name, adjusted[row], "the p value is missing");
  }
  return out;
}

std::vector<StatRow> multivariate_shift(const Table& table) {
  std::vector<std::size_t> columns;
  const std::size_t sample = column(table, "sample");
  for (std::size_t c = 0; c < table.header.size(); ++c)
    if (c != sample && table.header[c] != "id" && table.header[c] != "patient") columns.push_back(c);
  if (columns.empty()) refuse_shift("the table has no column besides its labels");
  std::vector<std::vector<double>> reference(columns.size()), target(columns.size());
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const bool of_target = is_target(table, row);
    std::vector<double> values;
    for (const std::size_t c : columns) values.push_back(number(table, row, c));
    if (std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); })) continue;
    for (std::size_t c = 0; c < values.size(); ++c) (of_target ? target : reference)[c].push_back(values[c]);
  }
  require_both(reference[0].size(), target[0].size());
  const CloudDistance d = cloud_distance(reference, target, {.seed = kShiftSeed});
  std::vector<StatRow> out;
  Rows rows(out, "-", "multivariate");
  rows.add("n_reference", static_cast<double>(reference[0].size()));
  rows.add("n_target", static_cast<double>(target[0].size()));
  rows.add("energy_D2", d.energy, kNoSpread);
  rows.add("energy_D", std::sqrt(d.energy), kNoSpread);
  rows.add("mmd2_unbiased", d.mmd2, "a sample has one row, or nothing varies");
  rows.add("mmd_bandwidth", d.mmd_bandwidth, "a sample has one row, or nothing varies");
  rows.add("mmd_p_permutation", d.mmd_p, "a sample has one row, or nothing varies");
  rows.add("domain_classifier_auc", d.classifier_auc, d.classifier_reason);
  return out;
}

}  // namespace

std::vector<StatRow> shift(const Table& table) {
  if (has_column(table, "p") && has_column(table, "index")) return adjusted_p_values(table);
  column(table, "sample");
  if (has_column(table, "value")) return numeric_shift(table);
  if (has_column(table, "category")) return categorical_shift(table);
  return multivariate_shift(table);
}

}  // namespace radgauge::statistics::section
