#pragma once

#include "agreement/estimate.h"
#include "statistics/rating_reml.h"

namespace radgauge::agreement {

/// The ICC of incomplete ratings by REML, with its components; `reason` where there is none.
struct RemlIcc {
  double value = std::numeric_limits<double>::quiet_NaN();
  double within = std::numeric_limits<double>::quiet_NaN();  ///< with the columns, for agreement
  double between = std::numeric_limits<double>::quiet_NaN();
  double columns = 0;
  std::string_view reason;
  statistics::RatingComponents fit;
};
/// `near`: as in reml_two_way().
RemlIcc icc_reml(IccForm form, const statistics::Ratings& ratings,
                 const statistics::RatingComponents* near = nullptr);

/// Fills `out` under MissingRule::reml.
void estimate_reml(const Question& question, const FeatureCells& cells, IccResult& out);

}  // namespace radgauge::agreement
