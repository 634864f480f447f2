#pragma once

#include <limits>
#include <string>
#include <vector>

namespace radgauge {

/// A variance component of a gauge study: a term of the model ("object", "reader", "object:reader",
/// "residual") with its variance by the ANOVA method (may be negative; NaN unless balanced) and by REML (>=
/// 0), and what it is of the total by the method that counts. `confounded_with` names what it cannot be told
/// from.
struct GaugeComponent {
  std::string term;
  double var_anova = std::numeric_limits<double>::quiet_NaN();
  double var_reml = std::numeric_limits<double>::quiet_NaN();
  double study_variation_percent = std::numeric_limits<double>::quiet_NaN();  ///< 100 SD / TV
  double contribution_percent = std::numeric_limits<double>::quiet_NaN();     ///< 100 variance / TV^2
  std::string confounded_with;
};

/// What averaging over levels would give: the number of levels of each factor averaged, and the
/// generalisability (relative) and dependability (absolute) coefficients and reproducibility coefficient of
/// the mean.
struct GaugeDecisionStudy {
  std::vector<std::pair<std::string, int>> levels;  ///< factor, how many are averaged
  double erho2 = std::numeric_limits<double>::quiet_NaN();
  double phi = std::numeric_limits<double>::quiet_NaN();
  double rdc = std::numeric_limits<double>::quiet_NaN();
};

/// Gauge R&R of one feature under one question (AIAG MSA, 4th edition 2010; Brennan 2001 for G and D
/// studies). SDs in the unit of the feature, without a factor of 5.15 or 6.
struct GaugeRow {
  std::string question;
  std::string stratum = "all";
  std::string feature;
  std::string design;                      ///< "object x reader x repeat, balanced"
  std::string method;                      ///< the one that the percentages follow: "ANOVA" or "REML"
  std::vector<GaugeComponent> components;  ///< residual last
  double ev = std::numeric_limits<double>::quiet_NaN();           ///< repeatability
  double av = std::numeric_limits<double>::quiet_NaN();           ///< reproducibility, interaction included
  double interaction = std::numeric_limits<double>::quiet_NaN();  ///< of the factors with the object
  double grr = std::numeric_limits<double>::quiet_NaN();
  double pv = std::numeric_limits<double>::quiet_NaN();
  double tv = std::numeric_limits<double>::quiet_NaN();
  double ndc = std::numeric_limits<double>::quiet_NaN();
  double erho2 = std::numeric_limits<double>::quiet_NaN();
  double phi = std::numeric_limits<double>::quiet_NaN();
  double rc = std::numeric_limits<double>::quiet_NaN();
  double rdc = std::numeric_limits<double>::quiet_NaN();
  std::vector<GaugeDecisionStudy> decision_studies;
  std::string reason;  ///< why there is none
};

}  // namespace radgauge
