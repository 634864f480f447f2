#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "study/plan.h"

namespace radgauge::study {

/// A parameter with several levels in an `oat` group.
struct OatFactor {
  std::size_t step = 0;       ///< of the chain
  std::size_t parameter = 0;  ///< of the operation's fields
  std::string name;  ///< "mask.grow_mm:distance_mm"; held ones stand before, "geom.rotate:axis=x:angle_deg"
  /// Where the parameter changes nothing; may be infinite. NaN: it cannot be switched off.
  double unchanged = 0;
};

/// The factors of an `oat` group, in the order of its chain.
std::vector<OatFactor> oat_factors(const Group& group);

/// What one condition of that factor applies: the step at this level, parameters that are factors themselves
/// at their defaults, the others as given.
std::vector<Value> oat_values(const Group& group, const OatFactor& factor, const Value& level);

inline constexpr std::size_t kNoFactor = static_cast<std::size_t>(-1);

/// One condition that a group asks for. Steps that change nothing are left out; an empty chain is base.
struct DesignPoint {
  std::vector<AppliedOperation> chain;  ///< ordered by stage; within a stage as written
  std::int64_t repetition = 0;          ///< from 0
  bool numbered = false;                ///< the name ends in "#" and the repetition from 1
  std::size_t factor = kNoFactor;       ///< of oat_factors()
  double level = 0;                     ///< of that factor
  std::string measured = {};            ///< name of a condition that was measured elsewhere; without a chain
};

/// The conditions of a group, in order.
///
/// product: every combination of the levels, the last parameter of the last step varying fastest, each
/// `repeats` times. oat: one factor at a time; a condition has one step at one level, and no other step;
/// random steps are measured `repeats` times. latin-hypercube: `samples` conditions; the range of each
/// parameter that varies is cut into `samples` parts of equal probability, and each part is met by exactly
/// one sample, in an order drawn for each parameter by itself (McKay, Beckman & Conover 1979,
/// doi:10.2307/1268522). Reals are uniform in {from, to} and have no more digits than their part needs; whole
/// numbers and the levels of a list are equally likely. Sample i is repetition i of the random steps. The
/// draws are those of the seed and the group's name: neither objects nor threads count.
std::vector<DesignPoint> design_points(const Group& group, std::uint64_t seed);

}  // namespace radgauge::study
