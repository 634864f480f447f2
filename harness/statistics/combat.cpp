#include "statistics/combat.h"

#include <Eigen/Core>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::statistics {
namespace {

struct BatchSizes {
  std::vector<double> n;
  double total = 0;
};

BatchSizes batch_sizes(const CombatData& data, std::size_t batches, const CombatOptions& options) {
  BatchSizes out{std::vector<double>(batches), static_cast<double>(data.batch.size())};
  for (const std::size_t b : data.batch) out.n[b] += 1;
  if (batches < 2) throw Error(ErrorKind::data, "ComBat needs two batches or more; there is one");
  for (std::size_t b = 0; b < batches; ++b)
    if (out.n[b] < (options.mean_only ? 1 : 2))
      throw Error(
          ErrorKind::data,
          "batch " + (b < options.batch_names.size() ? options.batch_names[b] : std::to_string(b + 1)) +
              " has " + to_text(out.n[b]) + " samples to fit; its spread needs two (or use mean_only)");
  return out;
}

double combat_mean(std::span<const double> values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

double combat_variance(std::span<const double> values) {
  const double mean = combat_mean(values);
  double sum = 0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  return sum / (static_cast<double>(values.size()) - 1);
}

// One feature without what is expected of each sample, in pooled SDs.
std::vector<double> standardised(const CombatFeature& f, const CombatData& data, std::size_t feature) {
  std::vector<double> out = data.features[feature];
  const double sd = std::sqrt(f.sigma2_pooled);
  for (std::size_t i = 0; i < out.size(); ++i) {
    double expected = f.alpha;
    for (std::size_t c = 0; c < f.beta.size(); ++c) expected += f.beta[c] * data.covariates[c][i];
    out[i] = (out[i] - expected) / sd;
  }
  return out;
}

// visit(batch, first, end) for every run of samples of one batch.
template <typename Visit>
void for_each_run(const CombatData& data, Visit visit) {
  const std::vector<std::size_t>& batch = data.batch;
  for (std::size_t first = 0, end; first < batch.size(); first = end) {
    for (end = first + 1; end < batch.size() && batch[end] == batch[first];) ++end;
    visit(batch[first], first, end);
  }
}

bool constant_in_a_batch(const CombatData& data, std::size_t feature, std::size_t batches) {
  std::vector<double> low(batches, INFINITY), high(batches, -INFINITY);
  const std::vector<double>& values = data.features[feature];
  for_each_run(data, [&](std::size_t b, std::size_t first, std::size_t end) {
    double least = low[b], most = high[b];
    for (std::size_t i = first; i < end; ++i) {
      least = std::min(least, values[i]);
      most = std::max(most, values[i]);
    }
    low[b] = least;
    high[b] = most;
  });
  for (std::size_t b = 0; b < batches; ++b)
    if (!(low[b] < high[b])) return true;
  return false;
}

std::vector<double> means_in_batches(std::span<const double> values, const CombatData& data,
                                     const BatchSizes& sizes) {
  std::vector<double> mean(sizes.n.size(), 0.0);
  for_each_run(data, [&](std::size_t b, std::size_t first, std::size_t end) {
    double sum = mean[b];
    for (std::size_t i = first; i < end; ++i) sum += values[i];
    mean[b] = sum;
  });
  for (std::size_t b = 0; b < mean.size(); ++b) mean[b] /= sizes.n[b];
  return mean;
}

std::vector<double> variances_in_batches(std::span<const double> values, const CombatData& data,
                                         const BatchSizes& sizes, const std::vector<double>& mean) {
  std::vector<double> variance(sizes.n.size(), 0.0);
  for_each_run(data, [&](std::size_t b, std::size_t first, std::size_t end) {
    double squares = variance[b];
    for (std::size_t i = first; i < end; ++i) squares += (values[i] - mean[b]) * (values[i] - mean[b]);
    variance[b] = squares;
  });
  for (std::size_t b = 0; b < variance.size(); ++b) variance[b] /= sizes.n[b] - 1;
  return variance;
}

Eigen::VectorXd centred_in_batches(std::span<const double> values, const CombatData& data,
                                   const std::vector<double>& mean) {
  Eigen::VectorXd out(static_cast<Eigen::Index>(data.batch.size()));
  for_each_run(data, [&](std::size_t b, std::size_t first, std::size_t end) {
    const double m = mean[b];
    for (std::size_t i = first; i < end; ++i) out[static_cast<Eigen::Index>(i)] = values[i] - m;
  });
  return out;
}

// Least squares of a feature on batch indicators and covariates: those within batches (Frisch & Waugh 1933,
// doi:10.2307/1907330), so that no matrix of indicators is needed.
class BatchRegression {
 public:
  BatchRegression(const CombatData& data, const BatchSizes& sizes,
                  std::span<const std::string> covariate_names)
      : data_(data), sizes_(sizes) {
    const auto n = static_cast<Eigen::Index>(data.batch.size());
    centred_.resize(n, static_cast<Eigen::Index>(data.covariates.size()));
    for (std::size_t c = 0; c < data.covariates.size(); ++c) {
      mean_.push_back(means_in_batches(data.covariates[c], data, sizes));
      const auto column = static_cast<Eigen::Index>(c);
      centred_.col(column) = centred_in_batches(data.covariates[c], data, mean_.back());
      check_covariate(column, covariate_names);
    }
    if (centred_.cols() > 0) qr_.compute(centred_);
  }

  CombatFeature fit(std::size_t feature, const CombatOptions& options) const {
    CombatFeature f;
    const std::vector<double>& y = data_.features[feature];
    std::vector<double> effect = means_in_batches(y, data_, sizes_);
    Eigen::VectorXd residual = centred_in_batches(y, data_, effect);
    if (centred_.cols() > 0) {
      const Eigen::VectorXd beta = qr_.solve(residual);
      residual -= centred_ * beta;
      f.beta.assign(beta.data(), beta.data() + beta.size());
      for (std::size_t b = 0; b < effect.size(); ++b)
        for (std::size_t c = 0; c < f.beta.size(); ++c) effect[b] -= f.beta[c] * mean_[c][b];
    }
    f.alpha = options.reference ? effect[*options.reference] : 0;
    if (!options.reference)
      for (std::size_t b = 0; b < effect.size(); ++b) f.alpha += sizes_.n[b] / sizes_.total * effect[b];
    double squares = 0, n = 0;
    for (std::size_t i = 0; i < data_.batch.size(); ++i) {
      if (options.reference && data_.batch[i] != *options.reference) continue;
      const double r = residual[static_cast<Eigen::Index>(i)];
      squares += r * r;
      n += 1;
    }
    f.sigma2_pooled = squares / n;
    return f;
  }

 private:
  // What is left of it when batches and earlier covariates have explained what they can.
  void check_covariate(Eigen::Index column, std::span<const std::string> names) const {
    const auto c = static_cast<std::size_t>(column);
    const Eigen::Map<const Eigen::VectorXd> raw(data_.covariates[c].data(), centred_.rows());
    const double spread = (raw.array() - raw.mean()).matrix().norm();
    Eigen::VectorXd left = centred_.col(column);
    if (column > 0)
      left -= centred_.leftCols(column) * centred_.leftCols(column).colPivHouseholderQr().solve(left);
    if (left.norm() > 1e-9 * spread && spread > 0) return;
    const std::string name = c < names.size() ? "covariate '" + names[c] + "'" : "a covariate";
    throw Error(ErrorKind::data, name + " follows from the batch" +
                                     (c > 0 ? " or the other covariates" : "") +
                                     ": their effects cannot be told apart; leave it out");
  }

  const CombatData& data_;
  const BatchSizes& sizes_;
  std::vector<std::vector<double>> mean_;  // of each covariate in each batch
  Eigen::MatrixXd centred_;
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr_;
};

// Sum of the squared distances of a feature's n standardised values in a batch from `centre`.
double squares_about(double centre, const CombatFeature& f, double n, std::size_t b) {
  const double off = f.gamma_hat[b] - centre;
  return (n - 1) * f.delta2_hat[b] + n * off * off;
}

void shrink_parametric(CombatFeature& f, double n, std::size_t b, const CombatPrior& prior) {
  double gamma = f.gamma_hat[b], delta2 = f.delta2_hat[b];
  constexpr int kMostSteps = 100000;
  for (int step = 0; step < kMostSteps; ++step) {
    const double next_gamma =
        (n * prior.tau2 * f.gamma_hat[b] + delta2 * prior.gamma_bar) / (n * prior.tau2 + delta2);
    const double next_delta2 =
        (prior.theta + squares_about(next_gamma, f, n, b) / 2) / (n / 2 + prior.lambda - 1);
    const double change = std::max(std::abs(next_gamma - gamma) / std::max(std::abs(gamma), 1e-12),
                                   std::abs(next_delta2 - delta2) / delta2);
    gamma = next_gamma;
    delta2 = next_delta2;
    if (change < 1e-14) break;
  }
  f.gamma_star[b] = gamma;
  f.delta2_star[b] = delta2;
}

// Location and scale of the other features, weighted by how well they explain this one.
void shrink_integrated(std::vector<CombatFeature>& features, std::size_t at, double n, std::size_t b) {
  std::vector<double> log_likelihood(features.size(), -INFINITY);
  double largest = -INFINITY;
  for (std::size_t k = 0; k < features.size(); ++k) {
    if (k == at || !features[k].reason.empty()) continue;
    const double squares = squares_about(features[k].gamma_hat[b], features[at], n, b);
    log_likelihood[k] =
        -n / 2 * std::log(features[k].delta2_hat[b]) - squares / (2 * features[k].delta2_hat[b]);
    largest = std::max(largest, log_likelihood[k]);
  }
  double sum = 0, gamma = 0, delta2 = 0;
  for (std::size_t k = 0; k < features.size(); ++k) {
    if (!(log_likelihood[k] > -INFINITY)) continue;
    const double weight = std::exp(log_likelihood[k] - largest);
    sum += weight;
    gamma += weight * features[k].gamma_hat[b];
    delta2 += weight * features[k].delta2_hat[b];
  }
  features[at].gamma_star[b] = sum > 0 ? gamma / sum : features[at].gamma_hat[b];
  features[at].delta2_star[b] = sum > 0 ? delta2 / sum : features[at].delta2_hat[b];
}

CombatPrior prior_of(const std::vector<CombatFeature>& features, std::size_t b) {
  std::vector<double> gamma, delta2;
  for (const CombatFeature& f : features) {
    if (!f.reason.empty()) continue;
    gamma.push_back(f.gamma_hat[b]);
    delta2.push_back(f.delta2_hat[b]);
  }
  if (gamma.empty()) return {};
  CombatPrior prior;
  prior.gamma_bar = combat_mean(gamma);
  prior.tau2 = gamma.size() > 1 ? combat_variance(gamma) : 0;
  const double mean = combat_mean(delta2), variance = delta2.size() > 1 ? combat_variance(delta2) : 0;
  prior.lambda = (2 * variance + mean * mean) / variance;
  prior.theta = (mean * variance + mean * mean * mean) / variance;
  return prior;
}

void shrink_effects(CombatModel& model, const BatchSizes& sizes) {
  const std::size_t batches = sizes.n.size();
  for (std::size_t k = 0; k < model.features.size(); ++k) {
    CombatFeature& f = model.features[k];
    if (!f.reason.empty()) continue;
    for (std::size_t b = 0; b < batches; ++b) {
      const CombatPrior& prior = model.priors[b];
      if (model.options.reference == b) {
        f.gamma_star[b] = 0;
        f.delta2_star[b] = 1;
      } else if (model.options.mean_only) {
        f.gamma_star[b] = (prior.tau2 * f.gamma_hat[b] + prior.gamma_bar) / (prior.tau2 + 1);
        f.delta2_star[b] = 1;
      } else if (!model.options.parametric) {
        shrink_integrated(model.features, k, sizes.n[b], b);
      } else if (std::isfinite(prior.lambda)) {
        shrink_parametric(f, sizes.n[b], b, prior);
      } else {  // one feature, or scales that are all the same: nothing to shrink towards
        f.gamma_star[b] = f.gamma_hat[b];
        f.delta2_star[b] = f.delta2_hat[b];
      }
    }
  }
}

}  // namespace

CombatModel fit_combat(const CombatData& data, std::size_t batches, const CombatOptions& options,
                       std::span<const std::string> covariate_names) {
  const BatchSizes sizes = batch_sizes(data, batches, options);
  const BatchRegression regression(data, sizes, covariate_names);
  CombatModel model{options, {}, {}};
  for (std::size_t k = 0; k < data.features.size(); ++k) {
    CombatFeature f = regression.fit(k, options);
    f.gamma_hat.assign(batches, 0);
    f.delta2_hat.assign(batches, 1);
    f.gamma_star.resize(batches);
    f.delta2_star.assign(batches, 1);
    if (!options.mean_only && constant_in_a_batch(data, k, batches))
      f.reason = "constant in a batch: left as it is";
    else if (!(f.sigma2_pooled > 0))
      f.reason = "does not vary: left as it is";
    if (f.reason.empty()) {
      const std::vector<double> z = standardised(f, data, k);
      f.gamma_hat = means_in_batches(z, data, sizes);
      if (!options.mean_only) f.delta2_hat = variances_in_batches(z, data, sizes, f.gamma_hat);
    }
    model.features.push_back(std::move(f));
  }
  for (std::size_t b = 0; b < batches; ++b) model.priors.push_back(prior_of(model.features, b));
  shrink_effects(model, sizes);
  return model;
}

std::vector<std::vector<double>> apply_combat(const CombatModel& model, const CombatData& data) {
  std::vector<std::vector<double>> out = data.features;
  for (std::size_t k = 0; k < model.features.size(); ++k) {
    const CombatFeature& f = model.features[k];
    if (!f.reason.empty()) continue;
    const double sd = std::sqrt(f.sigma2_pooled);
    const std::vector<double> z = standardised(f, data, k);
    for (std::size_t i = 0; i < data.batch.size(); ++i) {
      const std::size_t b = data.batch[i];
      if (b >= f.gamma_star.size())
        throw Error(ErrorKind::data, "a batch has no sample among those that ComBat was fitted to");
      if (model.options.reference == b) continue;
      const double expected = data.features[k][i] - sd * z[i];
      out[k][i] = sd / std::sqrt(f.delta2_star[b]) * (z[i] - f.gamma_star[b]) + expected;
    }
  }
  return out;
}

}  // namespace radgauge::statistics
