#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/extraction_settings.h"
#include "engine/engine.h"
#include "io/yaml.h"

namespace radgauge::engine {

/// An external command that makes a table of features of one image and mask, as an engine file says:
///
///   engine: pyradiomics
///   command: [pyradiomics, "{image}", "{mask}", --param, "{settings}", -f, csv, -o, "{output}"]
///   settings: {digital: ibsi-digital.yaml}   # per set of IBSI 1; only these sets are run. Without: digital
///   extractions: {original: study.yaml}       # of a study: the text that stands for {settings}
///   features: [stat_mean, "cm_*"]             # what it measures in a study; without: all that it could name
///   fixed: {resegmentation_sigma: 0}          # settings that it always measures with
///   input: native                             # it resamples by itself; without: prepared
///   map: pyradiomics                          # name map of the table it writes; without: by its header
///   timeout_s: 600
///   memory_mb: 8000                           # of addresses, at most; without: no limit
///   worker: [python3, engine_worker.py]       # of a study: is asked to do what the command would do
///
/// or, of a program that measures many images and masks in one run:
///
///   command: [measure, "{list}"]
///   list: {image: "{image}", mask: "{mask}", output: "{output}", width: "{bin_width}"}
///   batch: 50                                 # lines of the table {list} at most; its columns are `list`
///
/// The command is a list of words (no shell), run in the folder of the engine file. {image}, {mask} and
/// {output} are absolute paths; {settings} is the text beside the set or extraction; {set} is its name. The
/// name of a feature setting in braces is its value ({bin_width}), so that conditions may change it.
/// {modality} is CT, MR, PET or other (of IBSI's sets: CT, of the digital phantom other). A study that asks
/// for another value of a `fixed` setting is refused before the run. Of an engine of native input settings of
/// the grid ({spacing_x_mm}, {interpolation}) have values, too, and may be fixed. Of a batch the time limit
/// is that of one times its lines.
struct ExternalEngine {
  std::string name;
  std::string folder;  ///< where it runs
  std::vector<std::string> command;
  std::vector<std::pair<std::string, std::string>> settings;     ///< set and text
  std::vector<std::pair<std::string, std::string>> extractions;  ///< of a study: name and text
  std::vector<std::string> features;                             ///< tags or patterns; empty: all
  std::vector<std::pair<std::string, std::string>> fixed;        ///< setting and its only value
  Input input = Input::prepared;
  std::string map;
  double timeout_s = 600;
  std::int64_t memory_mb = 0;
  std::vector<std::string> worker;  ///< its words; empty: the command is run for each image and mask
  std::size_t batch = 1;            ///< images and masks of one run, at most
  std::vector<std::pair<std::string, std::string>> list;  ///< of a batch: header and text of each column

  bool in_batches() const { return !list.empty(); }
  /// A word of the command, or a column of the list, holds this placeholder: "{bin_width}".
  bool passes_on(std::string_view placeholder) const;
};

/// Throws Error(study) with file:line:column for a key that is unknown, missing or wrong.
ExternalEngine read_engine_file(const std::string& path);
/// The same of a file that is read already.
ExternalEngine decode_external_engine(const io::Yaml& file);
/// The keys of such a file, beside `engine` and `command`.
std::vector<std::string> external_engine_keys();

/// "{bin_width}" and so on, with their values: every feature setting.
std::vector<std::pair<std::string, std::string>> setting_placeholders(const FeatureSettings& settings);
/// "{spacing_x_mm}" and so on: every setting of the grid.
std::vector<std::pair<std::string, std::string>> grid_placeholders(const GridSettings& settings);

/// Runs the command for one set. It must end with 0 and leave the file `output`; what it prints goes to the
/// file `log`. Throws Error(data) that names the command, how it ended and the end of what it printed.
void run_engine(const ExternalEngine& engine, const std::string& set, const std::string& image,
                const std::string& mask, const std::string& output, const std::string& log);

}  // namespace radgauge::engine
