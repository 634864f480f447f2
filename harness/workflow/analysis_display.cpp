#include "workflow/analysis_display.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>

#include "core/machine.h"
#include "workflow/progress.h"

namespace radgauge::workflow {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

constexpr double kUnseen = 1;  // seconds in which nobody asks how far it is

/// A display for each step of an analysis, from any thread.
class AnalysisDisplay {
 public:
  explicit AnalysisDisplay(const Console& console) : console_(console) {}

  void show(const analysis::AnalysisProgress& now) {
    const std::lock_guard lock(mutex_);
    if (display_ == nullptr || now.what != what_) {
      end();
      what_ = now.what;
      done_ = 0;
      start_ = Clock::now();
    }
    done_ = std::max(done_, now.done);
    if (done_ == 0 || seconds_since(begin_) < kUnseen || (display_ == nullptr && done_ == now.total)) return;
    if (display_ == nullptr) display_ = std::make_unique<ProgressDisplay>(console_, what_);
    display_->show({done_, 0, now.total, seconds_since(start_)});
  }
  void end() {
    if (display_ != nullptr) display_->end();
    display_.reset();
  }

 private:
  const Console& console_;
  std::mutex mutex_;
  Clock::time_point begin_ = Clock::now(), start_ = begin_;
  std::unique_ptr<ProgressDisplay> display_;
  std::string what_;
  std::int64_t done_ = 0;
};

}  // namespace

analysis::StudyResults analyse_visibly(const study::Study& study, const study::Plan& plan,
                                       const analysis::Measurements& measurements, const Console& console) {
  AnalysisDisplay display(console);
  keep_freed_memory();
  analysis::StudyResults results = analysis::analyse(
      study, plan, measurements, [&](const analysis::AnalysisProgress& progress) { display.show(progress); });
  display.end();
  return results;
}

}  // namespace radgauge::workflow
