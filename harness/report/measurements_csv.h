#pragma once

#include <string>

#include "analysis/changes.h"
#include "analysis/measurements.h"

namespace radgauge::report {

/// The tidy export: `patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status`.
std::string tidy_csv(const analysis::Measurements& measurements);

/// The same columns of changes between sessions: a line for each pair, condition and feature that both
/// sessions were measured under. The session is "1-2"; a scanner is "A>B" where they had two.
std::string changes_csv(const analysis::Measurements& measurements,
                        std::span<const analysis::FollowUp> pairs);

}  // namespace radgauge::report
