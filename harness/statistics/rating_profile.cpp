#include "statistics/rating_profile.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace radgauge::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// One value of a unit at a level.
double value_at(const Ratings& ratings, bool subjects_are_units, std::size_t unit, std::size_t level) {
  return subjects_are_units ? ratings.at(unit, level) : ratings.at(level, unit);
}

void set_grand_mean(const Ratings& ratings, RatingMoments& m) {
  double pivot = 0, total = 0;
  for (const double value : ratings.values) {
    if (std::isnan(value)) continue;
    if (m.values == 0) pivot = value;
    ++m.values;
    total += value - pivot;
  }
  m.mean = pivot + total / m.values;
}

void set_level_means(const Ratings& ratings, std::size_t units, RatingMoments& m) {
  for (std::size_t u = 0; u < units; ++u)
    for (Index j = 0; j < m.level_count.size(); ++j) {
      const double value = value_at(ratings, m.subjects_are_units, u, static_cast<std::size_t>(j));
      if (std::isnan(value)) continue;
      m.level_count[j] += 1;
      m.level_mean[j] += value - m.mean;
    }
  m.level_mean = m.level_mean.cwiseQuotient(m.level_count.cwiseMax(1));
}

RatingMoments::Group& group_of(std::size_t count, Index levels, RatingMoments& m) {
  for (RatingMoments::Group& group : m.groups)
    if (group.count == static_cast<double>(count)) return group;
  m.groups.push_back({static_cast<double>(count), 0, 0, 0, VectorXd::Zero(levels), VectorXd::Zero(levels),
                      MatrixXd::Zero(levels, levels)});
  return m.groups.back();
}

// The values of one unit about the means of their levels, and their levels where there are any.
void add_unit(const std::vector<double>& values, const std::vector<Index>& levels, RatingMoments& m) {
  RatingMoments::Group& group = group_of(values.size(), m.level_count.size(), m);
  double mean = 0;
  for (const double value : values) mean += value;
  mean /= static_cast<double>(values.size());
  group.units += 1;
  group.means += mean;
  group.squares += mean * mean;
  for (const double value : values) m.within += (value - mean) * (value - mean);
  for (std::size_t a = 0; a < levels.size(); ++a) {
    m.rest[levels[a]] += values[a] - mean;
    group.incidence[levels[a]] += 1;
    group.mean_incidence[levels[a]] += mean;
    for (const Index other : levels) group.pairs(other, levels[a]) += 1;
  }
}

// Of subjects at the ratio of their variance, summed over the groups: with n values of a unit, c = 1/(1 + n
// ratio) and a = n c, the sums of the powers that the likelihood asks for. S, Q and R are Z'A Z of units by
// levels, units and levels with the mean projected out of A, the inverse covariance without levels.
struct RatingProfileSums {
  double log_determinant = 0, a = 0, a2 = 0, a3 = 0;
  double m1 = 0, m2 = 0;       // a d, a d^2 for the means d of units
  double g1 = 0, g13 = 0;      // a^2 (d - mu), a^3 (d - mu)
  double g2 = 0, g3 = 0;       // a^2 (d - mu)^2, a^3 (d - mu)^2
  double mu = 0;               // of units, weighted
  VectorXd b, sa, u, gs, gas;  // Z'A1; S'a; Z'A1 y; S'g; S'(a g) with g = a (d - mu)
  MatrixXd ss, sas, r;         // S'S, S' diag(a) S, R
};

void first_sums(const RatingMoments& m, double ratio, RatingProfileSums& s) {
  s.b = VectorXd::Zero(m.level_count.size());
  for (const RatingMoments::Group& group : m.groups) {
    const double c = 1 / (1 + group.count * ratio), a = group.count * c;
    s.log_determinant -= group.units * std::log(c);
    s.a += a * group.units;
    s.m1 += a * group.means;
    s.m2 += a * group.squares;
    s.b += c * group.incidence;
  }
  s.mu = s.m1 / s.a;
}

