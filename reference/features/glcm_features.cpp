// Family "Grey level co-occurrence based features" (IBSI manual, arXiv:1612.07003; Haralick, Shanmugam and
// Dinstein, IEEE Trans Syst Man Cybern 1973;3:610, doi:10.1109/TSMC.1973.4309314). The matrices are
// symmetric, so both marginals are equal.
#include <cmath>

#include "reference/features/aggregation.h"
#include "reference/features/family.h"
#include "reference/features/glcm.h"

namespace radgauge::reference {

namespace {

constexpr std::string_view kConstant = "all neighbouring voxels have the same grey level";
constexpr std::string_view kNoPair = "no two neighbouring voxels lie in the region";

/// Sum of f(k) p(k).
template <class F>
double expected(const std::vector<double>& p, F f) {
  double sum = 0;
  for (std::size_t k = 0; k < p.size(); ++k)
    if (p[k] > 0) sum += f(static_cast<double>(k)) * p[k];
  return sum;
}
template <class F>
FeatureValue expected_difference(const Glcm& m, F f) {
  return FeatureValue::ok(expected(m.difference, f));
}
double mean(const std::vector<double>& p) {
  return expected(p, [](double k) { return k; });
}
double variance(const std::vector<double>& p) {
  const double centre = mean(p);
  return expected(p, [=](double k) { return (k - centre) * (k - centre); });
}
double entropy(const std::vector<double>& p) {
  double sum = 0;
  for (const double v : p)
    if (v > 0) sum -= v * std::log2(v);
  return sum;
}

FeatureValue joint_maximum(const Glcm& m) {
  return FeatureValue::ok(m.joint_maximum);
}
FeatureValue joint_average(const Glcm& m) {
  return FeatureValue::ok(m.mean);
}
FeatureValue joint_variance(const Glcm& m) {
  return FeatureValue::ok(m.variance);
}
FeatureValue joint_entropy(const Glcm& m) {
  return FeatureValue::ok(m.joint_entropy);
}
FeatureValue difference_average(const Glcm& m) {
  return FeatureValue::ok(mean(m.difference));
}
FeatureValue difference_variance(const Glcm& m) {
  return FeatureValue::ok(variance(m.difference));
}
FeatureValue difference_entropy(const Glcm& m) {
  return FeatureValue::ok(entropy(m.difference));
}
FeatureValue sum_average(const Glcm& m) {
  return FeatureValue::ok(mean(m.sum));
}
FeatureValue sum_variance(const Glcm& m) {
  return FeatureValue::ok(variance(m.sum));
}
FeatureValue sum_entropy(const Glcm& m) {
  return FeatureValue::ok(entropy(m.sum));
}
FeatureValue angular_second_moment(const Glcm& m) {
  return FeatureValue::ok(m.joint_energy);
}
FeatureValue contrast(const Glcm& m) {
  return expected_difference(m, [](double k) { return k * k; });
}
FeatureValue inverse_difference(const Glcm& m) {
  return expected_difference(m, [](double k) { return 1 / (1 + k); });
}
FeatureValue normalised_inverse_difference(const Glcm& m) {
  return expected_difference(m, [&](double k) { return 1 / (1 + k / m.levels); });
}
FeatureValue inverse_difference_moment(const Glcm& m) {
  return expected_difference(m, [](double k) { return 1 / (1 + k * k); });
}
FeatureValue normalised_inverse_difference_moment(const Glcm& m) {
  return expected_difference(m, [&](double k) { return 1 / (1 + k * k / (m.levels * m.levels)); });
}
FeatureValue inverse_variance(const Glcm& m) {
  return expected_difference(m, [](double k) { return k > 0 ? 1 / (k * k) : 0; });
}
FeatureValue correlation(const Glcm& m) {
  if (!(m.variance > 0)) return FeatureValue::degenerate(kConstant);
  return FeatureValue::ok((m.product_mean - m.mean * m.mean) / m.variance);
}
FeatureValue autocorrelation(const Glcm& m) {
  return FeatureValue::ok(m.product_mean);
}
template <int Power>
FeatureValue cluster(const Glcm& m) {
  return FeatureValue::ok(expected(m.sum, [&](double k) { return std::pow(k - 2 * m.mean, Power); }));
}
FeatureValue information_correlation_1(const Glcm& m) {
  if (!(m.marginal_entropy > 0)) return FeatureValue::degenerate(kConstant);
  return FeatureValue::ok((m.joint_entropy - 2 * m.marginal_entropy) / m.marginal_entropy);
}
FeatureValue information_correlation_2(const Glcm& m) {
  // Independent levels give 0 but for rounding, which may make the difference negative.
  const double shared = std::max(0.0, 2 * m.marginal_entropy - m.joint_entropy);
  return FeatureValue::ok(std::sqrt(1 - std::exp(-2 * shared)));
}

using Row = FeatureRow<Glcm>;

constexpr std::array kRows{
    Row{"cm_joint_max", "GYBY", "Joint maximum", "1", joint_maximum},
    Row{"cm_joint_avg", "60VM", "Joint average", "1", joint_average},
    Row{"cm_joint_var", "UR99", "Joint variance", "1", joint_variance},
    Row{"cm_joint_entr", "TU9B", "Joint entropy", "1", joint_entropy},
    Row{"cm_diff_avg", "TF7R", "Difference average", "1", difference_average},
    Row{"cm_diff_var", "D3YU", "Difference variance", "1", difference_variance},
    Row{"cm_diff_entr", "NTRS", "Difference entropy", "1", difference_entropy},
    Row{"cm_sum_avg", "ZGXS", "Sum average", "1", sum_average},
    Row{"cm_sum_var", "OEEB", "Sum variance", "1", sum_variance},
    Row{"cm_sum_entr", "P6QZ", "Sum entropy", "1", sum_entropy},
    Row{"cm_energy", "8ZQL", "Angular second moment", "1", angular_second_moment},
    Row{"cm_contrast", "ACUI", "Contrast", "1", contrast},
    Row{"cm_dissimilarity", "8S9J", "Dissimilarity", "1", difference_average},
    Row{"cm_inv_diff", "IB1Z", "Inverse difference", "1", inverse_difference},
    Row{"cm_inv_diff_norm", "NDRX", "Normalised inverse difference", "1", normalised_inverse_difference},
    Row{"cm_inv_diff_mom", "WF0Z", "Inverse difference moment", "1", inverse_difference_moment},
    Row{"cm_inv_diff_mom_norm", "1QCO", "Normalised inverse difference moment", "1",
        normalised_inverse_difference_moment},
    Row{"cm_inv_var", "E8JP", "Inverse variance", "1", inverse_variance},
    Row{"cm_corr", "NI2N", "Correlation", "1", correlation},
    Row{"cm_auto_corr", "QWB0", "Autocorrelation", "1", autocorrelation},
    Row{"cm_clust_tend", "DG8W", "Cluster tendency", "1", cluster<2>},
    Row{"cm_clust_shade", "7NFM", "Cluster shade", "1", cluster<3>},
    Row{"cm_clust_prom", "AE86", "Cluster prominence", "1", cluster<4>},
    Row{"cm_info_corr1", "R8DG", "Information correlation 1", "1", information_correlation_1},
    Row{"cm_info_corr2", "JN9H", "Information correlation 2", "1", information_correlation_2}};

std::vector<FeatureInfo> list(const FeatureSettings& s) {
  return aggregated_infos<Glcm>(kRows, "cm", s.aggregation, kByDirection<GlcmBuilder>);
}

OwnSettings own_settings(const FeatureSettings& s) {
  return {static_cast<double>(s.cm_distance), static_cast<double>(s.cm_weighting)};
}

FeatureVector values(const FamilyInput& input) {
  const FeatureSettings& s = input.settings;
  return with_padding(input.levels, s.cm_distance, [&](const Levels& levels) {
    return aggregate<Glcm>(GlcmBuilder(levels, s.cm_distance, s.cm_weighting), levels, s.aggregation,
                           std::span<const Row>(kRows), kNoPair, input.matrices);
  });
}

}  // namespace

Family glcm_family() {
  return {"cm",        "grey level co-occurrence matrix", DependsOn::levels, Needs::nothing, list, values,
          own_settings};
}

}  // namespace radgauge::reference
