#pragma once

#include <string>
#include <vector>

#include "study/study.h"

namespace radgauge::study {

/// What has to be fixed before the first measurement: questions, limits and tolerated failures, with every
/// default filled in, as the end of resolved_yaml.
std::string analysis_text(const Study& study);

/// What `now` asks otherwise than `before` did, both from analysis_text: one sentence for each question that
/// was added, left out or changed and for each limit, in their order ("question noise: limit icc_lower
/// changed from 0.9 to 0.8"). Empty if nothing differs. Throws Error(study) for text that is not YAML.
std::vector<std::string> deviations(const std::string& before, const std::string& now);

}  // namespace radgauge::study
