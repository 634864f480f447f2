#pragma once

#include <string>
#include <vector>

#include "reference/values/consensus.h"
#include "reference/values/judgement.h"

namespace radgauge::compliance {

/// A value that an extractor claims for one feature of a set.
struct Claim {
  std::string set;  ///< digital, a, ..., e, filters, validation
  std::string tag;
  double value = 0;           ///< NaN: the extractor says that there is none
  std::string place;          ///< "table.csv:12, column value"; of a value of our own why there is none
  std::string object = {};    ///< patient of the validation set
  std::string modality = {};  ///< of the validation set
  std::string filter = {};    ///< 1.A to 9.B of the set filters, 1 to 9 of the validation set, or none
};

/// What stands in a table of features.
struct ClaimTable {
  std::string format;  ///< "tidy", or the name map by which it was read
  std::vector<Claim> claims;
  std::vector<std::string> notes;  ///< for the user: entries that were left out, and assumptions
};

/// Reads the features of a set from a table that another extractor made.
///
/// Tidy: columns `tag` (or `feature`) or `ibsi_code`, and `value`; `aggregation` and `set` if they are
/// needed; `object` (or `patient`) and `modality` for the set validation; `filter` for the set filters and
/// phase 3 of IBSI 2 in the set validation. Codes alone do where they name one
/// feature; with `aggregation` (3D_comb, or "3D, merged") otherwise. Wide: one column per feature, named by
/// tags or by the native names of a name map (engine/name_map.h). `map` is the name of one or a file; if it
/// is "" the header decides.
///
/// `set` holds for rows that name none. Empty values are not claimed. Throws Error(data) that names file,
/// line and column for values that are not numbers, two values of one feature that differ, a tag beside
/// another feature's code, a table in which nothing is known; Error(usage) for a map that does not exist.
ClaimTable read_claims(const std::string& path, const std::string& map, const std::string& set);

/// Every feature of a set in the order of its table: judged where it is claimed, missing elsewhere.
std::vector<reference::JudgedValue> judge_claims(const std::string& set, const std::vector<Claim>& claims);
/// The same for the validation set.
std::vector<reference::JudgedValue> judge_claims(const std::vector<reference::ConsensusValue>& consensus,
                                                 const std::vector<Claim>& claims);

/// Takes the scans on which nothing is claimed out of the consensus, and returns their names ("STS_007 CT");
/// and the rows of filters, or those without, if nothing is claimed on any of them.
std::vector<std::string> drop_unclaimed_scans(std::vector<reference::ConsensusValue>& consensus,
                                              const std::vector<Claim>& claims);

}  // namespace radgauge::compliance