RatingProfileSums sums_at(const RatingMoments& m, double ratio) {
  RatingProfileSums s;
  first_sums(m, ratio, s);
  const Index k = m.level_count.size();
  s.ss = s.sas = MatrixXd::Zero(k, k);
  s.r = m.level_count.asDiagonal();
  s.u = m.rest - s.mu * s.b;
  VectorXd h = VectorXd::Zero(k), h2 = h;
  s.gs = s.gas = h;
  for (const RatingMoments::Group& group : m.groups) {
    const double c = 1 / (1 + group.count * ratio), a = group.count * c;
    const double deviations = group.means - s.mu * group.units;
    const double squares = group.squares - s.mu * (2 * group.means - s.mu * group.units);
    s.a2 += a * a * group.units;
    s.a3 += a * a * a * group.units;
    s.g1 += a * a * deviations;
    s.g13 += a * a * a * deviations;
    s.g2 += a * a * squares;
    s.g3 += a * a * a * squares;
    if (k == 0) continue;
    s.u += c * group.mean_incidence;
    s.r -= (ratio * c) * group.pairs;
    s.ss += (c * c) * group.pairs;
    s.sas += (a * c * c) * group.pairs;
    h += (a * c) * group.incidence;
    h2 += (a * a * c) * group.incidence;
    s.gs += (a * c) * (group.mean_incidence - s.mu * group.incidence);
    s.gas += (a * a * c) * (group.mean_incidence - s.mu * group.incidence);
  }
  if (k == 0) return s;
  const VectorXd bar = s.b / s.a;
  s.r -= s.b * bar.transpose();
  s.ss += s.a2 * bar * bar.transpose() - h * bar.transpose() - bar * h.transpose();
  s.sas += s.a3 * bar * bar.transpose() - h2 * bar.transpose() - bar * h2.transpose();
  s.sa = h - s.a2 * bar;
  s.gs -= s.g1 * bar;
  s.gas -= s.g13 * bar;
  return s;
}

// What the derivatives are made of: of W = Z'PZ, traces of its diagonal blocks and squared norms of all, and
// of v = Z'Py its squared parts and v'Wv. Units first.
struct Blocks {
  double q = 0, log_determinant = 0;
  double trace[2] = {}, squares[2] = {}, product[2][2] = {}, cross[2][2] = {};
};

Blocks blocks_of_units(const RatingProfileSums& s, double within) {
  Blocks out;
  out.q = within + s.m2 - s.m1 * s.mu;
  out.trace[0] = s.a - s.a2 / s.a;
  out.squares[0] = s.g2;
  out.product[0][0] = s.a2 - 2 * s.a3 / s.a + s.a2 * s.a2 / (s.a * s.a);
  out.cross[0][0] = s.g3 - s.g1 * s.g1 / s.a;
  return out;
}

// With the levels, whose variance ratio is `ratio`, taken in by Woodbury's identity.
Blocks blocks_of_both(const RatingMoments& m, const RatingProfileSums& s, double ratio) {
  Blocks out = blocks_of_units(s, m.within);
  const Index k = s.b.size();
  MatrixXd inner = ratio * s.r;
  inner.diagonal().array() += 1;
  const Eigen::LLT<MatrixXd> llt(inner);
  const MatrixXd t = llt.solve(MatrixXd::Identity(k, k));
  const MatrixXd tr = t * s.r, tss = t * s.ss;
  const VectorXd tu = t * s.u, x = tu + tr * m.level_mean, z = ratio * tu - t * m.level_mean;
  out.q += m.level_mean.dot(2 * tu + tr * m.level_mean) - ratio * s.u.dot(tu);
  out.log_determinant = 2 * llt.matrixLLT().diagonal().array().log().sum();
  const VectorXd ssz = s.ss * z, sv = s.gs - ssz, tsv = t * sv;
  const double av = s.g1 - s.sa.dot(z);
  out.squares[0] += z.dot(ssz) - 2 * s.gs.dot(z);
  out.squares[1] = x.squaredNorm();
  out.trace[0] -= ratio * tss.trace();
  out.trace[1] = tr.trace();
  const MatrixXd sqs = s.sas - s.sa * s.sa.transpose() / s.a;
  out.product[0][0] +=
      ratio * (ratio * tss.cwiseProduct(tss.transpose()).sum() - 2 * t.cwiseProduct(sqs).sum());
  out.product[0][1] = out.product[1][0] = tss.cwiseProduct(t).sum();
  out.product[1][1] = tr.squaredNorm();
  out.cross[0][0] = s.g3 - 2 * s.gas.dot(z) + z.dot(s.sas * z) - av * av / s.a - ratio * sv.dot(tsv);
  out.cross[0][1] = out.cross[1][0] = tsv.dot(x);
  out.cross[1][1] = x.dot(tr * x);
  return out;
}

