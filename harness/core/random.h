#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace radgauge {

/// Standard normal quantile, Wichura 1988, algorithm AS241 (PPND16), relative accuracy about 1e-16,
/// doi:10.2307/2347330. Uses its own logarithm, so that every CPU gives the same bytes. `p` in (0, 1).
double normal_quantile(double p);

/// Counter-based random numbers (Philox4x32-10; Salmon et al. 2011, doi:10.1145/2063384.2063405). A number
/// depends on its key and counter alone, never on the order of calls, threads or crops. The key is the
/// identity of what is drawn for; the counter is (voxel or item, repetition, draw). Levels of a parameter are
/// not in the key: they share their draws.
class Draws {
 public:
  /// `object` names the measured object, `operation` the id of the operation, `ordinal` its position among
  /// the operations of the same id in the chain, `repetition` from 0.
  Draws(std::uint64_t study_seed, std::string_view object, std::string_view operation, std::uint32_t ordinal,
        std::uint32_t repetition);

  /// Uniform on (0, 1), 52 bits, never 0 or 1.
  double uniform(std::uint64_t item, std::uint32_t draw = 0) const;
  double normal(std::uint64_t item, std::uint32_t draw = 0) const;
  /// normal(first), normal(first + 1), ... : the same numbers, at twice the speed.
  void normals(std::uint64_t first, std::span<double> out, std::uint32_t draw = 0) const;

  std::uint64_t key() const { return key_; }

 private:
  std::uint64_t key_;
  std::uint32_t repetition_;
};

}  // namespace radgauge
