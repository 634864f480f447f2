#include "workflow/progress.h"

#include <cmath>

#include "core/text.h"

namespace radgauge::workflow {

ProgressDisplay::ProgressDisplay(const Console& console, std::string things)
    : console_(console), things_(std::move(things)) {}

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 60) return to_rounded_text(seconds, seconds < 10 ? 2 : 3) + " s";
  if (whole < 3600) return to_text(whole / 60) + " min " + to_text(whole % 60) + " s";
  return to_text(whole / 3600) + " h " + to_text(whole % 3600 / 60) + " min";
}

void ProgressDisplay::show(const runner::RunProgress& p) {
  const bool last = p.cells_done == p.cells_total;
  const double left =
      p.seconds / static_cast<double>(p.cells_done) * static_cast<double>(p.cells_total - p.cells_done);
  const std::string failed = p.cells_failed > 0 ? ", " + to_text(p.cells_failed) + " failed" : "";
  const std::string counts = to_text(p.cells_done) + " of " + to_text(p.cells_total) + " " + things_ + failed;
  if (console_.is_terminal) {
    if (!last && p.seconds - last_shown_s_ < 0.1) return;
    last_shown_s_ = p.seconds;
    constexpr std::int64_t kWidth = 30;
    const auto filled = static_cast<std::size_t>(kWidth * p.cells_done / p.cells_total);
    console_.err << "\r[" << std::string(filled, '#') << std::string(kWidth - filled, '.') << "] " << counts
                 << ", " << (last ? duration_text(p.seconds) : "about " + duration_text(left) + " left")
                 << "\x1b[K" << std::flush;
    open_ = true;
    return;
  }
  const int tenth = static_cast<int>(10 * p.cells_done / p.cells_total);
  if (tenth == last_tenth_ || (!last && p.seconds - last_shown_s_ < 5)) return;
  last_tenth_ = tenth;
  last_shown_s_ = p.seconds;
  console_.err << counts << ", " << duration_text(p.seconds)
               << (last ? "" : ", about " + duration_text(left) + " left") << "\n";
}

void ProgressDisplay::end() {
  if (open_) console_.err << "\n";
  open_ = false;
}

}  // namespace radgauge::workflow