// The place among the ratios of units (0) and levels (1).
Index place(const RatingMoments& m, std::size_t which) {
  return m.factors == 1 || m.subjects_are_units ? static_cast<Index>(which) : static_cast<Index>(1 - which);
}

}  // namespace

RatingMoments moments_of(const Ratings& ratings, bool with_raters) {
  RatingMoments m;
  m.factors = with_raters ? 2 : 1;
  m.subjects_are_units = !with_raters || ratings.n_subjects >= ratings.n_raters;
  const std::size_t units = m.subjects_are_units ? ratings.n_subjects : ratings.n_raters;
  const std::size_t width = m.subjects_are_units ? ratings.n_raters : ratings.n_subjects;
  const Index levels = with_raters ? static_cast<Index>(width) : 0;
  m.rest = m.level_count = m.level_mean = VectorXd::Zero(levels);
  set_grand_mean(ratings, m);
  set_level_means(ratings, units, m);
  std::vector<double> values;
  std::vector<Index> having;
  for (std::size_t u = 0; u < units; ++u) {
    values.clear();
    having.clear();
    for (std::size_t j = 0; j < width; ++j) {
      const double value = value_at(ratings, m.subjects_are_units, u, j);
      if (std::isnan(value)) continue;
      const auto level = static_cast<Index>(j);
      values.push_back(value - m.mean - (with_raters ? m.level_mean[level] : 0));
      if (with_raters) having.push_back(level);
    }
    if (!values.empty()) add_unit(values, having, m);
  }
  return m;
}

std::optional<RatingProfile> profile_at(const RatingMoments& m, const VarianceRatios& ratios) {
  const RatingProfileSums s = sums_at(m, ratios(place(m, 0)));
  const Blocks blocks =
      m.factors == 1 ? blocks_of_units(s, m.within) : blocks_of_both(m, s, ratios(place(m, 1)));
  const double df = m.values - 1;
  if (!(blocks.q > 0)) return std::nullopt;
  RatingProfile out;
  out.residual_variance = blocks.q / df;
  out.deviance =
      df * std::log(blocks.q) + s.log_determinant + std::log(s.a / m.values) + blocks.log_determinant;
  if (!std::isfinite(out.deviance)) return std::nullopt;
  const auto f = static_cast<Index>(m.factors);
  out.gradient = VarianceRatios(f);
  out.observed = out.expected = RatioMatrix(f, f);
  for (std::size_t i = 0; i < m.factors; ++i) {
    const double own = blocks.squares[i] / blocks.q;
    out.gradient(place(m, i)) = blocks.trace[i] - df * own;
    for (std::size_t j = 0; j < m.factors; ++j) {
      const double other = blocks.squares[j] / blocks.q, product = blocks.product[i][j];
      out.observed(place(m, i), place(m, j)) =
          df * (2 * blocks.cross[i][j] / blocks.q - own * other) - product;
      out.expected(place(m, i), place(m, j)) = product - blocks.trace[i] * blocks.trace[j] / df;
    }
  }
  return out;
}

double grand_mean_at(const RatingMoments& m, const VarianceRatios& ratios) {
  const double of_units = ratios(place(m, 0));
  RatingProfileSums s;
  first_sums(m, of_units, s);
  if (m.factors == 1) return m.mean + s.mu;
  const double ratio = ratios(place(m, 1));
  MatrixXd inner = m.level_count.asDiagonal();
  VectorXd y = m.rest;
  for (const RatingMoments::Group& group : m.groups) {
    const double c = 1 / (1 + group.count * of_units);
    inner -= (of_units * c) * group.pairs;
    y += c * group.mean_incidence;
  }
  inner *= ratio;
  inner.diagonal().array() += 1;
  const VectorXd weights = inner.llt().solve(s.b);
  return m.mean + (s.m1 + weights.dot(m.level_mean - ratio * y)) / (s.a - ratio * weights.dot(s.b));
}

}  // namespace radgauge::statistics
