#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bias_host.h"
#include "core/extraction_settings.h"
#include "core/field.h"
#include "core/memo.h"
#include "core/program.h"
#include "core/random.h"
#include "core/scanner_host.h"
#include "core/volume.h"

namespace radgauge::imaging {
class MaskDistances;  // imaging/mask_distances.h
}

namespace radgauge {

/// The five stages of a cell, in their fixed order (design 2).
enum class Stage { acquire, image, grid, mask, extraction };
std::string_view to_text(Stage stage);

enum class Modality { other, ct, mr, pet };
std::string_view to_text(Modality modality);

/// What one operation was asked for and what it really did, e.g. {"sd", 10, 9.98, "intensity", "ok"}.
/// `requested` is NaN where nothing was asked for (a measured side effect). `status` is "ok" or says why it
/// fell short.
struct Magnitude {
  std::string parameter;
  double requested;
  double achieved;
  std::string unit;
  std::string status = "ok";
};

/// How far around a voxel an operation looks; the crop of an object is made wide enough for it. It is told in
/// mm, in voxels or slices of the lattice that is worked on (several may be given: the largest counts), or as
/// whole slices or the whole volume.
struct Support {
  enum class Reach { voxel, margin, slice, volume };
  Reach reach = Reach::voxel;
  double margin_mm = 0;
  std::int64_t margin_slices = 0;  ///< above and below
  std::int64_t margin_voxels = 0;  ///< on every axis

