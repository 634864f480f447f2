#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/text.h"
#include "statistics/pairs.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics::section {
namespace {

void add_pair_concordance(Rows& rows, const LinConcordance& c) {
  rows.add("ccc", c.ccc, c.reason);
  rows.add("ccc_unbiased_n_minus_1", c.ccc_unbiased, c.reason);
  rows.add("ccc_se", c.se, c.limit_reason);
  rows.add("ccc_asym.lower", c.asym_lower, c.limit_reason);
  rows.add("ccc_asym.upper", c.asym_upper, c.limit_reason);
  rows.add("ccc_z.lower", c.z_lower, c.z_reason);
  rows.add("ccc_z.upper", c.z_upper, c.z_reason);
  rows.add("scale_shift_sdy_over_sdx", c.scale_shift, c.shift_reason);
  rows.add("location_shift", c.location_shift, c.shift_reason);
  rows.add("bias_correction_Cb", c.bias_correction, c.shift_reason);
}

void add_bland_altman(Rows& rows, const BlandAltman& b) {
  rows.add("ba_bias", b.bias, b.reason);
  rows.add("ba_sd", b.sd, b.reason);
  rows.add("ba_bias_lower", b.bias_lower, b.reason);
  rows.add("ba_bias_upper", b.bias_upper, b.reason);
  rows.add("ba_loa_lower", b.loa_lower, b.reason);
  rows.add("ba_loa_upper", b.loa_upper, b.reason);
  rows.add("ba_loa196_lower", b.bias - 1.96 * b.sd, b.reason);
  rows.add("ba_loa196_upper", b.bias + 1.96 * b.sd, b.reason);
  rows.add("ba_loa_se", b.loa_se, b.reason);
  rows.add("ba_loa_se_1986", b.loa_se_1986, b.reason);
  rows.add("ba_loa_lower.lower", b.loa_lower - b.loa_half_width, b.reason);
  rows.add("ba_loa_lower.upper", b.loa_lower + b.loa_half_width, b.reason);
  rows.add("ba_loa_upper.lower", b.loa_upper - b.loa_half_width, b.reason);
  rows.add("ba_loa_upper.upper", b.loa_upper + b.loa_half_width, b.reason);
}

void add_correlations(Rows& rows, const Correlations& c) {
  rows.add("pearson", c.pearson, c.reason);
  rows.add("pearson_t", c.pearson_t, c.test_reason);
  rows.add("pearson_df", c.pearson_df, c.test_reason);
  rows.add("pearson_p", c.pearson_p, c.test_reason);
  rows.add("pearson.lower", c.pearson_lower, c.limit_reason);
  rows.add("pearson.upper", c.pearson_upper, c.limit_reason);
  rows.add("spearman", c.spearman, c.reason);
  rows.add("spearman_p_t", c.spearman_p_t, c.test_reason);
  rows.add("kendall_tau_b", c.kendall_tau_b, c.reason);
}

}  // namespace

std::vector<PairedFeature> read_pairs(const Table& table) {
  const std::size_t subject = column(table, "subject"), x = column(table, "x"), y = column(table, "y");
  const bool named = has_column(table, "feature");
  const std::size_t feature = named ? column(table, "feature") : 0;
  std::vector<std::string> order;
  std::map<std::string, std::map<std::string, std::size_t>> features;  // feature, subject, row
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string name = named ? table.rows[row][feature] : "-";
    auto& subjects = features[name];
    if (subjects.empty()) order.push_back(name);
    const auto [at, fresh] = subjects.emplace(label(table, row, subject), row);
    if (!fresh)
      throw Error(ErrorKind::data, "data rows " + std::to_string(at->second + 1) + " and " +
                                       std::to_string(row + 1) + " are both of subject " +
                                       shortened(at->first) + ", feature " + shortened(name) +
                                       "; keep one of them or give them different labels");
  }
  if (order.empty()) throw Error(ErrorKind::data, "the table has a header but no rows");
  std::vector<PairedFeature> out;
  for (const std::string& name : order) {
    PairedFeature f;
    f.feature = name;
    for (const auto& [label, row] : features[name]) {
      const double value_x = number(table, row, x), value_y = number(table, row, y);
      if (std::isnan(value_x) || std::isnan(value_y)) continue;
      f.x.push_back(value_x);
      f.y.push_back(value_y);
    }
    out.push_back(std::move(f));
  }
  return out;
}

std::vector<StatRow> pair_agreement(const Table& table) {
  std::vector<StatRow> out;
  for (const PairedFeature& f : read_pairs(table)) {
    Rows rows(out, f.feature, "-");
    rows.add("n", static_cast<double>(f.x.size()));
    add_pair_concordance(rows, lin_concordance(f.x, f.y));
    add_bland_altman(rows, bland_altman(f.x, f.y));
    add_correlations(rows, correlations(f.x, f.y));
  }
  return out;
}

}  // namespace radgauge::statistics::section
