#pragma once

#include <limits>
#include <string>
#include <string_view>

#include "agreement/agreement.h"
#include "agreement/cells.h"
#include "agreement/decision.h"
#include "statistics/cluster.h"
#include "statistics/icc.h"

namespace radgauge::agreement {

/// The ICC of a feature in the form of the question, with everything that rests on the same components.
struct IccResult {
  double value = std::numeric_limits<double>::quiet_NaN();
  Interval limits;     ///< the interval that decides
  Interval jackknife;  ///< delete-one-patient, t with n - 1 degrees of freedom
  Interval classical;  ///< exact F (one-way, consistency) or Satterthwaite limits; objects independent
  double lower_one_sided = std::numeric_limits<double>::quiet_NaN();  ///< jackknife, 95 %, for reference
  double p_value = std::numeric_limits<double>::quiet_NaN();          ///< H0: ICC <= limit, guarded_p()
  double reml = std::numeric_limits<double>::quiet_NaN();             ///< by REML, where cells are missing
  double within = std::numeric_limits<double>::quiet_NaN();           ///< variance
  double between = std::numeric_limits<double>::quiet_NaN();          ///< variance
  double noise_largest_share =
      std::numeric_limits<double>::quiet_NaN();  ///< of the variation within objects, one patient's
  double noise_effective_patients = std::numeric_limits<double>::quiet_NaN();  ///< NoiseInequality
  double moved_share_upper =
      std::numeric_limits<double>::quiet_NaN();  ///< of patients, where none moved: 95 % bound, those without
                                                 ///< a value among them
  double n_patients = 0;
  double n_objects = 0;
  /// Crossed forms of complete cases: what the ICC is made of. Else of no subject.
  statistics::MeanSquares mean_squares;
  /// The complete cases, and their indices, where a crossed form left others out.
  statistics::Ratings complete_cases;
  std::vector<std::size_t> kept;
  bool unchanged = false;          ///< no object changes over the columns
  std::vector<std::string> notes;  ///< what a reader must know of an ICC that exists
  std::string_view why;            ///< why there is none
  bool constant = false;           ///< every object has the same value: that is why
};

/// The limits, p and one-sided limit of a jackknife of this share of objects without values.
void take_jackknife(const statistics::JackknifeLimits& jack, const Limits& limits, double missing_share,
                    IccResult& out);

/// MissingRule::reml: the ICC is that of the REML components of every value, (1 | object) for one_way and
/// (1 | object) + (1 | column) for crossed forms; the interval is the delete-one-patient jackknife of
/// ln F = ln((1 + (k - 1) ICC)/(1 - ICC)) of it, for drawn columns the outer of that and McGraw & Wong's
/// limits at the REML components with k the mean number of values per object, rounded down. It fits once per
/// patient, each fit from that of all: 50 ms per feature with missing cells for 50 objects x 30 columns, 0.3
/// ms for 30 x 3. `with_reml`: give the REML estimate of incomplete cells beside an ANOVA form too.
IccResult estimate_icc(const Question& question, const FeatureCells& cells, bool with_reml);

/// The point estimate alone, in the form and by the missing rule of the question; NaN where it does not
/// exist.
double icc_value(const Question& question, const statistics::Ratings& ratings);

}  // namespace radgauge::agreement
