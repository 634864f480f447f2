#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "compliance/claims.h"

namespace radgauge::compliance {

using reference::ReferenceValue;

std::vector<reference::JudgedValue> judge_claims(const std::string& set, const std::vector<Claim>& claims) {
  std::map<std::pair<std::string, std::string>, const Claim*> by_tag;
  for (const Claim& claim : claims)
    if (claim.set == set) by_tag[{claim.filter, claim.tag}] = &claim;
  std::vector<reference::JudgedValue> rows;
  for (const ReferenceValue& reference : reference::reference_features(set)) {
    const auto claim = by_tag.find({reference.filter, reference.tag});
    rows.push_back(claim == by_tag.end() ? reference::judge_missing(reference)
                                         : reference::judge(reference, claim->second->value));
    if (claim != by_tag.end()) rows.back().note = claim->second->place;
  }
  return rows;
}

std::vector<reference::JudgedValue> judge_claims(const std::vector<reference::ConsensusValue>& consensus,
                                                 const std::vector<Claim>& claims) {
  std::map<std::array<std::string, 4>, const Claim*> known;
  for (const Claim& claim : claims)
    if (claim.set == reference::kValidation)
      known[{claim.object, claim.modality, claim.filter, claim.tag}] = &claim;
  std::vector<reference::JudgedValue> rows;
  for (const reference::ConsensusValue& reference : consensus) {
    const auto claim = known.find({reference.patient, reference.modality, reference.filter, reference.tag});
    rows.push_back(claim == known.end() ? reference::judge_missing(reference)
                                        : reference::judge(reference, claim->second->value));
  }
  std::stable_partition(rows.begin(), rows.end(),
                        [](const reference::JudgedValue& row) { return row.set == reference::kValidation; });
  return rows;
}

std::vector<std::string> drop_unclaimed_scans(std::vector<reference::ConsensusValue>& consensus,
                                              const std::vector<Claim>& claims) {
  std::set<std::string> claimed;
  std::set<bool> filtered;
  for (const Claim& claim : claims)
    if (claim.set == reference::kValidation) {
      claimed.insert(claim.object + " " + claim.modality);
      filtered.insert(!claim.filter.empty());
    }
  std::erase_if(consensus, [&](const reference::ConsensusValue& c) {
    return !filtered.empty() && filtered.count(!c.filter.empty()) == 0;
  });
  std::vector<std::string> dropped;
  std::erase_if(consensus, [&](const reference::ConsensusValue& c) {
    const std::string scan = c.patient + " " + c.modality;
    if (claimed.count(scan) > 0) return false;
    if (std::find(dropped.begin(), dropped.end(), scan) == dropped.end()) dropped.push_back(scan);
    return true;
  });
  return dropped;
}

}  // namespace radgauge::compliance
