#include "statistics/rating_reml.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "statistics/icc.h"

namespace radgauge::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// The random effects of the model with the mean projected out: C = Z'MZ, t = Z'My, s = y'My.
struct Design {
  std::vector<Index> sizes;  // levels of each factor
  MatrixXd c;
  VectorXd t, counts;
  double squares = 0, values = 0, mean = 0;
  Index start(std::size_t factor) const { return factor == 0 ? 0 : sizes[0]; }
};

Design design_of(const Ratings& ratings, bool with_raters) {
  Design d;
  const Index n = static_cast<Index>(ratings.n_subjects), k = static_cast<Index>(ratings.n_raters);
  d.sizes = with_raters ? std::vector<Index>{n, k} : std::vector<Index>{n};
  const Index levels = with_raters ? n + k : n;
  d.c = MatrixXd::Zero(levels, levels);
  d.t = d.counts = VectorXd::Zero(levels);
  double pivot = 0, total = 0;
  for (const double value : ratings.values) {
    if (std::isnan(value)) continue;
    if (d.values == 0) pivot = value;
    ++d.values;
    total += value - pivot;
  }
  const double shift = total / d.values;
  d.mean = pivot + shift;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < k; ++j) {
      const double value = ratings.at(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
      if (std::isnan(value)) continue;
      const double y = (value - pivot) - shift;
      d.squares += y * y;
      d.t(i) += y;
      d.counts(i) += 1;
      d.c(i, i) += 1;
      if (!with_raters) continue;
      d.t(n + j) += y;
      d.counts(n + j) += 1;
      d.c(n + j, n + j) += 1;
      d.c(i, n + j) += 1;
      d.c(n + j, i) += 1;
    }
  d.c -= d.counts * d.counts.transpose() / d.values;
  return d;
}

// -2 log-likelihood, residual variance profiled out, at ratios of variance to it; with G = diag(ratios),
// W = Z'PZ = (I + CG)^-1 C, v = Z'Py, Q = y'Py it is (N - 1) ln Q + ln det(I + CG) (Harville 1977,
// doi:10.1080/01621459.1977.10480998).
struct Profile {
  double deviance = 0, residual_variance = 0;
  VectorXd gradient, effects;
  MatrixXd observed, expected;  // second derivatives, and the expected ones
};

std::optional<Profile> profile_at(const Design& d, const VectorXd& ratios) {
  const std::size_t factors = d.sizes.size();
  VectorXd g(d.t.size());
  for (std::size_t a = 0; a < factors; ++a)
    g.segment(d.start(a), d.sizes[a]).setConstant(ratios(static_cast<Index>(a)));
  MatrixXd inner = d.c * g.asDiagonal();
  inner.diagonal().array() += 1;
  const Eigen::PartialPivLU<MatrixXd> lu(inner);
  const VectorXd v = lu.solve(d.t);
  const MatrixXd w = lu.solve(d.c);
  Profile out;
  out.effects = g.cwiseProduct(v);
  const double q = d.squares - d.t.dot(out.effects), df = d.values - 1;
  if (!(q > 0)) return std::nullopt;
  out.residual_variance = q / df;
  out.deviance = df * std::log(q) + lu.matrixLU().diagonal().array().abs().log().sum();
  if (!std::isfinite(out.deviance)) return std::nullopt;
  const Index f = static_cast<Index>(factors);
  VectorXd squares(f), traces(f);
  out.observed = out.expected = MatrixXd(f, f);
  const auto part = [&](Index a) {
    return v.segment(d.start(static_cast<std::size_t>(a)), d.sizes[static_cast<std::size_t>(a)]);
  };
  const auto block = [&](Index a, Index b) {
    const auto ia = static_cast<std::size_t>(a), ib = static_cast<std::size_t>(b);
    return w.block(d.start(ia), d.start(ib), d.sizes[ia], d.sizes[ib]);
  };
  for (Index a = 0; a < f; ++a) {
    squares(a) = part(a).squaredNorm() / q;
    traces(a) = block(a, a).trace();
  }
  out.gradient = traces - df * squares;
  for (Index a = 0; a < f; ++a)
    for (Index b = 0; b < f; ++b) {
      const double product = block(a, b).squaredNorm(), cross = part(a).dot(block(a, b) * part(b)) / q;
      out.observed(a, b) = df * (2 * cross - squares(a) * squares(b)) - product;
      out.expected(a, b) = product - traces(a) * traces(b) / df;
    }
  return out;
}

