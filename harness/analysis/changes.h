#pragma once

#include <string>
#include <vector>

#include "analysis/measurements.h"
#include "study/study.h"

namespace radgauge::analysis {

/// One lesion seen twice: rows of the cohort of one channel, by one reader and engine, in two sessions.
struct FollowUp {
  std::size_t before = 0;
  std::size_t after = 0;
  double days = 0;  ///< between the sessions; NaN where the cohort does not say
};

/// Which earlier session a session is compared with.
enum class ChangeSince { first, previous };

/// Every session of each lesion with an earlier one. Sessions are in the order of `days_column`, a covariate
/// that counts days from any day on, or of the cohort where not all of a lesion have it. Several rows of one
/// session (and reader) count as the first of them. Throws Error(data) naming row and column where the column
/// holds no number.
std::vector<FollowUp> follow_ups(const study::Study& study, ChangeSince since,
                                 const std::string& days_column);

/// A feature of the change between two sessions: its name is that of the kind before that of the feature.
/// `change` f2 - f1; `change_percent` 100 (f2 - f1) / |f1|, where zero means something; of volumes,
/// `growth_percent_month` 100 (exp(ln(V2 / V1) / months) - 1), months of 30.4375 days (tumour growth rate,
/// Ferte et al. 2014, doi:10.1158/1078-0432.CCR-13-2098), and `doubling_days` days ln 2 / ln(V2 / V1)
/// (Schwartz 1961, Cancer 14:1272; negative: it halves).
struct ChangeFeature {
  enum class Kind { change, change_percent, growth_percent_month, doubling_days };
  std::string name;
  std::string unit;
  std::size_t stored = 0;  ///< feature of the tables
  Kind kind = Kind::change;
};

/// Those of all features of a store, in its order. Volumes are those of the mesh and of voxels (IBSI RNU0,
/// YEKZ).
std::vector<ChangeFeature> change_features(const store::StoreTables& tables);

struct ChangeValue {
  double value = 0;
  Status status = Status::ok;  ///< of the worse session; undefined where the two have no such change
};

/// Under one condition of the plan.
ChangeValue change_value(const Measurements& measurements, const FollowUp& pair, std::size_t condition,
                         const ChangeFeature& feature);

}  // namespace radgauge::analysis
