#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agreement/agreement.h"
#include "statistics/component_model.h"

namespace radgauge::agreement {

/// A variance component of a gauge study: a term of the model ("object", "reader", "object:reader",
/// "residual") with its variance by the ANOVA method (may be negative; NaN unless balanced) and by REML (>=
/// 0), and what it is of the total by the method that counts. `confounded_with` names what it cannot be told
/// from.
struct GaugeComponent {
  std::string term;
  agreement::Variation part_of = agreement::Variation::av;
  double var_anova = std::numeric_limits<double>::quiet_NaN();
  double var_reml = std::numeric_limits<double>::quiet_NaN();
  double variance = std::numeric_limits<double>::quiet_NaN();  ///< by the method that counts, >= 0
  double study_variation_percent = std::numeric_limits<double>::quiet_NaN();  ///< 100 SD / TV
  double contribution_percent = std::numeric_limits<double>::quiet_NaN();     ///< 100 variance / TV^2
  std::string confounded_with;
};

/// What averaging over levels would give: the number of levels of each factor averaged, and the
/// generalisability (relative) and dependability (absolute) coefficients and reproducibility coefficient of
/// the mean.
struct GaugeDecisionStudy {
  std::vector<std::pair<std::string, int>> levels;  ///< factor ("reader", "repeat"), how many are averaged
  double erho2 = std::numeric_limits<double>::quiet_NaN();
  double phi = std::numeric_limits<double>::quiet_NaN();
  double rdc = std::numeric_limits<double>::quiet_NaN();
};

/// Gauge R&R of one feature under one question (AIAG MSA, 4th edition 2010; Brennan 2001 for G and D
/// studies). SDs in the unit of the feature, without a factor of 5.15 or 6.
struct GaugeRow {
  std::string question;
  agreement::StratumKey stratum;
  std::string feature;
  std::string design;  ///< "object x reader x repeat, balanced: 10 objects, 3 readers, 2 repeats"
  std::optional<agreement::GaugeMethod> method;  ///< the one that the percentages follow
  std::vector<GaugeComponent> components;        ///< residual last
  /// Of an object by one factor with repeats of its own: the test of the interaction, which is pooled with
  /// the repeats if p > 0.25.
  double interaction_p = std::numeric_limits<double>::quiet_NaN();
  bool interaction_pooled = false;
  double ev = std::numeric_limits<double>::quiet_NaN();  ///< repeatability; without repeats the residual,
  ///< which the interaction is part of
  double av = std::numeric_limits<double>::quiet_NaN();           ///< reproducibility, interaction included
  double interaction = std::numeric_limits<double>::quiet_NaN();  ///< of the factors with the object
  double grr = std::numeric_limits<double>::quiet_NaN();
  double pv = std::numeric_limits<double>::quiet_NaN();
  double tv = std::numeric_limits<double>::quiet_NaN();
  double study_variation_percent = std::numeric_limits<double>::quiet_NaN();  ///< 100 GRR / TV
  double ndc = std::numeric_limits<double>::quiet_NaN();  ///< floor(1.41 PV / GRR); NaN if GRR is 0
  /// Two-sided 95 % limits by the modified large sample method (statistics/gauge_limits.h), of a balanced
  /// study of objects by one factor or of repeats alone; normal values and equal noise.
  double grr_lower = std::numeric_limits<double>::quiet_NaN();
  double grr_upper = std::numeric_limits<double>::quiet_NaN();
  double study_variation_percent_lower = std::numeric_limits<double>::quiet_NaN();
  double study_variation_percent_upper = std::numeric_limits<double>::quiet_NaN();
  double ndc_lower = std::numeric_limits<double>::quiet_NaN();  ///< whole numbers
  double ndc_upper = std::numeric_limits<double>::quiet_NaN();
  double erho2 = std::numeric_limits<double>::quiet_NaN();
  double phi = std::numeric_limits<double>::quiet_NaN();
  double rc = std::numeric_limits<double>::quiet_NaN();   ///< 1.96 sqrt(2) EV; needs repeats
  double rdc = std::numeric_limits<double>::quiet_NaN();  ///< 1.96 sqrt(2) GRR, unpooled
  std::vector<GaugeDecisionStudy> decision_studies;
  std::string note;    ///< what a reader must know of a table that exists
  std::string reason;  ///< why there is none
};

/// What the gauge study of a question reads. A place is one measurement of every feature; its labels are
/// those of statistics/component_model.h, where a condition is a fixed level of a group and a draw one of the
/// repeats, which readers and conditions of an image share.
struct GaugePlaces {
  std::array<std::vector<std::string>, statistics::kFactorNames.size()> labels;
  std::vector<std::string> rows;  ///< of each place: object of the question's table it belongs to
  std::vector<std::string> features;
  /// Values of a feature in every place; NaN where there is none. Called from several threads.
  std::function<void(std::size_t feature, std::span<double> values)> read;
  unsigned over = 0;  ///< factor the question is about; 0 for draws, which are repeats
  std::size_t size() const { return rows.size(); }
};

/// The places whose row is among `rows`: those of one stratum.
GaugePlaces restricted(const GaugePlaces& places, const std::vector<std::string>& rows);

/// Most cells of an unbalanced design for which a REML fit is made per feature (9 ms); beyond, the ANOVA of
/// the objects measured in every cell stands alone.
inline constexpr std::size_t kMostGaugeRemlCells = 150;

/// One row per feature, in their order; pure, the same bytes for any order of the places and any thread
/// count.
///
/// Model: object (nested in patient where patients have several), instrument (session in scanner in site),
/// reader and condition, every crossing; a reader who worked at one scanner only is nested in it. The ANOVA
/// method counts where the design is balanced, with each negative component set to 0, and the AIAG's pooling
/// of the interaction (`interaction_pooled`) in an object by one factor study; REML otherwise. EV: residual
/// and draws; PV: object and patient terms; AV: the others. A factor that changes only with the object or
/// with another factor leaves the model and is listed with `confounded_with`; if the question is about it,
/// there is no GRR and `reason` says so. A spread below 1e-12 of the values' size is rounding.
/// Decision studies: 1 to 3 levels of each factor and of repeats; every combination of two of them, one at a
/// time where there are more.
std::vector<GaugeRow> gauge_rows(const std::string& question, const GaugePlaces& places,
                                 const agreement::StratumKey& stratum = {});

}  // namespace radgauge::agreement
