#include "statistics/reml.h"

#include <Eigen/Cholesky>
#include <cmath>

#include "statistics/reml_maximum.h"

namespace radgauge::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Index as_index(std::size_t n) {
  return static_cast<Index>(n);
}

// Values without mean, in units of their standard deviation; that unit, 0 if they do not vary.
double standardise(std::vector<double>& values) {
  const double pivot = values.front(), n = static_cast<double>(values.size());
  double total = 0, squares = 0;
  for (const double value : values) total += value - pivot;
  for (double& value : values) {
    value = value - pivot - total / n;
    squares += value * value;
  }
  const double unit = std::sqrt(squares / n);
  if (unit > 0)
    for (double& value : values) value /= unit;
  return unit;
}

// Of a balanced design the sums of squares are independent, each about its expected mean square: the rows of
// `weights` times the components (residual last).
struct Strata {
  MatrixXd weights;
  VectorXd ss, df;
};

Strata strata_of(const AnovaComponents& anova, const ComponentModel& model) {
  const Index terms = as_index(model.terms.size());
  Strata out{MatrixXd::Zero(terms + 1, terms + 1), VectorXd(terms + 1), VectorXd(terms + 1)};
  const double n = static_cast<double>(model.cells.level.size());
  for (Index t = 0; t <= terms; ++t) {
    const AnovaTerm& line = t < terms ? anova.terms[static_cast<std::size_t>(t)] : anova.residual;
    out.ss[t] = line.ss;
    out.df[t] = line.df;
    out.weights(t, terms) = 1;
    for (Index u = 0; t < terms && u < terms; ++u) {
      const unsigned part = model.terms[static_cast<std::size_t>(t)].factors;
      const ModelTerm& whole = model.terms[static_cast<std::size_t>(u)];
      if ((whole.factors & part) == part) out.weights(t, u) = n / static_cast<double>(whole.groups.n_levels);
    }
  }
  return out;
}

Likelihood likelihood_of_strata(const Strata& strata, const VectorXd& theta) {
  const auto ems = (strata.weights * theta).array().eval();
  const auto df = strata.df.array(), ss = strata.ss.array();
  Likelihood out;
  out.value = -0.5 * (df * ems.log() + ss / ems).sum();
  out.gradient = -0.5 * strata.weights.transpose() * (df / ems - ss / ems.square()).matrix();
  const auto weigh = [&](const VectorXd& by) {
    return MatrixXd(0.5 * strata.weights.transpose() * by.asDiagonal() * strata.weights);
  };
  out.expected = weigh((df / ems.square()).matrix());
  out.observed = weigh((2 * ss / ems.cube() - df / ems.square()).matrix());
  return out;
}

// Means and counts of the finest cells; which level of each term a cell has; the sum of squares within cells.
struct Cells {
  VectorXd mean, count;
  std::vector<std::vector<Index>> level;
  std::vector<Index> n_levels;
  double ss_within = 0, df_within = 0;
};

Cells cells_of(const std::vector<double>& values, const ComponentModel& model) {
  const Index n = as_index(model.cells.n_levels);
  Cells out;
  out.mean = out.count = VectorXd::Zero(n);
  VectorXd first = VectorXd::Zero(n);
  out.level.assign(model.terms.size(), std::vector<Index>(model.cells.n_levels));
  for (const ModelTerm& term : model.terms) out.n_levels.push_back(as_index(term.groups.n_levels));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t cell = model.cells.level[i];
    const Index c = as_index(cell);
    if (out.count[c] == 0) first[c] = values[i];
    out.count[c] += 1;
    out.mean[c] += values[i] - first[c];
    for (std::size_t t = 0; t < model.terms.size(); ++t)
      out.level[t][cell] = as_index(model.terms[t].groups.level[i]);
  }
  out.mean = first + out.mean.cwiseQuotient(out.count);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double from_mean = values[i] - out.mean[as_index(model.cells.level[i])];
    out.ss_within += from_mean * from_mean;
  }
  out.df_within = static_cast<double>(values.size() - model.cells.n_levels);
  return out;
}

// Z' M for the incidence matrix Z of term t; beyond the terms, the root of the residual's weights.
MatrixXd gather_rows(const Cells& cells, std::size_t t, const MatrixXd& m) {
  if (t == cells.level.size()) return cells.count.cwiseSqrt().cwiseInverse().asDiagonal() * m;
  MatrixXd out = MatrixXd::Zero(cells.n_levels[t], m.cols());
  for (Index c = 0; c < m.rows(); ++c) out.row(cells.level[t][static_cast<std::size_t>(c)]) += m.row(c);
  return out;
}

MatrixXd covariance(const Cells& cells, const VectorXd& theta) {
  const Index n = cells.mean.size();
  MatrixXd v = MatrixXd::Zero(n, n);
  v.diagonal() = theta[theta.size() - 1] * cells.count.cwiseInverse();
  for (std::size_t t = 0; t < cells.level.size(); ++t)
    for (Index a = 0; a < n; ++a)
      for (Index b = 0; b < n; ++b)
        if (cells.level[t][static_cast<std::size_t>(a)] == cells.level[t][static_cast<std::size_t>(b)])
          v(b, a) += theta[as_index(t)];
  return v;
}