// Newton's step among the ratios that are not held at 0; by the expected information where the deviance is
// not convex.
VectorXd step_of(const Profile& p, const VectorXd& ratios) {
  std::vector<Index> free;
  for (Index a = 0; a < ratios.size(); ++a)
    if (ratios(a) > 0 || p.gradient(a) < 0) free.push_back(a);
  VectorXd step = VectorXd::Zero(ratios.size());
  if (free.empty()) return step;
  const MatrixXd observed = p.observed(free, free);
  const Eigen::LLT<MatrixXd> convex(observed);
  const VectorXd gradient = p.gradient(free);
  VectorXd moved;
  if (convex.info() == Eigen::Success) {
    moved = -convex.solve(gradient);
  } else {
    const MatrixXd expected = p.expected(free, free);
    const Eigen::LDLT<MatrixXd> scoring(expected);
    moved = -scoring.solve(gradient);
    if (!(moved.dot(gradient) < 0)) moved = -gradient.cwiseQuotient(expected.diagonal().cwiseAbs());
  }
  for (std::size_t a = 0; a < free.size(); ++a) step(free[a]) = moved(static_cast<Index>(a));
  return step;
}

constexpr int kMostSteps = 200;
constexpr double kConverged = 1e-10;
constexpr double kDiverged = 1e12;

struct Descent {
  VectorXd ratios;
  double deviance = std::numeric_limits<double>::infinity();
  bool converged = false;
};

// Goes down from a start to ratios >= 0 where the deviance has a minimum.
Descent descend(const Design& d, VectorXd start) {
  Descent out{std::move(start), std::numeric_limits<double>::infinity(), false};
  auto here = profile_at(d, out.ratios);
  for (int count = 0; here && count < kMostSteps; ++count) {
    out.deviance = here->deviance;
    const VectorXd step = step_of(*here, out.ratios);
    const VectorXd full = (out.ratios + step).cwiseMax(0);
    if (((full - out.ratios).cwiseAbs().array() <= kConverged * (1e-3 + out.ratios.array())).all()) {
      out.ratios = full;
      out.converged = true;
      return out;
    }
    const double slack = 1e-13 * (1 + std::abs(here->deviance));
    bool moved = false;
    for (double length = 1; length > 1e-9 && !moved; length /= 2) {
      const VectorXd next = (out.ratios + length * step).cwiseMax(0);
      const auto there = profile_at(d, next);
      if (!there || there->deviance > here->deviance + slack) continue;
      out.ratios = next;
      here = there;
      moved = true;
    }
    if (!moved || out.ratios.maxCoeff() > kDiverged) return out;
  }
  return out;
}

// Ratios >= 0 of least deviance. Small tables can have several minima, hence several starts; nothing if the
// lowest descent found no minimum.
std::optional<VectorXd> least_deviance(const Design& d) {
  constexpr double kStarts[][2] = {{1, 1}, {100, 100}, {100, 0.01}, {0.01, 100}};
  constexpr Index kSmall = 100;
  Descent best;
  for (const auto& start : kStarts) {
    VectorXd ratios(static_cast<Index>(d.sizes.size()));
    for (Index a = 0; a < ratios.size(); ++a) ratios(a) = start[a];
    const Descent found = descend(d, std::move(ratios));
    const double tie = 1e-9 * (1 + std::abs(found.deviance));
    if (found.deviance < best.deviance - tie ||
        (found.converged && !best.converged && found.deviance < best.deviance + tie))
      best = found;
    if (best.converged && d.t.size() > kSmall) break;
  }
  if (!best.converged) return std::nullopt;
  return best.ratios;
}

RatingComponents fit(const Ratings& ratings, bool with_raters) {
  RatingComponents out;
  out.n_raters = static_cast<double>(ratings.n_raters);
  const OneWayAnova anova = one_way_anova(ratings);
  if (!anova.icc.reason.empty() || !(anova.msw > 0)) {
    out.reason = anova.icc.reason.empty() ? "no variation within subjects" : anova.icc.reason;
    return out;
  }
  if (ratings.n_subjects + (with_raters ? ratings.n_raters : 0) > kMostRatingLevels) {
    out.reason = "more than 1000 subjects and raters: not fitted";
    return out;
  }
  const Design d = design_of(ratings, with_raters);
  if (with_raters && !(d.counts.tail(d.sizes[1]).maxCoeff() > 1)) {
    out.reason = "no rater has two values: rater and residual are confounded";
    return out;
  }
  const auto ratios = least_deviance(d);
  const auto best = ratios ? profile_at(d, *ratios) : std::nullopt;
  if (!best) {
    out.reason = "the restricted likelihood has no maximum with a residual above 0";
    return out;
  }
  out.var_residual = best->residual_variance;
  out.var_subject = (*ratios)(0) * out.var_residual;
  out.var_rater = with_raters ? (*ratios)(1) * out.var_residual : 0;
  out.grand_mean = d.mean - d.counts.dot(best->effects) / d.values;
  return out;
}

}  // namespace

RatingComponents reml_one_way(const Ratings& ratings) {
  return fit(ratings, false);
}

RatingComponents reml_two_way(const Ratings& ratings) {
  return fit(ratings, true);
}

}  // namespace radgauge::statistics
