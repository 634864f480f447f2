#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "statistics/ratings.h"

namespace radgauge::coverage {

enum class Form { one_way, agreement, consistency };
/// Where the columns of a crossed table come from: levels drawn from a population of levels, or the levels
/// that are asked about. One-way draws are made anew for each object.
enum class Columns { none, drawn, fixed };
enum class Objects { normal, t5, lognormal };

/// How patients, lesions and noise vary; shared by all sizes.
struct Population {
  std::string name;
  std::string description;
  Objects objects = Objects::normal;
  std::size_t lesions_per_patient = 1;  ///< half of the variance of lesions lies between patients
  double noise_log_sd = 0;              ///< SD of ln(noise variance) of a lesion; half of it between patients
  double missing = 0;                   ///< share of the values, at random; one value of a lesion stays
  double noisy_share = 0;  ///< of the lesions, with `noisy_ratio` times the noise SD of the others
  double noisy_ratio = 1;
};

/// One cell of the simulation. The variance of one value is 1: `icc` of it lies between objects; of the rest
/// a crossed design gives kColumnShare to columns.
struct Design {
  Form form = Form::one_way;
  Columns columns = Columns::none;
  Population population;
  std::size_t n_patients = 0;
  std::size_t n_columns = 0;
  double icc = 0;

  std::size_t n_objects() const { return n_patients * population.lesions_per_patient; }
  double residual_variance() const;
  double column_variance() const;
  /// What the interval of the form is to cover: ICC(1,1) and ICC(A,1) are `icc`; ICC(C,1) leaves columns out.
  double estimand() const;
  /// "one_way/equal/n=10/k=2/icc=0.5": the key of its random numbers.
  std::string name() const;
};

inline constexpr double kColumnShare = 0.5;

/// Every cell, in the order of the record.
std::vector<Design> all_designs();

const char* to_text(Form form);
const char* to_text(Columns columns);

/// A table of values, and the patient of each object.
struct Sample {
  statistics::Ratings ratings;
  std::vector<std::size_t> patients;
};
/// Depends on the design, the seed and the replication alone.
Sample draw(const Design& design, std::uint64_t seed, std::uint32_t replication);

}  // namespace radgauge::coverage
