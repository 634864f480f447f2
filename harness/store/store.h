#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/feature.h"
#include "core/notice.h"

namespace radgauge::store {

/// One row of the cohort: an object as one acquisition shows it (design 3: object x acquired levels).
struct StoredObject {
  std::string patient;
  std::string lesion;
  std::string channel;
  std::string session;
  std::string reader;
  std::string scanner;
  std::string site;
  std::string engine = {};
  /// "P01/1/session=2/reader=A": as the commands name the row of the cohort.
  std::string name() const;
  friend bool operator==(const StoredObject&, const StoredObject&) = default;
};

/// The columns of the object table and of every CSV file that names objects: patient, lesion, channel, then
/// the acquired factors.
struct StoredObjectColumn {
  const char* name;
  std::string StoredObject::*text;
};
std::span<const StoredObjectColumn> stored_object_columns();

/// `group` is the entry of `conditions:` ("base" for the base condition); `repetition` counts from 0.
struct StoredCondition {
  std::string name;
  std::string group;
  std::int64_t repetition = 0;
  friend bool operator==(const StoredCondition&, const StoredCondition&) = default;
};

/// A feature of an extraction. `name` is the full name ("bin25.cm_joint_max_3D_comb"; extraction "original"
/// is left out).
struct StoredFeature {
  std::string name;
  std::string extraction;
  FeatureInfo info;
  friend bool operator==(const StoredFeature&, const StoredFeature&) = default;
};

struct StoredMagnitude {
  std::string operation;  ///< id with its ordinal in the chain if above 0: "noise.white", "noise.white#1"
  std::string parameter;
  double requested = 0;  ///< NaN: nothing was asked for
  double achieved = 0;
  std::string unit;
  std::string status;
};

/// Names of the magnitudes of an object itself, recorded with its base cell: volume (mm^3) and voxel count of
/// the mask as drawn, and the noise of the image around it (imaging/noise_estimate.h; none where it cannot be
/// told). Nothing is requested of them.
namespace object_magnitude {
inline constexpr const char* kOperation = "object";
inline constexpr const char* kVolume = "volume";
inline constexpr const char* kVoxels = "voxels";
inline constexpr const char* kNoise = "noise_sd";
}  // namespace object_magnitude

struct StoredChecksum {
  std::string extraction;  ///< "" of what was acquired
  std::string step;        ///< "image", "mask", "resegmented", "discretised", "matrix", "features"
  std::uint64_t xxh3 = 0;
};

/// A surprise about a cell: of one extraction, or, with its base cell, of the object as acquired ("").
struct StoredNotice {
  std::string extraction;
  Notice notice;
  friend bool operator==(const StoredNotice&, const StoredNotice&) = default;
};

struct CellRecord;

/// What the decoded voxels and the lattice of image and mask of an object come to, whatever the files are
/// called and however they are packed; 0 where no stored cell says.
struct AcquiredContent {
  std::uint64_t image = 0;
  std::uint64_t mask = 0;
  /// Takes what this cell of the object says of it; the base cell does.
  void take(const CellRecord& cell);
  friend bool operator==(const AcquiredContent&, const AcquiredContent&) = default;
};

/// Why a value of a cell is not ok.
struct ValueReason {
  std::uint32_t feature = 0;  ///< of the feature table of the store
  std::string text;
  friend bool operator==(const ValueReason&, const ValueReason&) = default;
};

/// One cell: an object under a condition. `values` are in the order of the feature table of the store; empty
/// if the cell failed.
struct CellRecord {
  std::int64_t plan_index = 0;
  std::int64_t object = 0;     ///< row of the object table
  std::int64_t condition = 0;  ///< row of the condition table
  Status status = Status::ok;
  std::string reason;
  double seconds = 0;
  std::vector<double> values;
  std::vector<Status> statuses;
  std::vector<ValueReason> reasons;  ///< of the values that have one, ascending by feature
  std::vector<StoredMagnitude> magnitudes;
  std::vector<StoredChecksum> checksums;
  std::vector<StoredNotice> notices;

  /// Why the value of this feature is not ok; "" where nothing is said.
  std::string_view reason_of(std::size_t feature) const;
};

/// One thing that the values of an object follow from: a file, or what generated it.
struct StoredInput {
  std::string role;    ///< "image", "mask", "phantom"
  std::string name;    ///< of the file, as the study names it; "" if it is none
  std::string sha256;  ///< of its content; "missing" if the file could not be read
  friend bool operator==(const StoredInput&, const StoredInput&) = default;
};

/// What a store is about; fixed when it is created, but for meta and inputs.
struct StoreTables {
  std::map<std::string, std::string> meta;  ///< e.g. "measurement_hash", "version", "study"
  std::vector<StoredObject> objects;
  std::vector<std::vector<StoredInput>> inputs;  ///< one per object; empty for those not opened so far
  std::vector<StoredCondition> conditions;
  std::vector<StoredFeature> features;
  std::int64_t planned_cells = 0;

  /// A value of `meta`; "" where the key is not there.
  std::string meta_value(const std::string& key) const {
    const auto at = meta.find(key);
    return at == meta.end() ? std::string() : at->second;
  }
};

/// The record of a run: one SQLite file, in WAL mode, locked by one process at a time. A unit of the plan is
/// written in one transaction, so that a killed run holds whole units and nothing else. Errors name the file
/// and say what to do: a second process, a read-only folder, a full disk, a file that is not a store, a
/// schema of another version. One thread at a time.
///
/// Every table is kept with a checksum: a store whose tables beside the cells are not those that were written
/// does not open, and a cell that is not, or is missing, is refused where cells are read: Error(data) that
/// names the file, and the cell by its object and condition. Seconds have no checksum.
class Store {
 public:
  /// A new file; Error(usage) if it exists.
  static Store create(const std::string& path, const StoreTables& tables);
  /// An existing store, for reading and for more units. `read_only` holds no lock beyond a call and writes
  /// nothing, except that it merges the log of a killed run first.
  static Store open(const std::string& path, bool read_only);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  const StoreTables& tables() const;
  /// meta may change after creation (analysis hash, finish time), and inputs may be added; other tables may
  /// not change.
  void set_meta(const std::string& key, const std::string& value);
  /// Adds the inputs of objects that had none so far, in one transaction; one entry per object.
  void add_inputs(const std::vector<std::vector<StoredInput>>& inputs);

  /// Plan indices of all cells that are stored, ascending.
  std::vector<std::int64_t> stored_cells() const;
  /// Reads every cell. Throws Error(data) for one that is not what was written, as every reader does.
  void verify() const;
  /// How many cells are stored.
  std::int64_t count_cells() const;
  /// One transaction. Cells that are stored already are replaced.
  void write_unit(std::span<const CellRecord> cells);
  /// Every stored cell, in plan order, one at a time but on any thread, while the next ones are read: the
  /// record is read over by a later one, and `visit` must not ask this store. Checksums are left out on
  /// request.
  void for_each_cell(const std::function<void(const CellRecord&)>& visit, bool with_checksums = true) const;
  /// Moves the write-ahead log into the file, so that the file alone is the record.
  void checkpoint();

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace radgauge::store
