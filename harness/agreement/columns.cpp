#include "agreement/columns.h"

namespace radgauge::agreement {

namespace {

/// The word of a member that is no text.
template <class T, auto Member>
std::string word(const T& row) {
  return std::string(to_text(row.*Member));
}

}  // namespace

const std::vector<Column<AgreementDetail>>& agreement_columns() {
  using D = AgreementDetail;
  static const std::vector<Column<D>> columns{
      {"question", &D::question, "name of the question"},
      {"stratum", word<D, &D::stratum>, "all, or some of the objects"},
      {"feature", &D::feature, "full name of the feature"},
      {"icc_pooled", &D::icc_pooled,
       "ICC over all conditions of a group, where the row is that of its worst level against base"},
      {"icc_pooled_lower", &D::icc_pooled_lower, "95 % limit of it, by the rule that decides"},
      {"icc_pooled_upper", &D::icc_pooled_upper, "95 % limit of it, by the rule that decides"},
      {"icc_lower_one_sided", &D::icc_lower_one_sided,
       "one-sided 95 % lower limit of the ICC, delete-one-patient jackknife"},
      {"icc_classical_lower", &D::icc_classical_lower,
       "exact F or Satterthwaite limit; takes objects as independent"},
      {"icc_classical_upper", &D::icc_classical_upper,
       "exact F or Satterthwaite limit; takes objects as independent"},
      {"icc_jackknife_lower", &D::icc_jackknife_lower,
       "95 % limits of the delete-one-patient jackknife, t with n - 1 degrees of freedom"},
      {"icc_jackknife_upper", &D::icc_jackknife_upper, "upper limit"},
      {"icc_reml", &D::icc_reml, "ICC by restricted maximum likelihood, where cells are missing"},
      {"p_value", &D::p_value, "of H0: ICC <= limit of the question, by the rule that decides"},
      {"scale", word<D, &D::scale>, "raw or log: on which repeatability in percent is stated"},
      {"sd_mean_slope", &D::sd_mean_slope, "of ln(within-object SD) on ln|mean|: 0 raw, 1 log"},
      {"between_sd", &D::between_sd, "SD between objects, unit of the feature"},
      {"wsd_lower", &D::wsd_lower, "95 % limit of wSD, delete-one-patient jackknife"},
      {"wsd_upper", &D::wsd_upper, "95 % limit of wSD, delete-one-patient jackknife"},
      {"wsd_classical_lower", &D::wsd_classical_lower, "chi-square limit; takes objects as equally noisy"},
      {"wsd_classical_upper", &D::wsd_classical_upper, "chi-square limit; takes objects as equally noisy"},
      {"wcv_lower", &D::wcv_lower, "95 % limit of wCV, delete-one-patient jackknife, fraction"},
      {"wcv_upper", &D::wcv_upper, "95 % limit of wCV, delete-one-patient jackknife, fraction"},
      {"wsd_log", &D::wsd_log, "within-object SD of natural logarithms"},
      {"rc_log_percent_lower", &D::rc_log_percent_lower, "lower arm of the RC of the log scale, percent"},
      {"rc_log_percent_upper", &D::rc_log_percent_upper, "upper arm of the RC of the log scale, percent"},
      {"bias_lower", &D::bias_lower, "95 % t limit of the bias over patients"},
      {"bias_upper", &D::bias_upper, "95 % t limit of the bias over patients"},
      {"ba_lower", &D::ba_lower, "Bland-Altman limit of agreement, others minus base (or first level)"},
      {"ba_upper", &D::ba_upper, "Bland-Altman limit of agreement, others minus base (or first level)"},
      {"ba_outer_lower", &D::ba_outer_lower, "outer 95 % limit of ba_lower"},
      {"ba_outer_upper", &D::ba_outer_upper, "outer 95 % limit of ba_upper"},
      {"ba_slope", &D::ba_slope, "slope of the difference on the mean"},
      {"ba_slope_lower", &D::ba_slope_lower, "95 % t limit of the slope"},
      {"ba_slope_upper", &D::ba_slope_upper, "95 % t limit of the slope"},
      {"ccc", &D::ccc, "Lin's concordance correlation, two levels only"},
      {"ccc_lower", &D::ccc_lower, "95 % Fisher-z limit of it"},
      {"ccc_upper", &D::ccc_upper, "95 % Fisher-z limit of it"},
      {"kendall_w", &D::kendall_w, "Kendall's W of the objects' order, complete cases"},
      {"noise_largest_share", &D::noise_largest_share,
       "of the variation within objects, the largest of one patient, 0 to 1"},
      {"noise_effective_patients", &D::noise_effective_patients,
       "patients that the variation within objects comes from, (sum s)^2 / sum s^2 of their sums of squares"},
      {"moved_share_upper", &D::moved_share_upper,
       "where no object moved: 95 % upper bound of the share of patients that may move, 0 to 1"}};
  return columns;
}

const std::vector<Column<MaterialRow>>& material_columns() {
  using M = MaterialRow;
  static const std::vector<Column<M>> columns{
      {"question", &M::question, "name of the question"},
      {"feature", &M::feature, "full name of the feature"},
      {"object", &M::object, "the material"},
      {"within", &M::within, "levels that are held fixed; sessions are repeats unless they are in question"},
      {"unit", &M::unit, "of the feature"},
      {"n_levels", &M::n_levels, "levels it was measured on"},
      {"n_values", &M::n_values, "values"},
      {"mean", &M::mean, "of the means of the levels"},
      {"level_sd", &M::level_sd, "SD between levels, without what repeats account for"},
      {"repeat_sd", &M::repeat_sd, "SD of repeats on one level"},
      {"cov_percent", &M::cov_percent, "SD over |mean| of the means of the levels, percent; none in HU"},
      {"rc", &M::rc, "repeatability coefficient: two scans on one level"},
      {"rdc", &M::rdc, "reproducibility coefficient: two scans on two levels"}};
  return columns;
}

const std::vector<Column<TruthRow>>& truth_columns() {
  using T = TruthRow;
  static const std::vector<Column<T>> columns{
      {"question", &T::question, "name of the question"},
      {"feature", &T::feature, "full name of the feature"},
      {"ibsi_code", &T::ibsi_code, "code in the IBSI manual"},
      {"unit", &T::unit, "of the feature"},
      {"level", &T::level, "all: over the materials; else the level that is compared with the truth"},
      {"n_objects", &T::n_objects, "materials, or objects with a truth"},
      {"n_values", &T::n_values, "values"},
      {"level_sd", &T::level_sd, "SD between levels, root mean square over the materials"},
      {"patient_sd", &T::patient_sd, "SD between the patients of the study"},
      {"feature_noise", &T::feature_noise, "level_sd over patient_sd (Mackin et al. 2015)"},
      {"bias", &T::bias, "mean of value - truth"},
      {"bias_lower", &T::bias_lower, "95 % t limit"},
      {"bias_upper", &T::bias_upper, "95 % t limit"},
      {"bias_percent", &T::bias_percent, "mean of 100 (value - truth) / truth; none in HU"},
      {"slope", &T::slope, "of the value on the truth"},
      {"slope_lower", &T::slope_lower, "95 % t limit"},
      {"slope_upper", &T::slope_upper, "95 % t limit"},
      {"intercept", &T::intercept, "of the value on the truth"},
      {"r_squared", &T::r_squared, "of the line"},
      {"nonlinearity", &T::nonlinearity, "largest distance of the best polynomial from the line (CLSI EP06)"},
      {"reason", &T::reason, "why there is no line, or no bias"}};
  return columns;
}

const std::vector<Column<Confounding>>& confounding_columns() {
  using C = Confounding;
  static const std::vector<Column<C>> columns{
      {"feature", &C::feature, "full name of the feature"},
      {"rho_volume", &C::rho_volume, "Spearman's rho with the ROI volume over objects, under base"},
      {"rho_voxels", &C::rho_voxels, "Spearman's rho with the voxel count of the ROI"},
      {"rho_noise", &C::rho_noise, "Spearman's rho with the noise of the image"},
      {"cluster", &C::cluster, "features with |rho| > 0.9 among each other share a number; 0: alone"},
      {"cluster_size", &C::cluster_size, "members of the cluster"},
      {"cluster_representative", &C::cluster_representative,
       "its member with the highest lower limit of the ICC, or the first"}};
  return columns;
}

const std::vector<Column<WorstCase>>& worst_case_columns() {
  using W = WorstCase;
  static const std::vector<Column<W>> columns{
      {"question", &W::question, "name of the question"},
      {"feature", &W::feature, "full name of the feature"},
      {"object", &W::object, "the object that most of the disagreement comes from"},
      {"column", &W::column, "condition or level of its cell farthest from its mean"},
      {"value", &W::value, "in that cell"},
      {"object_mean", &W::object_mean, "over the columns"},
      {"share", &W::share, "of the within-object sum of squares, 0..1"},
      {"icc", &W::icc, "with the object"},
      {"icc_without", &W::icc_without, "without it"}};
  return columns;
}

const std::vector<Column<CriticalRow>>& critical_columns() {
  using C = CriticalRow;
  static const std::vector<Column<C>> columns{
      {"question", &C::question, "name of the question"},
      {"factor", &C::factor, "operation and parameter that was varied"},
      {"side", word<C, &C::side>, "of its levels: above or below the value at which nothing changes"},
      {"feature", &C::feature, "full name of the feature"},
      {"ibsi_code", &C::ibsi_code, "code in the IBSI manual"},
      {"magnitude", &C::magnitude, "what is measured of the perturbation"},
      {"unit", &C::unit, "of the magnitudes below"},
      {"answer", word<C, &C::answer>,
       "at: the limits hold up to `critical`; > largest tested; < smallest tested; not estimable"},
      {"critical", &C::critical,
       "largest achieved magnitude that is certified against base, as are all milder ones; of > and < the "
       "level that was tested"},
      {"requested", &C::requested, "value of the parameter at that level"},
      {"crossing", &C::crossing,
       "where the deciding end of the interval first crosses its limit, interpolated"},
      {"estimate_crossing", &C::estimate_crossing,
       "where the estimate itself does; -inf: below the smallest level, inf: beyond the largest"},
      {"estimate_crossing_lower", &C::estimate_crossing_lower,
       "95 % bootstrap limit of it over patients, the milder end"},
      {"estimate_crossing_upper", &C::estimate_crossing_upper,
       "95 % bootstrap limit of it over patients, the stronger end"},
      {"limit", &C::limit, "key of the limit that is crossed"},
      {"beyond", word<C, &C::beyond>,
       "decision at the next level: not certified, inconclusive, not estimable"},
      {"n_patients", &C::n_patients, "with a value under base and at the mildest level"},
      {"n_objects", &C::n_objects, "the same of objects"},
      {"n_levels", &C::n_levels, "of the factor on this side"},
      {"n_repeats", &C::n_repeats, "draws of each level"},
      {"reason", &C::reason, "why not beyond, or why there is no answer"}};
  return columns;
}

const std::vector<Column<DosePoint>>& dose_point_columns() {
  using D = DosePoint;
  static const std::vector<Column<D>> columns{
      {"question", &D::question, "name of the question"},
      {"factor", &D::factor, "operation and parameter that was varied"},
      {"side", word<D, &D::side>, "above or below the value at which nothing changes"},
      {"feature", &D::feature, "full name of the feature"},
      {"requested", &D::requested, "value of the parameter"},
      {"achieved", &D::achieved, "magnitude of critical.csv, mean over cells"},
      {"icc", &D::icc, "ICC(A,1) of this level and base"},
      {"icc_lower", &D::icc_lower, "95 % limit of it, delete-one-patient jackknife"},
      {"icc_upper", &D::icc_upper, "95 % limit of it, delete-one-patient jackknife"},
      {"rc_percent", &D::rc_percent, "repeatability coefficient of this level and base, percent"},
      {"rc_percent_upper", &D::rc_percent_upper, "95 % limit of it, delete-one-patient jackknife"},
      {"bias", &D::bias, "this level minus base, mean over objects, unit of the feature"},
      {"failure_rate", &D::failure_rate, "share of its cells without a value"},
      {"decision", word<D, &D::decision>, "by the limits of the question"},
      {"reason", &D::reason, "of every decision but certified"}};
  return columns;
}

}  // namespace radgauge::agreement
