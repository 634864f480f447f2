#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "core/feature.h"

namespace radgauge {

/// The limits that a decision is made by; NaN means none is set.
struct Limits {
  double icc_lower = 0.75;
  double rc_percent_upper = std::numeric_limits<double>::quiet_NaN();  ///< percent
  double wcv_upper = std::numeric_limits<double>::quiet_NaN();         ///< fraction
  double ndc_min = std::numeric_limits<double>::quiet_NaN();           ///< distinct categories
  double bias_max = std::numeric_limits<double>::quiet_NaN();          ///< |bias| in between-object SDs
  double failure_max = std::numeric_limits<double>::quiet_NaN();       ///< share of the cells, 0..1
};

enum class IccForm { one_way, agreement, consistency };  // ICC(1,1), ICC(A,1), ICC(C,1)

/// One question of a study, resolved: which conditions (columns) are compared over which objects (rows).
/// Draws made anew per object are one_way; fixed levels and shared chains are crossed: agreement.
struct Question {
  std::string name;
  std::string over;  ///< group or acquired factor
  IccForm form = IccForm::one_way;
  Limits limits;
};

/// What a question reads: rows are objects, columns are the compared conditions or acquired levels.
struct QuestionTable {
  std::vector<std::string> patients;  ///< of each row
  std::vector<std::string> objects;   ///< of each row
  std::vector<std::string> columns;
  std::vector<FeatureInfo> features;
  std::vector<std::string> feature_names;  ///< full names, same length as features
  /// Value and status of (row, column, feature).
  std::function<double(std::size_t row, std::size_t column, std::size_t feature)> value;
  std::function<Status(std::size_t row, std::size_t column, std::size_t feature)> status;
  /// Column of the base condition for the bias, or -1 if it is not among the columns.
  std::ptrdiff_t base_column = -1;
  /// Value of (row, feature) under base where base is not among the columns (NaN: none); may be empty.
  std::function<double(std::size_t row, std::size_t feature)> base_value;
};

/// One row of features.csv (design 7). Numbers that do not exist are NaN; `status` is ok, or
/// degenerate/undefined with a reason.
struct FeatureRow {
  std::string question;
  std::string stratum = "all";
  std::string feature;
  std::string ibsi_code;
  std::string unit;
  std::string family;
  std::int64_t n_patients = 0;
  std::int64_t n_objects = 0;
  std::int64_t n_conditions = 0;
  std::string icc_form;
  double icc = std::numeric_limits<double>::quiet_NaN();
  double icc_lower = std::numeric_limits<double>::quiet_NaN();
  double icc_upper = std::numeric_limits<double>::quiet_NaN();
  std::string
      icc_class;  ///< Koo & Li 2016: "good", or a range "moderate to good" where the interval spans classes
  double wsd = std::numeric_limits<double>::quiet_NaN();
  double wcv = std::numeric_limits<double>::quiet_NaN();
  double rc = std::numeric_limits<double>::quiet_NaN();
  double rc_lower = std::numeric_limits<double>::quiet_NaN();
  double rc_upper = std::numeric_limits<double>::quiet_NaN();
  double bias = std::numeric_limits<double>::quiet_NaN();
  double occc = std::numeric_limits<double>::quiet_NaN();
  double study_variation_percent = std::numeric_limits<double>::quiet_NaN();
  double ndc = std::numeric_limits<double>::quiet_NaN();
  double failure_rate = std::numeric_limits<double>::quiet_NaN();
  double q_value = std::numeric_limits<double>::quiet_NaN();
  std::string decision;  ///< certified, not certified, inconclusive, not estimable
  std::string status;
  std::string reason;
};

/// The rows of one question, in the order of the table's features. Pure; the same bytes for any thread count.
///
/// icc_lower and icc_upper are the interval that decides. one_way: delete-one-patient jackknife of ln F;
/// missing cells take the n0 form. agreement, consistency: the outer of that jackknife (patients drawn,
/// columns fixed) and McGraw & Wong's limits (columns drawn, objects independent), because each leaves out
/// what the other covers; McGraw & Wong's alone, and the reason says so, where the jackknife does not exist;
/// objects with a missing cell are left out. A feature whose objects do not change over the columns has ICC 1
/// and no interval to speak of: 1 to 1 and "unchanged". A constant feature has no ICC. A spread below 1e-12
/// of the values' size is rounding. n_patients and n_objects are those that entered the ICC. failure_rate
/// counts cells without a value among those that are not absent. wSD, wCV (pooled by degrees of freedom; NaN
/// where object means cross zero) and RC use every value; limits on wCV and RC % are decided by their
/// chi-square interval. bias: mean over objects of (mean of the other columns - base).
/// study_variation_percent and ndc: 100 GRR/TV and floor(1.41 PV/GRR) (AIAG, Measurement Systems Analysis,
/// 4th edition, 2010). icc_form is one_way, agreement or consistency.
std::vector<FeatureRow> answer(const Question& question, const QuestionTable& table);

/// Does this question's table allow an answer? Empty, or why not ("patients measured once each: ...").
std::string obstacle(const QuestionTable& table);

}  // namespace radgauge
