#pragma once

#include <limits>
#include <string>
#include <vector>

namespace radgauge::statistics {

/// A table of text, as a CSV reader gives it: every row as long as the header. Blanks around names, labels
/// and numbers do not count.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  /// Decimal sign of its numbers, '.' or ','. A number that holds the other one is refused, for it may be
  /// there to group thousands.
  char decimal = '.';
};

/// One number of `radgauge stats`. `status` is `ok` or `undefined`; `reason` says why a value does not exist,
/// or why the number is not what its name says.
struct StatRow {
  std::string feature;
  std::string method;
  std::string quantity;
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string status;
  std::string reason;
};

/// Inputs that a section needs besides its table; NaN and empty where not given.
struct StatOptions {
  double margin = std::numeric_limits<double>::quiet_NaN();    ///< of equivalence, for every feature
  double icc_null = std::numeric_limits<double>::quiet_NaN();  ///< H0: ICC <= icc_null
  double horizon = std::numeric_limits<double>::quiet_NaN();   ///< of a restricted mean (survival); 10
  std::vector<double> coefficients = {};     ///< of a Cox model to be judged, by the columns x1, x2, ...
  std::string reference = {};                ///< batch that ComBat leaves as it is; the last in text order
  std::vector<std::string> covariates = {};  ///< columns that ComBat keeps; age and sex where there are any
};

/// A section: its name, and the columns of the table it reads with what it computes.
struct SectionInfo {
  std::string name;
  std::string help;
};
std::vector<SectionInfo> section_list();

/// The sections that run_section knows.
std::vector<std::string> section_names();

/// The statistics of one section on a user's table, in any row order; missing values are NA, empty, or
/// absent rows. Throws Error(usage) for an unknown section, Error(data) naming column and data row (from 1)
/// for a missing column, text where a number belongs, or a measurement that occurs twice, and Error(usage)
/// for an option that is missing, of no use, or out of its range.
///   icc          subject,rater,feature,value: every ICC form; unbalanced data by anova_n0, complete_cases,
///                reml_oneway and reml_twoway
///   agreement    subject,rater,feature,value: wSD, RC, wCV, overall concordance, Kendall's W;
///                subject,x,y (feature optional): Lin's concordance, Bland-Altman, correlations
///   icc_cluster  object,patient,repeat,feature,value: delete-one-patient jackknife and exact F limits
///   equivalence  by the columns: subject,feature,x,y paired TOST; feature,sample,value Welch TOST (samples
///                reference and target); object,method,repeat,feature,value ratio of within-subject SDs (A is
///                the first label in text order); object,patient,repeat,feature,value test of ICC <=
///                icc_null. Margin or icc_null: the option, or a column `margin` or `icc_null`, constant in a
///                feature
///   components   object,patient,[site,][scanner,][session,][reader,][condition,][draw,]repeat,feature,
///                value: variance components (ANOVA, REML), gauge R&R, generalisability; the model is every
///                crossing of the factors
///   basic        index,value: location, spread, shape, percentiles
///   regression   subject,x,y[,feature][,error_ratio]: Deming and Passing-Bablok (method_comparison.h)
///   truth        truth,value[,feature]: bias and linearity (truth.h)
///   quantitation kind,sample,value[,truth][,feature][,goal_percent]: LoB, LoD, LoQ (quantitation.h)
///   tolerance    value[,feature]: tolerance intervals (tolerance.h)
///   performance  id,label,p[,p_NAME...][,scanner]: roc.h, classification.h, calibration.h
///   survival     id,time,status[,risk][,x1,...][,group]: survival.h, survival_concordance.h, cox.h; with
///                coefficients (x1, x2, x3 alone: 0.55, -0.03, 0.4) their likelihood and calibration slope,
///                too
///   shift        sample,value; sample,category; sample and columns: distribution_shift.h; index,p:
///                multiplicity.h
///   combat       sample,batch[,role][,covariates],features: combat.h
std::vector<StatRow> run_section(const std::string& section, const Table& table,
                                 const StatOptions& options = {});

}  // namespace radgauge::statistics
