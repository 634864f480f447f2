#include "acquire/exposures.h"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>

#include "core/text.h"

namespace radgauge::acquire {

namespace tbb = oneapi::tbb;

/// The last things that were made, by number. Who asks for one that another thread is making waits for it.
template <class T>
class Exposures::Last {
 public:
  template <class Make>
  std::shared_ptr<const T> get(std::int64_t number, const Make& make) {
    std::promise<std::shared_ptr<const T>> promise;
    std::shared_future<std::shared_ptr<const T>> wanted;
    {
      const std::lock_guard lock(mutex_);
      const auto known =
          std::find_if(made_.begin(), made_.end(), [&](const auto& m) { return m.first == number; });
      if (known != made_.end()) {
        wanted = known->second;
      } else {
        made_.emplace_back(number, promise.get_future().share());
        // As many as threads may work on at once, each on an object of its own, and one more.
        while (made_.size() > static_cast<std::size_t>(tbb::this_task_arena::max_concurrency()) + 1)
          made_.pop_front();
      }
    }
    if (wanted.valid()) return wanted.get();
    try {
      std::shared_ptr<const T> made = make();
      promise.set_value(made);
      return made;
    } catch (...) {
      promise.set_exception(std::current_exception());
      throw;
    }
  }

 private:
  std::mutex mutex_;
  std::deque<std::pair<std::int64_t, std::shared_future<std::shared_ptr<const T>>>> made_;
};

Exposures::Exposures(const study::PhantomCohort& cohort) : cohort_(cohort) {
  for (const study::ScannerUse& scanner : cohort.scanners) scanners_.push_back(scanner.make());
  objects_ = std::make_shared<Last<phantoms::Object>>();
  exposures_ = std::make_shared<Last<phantoms::Exposure>>();
}

std::shared_ptr<const phantoms::Object> Exposures::object(std::int64_t index) const {
  return objects_->get(index, [&] {
    return std::make_shared<const phantoms::Object>(
        cohort_.phantom->object(cohort_.values, cohort_.seed, static_cast<std::uint64_t>(index)));
  });
}

Exposed Exposures::exposed(std::int64_t index, std::size_t scanner) const {
  const std::shared_ptr<const phantoms::Object> what = object(index);
  const std::int64_t number =
      index * static_cast<std::int64_t>(scanners_.size()) + static_cast<std::int64_t>(scanner);
  return {what, exposures_->get(number, [&]() -> std::shared_ptr<const phantoms::Exposure> {
            return scanners_[scanner]->expose(*what);
          })};
}

Draws noise_draws(const study::PhantomCohort& cohort, const study::PhantomCohort::RowPlace& at) {
  return {cohort.seed, cohort.name + "-" + to_text(at.object + 1),
          "scanner." + cohort.scanners[at.scanner].name, 0, static_cast<std::uint32_t>(at.repeat)};
}

Truth truth_of(const Exposed& exposed) {
  Truth truth = exposed.object->truth;
  for (KnownValue& known : exposed.exposure->truth()) truth.push_back(std::move(known));
  return truth;
}

}  // namespace radgauge::acquire
