#include <array>
#include <cmath>
#include <limits>

#include "core/random.h"
#include "coverage/design.h"

namespace radgauge::coverage {

namespace {

/// Independent numbers of one replication, handed out in order.
class Stream {
 public:
  explicit Stream(const Draws& draws) : draws_(draws) {}
  double normal() {
    if (at_ == room_.size()) {
      normals(room_);
      at_ = 0;
    }
    return room_[at_++];
  }
  double uniform() { return draws_.uniform(next_uniform_++, 1); }
  void normals(std::span<double> out) {
    draws_.normals(next_, out);
    next_ += out.size();
  }

 private:
  const Draws& draws_;
  std::array<double, 64> room_{};
  std::size_t at_ = room_.size();
  std::uint64_t next_ = 0, next_uniform_ = 0;
};

/// Mean 0 and variance 1.
double standard_object(Objects kind, Stream& stream) {
  const double z = stream.normal();
  if (kind == Objects::t5) {
    double chi_square = 0;
    for (int i = 0; i < 5; ++i) {
      const double x = stream.normal();
      chi_square += x * x;
    }
    return z * std::sqrt(3 / chi_square);  // t(5) has variance 5/3
  }
  if (kind == Objects::lognormal)
    return (std::exp(z) - std::exp(0.5)) / std::sqrt(std::exp(1.0) * std::expm1(1.0));
  return z;
}

/// A lesion's number of variance 1 that shares half of it with the other lesions of its patient.
double shared(double patient, double lesion, std::size_t lesions) {
  return lesions == 1 ? lesion : std::sqrt(0.5) * (patient + lesion);
}

std::vector<double> column_effects(const Design& design, Stream& stream) {
  const double sd = std::sqrt(design.column_variance());
  const auto k = static_cast<double>(design.n_columns);
  std::vector<double> effects(design.n_columns, 0);
  for (std::size_t j = 0; j < effects.size(); ++j) {
    // Equally spaced levels, whose mean square with k - 1 is the column variance.
    const double spaced = (static_cast<double>(j) - (k - 1) / 2) / std::sqrt(k * (k + 1) / 12);
    if (design.columns == Columns::drawn) effects[j] = sd * stream.normal();
    if (design.columns == Columns::fixed) effects[j] = sd * spaced;
  }
  return effects;
}

/// Over the mean of all lesions.
double noisy_variance(const Population& population, Stream& stream) {
  if (population.noisy_share == 0) return 1;
  const double ratio = population.noisy_ratio * population.noisy_ratio;
  return (stream.uniform() < population.noisy_share ? ratio : 1) / (1 + population.noisy_share * (ratio - 1));
}

void remove_values(statistics::Ratings& ratings, double share, Stream& stream) {
  for (std::size_t i = 0; i < ratings.n_subjects; ++i)
    for (std::size_t j = 1; j < ratings.n_raters; ++j)
      if (stream.uniform() <
          share * static_cast<double>(ratings.n_raters) / static_cast<double>(ratings.n_raters - 1))
        ratings.at(i, j) = std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

Sample draw(const Design& design, std::uint64_t seed, std::uint32_t replication) {
  const Draws draws(seed, design.name(), "coverage", 0, replication);
  Stream stream(draws);
  const Population& population = design.population;
  const std::size_t lesions = population.lesions_per_patient;
  Sample sample{statistics::Ratings(design.n_objects(), design.n_columns), {}};
  stream.normals(sample.ratings.values);
  const std::vector<double> columns = column_effects(design, stream);
  const double object_sd = std::sqrt(design.icc), s = population.noise_log_sd;
  for (std::size_t p = 0; p < design.n_patients; ++p) {
    const double patient_object = stream.normal(), patient_noise = stream.normal();
    for (std::size_t l = 0; l < lesions; ++l) {
      const double object =
          object_sd * shared(patient_object, standard_object(population.objects, stream), lesions);
      const double log_variance = s * shared(patient_noise, stream.normal(), lesions) - s * s / 2;
      const double noise_sd =
          std::sqrt(design.residual_variance() * std::exp(log_variance) * noisy_variance(population, stream));
      const std::size_t i = sample.patients.size();
      sample.patients.push_back(p);
      for (std::size_t j = 0; j < design.n_columns; ++j)
        sample.ratings.at(i, j) = object + columns[j] + noise_sd * sample.ratings.at(i, j);
    }
  }
  if (population.missing > 0) remove_values(sample.ratings, population.missing, stream);
  return sample;
}

}  // namespace radgauge::coverage
