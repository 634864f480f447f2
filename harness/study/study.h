#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/feature_request.h"
#include "core/image_map.h"
#include "core/limits.h"
#include "core/operation.h"
#include "core/question_rules.h"
#include "core/text.h"
#include "io/yaml.h"
#include "phantoms/object/phantom.h"
#include "study/scanners.h"

namespace radgauge::models {
class Model;  // models/model.h
}

namespace radgauge::study {

using radgauge::to_text;

/// One row of the cohort: one image and one mask of one lesion, as acquired. Paths are as written in the
/// table, and relative to its folder; `folder` is that folder.
struct CohortRow {
  std::string patient;
  std::string lesion = "1";
  std::string channel;
  std::string image;
  std::string mask;
  std::string folder;
  std::optional<std::int64_t> mask_label;  ///< value of the lesion in the mask
  /// Name of the structure or segment in a mask that is no image file: an RTSTRUCT or a SEG.
  std::string mask_name = {};
  /// Of an RTSTRUCT: the share of a voxel's area within its contours from which on it belongs to the mask; 0:
  /// its centre must lie inside.
  double contour_coverage = 0;
  Modality modality = Modality::other;
  std::string unit = "arbitrary";
  std::string session;
  std::string reader;
  std::string scanner;
  std::string site;
  std::string engine;                             ///< which extractor, of a study with several
  std::map<std::string, std::string> covariates;  ///< every other column: outcomes and covariates
  std::string where;                              ///< "cohort.csv:3"
  std::size_t source = 0;                         ///< of Study::sources: where image and mask come from
  std::int64_t number = 0;  ///< of the row there, from 0; of a generator, PhantomCohort::place() of it

  /// The paths to open: variables filled in, and relative to the folder.
  std::string image_path() const;
  std::string mask_path() const;
  /// The label as the table writes it: mask_name or mask_label; "" without.
  std::string label() const;
  /// Reads the column mask_label; false where the mask needs a whole number other than 0 and it is none.
  bool set_label(std::string_view text);
  /// Reads the column contour_coverage; nothing, or what is wrong with it.
  std::optional<std::string> set_contour_coverage(std::string_view text);
  /// "patient/lesion", of which several channels may have images.
  std::string whole_lesion() const;
  /// What is measured: whole_lesion(), or "patient/lesion/channel".
  std::string object() const;
  /// The object as acquired: object() and the acquired levels that are set, "P01/1/session=2/reader=A".
  std::string name() const;
  /// The image as acquired: name() without reader and engine. Readers of one image share its random numbers.
  std::string acquisition() const;
};

/// An entry of `phantoms:`: `count` objects of one generator.
struct PhantomCohort {
  const phantoms::Phantom* phantom = nullptr;
  std::vector<Value> values;
  std::int64_t count = 0;
  std::string name;        ///< its objects are NAME-1, NAME-2, ...; the kind unless the study says otherwise
  std::uint64_t seed = 1;  ///< that its objects are drawn with; of another name than the kind, another seed
  /// What scans them; empty: the generator makes the images itself.
  std::vector<ScannerUse> scanners = {};
  bool scanners_named = false;  ///< without: one `ideal`, which is no level of a factor
  std::int64_t repeats = 1;     ///< scans of each object on each scanner: its sessions
  std::int64_t lesions = 1;     ///< of each object

  std::int64_t scans() const {
    return scanners.empty() ? 1 : static_cast<std::int64_t>(scanners.size()) * repeats;
  }
  /// Which row of the source: objects, on each scanner, in each session, by lesion.
  struct RowPlace {
    std::int64_t object = 0;
    std::size_t scanner = 0;
    std::int64_t repeat = 0;
    std::int64_t lesion = 0;
  };
  RowPlace place(std::int64_t number) const {
    return {
        number / (scans() * lesions),
        static_cast<std::size_t>(number / (repeats * lesions)) % std::max<std::size_t>(1, scanners.size()),
        number / lesions % repeats, number % lesions};
  }
};

/// Where images and masks of rows come from: the files of the cohort, a generator, or what images written
/// KIND://... name. The room acquire makes it.
struct StudySource {
  std::string kind = "files";  ///< "files", "phantoms" or KIND
  PhantomCohort phantoms = {};

