#pragma once

#include "study/study.h"

namespace radgauge::study {

/// Throws Error(study) at the step of `chain`, the list that `group` was decoded from, whose parameters
/// contradict each other (Operation::problem) in some condition of the group. `seed` is that of the study.
void check_parameters(const Group& group, std::uint64_t seed, const io::Yaml& chain);

/// Throws Error(study) at the step of `chain` that changes a map which the study does not have, does not
/// name, or that its filter does not take (study/map_changes.h), in some condition of the group.
void check_map_changes(const Study& study, const Group& group, const io::Yaml& chain);

}  // namespace radgauge::study
