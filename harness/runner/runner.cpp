#include "runner/runner.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "acquire/crop.h"
#include "core/error.h"
#include "core/text.h"
#include "runner/forecast.h"
#include "runner/memory_gate.h"
#include "runner/unit_queue.h"

namespace radgauge::runner {

using acquire::AcquiredScan;
using store::CellRecord;

namespace tbb = oneapi::tbb;

namespace {

int thread_count(int asked) {
  return asked > 0 ? asked : tbb::this_task_arena::max_concurrency();
}

/// An acquisition shared by its units: read by the first, dropped by the last.
class SharedScan {
 public:
  std::shared_ptr<const AcquiredScan> get(const acquire::Sources& sources, const study::Plan& plan,
                                          const study::Acquisition& acquisition,
                                          const std::vector<acquire::RowGeometry>& geometry,
                                          double& seconds) {
    const std::lock_guard lock(mutex_);
    if (!scan_ && problem_.empty()) {
      const auto start = std::chrono::steady_clock::now();
      try {
        scan_ = std::make_shared<AcquiredScan>(acquire::acquire(sources, plan, acquisition, geometry));
      } catch (const std::bad_alloc&) {
        problem_ = "there was not enough memory to read the image";
      } catch (const std::exception& error) {
        problem_ = error.what();
      }
      seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    return scan_;
  }
  const std::string& problem() const { return problem_; }
  void drop() {
    const std::lock_guard lock(mutex_);
    scan_.reset();
  }
  std::size_t units_left = 0;  ///< guarded by the run's mutex

 private:
  std::mutex mutex_;
  std::shared_ptr<const AcquiredScan> scan_;
  std::string problem_;
};

std::vector<CellRecord> failed_records(const study::Plan& plan, const std::vector<std::size_t>& cells,
                                       const std::string& problem) {
  std::vector<CellRecord> records;
  for (const std::size_t cell : cells) {
    CellRecord record;
    record.plan_index = static_cast<std::int64_t>(cell);
    record.object = static_cast<std::int64_t>(plan.cells[cell].row);
    record.condition = static_cast<std::int64_t>(plan.cells[cell].condition);
    record.status = Status::failed;
    record.reason = problem;
    records.push_back(std::move(record));
  }
  return records;
}

/// A unit with the cells of it that are still to be run.
struct Work {
  const study::PlannedUnit* unit;
  std::vector<std::size_t> cells;
};

class Run {
 public:
  Run(const study::Study& study, const study::Plan& plan, const engine::Engine& engine,
      const std::vector<acquire::RowGeometry>& geometry, store::Store& store, const RunOptions& options)
      : study_(study),
        sources_(study),
        plan_(plan),
        engine_(engine),
        geometry_(geometry),
        store_(store),
        options_(options),
        gate_(options.memory_budget_bytes > 0 ? options.memory_budget_bytes : machine_memory_bytes() / 2),
        scans_(plan.acquisitions.size()) {
    collect_work();
  }

  RunOutcome run() {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(thread_count(options_.threads)));
    tbb::task_arena arena(thread_count(options_.threads));
    // One loop per thread over a shared queue: patients start in the order of the plan, so few acquisitions
    // are open at once.
    arena.execute([&] {
      tbb::parallel_for(
          0, thread_count(options_.threads), [&](int) { work_loop(); }, tbb::simple_partitioner());
    });
    if (failure_) std::rethrow_exception(failure_);
    outcome_.wall_seconds = elapsed();
    return outcome_;
  }

 private:
  void collect_work() {
    std::vector<bool> stored(plan_.cells.size(), false);
    for (const std::int64_t index : store_.stored_cells())
      if (index >= 0 && index < static_cast<std::int64_t>(stored.size()))
        stored[static_cast<std::size_t>(index)] = true;
    std::map<std::pair<std::size_t, std::string>, std::size_t> known;  // patients of a source
    std::vector<std::size_t> groups;
    for (const study::PlannedUnit& unit : plan_.units) {
      Work work{&unit, {}};
      for (const std::size_t cell : unit.cells) {
        if (!options_.selected.empty() && !options_.selected[cell]) continue;
        if (stored[cell])
          ++outcome_.cells_kept;
        else
          work.cells.push_back(cell);
      }
      if (work.cells.empty()) continue;
      const study::CohortRow& row = study_.rows[plan_.acquisitions[unit.acquisition].rows.front()];
      groups.push_back(known.emplace(std::pair(row.source, row.patient), known.size()).first->second);
      total_ += static_cast<std::int64_t>(work.cells.size());
      ++scans_[unit.acquisition].units_left;
      work_.push_back(std::move(work));
    }
    queue_.emplace(groups);
  }