  /// Do its objects follow from the study file alone, without a row in the cohort?
  bool is_generator() const { return phantoms.phantom != nullptr; }
};

/// A map that an extraction measures: what a filter makes of the image, or the image itself (no filter).
struct MapUse {
  std::string name{kOriginal};
  const ImageFilter* filter = nullptr;
  std::vector<Value> values = {};
  friend bool operator==(const MapUse&, const MapUse&) = default;
};

/// A grid, maps of the image on it, and what is measured of each (GridSettings and FeatureSettings in one map
/// of the study file).
struct Extraction {
  std::string name;
  std::string preset;
  ExtractionSettings settings;
  std::vector<MapUse> maps = std::vector<MapUse>(1);

  /// What is asked of the engine before a condition changes any setting.
  FeatureRequest request() const;
};

/// An operation with the levels of each of its parameters, in the order of its fields; one level where one
/// was given. Where `is_range`, the two levels are the ends of a range.
struct ChainStep {
  const Operation* operation = nullptr;
  std::vector<std::vector<Value>> levels;
  std::vector<bool> is_range;  ///< same length as levels

  bool varies(std::size_t parameter) const { return levels[parameter].size() > 1; }
};

/// The operation that moves voxels by units in the last place.
inline constexpr const char* kUlpOperation = "num.ulp";

/// Which acquired rows of an object a group measures.
enum class Scope { first, all };

/// How the conditions of a group follow from the levels of its chain (study/designs.h).
enum class Design { product, oat, latin_hypercube };
/// The word of a study file: product, oat, latin-hypercube.
std::string_view to_text(Design design);

/// A named entry of `conditions:`: what its design makes of the levels of its chain, each `repeats` times.
struct Group {
  std::string name;
  std::vector<ChainStep> chain;
  std::int64_t repeats = 1;
  Design design = Design::product;
  std::int64_t samples = 0;  ///< of a Latin hypercube
  Scope readers = Scope::first;
  Scope sessions = Scope::first;
  bool implied = false;  ///< by `numerical: true`, not written in the study
  /// Names of conditions that were measured elsewhere (`engine: imported`), in place of a chain.
  std::vector<std::string> measured = {};
};

/// Is this group a negative control, so that agreement under it is no merit?
bool is_negative_control(const Group& group);

/// `gauge:` of a question: acquired factors of its gauge study beside the one it is about, and the group
/// whose draws repeat each of their cells ("": none). Without the key the study has the question's factor
/// alone.
struct GaugeRequest {
  std::vector<std::string> factors;
  std::string repeats;
};

/// `over` is a group, or an acquired factor (reader, session, scanner, site). `within` names the acquired
/// factors that are held fixed: each of their levels makes a row of its own.
struct StudyQuestion {
  std::string name;
  std::string over;
  std::vector<std::string> within;
  std::optional<IccForm> form = {};  ///< nothing lets the design decide
  Limits limits = {};
  std::vector<StratumBy> strata = {};
  Levels levels = Levels::fixed;
  MissingRule missing = MissingRule::complete_cases;
  ScaleRule scale = ScaleRule::automatic;
  GaugeRequest gauge = {};
  Against against = Against::each_other;  ///< base unless the study says otherwise, if `over` is a group
  std::optional<Objects> objects = {};    ///< nothing lets the sources of its rows decide
};

/// An entry of `models:`, read when the study was.
struct StudyModel {
  std::string file;  ///< as written; "" of a signature that stands in the study itself
  std::string name;
  std::string text;  ///< as study.resolved.yaml holds it, so that a run's folder needs no other file
  std::shared_ptr<const models::Model> model;
};

/// `drift:`: what the models are compared over, an acquired factor or a group, and the level that they were
/// trained on (of a group base).
struct DriftRequest {
  std::string over;
  std::string reference;
  std::vector<std::string> patients = {};  ///< patterns of those who are compared (* and ?); empty: all
  std::vector<std::string> groups =
      {};                   ///< columns of the cohort, or acquired factors, whose groups are compared
  std::string period = {};  ///< column of the period of each patient; "" for no record over time
  std::vector<std::string> covariates =
      {};                     ///< columns whose effect ComBat keeps; empty: those of each model
  bool takes_others = false;  ///< those whom `patients` does not name, from whom cures learn

