#pragma once

#include <condition_variable>
#include <mutex>

namespace radgauge::runner {

/// Admits work while its estimated memory fits the budget. Work larger than the budget is admitted alone.
class MemoryGate {
 public:
  explicit MemoryGate(double budget_bytes) : budget_(budget_bytes) {}

  /// Holds `bytes` of the gate until destroyed.
  class Ticket {
   public:
    Ticket(MemoryGate& gate, double bytes) : gate_(gate), bytes_(bytes) {
      std::unique_lock lock(gate_.mutex_);
      gate_.changed_.wait(lock, [&] { return gate_.used_ == 0 || gate_.used_ + bytes_ <= gate_.budget_; });
      gate_.used_ += bytes_;
    }
    ~Ticket() {
      {
        const std::lock_guard lock(gate_.mutex_);
        gate_.used_ -= bytes_;
      }
      gate_.changed_.notify_all();
    }
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

   private:
    MemoryGate& gate_;
    double bytes_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  double budget_;
  double used_ = 0;
};

}  // namespace radgauge::runner