  bool stopping() const { return failed_.load() || (options_.stop != nullptr && options_.stop->load()); }

  void work_loop() {
    std::optional<std::size_t> patient;
    while (const std::optional<std::size_t> next = queue_->next(patient)) {
      if (stopping()) {
        const std::lock_guard lock(mutex_);
        outcome_.interrupted = true;
        return;
      }
      try {
        run_work(work_[*next]);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        failed_ = true;
        return;
      }
    }
  }

  void run_work(const Work& work) {
    const std::size_t a = work.unit->acquisition;
    const study::Acquisition& acquisition = plan_.acquisitions[a];
    const double bytes = unit_bytes(study_, plan_, acquisition, geometry_);
    const std::string too_large = no_room_for(bytes);
    const MemoryGate::Ticket ticket(gate_, too_large.empty() ? bytes : 0);
    StageSeconds seconds{};
    const auto scan =
        too_large.empty() ? scans_[a].get(sources_, plan_, acquisition, geometry_, seconds[0]) : nullptr;
    auto records =
        scan ? compute(work, *scan, seconds)
             : failed_records(plan_, work.cells, too_large.empty() ? scans_[a].problem() : too_large);
    for (CellRecord& record : records)
      record.reason = sources_.without_folders(std::move(record.reason), acquisition.rows);
    const std::lock_guard lock(mutex_);
    store_.write_unit(records);
    if (--scans_[a].units_left == 0) scans_[a].drop();
    for (std::size_t stage = 0; stage < seconds.size(); ++stage) outcome_.seconds[stage] += seconds[stage];
    for (const CellRecord& record : records) failed_cells_ += record.status == Status::failed ? 1 : 0;
    outcome_.cells_run += static_cast<std::int64_t>(records.size());
    if (options_.progress) options_.progress({outcome_.cells_run, failed_cells_, total_, elapsed()});
  }

  /// A row without a usable mask fails with the reason of the mask, whatever its condition: operations on
  /// the image would only say that they miss the ROI. Records come in the order of the cells.
  std::vector<CellRecord> compute(const Work& work, const AcquiredScan& scan, StageSeconds& seconds) const {
    const auto& rows = plan_.acquisitions[work.unit->acquisition].rows;
    std::vector<CellRecord> records;
    std::vector<std::size_t> usable;
    for (const std::size_t cell : work.cells) {
      const auto row = std::find(rows.begin(), rows.end(), plan_.cells[cell].row);
      const auto& problem = scan.problems[static_cast<std::size_t>(row - rows.begin())];
      if (problem)
        records.push_back(failed_records(plan_, {cell}, problem->text()).front());
      else
        usable.push_back(cell);
    }
    if (usable.empty()) return records;
    for (CellRecord& record : compute_unit({study_, plan_, engine_, scan}, *work.unit, usable, seconds))
      records.push_back(std::move(record));
    std::sort(records.begin(), records.end(),
              [](const CellRecord& a, const CellRecord& b) { return a.plan_index < b.plan_index; });
    return records;
  }

  /// Why a unit of this size is not begun, or "": it would take the process with it, and every other cell.
  std::string no_room_for(double bytes) const {
    constexpr double kGiB = 1024.0 * 1024 * 1024;
    const double most = std::max(machine_memory_bytes(), options_.memory_budget_bytes);
    if (bytes <= most) return {};
    return "this cell needs about " + to_rounded_text(bytes / kGiB, 2) +
           " GiB of memory, and the machine has " + to_rounded_text(most / kGiB, 2) +
           "; choose a larger voxel spacing, or check the spacing in the header of the image";
  }

  double elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

  const study::Study& study_;
  const acquire::Sources sources_;
  const study::Plan& plan_;
  const engine::Engine& engine_;
  const std::vector<acquire::RowGeometry>& geometry_;
  store::Store& store_;
  const RunOptions& options_;
  MemoryGate gate_;
  std::vector<SharedScan> scans_;
  std::vector<Work> work_;
  std::optional<UnitQueue> queue_;
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
  RunOutcome outcome_;
  std::int64_t total_ = 0;
  std::int64_t failed_cells_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

RunOutcome run_plan(const study::Study& study, const study::Plan& plan, const engine::Engine& engine,
                    const std::vector<acquire::RowGeometry>& geometry, store::Store& store,
                    const RunOptions& options) {
  return Run(study, plan, engine, geometry, store, options).run();
}

double machine_memory_bytes() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
}

double peak_memory_bytes() {
  // getrusage counts what the process was before exec, too: a copy of its parent, however large.
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return 1024 * std::strtod(line.c_str() + 6, nullptr);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

}  // namespace radgauge::runner