std::optional<Likelihood> likelihood_of_cells(const Cells& cells, const VectorXd& theta) {
  const Index n = cells.mean.size(), p = theta.size();
  const Eigen::LLT<MatrixXd> llt(covariance(cells, theta));
  if (llt.info() != Eigen::Success || !(theta[p - 1] > 0)) return std::nullopt;
  MatrixXd projection = llt.solve(MatrixXd::Identity(n, n));
  const VectorXd ones = projection.rowwise().sum();
  const double total = ones.sum();
  projection -= ones * ones.transpose() / total;
  const VectorXd u = projection * cells.mean;
  const double residual = theta[p - 1];
  Likelihood out;
  const double log_determinant = 2 * MatrixXd(llt.matrixLLT()).diagonal().array().log().sum();
  out.value = -0.5 * (log_determinant + std::log(total) + cells.mean.dot(u) +
                      cells.df_within * std::log(residual) + cells.ss_within / residual);
  out.gradient = VectorXd(p);
  out.expected = out.observed = MatrixXd(p, p);
  std::vector<VectorXd> w;
  for (Index i = 0; i < p; ++i) w.push_back(gather_rows(cells, static_cast<std::size_t>(i), u));
  for (Index i = 0; i < p; ++i) {
    const MatrixXd left = gather_rows(cells, static_cast<std::size_t>(i), projection).transpose();
    for (Index j = 0; j <= i; ++j) {
      const MatrixXd both = gather_rows(cells, static_cast<std::size_t>(j), left);
      const VectorXd &wi = w[static_cast<std::size_t>(i)], &wj = w[static_cast<std::size_t>(j)];
      out.expected(i, j) = out.expected(j, i) = 0.5 * both.squaredNorm();
      out.observed(i, j) = out.observed(j, i) = wj.dot(both * wi) - 0.5 * both.squaredNorm();
      if (i == j) out.gradient[i] = -0.5 * (both.trace() - wi.squaredNorm());
    }
  }
  const double square = residual * residual;
  out.gradient[p - 1] -= 0.5 * (cells.df_within / residual - cells.ss_within / square);
  out.expected(p - 1, p - 1) += 0.5 * cells.df_within / square;
  out.observed(p - 1, p - 1) += cells.ss_within / (square * residual) - 0.5 * cells.df_within / square;
  return out;
}

VarianceComponents fit(const LikelihoodAt& likelihood, std::size_t terms, double unit) {
  VarianceComponents out;
  const VectorXd start = VectorXd::Constant(as_index(terms + 1), 1 / static_cast<double>(terms + 1));
  const char* why = "";
  const auto theta = maximise(likelihood, start, why);
  out.terms.assign(terms, std::numeric_limits<double>::quiet_NaN());
  if (!theta) {
    out.reason = why;
    return out;
  }
  for (std::size_t t = 0; t < terms; ++t) out.terms[t] = (*theta)[as_index(t)] * unit * unit;
  out.residual = (*theta)[as_index(terms)] * unit * unit;
  return out;
}

VarianceComponents undefined(std::size_t terms, std::string reason) {
  VarianceComponents out;
  out.terms.assign(terms, std::numeric_limits<double>::quiet_NaN());
  out.reason = std::move(reason);
  return out;
}

VarianceComponents fit_either(std::vector<double> values, const ComponentModel& model, bool short_cut) {
  const std::size_t terms = model.terms.size();
  if (!model.confounding.empty()) return undefined(terms, model.confounding);
  if (values.size() < 2) return undefined(terms, "fewer than two measurements");
  const double unit = standardise(values);
  if (!(unit > 0)) return undefined(terms, "all values are the same");
  const char* identical = "the residual is 0 (repeats are identical): the likelihood has no maximum";
  if (short_cut && model.balanced) {
    const Strata strata = strata_of(anova_components(values, model), model);
    if (strata.ss[as_index(terms)] == 0) return undefined(terms, identical);
    return fit([&](const VectorXd& theta) { return likelihood_of_strata(strata, theta); }, terms, unit);
  }
  if (model.cells.n_levels > kMostRemlCells)
    return undefined(terms, "unbalanced with more than " + std::to_string(kMostRemlCells) + " cells");
  const Cells cells = cells_of(values, model);
  if (cells.df_within > 0 && cells.ss_within < 1e-26 * static_cast<double>(values.size()))
    return undefined(terms, identical);
  return fit([&](const VectorXd& theta) { return likelihood_of_cells(cells, theta); }, terms, unit);
}

}  // namespace

VarianceComponents reml_components(const std::vector<double>& values, const ComponentModel& model) {
  return fit_either(values, model, true);
}

VarianceComponents reml_components_of_cells(const std::vector<double>& values, const ComponentModel& model) {
  return fit_either(values, model, false);
}

}  // namespace radgauge::statistics
