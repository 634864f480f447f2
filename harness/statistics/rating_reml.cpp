#include "statistics/rating_reml.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "statistics/icc.h"
#include "statistics/rating_profile.h"

namespace radgauge::statistics {
namespace {

// Newton's step among the ratios that are not held at 0; by the expected information where the deviance is
// not convex.
VarianceRatios step_of(const RatingProfile& p, const VarianceRatios& ratios) {
  std::vector<Eigen::Index> free;
  for (Eigen::Index a = 0; a < ratios.size(); ++a)
    if (ratios(a) > 0 || p.gradient(a) < 0) free.push_back(a);
  VarianceRatios step = VarianceRatios::Zero(ratios.size());
  if (free.empty()) return step;
  const RatioMatrix observed = p.observed(free, free);
  const Eigen::LLT<RatioMatrix> convex(observed);
  const VarianceRatios gradient = p.gradient(free);
  VarianceRatios moved;
  if (convex.info() == Eigen::Success) {
    moved = -convex.solve(gradient);
  } else {
    const RatioMatrix expected = p.expected(free, free);
    const Eigen::LDLT<RatioMatrix> scoring(expected);
    moved = -scoring.solve(gradient);
    if (!(moved.dot(gradient) < 0)) moved = -gradient.cwiseQuotient(expected.diagonal().cwiseAbs());
  }
  for (std::size_t a = 0; a < free.size(); ++a) step(free[a]) = moved(static_cast<Eigen::Index>(a));
  return step;
}

constexpr int kMostSteps = 200;
constexpr double kConverged = 1e-10;
constexpr double kDiverged = 1e12;
// Steps that gain less than rounding, after which a promise of less than kPromise is taken for the minimum.
constexpr int kMostIdle = 8;
constexpr double kPromise = 1e-11;

struct Descent {
  VarianceRatios ratios;
  double deviance = std::numeric_limits<double>::infinity();
  bool converged = false;
};

// The next place along a step, no higher than this one but by rounding; false where there is none.
bool go_down(const RatingMoments& d, const VarianceRatios& step, double slack, VarianceRatios& ratios,
             std::optional<RatingProfile>& here) {
  for (double length = 1; length > 1e-9; length /= 2) {
    const VarianceRatios next = (ratios + length * step).cwiseMax(0);
    auto there = profile_at(d, next);
    if (!there || there->deviance > here->deviance + slack) continue;
    ratios = next;
    here = std::move(there);
    return true;
  }
  return false;
}

// Goes down from a start to ratios >= 0 where the deviance has a minimum.
Descent descend(const RatingMoments& d, VarianceRatios start) {
  Descent out{std::move(start), std::numeric_limits<double>::infinity(), false};
  auto here = profile_at(d, out.ratios);
  int idle = 0;
  for (int count = 0; here && count < kMostSteps; ++count) {
    const double before = out.deviance = here->deviance;
    const VarianceRatios step = step_of(*here, out.ratios);
    const VarianceRatios full = (out.ratios + step).cwiseMax(0);
    if (((full - out.ratios).cwiseAbs().array() <= kConverged * (1e-3 + out.ratios.array())).all()) {
      out.ratios = full;
      out.converged = true;
      return out;
    }
    // Where one variance is a million times the other, rounding hides the minimum before the step is small.
    const double promise = std::abs(here->gradient.dot(full - out.ratios));
    const double slack = 1e-13 * (1 + std::abs(before));
    const bool moved = go_down(d, step, slack, out.ratios, here);
    idle = before - here->deviance <= slack ? idle + 1 : 0;
    if (!moved || idle > kMostIdle) {
      out.converged = promise < kPromise;
      return out;
    }
    if (out.ratios.maxCoeff() > kDiverged) return out;
  }
  return out;
}

// Ratios >= 0 of least deviance. Small tables can have several minima, hence several starts; nothing if the
// lowest descent found no minimum.
std::optional<VarianceRatios> least_deviance(const RatingMoments& d, double levels) {
  constexpr double kStarts[][2] = {{1, 1}, {100, 100}, {100, 0.01}, {0.01, 100}};
  constexpr double kSmall = 100;
  Descent best;
  for (const auto& start : kStarts) {
    VarianceRatios ratios(static_cast<Eigen::Index>(d.factors));
    for (Eigen::Index a = 0; a < ratios.size(); ++a) ratios(a) = start[a];
    const Descent found = descend(d, std::move(ratios));
    const double tie = 1e-9 * (1 + std::abs(found.deviance));
    if (found.deviance < best.deviance - tie ||
        (found.converged && !best.converged && found.deviance < best.deviance + tie))
      best = found;
    if (best.converged && levels > kSmall) break;
  }
  if (!best.converged) return std::nullopt;
  return best.ratios;
}

// The minimum next to the fit of nearly the same ratings, if there is one.
std::optional<VarianceRatios> near_to(const RatingMoments& d, const RatingComponents* other) {
  if (other == nullptr || !(other->var_residual > 0)) return std::nullopt;
  VarianceRatios start(static_cast<Eigen::Index>(d.factors));
  start(0) = other->var_subject / other->var_residual;
  if (d.factors == 2) start(1) = other->var_rater / other->var_residual;
  const Descent found = descend(d, start);
  return found.converged ? std::optional(found.ratios) : std::nullopt;
}

// Why these ratings have no components that could be fitted, or empty.
std::string_view hindrance(const Ratings& ratings, bool with_raters) {
  const OneWayAnova anova = one_way_anova(ratings);
  if (!anova.icc.reason.empty()) return anova.icc.reason;
  if (!(anova.msw > 0)) return "no variation within subjects";
  if (ratings.n_subjects + (with_raters ? ratings.n_raters : 0) > kMostRatingLevels)
    return "more than 1000 subjects and raters: not fitted";
  if (!with_raters) return {};
  for (std::size_t j = 0; j < ratings.n_raters; ++j) {
    std::size_t values = 0;
    for (std::size_t i = 0; i < ratings.n_subjects; ++i) values += std::isnan(ratings.at(i, j)) ? 0 : 1;
    if (values > 1) return {};
  }
  return "no rater has two values: rater and residual are confounded";
}

RatingComponents fit(const Ratings& ratings, bool with_raters, const RatingComponents* near) {
  RatingComponents out;
  out.n_raters = static_cast<double>(ratings.n_raters);
  out.reason = hindrance(ratings, with_raters);
  if (!out.reason.empty()) return out;
  const RatingMoments d = moments_of(ratings, with_raters);
  auto ratios = near_to(d, near);
  if (!ratios)
    ratios = least_deviance(
        d, static_cast<double>(ratings.n_subjects + (with_raters ? ratings.n_raters : std::size_t{0})));
  const auto best = ratios ? profile_at(d, *ratios) : std::nullopt;
  if (!best) {
    out.reason = "the restricted likelihood has no maximum with a residual above 0";
    return out;
  }
  out.var_residual = best->residual_variance;
  out.var_subject = (*ratios)(0) * out.var_residual;
  out.var_rater = with_raters ? (*ratios)(1) * out.var_residual : 0;
  out.grand_mean = grand_mean_at(d, *ratios);
  return out;
}

}  // namespace

RatingComponents reml_one_way(const Ratings& ratings, const RatingComponents* near) {
  return fit(ratings, false, near);
}

RatingComponents reml_two_way(const Ratings& ratings, const RatingComponents* near) {
  return fit(ratings, true, near);
}

}  // namespace radgauge::statistics
