#include "analysis/input_notices.h"

#include <map>
#include <utility>

#include "core/feature_request.h"
#include "core/text.h"

namespace radgauge::analysis {

std::vector<std::string> notice_lines(const std::vector<PlacedNotice>& notices) {
  struct Met {
    const PlacedNotice* worst = nullptr;
    std::int64_t n = 0;
  };
  std::map<std::pair<NoticeKind, std::string>, Met> kinds;
  for (const PlacedNotice& placed : notices) {
    if (!is_surprising(placed.notice)) continue;
    Met& met = kinds[{placed.notice.kind, placed.extraction}];
    ++met.n;
    if (met.worst == nullptr || is_worse(placed.notice, met.worst->notice)) met.worst = &placed;
  }
  std::vector<std::string> lines;
  for (const auto& [kind, met] : kinds) {
    const std::string extraction =
        kind.second.empty() || kind.second == kOriginal ? "" : " (extraction " + kind.second + ")";
    lines.push_back(met.worst->where + extraction + ": " + sentence(met.worst->notice) +
                    (met.n > 1 ? ". So, or less so, are " + to_text(met.n - 1) + " more" : ""));
  }
  return lines;
}

}  // namespace radgauge::analysis
