#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "acquire/acquire.h"
#include "runner/runner.h"
#include "workflow/console.h"

namespace radgauge::workflow {

/// A run of a study, from the file to the finished folder, in the steps between which a program can stop it.
class StudyRun {
 public:
  /// Reads and plans the study and checks everything that needs no image: scanners, engine, models, gate.
  /// Throws Error(study) and others naming what is wrong.
  explicit StudyRun(const std::string& study_file);
  StudyRun(const StudyRun&) = delete;  // sources refer to the study
  StudyRun& operator=(const StudyRun&) = delete;

  const study::Study& study() const { return study_; }
  const study::Plan& plan() const { return plan_; }
  const engine::Engine& engine() const { return *engine_; }

  /// Makes the folder, or takes one that `resume` allows, with the inputs of the selected cells and the study
  /// in it. `selected` is one per cell of the plan; `command` stands in the provenance.
  void open(const std::string& folder, bool resume, const std::vector<bool>& selected,
            const std::string& command);
  /// Measures the selected cells that are not stored; `options` say how, and the console how far it is. The
  /// file of the store is final afterwards.
  runner::RunOutcome measure(runner::RunOptions options, const Console& console);
  /// Contact sheets, then finish_run(). Returns its exit code.
  int finish(double seconds, const Console& console) const;

 private:
  study::Study study_;
  study::Plan plan_;
  std::shared_ptr<const engine::Engine> engine_;
  std::string folder_;
  std::vector<bool> selected_;
  std::optional<acquire::Sources> sources_;
  std::optional<store::Store> writing_;
  std::vector<bool> stored_;  ///< one per cell of the plan: is it in the store?
};

}  // namespace radgauge::workflow
