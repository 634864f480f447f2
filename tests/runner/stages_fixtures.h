#pragma once

#include <cstring>

#include "core/error.h"
#include "io/temporary_folder.h"
#include "record/feature_table.h"
#include "runner/runner.h"

namespace radgauge::testing {

using namespace radgauge::engine;
using namespace radgauge::io;
using namespace radgauge::record;
using namespace radgauge::runner;
using namespace radgauge::store;
using namespace radgauge::study;

/// The head of a study of one lesion, up to its extractions.
inline const char* const kHead = "study: s\nseed: 3\nphantoms: {kind: lesion, count: 1}\nextractions:\n";

/// A study that was measured.
struct Measured {
  Plan plan;
  std::vector<CellRecord> cells;

  const CellRecord& of(const std::string& condition) const {
    for (const CellRecord& cell : cells)
      if (plan.conditions[static_cast<std::size_t>(cell.condition)].name == condition) return cell;
    ADD_FAILURE() << "no cell of " << condition;
    return cells.front();
  }
};

/// `modality`: of the generated scans, whatever the phantom says.
inline Measured measure(const std::string& yaml, int threads, Modality modality = Modality::ct) {
  const TemporaryFolder folder;
  // Puts the first voxel of a mask, behind the 352 bytes of its header, inside.
  write_bytes(folder.file("corner.sh"),
              "cp \"$1\" \"$2\" && printf '\\001' | dd of=\"$2\" bs=1 seek=352 conv=notrunc 2> /dev/null\n");
  // Makes the voxel in the middle of an image of 44 x 44 x 20 floats 1.
  write_bytes(
      folder.file("centre.sh"),
      "cp \"$1\" \"$2\" && printf '\\000\\000\\200\\077' | dd of=\"$2\" bs=1 seek=81752 conv=notrunc 2> "
      "/dev/null\n");
  write_bytes(folder.file("sharp.yaml"),
              "scanner: sharp\nmodality: ct\nwindow: standard\nviews: 120\ndetector_pitch_mm: 1\n");
  Study study = decode_study(parse_yaml(yaml, "study.yaml"), folder.path());
  for (CohortRow& row : study.rows) row.modality = modality;
  Measured result{make_plan(study), {}};
  StoreTables tables;
  for (const CohortRow& row : study.rows)
    tables.objects.push_back({row.patient, row.lesion, "", "", "", "", ""});
  for (const Condition& c : result.plan.conditions) tables.conditions.push_back({c.name, "", c.repetition});
  tables.features = stored_features(study, built_in_engine());
  tables.planned_cells = static_cast<std::int64_t>(result.plan.cells.size());
  Store store = Store::create(folder.file("store"), tables);
  RunOptions options;
  options.threads = threads;
  run_plan(study, result.plan, built_in_engine(), acquire::look_at_all_rows(study, 1), store, options);
  store.for_each_cell([&](const CellRecord& cell) { result.cells.push_back(cell); });
  return result;
}

inline bool same_values(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

}  // namespace radgauge::testing
