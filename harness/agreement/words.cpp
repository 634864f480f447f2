#include "agreement/words.h"

namespace radgauge {

std::string to_text(const agreement::KooLiRange& range) {
  std::string text(to_text(range.lower));
  if (range.upper != range.lower) text.append(" to ").append(to_text(range.upper));
  return text;
}

std::string to_text(const agreement::StratumKey& stratum) {
  return stratum.is_all() ? "all" : std::string(to_text(*stratum.by)) + ": " + stratum.label;
}

}  // namespace radgauge
