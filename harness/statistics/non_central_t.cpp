#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

namespace bm = boost::math;
namespace policy = boost::math::policies;

using Quiet =
    policy::policy<policy::promote_double<false>, policy::domain_error<policy::ignore_error>,
                   policy::pole_error<policy::ignore_error>, policy::overflow_error<policy::ignore_error>,
                   policy::underflow_error<policy::ignore_error>,
                   policy::evaluation_error<policy::ignore_error>>;

bool usable(double probability) {
  return probability > 0 && probability < 1;
}

}  // namespace

double normal_quantile(double probability) {
  if (!usable(probability)) return std::numeric_limits<double>::quiet_NaN();
  return bm::quantile(bm::normal_distribution<double, Quiet>(0, 1), probability);
}

double non_central_t_quantile(double probability, double df, double delta) {
  if (!usable(probability) || !(df > 0 && std::isfinite(df)) || !std::isfinite(delta))
    return std::numeric_limits<double>::quiet_NaN();
  return bm::quantile(bm::non_central_t_distribution<double, Quiet>(df, delta), probability);
}

}  // namespace radgauge::statistics
