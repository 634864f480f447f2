#include "compliance/sets.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::compliance {

std::vector<std::string> known_sets() {
  std::vector<std::string> known = reference::reference_sets();
  known.emplace_back(reference::kValidation);
  known.emplace_back("all");
  return known;
}

std::vector<std::string> parse_sets(const std::string& text) {
  const auto known = known_sets();
  std::set<std::string> wanted;
  for (const std::string& part : split(text, ',')) {
    const std::string word = trim(part);
    if (std::find(known.begin(), known.end(), word) == known.end())
      throw Error(ErrorKind::usage, "--set '" + word + "' is not a set" + did_you_mean(word, known) +
                                        "; known: " + join(known, ", ") + "; several are joined by commas");
    wanted.insert(word);
  }
  std::vector<std::string> sets;
  for (const std::string& set : known)
    if (set != "all" &&
        (wanted.count(set) > 0 || (wanted.count("all") > 0 && !reference::reference_features(set).empty())))
      sets.push_back(set);
  return sets;
}

bool needs_ct_phantom(const std::vector<std::string>& sets) {
  return std::any_of(sets.begin(), sets.end(), [](const std::string& set) {
    return set != "digital" && set != reference::kValidation;
  });
}

std::vector<std::string> claimed_sets(const std::vector<Claim>& claims) {
  std::vector<std::string> sets;
  for (const std::string& set : known_sets())
    if (std::any_of(claims.begin(), claims.end(), [&](const Claim& claim) { return claim.set == set; }))
      sets.push_back(set);
  return sets;
}

}  // namespace radgauge::compliance
