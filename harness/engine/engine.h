#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/extraction_settings.h"
#include "core/feature_request.h"
#include "core/kept_step.h"
#include "core/notice.h"
#include "core/volume.h"
#include "core/words.h"

namespace radgauge::engine {

/// What an engine gets. prepared: image and mask as they leave the mask stage, on the lattice that the
/// extraction asks for; it must not resample them. native: the whole image and the mask on the lattice of the
/// image, before the grid stage; the engine does itself what the extraction asks of the grid.
enum class Input { prepared, native };

/// Which cell of a study is measured, in the words of its cohort table and its condition: for engines that
/// look values up.
struct CellIdentity {
  std::string patient;
  std::string lesion;
  std::string channel;
  std::string session;
  std::string reader;
  std::string scanner;
  std::string site;
  std::string condition = "base";
  std::string modality = "other";  ///< CT, MR, PET, other
  std::string engine = {};         ///< by which of several extractors

  /// "P01/1/reader=A under base", for messages.
  std::string text() const;
};

/// What is measured: image, mask and maps of the image on one lattice, as they leave the mask stage, and the
/// cell that they are of. Nothing is owned: all of it outlives the call.
struct Subject {
  const Volume& image;
  const Mask& mask;
  std::span<const NamedMap> maps = {};
  CellIdentity cell = {};
  /// What the extraction asks of the grid; an engine of native input does it itself. nullptr: nobody said.
  const GridSettings* grid = nullptr;
};

/// A subject and what is asked of it.
struct Measurement {
  Subject subject;
  std::span<const FeatureRequest> requests;
  /// Gets, where it is given and the engine can look inside, the steps between mask and values of each
  /// request (reference/extractor.h): what tells two runs of one study apart without measuring again.
  std::vector<std::vector<TraceStep>>* steps = nullptr;
  /// Gets, where it is given and an engine tells its measurements apart, why this one could not be had; the
  /// others are not lost then.
  std::optional<std::string>* problem = nullptr;
};

/// What a study is about to ask for: an extraction under one condition, before and after the settings that
/// the condition changes (`disc.*`, `reseg.*`).
struct PlannedRequest {
  const FeatureRequest& plain;
  const FeatureRequest& changed;
  const std::string& condition;
  const GridSettings* grid = nullptr;  ///< of the extraction, where it is known
  bool changes_grid = false;           ///< the condition has operations of the grid stage
};

/// The extractor under test. It gets image and mask after the mask stage and must not resample them (design
/// 2), unless its input is native. Nothing in it changes while it measures: any number of threads may use it
/// at once. Reasons of values are static texts or texts that the engine owns, so that values are used while
/// their engine lives.
class Engine {
 public:
  virtual ~Engine() = default;
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// For people and results: "built-in", or what its file says.
  virtual const std::string& name() const = 0;
  /// All that decides what it measures beside the study's text (its file, an imported table), for hashes; ""
  /// where there is nothing.
  virtual std::string identity() const { return {}; }
  /// What it gets; of several engines side by side, the one that cells call by this name.
  virtual Input input(std::string_view = {}) const { return Input::prepared; }
  /// How many measurements of one image it likes to get at once, at most; of several engines as in `input`.
  /// 1: those of one mask.
  virtual std::size_t batch(std::string_view = {}) const { return 1; }
  /// What it measures of a request, in the order in which `extract` returns it. Known before any image is.
  /// Throws Error(study) where the request cannot be understood.
  virtual std::vector<MappedFeature> features(const FeatureRequest& request) const = 0;
  /// What it cannot do, and what to change; "" where it can. Asked of every extraction under every condition
  /// before the first cell.
  virtual std::string refusal(const PlannedRequest&) const { return {}; }
  /// What of a planned request does not reach it, in words, one line each: it measures with settings of its
  /// own there. Asked of every extraction before the first cell.
  virtual std::vector<std::string> untold(const PlannedRequest&) const { return {}; }
  /// One vector per request, in the order of features(request). Throws Error(data) for a subject that no
  /// feature can be had from.
  virtual std::vector<FeatureVector> extract(const Subject& subject,
                                             std::span<const FeatureRequest> requests) const = 0;
  /// The same for many; result i belongs to measurement i. Throws what `extract` throws for the first that
  /// fails, or says so in its `problem` and leaves its result empty. Engines that share work between
  /// measurements of one image and mask have their own.
  virtual std::vector<std::vector<FeatureVector>> extract_many(
      std::span<const Measurement> measurements) const;
  /// What is surprising about what `request` makes of this subject (its region left out by resegmentation, or
  /// in one grey level). An engine that cannot look inside has none.
  virtual std::vector<Notice> notices(const Subject&, const FeatureRequest&) const { return {}; }
  /// Checksums step by step (core/feature_request.h). An engine that cannot look inside tells image, maps,
  /// mask and values.
  virtual std::vector<TraceStep> trace(const Subject& subject, const FeatureRequest& request) const;
  /// The same steps with what was in hand (core/kept_step.h), to see where two runs part. An engine that
  /// cannot look inside has image, maps, mask and values.
  virtual std::vector<KeptStep> kept_steps(const Subject& subject, const FeatureRequest& request) const;
};

/// Texts that live as long as their engine: each once. Any number of threads.
class TextPool {
 public:
  std::string_view keep(std::string text) const;

 private:
  mutable std::mutex mutex_;
  mutable std::set<std::string> texts_;
};

/// The reference extractor of radgauge, "built-in".
const Engine& built_in_engine();

}  // namespace radgauge::engine

namespace radgauge {

template <>
struct WordsOf<engine::Input> {
  static constexpr std::array<std::string_view, 2> list{"prepared", "native"};
};

}  // namespace radgauge