  /// Room to leave on every side, in mm, on a lattice of this spacing.
  double room_mm(const Vec3& spacing_mm) const {
    const double voxel_mm = std::max({spacing_mm[0], spacing_mm[1], spacing_mm[2]});
    return std::max({margin_mm, static_cast<double>(margin_slices) * spacing_mm[2],
                     static_cast<double>(margin_voxels) * voxel_mm});
  }
  /// Room to leave on every side, in voxels of this lattice; its whole size where it looks anywhere.
  Index3 room_voxels(const Lattice& lattice) const {
    Index3 room;
    for (std::size_t a = 0; a < 3; ++a) {
      const bool whole = reach == Reach::volume || (reach == Reach::slice && a < 2);
      const auto in_mm = static_cast<std::int64_t>(std::ceil(margin_mm / lattice.spacing_mm[a] - 1e-9));
      room[a] = whole ? lattice.size[a] : std::max(in_mm, margin_voxels);
    }
    if (reach != Reach::volume) room[2] = std::max(room[2], margin_slices);
    return room;
  }
};

/// Image stage. `roi` is the object's reference mask on a lattice of the same frame. `programs` runs programs
/// of the user's for the operations that ask for one, `scanners` finds scanners, `scanner` is the one that
/// made the image as the cohort calls it ("" if it does not say), and `bias` finds smooth gain fields.
struct ImageInput {
  const Volume& image;
  const Mask& roi;
  const Draws& draws;
  Modality modality;
  const ProgramHost* programs = nullptr;
  const ScannerHost* scanners = nullptr;
  std::string scanner = {};
  const BiasHost* bias = nullptr;
};
struct ImageOutput {
  Volume image;
  std::vector<Magnitude> magnitudes;
};

/// Maps a point of the output lattice (mm) to the point of the source image (mm) that is sampled there.
using Displacement = std::function<Vec3(const Vec3&)>;

/// Where and how the one interpolation of a cell samples: `output` gives the sampling points (unbounded: its
/// size says how far the image extends; points whose image position is outside the source image are not
/// sampled), then the displacements are applied in order. `interpolate` is false while image and output are
/// the same voxels. It starts as the extraction's settings say; what operations change in it overrides them.
struct GridPlan {
  Lattice output;
  std::vector<Displacement> displacements = {};
  bool interpolate = false;
  Interpolation interpolation = Interpolation::none;  ///< of the image
  bool by_slice = false;                              ///< the image is interpolated within slices only
  Lattice image = {};                                 ///< of the whole source image
  std::optional<Lattice> mask = {};                   ///< of the whole mask, in place of what it says itself
};
struct GridInput {
  const GridPlan& plan;
  Vec3 roi_centre_mm;
  const Draws& draws;
};
struct GridOutput {
  GridPlan plan;
  std::vector<Magnitude> magnitudes;
};

/// The object as acquired, from which image and mask of a mask stage were made: the same for all of its
/// conditions, whatever they did to the image.
struct MaskSource {
  const Volume& image;
  const Mask& roi;                              ///< the object's reference mask, on the lattice of `image`
  const Memo& shared;                           ///< results that follow from image and roi alone
  std::span<const Displacement> displacements;  ///< of the grid stage
  /// The point of `image` (mm) that was sampled at a point of the mask stage's lattice (mm).
  Vec3 position(Vec3 point_mm) const {
    for (const Displacement& displace : displacements) point_mm = displace(point_mm);
    return point_mm;
  }
};

/// Mask stage: image and mask on one lattice, after interpolation. `distances` are those of `mask`, shared by
/// the operations on it to save time, or nullptr; they change no result. Without a `source` image and mask
/// are themselves as acquired.
struct MaskInput {
  const Volume& image;
  const Mask& mask;
  const Draws& draws;
  const imaging::MaskDistances* distances = nullptr;
  const MaskSource* source = nullptr;
  const ProgramHost* programs = nullptr;
};
struct MaskOutput {
  Mask mask;
  std::vector<Magnitude> magnitudes;
};

/// The masks that several readers drew of one object, on one lattice, cropped to what they share and room
/// around it.
struct ReaderMasks {
  std::string object;
  std::vector<Mask> masks;  ///< two or more, none empty
};

/// What fitting an operation to the readers of a study came to.
struct Calibration {
  std::vector<Value> values;          ///< of the operation, with what was fitted filled in
  std::vector<Magnitude> magnitudes;  ///< fitted values, and how readers and fitted readers agree
};

/// Extraction stage: settings in, settings out.
struct ExtractionOutput {
  ExtractionSettings settings;
  std::vector<Magnitude> magnitudes;
};

/// One operation as data: what `list`, `describe`, the schema, the plan and the runner know of it. `values`
/// are in the order of `fields` and already checked. Exactly the function of its stage is set. Functions are
/// pure and throw Error(data) for what cannot be done to this input.
struct Operation {
  std::string id;  ///< e.g. "noise.white"
  Stage stage;
  std::string summary;   ///< one line
  std::string details;   ///< what exactly is computed, for `describe`
  std::string citation;  ///< or "none, because ..."
  std::vector<Field> fields;
  Support (*support)(std::span<const Value> values) = nullptr;
  /// Empty, or why these values cannot be used on this modality (or on any: see `problem`).
  std::string (*refusal)(std::span<const Value> values, Modality modality) = nullptr;
  /// What is wrong between these values whatever they are applied to; "" for nothing. Asked where they are
  /// written, for every combination of levels that a condition may hold.
  ValuesProblem problem = nullptr;
  ImageOutput (*image)(const ImageInput&, std::span<const Value>) = nullptr;
  GridOutput (*grid)(const GridInput&, std::span<const Value>) = nullptr;
  MaskOutput (*mask)(const MaskInput&, std::span<const Value>) = nullptr;
  ExtractionOutput (*extraction)(const ExtractionSettings&, std::span<const Value>) = nullptr;
  /// Scanners that these values ask for; "" stands for the one that made the image. nullptr: none ever.
  std::vector<std::string> (*scanners)(std::span<const Value> values) = nullptr;
  /// Do these values ask to be fitted to the study's own readers? nullptr: never.
  bool (*wants_readers)(std::span<const Value> values) = nullptr;
  /// Fits them, once per study and before its first cell. Throws Error(data) where readers do not tell.
  Calibration (*calibrate)(std::span<const ReaderMasks>, std::span<const Value>) = nullptr;
  /// Do these values change nothing at all? A condition of such steps is base.
  bool (*identity)(std::span<const Value> values) = nullptr;
  bool random = false;  ///< draws random numbers, so that repeats differ
  /// Where a parameter would change nothing, if that is not its default: a target sharpness is milder the
  /// larger it is, so {"target_f50_per_mm", inf}. Levels are ordered from there.
  std::vector<std::pair<std::string, double>> unchanged_at;
};

/// Texts of an operation, a filter or a phantom while it is made.
struct OperationText {
  std::string_view id;
  std::string_view summary;
  std::string_view details;
  std::string_view citation;
};

namespace operation_detail {

/// P may declare `Support support() const`, `std::string refusal(Modality) const`, `std::string problem()
/// const`, `bool identity() const`, `std::vector<std::string> scanners() const` (with the obvious defaults),
/// `static constexpr bool random = true`, `static std::vector<std::pair<std::string, double>> unchanged_at()`
/// and, to be fitted to readers, `bool wants_readers() const` with `P calibrated(std::span<const
/// ReaderMasks>, std::vector<Magnitude>&) const`.
template <class P>
Operation common(Stage stage, const OperationText& text) {
  Operation op;
  op.id = text.id;
  op.stage = stage;
  op.summary = text.summary;
  op.details = text.details;
  op.citation = text.citation;
  op.fields = field_table<P>();
  op.support = [](std::span<const Value> values) {
    if constexpr (requires(const P& p) { p.support(); }) return from_values<P>(values).support();
    return Support{};
  };
  op.refusal = [](std::span<const Value> values, Modality modality) {
    if (std::string problem = values_problem<P>(values); !problem.empty()) return problem;
    if constexpr (requires(const P& p) { p.refusal(modality); })
      return from_values<P>(values).refusal(modality);
    return std::string();
  };
  op.problem = &values_problem<P>;
  op.identity = [](std::span<const Value> values) {
    if constexpr (requires(const P& p) { p.identity(); }) return from_values<P>(values).identity();
    return false;
  };
  if constexpr (requires(const P& p) { p.scanners(); })
    op.scanners = [](std::span<const Value> values) { return from_values<P>(values).scanners(); };
  if constexpr (requires(const P& p) { p.wants_readers(); }) {
    op.wants_readers = [](std::span<const Value> values) { return from_values<P>(values).wants_readers(); };
    op.calibrate = [](std::span<const ReaderMasks> readers, std::span<const Value> values) {
      Calibration found;
      found.values = to_values(from_values<P>(values).calibrated(readers, found.magnitudes));
      return found;
    };
  }
  if constexpr (requires { P::random; }) op.random = P::random;
  if constexpr (requires { P::unchanged_at(); }) op.unchanged_at = P::unchanged_at();
  return op;
}

}  // namespace operation_detail

/// Apply: ImageOutput(const ImageInput&, const P&).
template <class P, auto Apply>
Operation image_operation(const OperationText& text) {
  Operation op = operation_detail::common<P>(Stage::image, text);
  op.image = [](const ImageInput& in, std::span<const Value> v) { return Apply(in, from_values<P>(v)); };
  return op;
}
/// Apply: GridOutput(const GridInput&, const P&).
template <class P, auto Apply>
Operation grid_operation(const OperationText& text) {
  Operation op = operation_detail::common<P>(Stage::grid, text);
  op.grid = [](const GridInput& in, std::span<const Value> v) { return Apply(in, from_values<P>(v)); };
  return op;
}
/// Apply: MaskOutput(const MaskInput&, const P&).
template <class P, auto Apply>
Operation mask_operation(const OperationText& text) {
  Operation op = operation_detail::common<P>(Stage::mask, text);
  op.mask = [](const MaskInput& in, std::span<const Value> v) { return Apply(in, from_values<P>(v)); };
  return op;
}
/// Apply: ExtractionOutput(const ExtractionSettings&, const P&).
template <class P, auto Apply>
Operation extraction_operation(const OperationText& text) {
  Operation op = operation_detail::common<P>(Stage::extraction, text);
  op.extraction = [](const ExtractionSettings& s, std::span<const Value> v) {
    return Apply(s, from_values<P>(v));
  };
  return op;
}

/// A quantity of a generated object that is known without measuring: {"volume", 4188.79, "mm^3"}.
struct KnownValue {
  std::string name;
  double value = 0;
  std::string unit;
};
/// What is known of a generated object. Generators may leave it out.
using Truth = std::vector<KnownValue>;

/// An image with its mask as acquired: what `acquire` yields from files or from a phantom generator.
struct Scan {
  Volume image;
  Mask mask;
  Modality modality = Modality::other;
  std::string unit;  ///< of the intensities: "HU", "SUV", "arbitrary"
  std::optional<Truth> truth = std::nullopt;
};

}  // namespace radgauge
