#pragma once

#include <string>
#include <vector>

#include "agreement/agreement.h"
#include "analysis/measurements.h"

namespace radgauge::analysis {

/// A question of the study with the table it is answered from.
struct AskedQuestion {
  agreement::Question question;
  agreement::QuestionTable table;
  std::vector<std::size_t> cohort_rows;  ///< of each row of the table: the first that it is made of
  std::vector<std::size_t> conditions =
      {};  ///< of each column of the table; empty: columns are acquired levels
};

/// The questions of a study on its measurements. A question over a group compares the conditions of the
/// group; base joins them as the level at which nothing was changed, except where the group is independent
/// draws of one condition or a Latin hypercube (of which it may be a sample). A question over an acquired
/// factor compares its levels under base. The tables refer to `measurements`. Strata are those of
/// strata_of().
std::vector<AskedQuestion> ask(const study::Study& study, const study::Plan& plan,
                               const Measurements& measurements);

/// The command that measures one cell again, alone, from the folder of the study file. Each cell has a folder
/// of its own, so that several can be run one after the other.
std::string rerun_command(const study::Study& study, const study::Plan& plan, std::size_t cell);

}  // namespace radgauge::analysis
