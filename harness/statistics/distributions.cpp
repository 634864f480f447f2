#include "statistics/distributions.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "core/nan.h"

namespace radgauge::statistics {
namespace {

namespace bm = boost::math;
namespace policy = boost::math::policies;

// Bad arguments give NaN, never an exception or errno. Boost's own promotion to long double costs ten times
// as much for two more digits.
using Quiet =
    policy::policy<policy::promote_double<false>, policy::domain_error<policy::ignore_error>,
                   policy::pole_error<policy::ignore_error>, policy::overflow_error<policy::ignore_error>,
                   policy::underflow_error<policy::ignore_error>,
                   policy::evaluation_error<policy::ignore_error>>;
using FDistribution = bm::fisher_f_distribution<double, Quiet>;
using TDistribution = bm::students_t_distribution<double, Quiet>;
using ChiSquareDistribution = bm::chi_squared_distribution<double, Quiet>;

bool usable_df(double df) {
  return df > 0 && std::isfinite(df);
}

bool usable_probability(double probability) {
  return probability > 0 && probability < 1;
}

}  // namespace

double f_quantile(double probability, double df1, double df2) {
  if (!usable_probability(probability) || !usable_df(df1) || !usable_df(df2)) return kNaN;
  return bm::quantile(FDistribution(df1, df2), probability);
}

double f_upper_tail(double f, double df1, double df2) {
  if (std::isnan(f) || !usable_df(df1) || !usable_df(df2)) return kNaN;
  if (!(f > 0)) return 1;
  if (std::isinf(f)) return 0;
  return bm::cdf(bm::complement(FDistribution(df1, df2), f));
}

double t_quantile(double probability, double df) {
  if (!usable_probability(probability) || !usable_df(df)) return kNaN;
  return bm::quantile(TDistribution(df), probability);
}

double t_upper_tail(double t, double df) {
  if (std::isnan(t) || !usable_df(df)) return kNaN;
  if (std::isinf(t)) return t > 0 ? 0 : 1;
  return bm::cdf(bm::complement(TDistribution(df), t));
}

double chi_square_quantile(double probability, double df) {
  if (!usable_probability(probability) || !usable_df(df)) return kNaN;
  return bm::quantile(ChiSquareDistribution(df), probability);
}

double chi_square_upper_tail(double chi_square, double df) {
  if (std::isnan(chi_square) || !usable_df(df)) return kNaN;
  if (!(chi_square > 0)) return 1;
  if (std::isinf(chi_square)) return 0;
  return bm::cdf(bm::complement(ChiSquareDistribution(df), chi_square));
}

}  // namespace radgauge::statistics