  bool takes(const std::string& patient) const;
};

/// `gate:`: the baseline that a run of this study is held against when it ends. Paths are relative to the
/// study file.
struct GateRequest {
  std::string baseline;
  std::string tolerance;    ///< table of tolerances; "": none
  double floor_factor = 0;  ///< times the numerical floor; 0: that of the gate
  double slower = 0;        ///< times the baseline's time per cell that are allowed; 0: not judged
  double memory = 0;        ///< the same of memory
};

/// A study file, decoded and checked; nothing of the data has been read but the cohort table.
struct Study {
  std::string file;
  std::string name;
  std::uint64_t seed = 1;
  std::vector<CohortRow> rows;
  std::string cohort_file;                          ///< as written, "" for an inline list or phantoms alone
  std::vector<StudySource> sources{StudySource{}};  ///< in the order of their first rows
  std::string engine = "built-in";                  ///< a kind of engine, or the path of an engine file
  std::vector<std::string> engines = {};            ///< of a study with several, as `engine` each
  std::vector<std::string> engine_names = {};       ///< what rows call them
  std::string engine_where;                         ///< "study.yaml:4:9", "" where the study does not name it
  std::vector<Extraction> extractions;
  std::vector<Group> groups;
  std::vector<StudyQuestion> questions;
  std::vector<StudyModel> models;
  std::optional<DriftRequest> drift;
  std::optional<GateRequest> gate = {};
  double largest_displacement_voxel = 1e-3;  ///< limit between image and mask lattices, in voxels
  bool resample_mask = false;
  std::int64_t failures_max = 0;
  bool numerical = false;      ///< every object is measured with its last binary place jittered, too
  bool contact_sheets = true;  ///< a run keeps pictures of its first object
  bool whole_images = false;   ///< an engine resamples by itself and gets them as they are; no key says it
  std::string folder;          ///< of the study file; paths in it are relative to it
};

/// Is this row what an `ideal` scanner shows beside others: the truth that their scans are compared with, and
/// no level of the factor scanner?
bool is_truth(const Study& study, const CohortRow& row);

/// Reads, decodes and checks a study file and its cohort table. Throws Error(study) with file:line:column.
Study read_study(const std::string& path);
/// Rows of the cohort come first, then those of generators. `measured`, if given, are the rows of the cohort,
/// in place of the table or list that the study names
/// (whose files need not be there any more); generated objects are generated all the same.
Study decode_study(const io::Yaml& yaml, const std::string& folder,
                   const std::vector<CohortRow>* measured = nullptr);

/// A map of extraction settings: `preset`, and changes to it. Throws Error(study) with file:line:column.
Extraction decode_extraction(const std::string& name, const io::Yaml& yaml);

/// An entry of `conditions:` that stands alone: a map as in a study, or the list of its chain. Throws
/// Error(study) with file:line:column.
Group decode_applied(const io::Yaml& yaml);
/// The group that a condition name means: "noise.white:k=1+mask.grow_mm:distance_mm=2#3" is that chain with 3
/// repeats, of which the name is the third. Throws Error(study).
Group group_of_condition(const std::string& name);

/// The word of `engine:` in the study of an imported run, whose values were measured elsewhere.
inline constexpr const char* kImportedEngine = "imported";
/// Was this study imported from a table of measurements? Then nothing is known of its processing, and nothing
/// in it can be measured again.
bool is_imported(const Study& study);

/// The cohort of a table; `folder` is where its relative paths start. Throws Error(study or data) with
/// file:line.
std::vector<CohortRow> read_cohort(const std::string& path);

/// A path as results show it: of an absolute one the last part only.
std::string shown_path(const std::string& path);

/// Where the objects of a study come from, counted.
struct Origins {
  std::size_t listed_objects = 0;       ///< in the cohort
  std::size_t listed_patients = 0;      ///< in the cohort
  std::size_t generated_objects = 0;    ///< of generators
  std::vector<std::string> generators;  ///< ids of their kinds, each once
};
Origins origins(const Study& study);

/// The study with every default filled in, as YAML that reads back as the same study. Paths are as written.
std::string resolved_yaml(const Study& study);

}  // namespace radgauge::study
