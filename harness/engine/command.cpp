#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"
#include "engine/external.h"
#include "engine/feature_choice.h"
#include "engine/feature_values.h"
#include "engine/name_map.h"
#include "engine/registry.h"
#include "io/files.h"
#include "io/process.h"
#include "io/program_batch.h"
#include "io/program_run.h"
#include "io/program_workers.h"
#include "reference/extractor.h"

namespace radgauge::engine {

namespace {

constexpr const char* kOutput = "features.csv";

/// A program of the user's, run once for each image, mask and request.
class Command : public Engine {
 public:
  explicit Command(const io::Yaml& file)
      : engine_(decode_external_engine(file)), identity_(sha256_file(file.file)) {
    if (!engine_.worker.empty())
      workers_ = std::make_unique<io::ProgramWorkers>(
          io::LineProgramRequest{engine_.worker, engine_.folder, engine_.timeout_s, engine_.memory_mb});
    if (engine_.map.empty() || engine_.map == "tidy") return;
    for (const MapRow& row : load_name_map(engine_.map).rows) nameable_.push_back(row.tag);
  }

  const std::string& name() const override { return engine_.name; }
  std::string identity() const override { return identity_; }
  Input input(std::string_view) const override { return engine_.input; }
  std::size_t batch(std::string_view) const override { return engine_.batch; }

  std::vector<MappedFeature> features(const FeatureRequest& request) const override {
    return chosen_features(request, engine_.features, nameable_);
  }

  std::string refusal(const PlannedRequest& planned) const override {
    const std::string extraction = "extraction " + planned.plain.extraction;
    for (const std::string& map : planned.plain.maps)
      if (map != kOriginal)
        return "engine " + engine_.name + " measures the image only, not the map " + map + " of " +
               extraction + "; leave its maps out";
    const std::string& program = (engine_.worker.empty() ? engine_.command : engine_.worker).front();
    if (!io::program_exists(program, engine_.folder))
      return "the program '" + program + "' of engine " + engine_.name +
             " is not there or may not be executed";
    if (engine_.passes_on("{settings}") && text_of(planned.plain) == nullptr)
      return "the command of engine " + engine_.name + " holds {settings}, and its file has no text for " +
             extraction + "; add extractions: {" + planned.plain.extraction + ": TEXT}";
    if (const std::string problem = grid_refusal(planned); !problem.empty()) return problem;
    if (const std::string problem = fixed_otherwise(planned); !problem.empty()) return problem;
    const auto plain = setting_placeholders(planned.plain.settings);
    const auto changed = setting_placeholders(planned.changed.settings);
    for (std::size_t i = 0; i < plain.size(); ++i)
      if (plain[i] != changed[i] && !engine_.passes_on(plain[i].first))
        return "condition " + planned.condition + " changes " + name_in(plain[i].first) + " of " +
               extraction + " to " + changed[i].second + ", and nothing that engine " + engine_.name +
               " gets holds " + plain[i].first + "; leave the condition out, or pass it on";
    return {};
  }

  /// Families and aggregation choose features, and are known by what the program names.
  std::vector<std::string> untold(const PlannedRequest& planned) const override {
    if (engine_.passes_on("{settings}")) return {};
    std::vector<std::string> lacking;
    const auto asked = setting_placeholders(planned.plain.settings), usual = setting_placeholders({});
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const std::string name = name_in(asked[i].first);
      if (asked[i] != usual[i] && name != "families" && name != "aggregation" && !is_fixed(name) &&
          !engine_.passes_on(asked[i].first))
        lacking.push_back(name + " " + asked[i].second);
    }
    if (lacking.empty()) return {};
    return {"engine " + engine_.name + " is not told what extraction " + planned.plain.extraction +
            " asks for: " + join(lacking, ", ") +
            "; no word of its command holds them and its key fixed does not name them"};
  }

  std::vector<FeatureVector> extract(const Subject& subject,
                                     std::span<const FeatureRequest> requests) const override {
    std::vector<FeatureVector> vectors;
    for (const FeatureRequest& request : requests) vectors.push_back(measure(subject, request));
    return vectors;
  }

  /// In batches, where its file says so; what a batch did not bring is measured alone, so that none fails
  /// the others.
  std::vector<std::vector<FeatureVector>> extract_many(
      std::span<const Measurement> measurements) const override {
    if (!engine_.in_batches()) return Engine::extract_many(measurements);
    std::vector<std::vector<FeatureVector>> results(measurements.size());
    std::vector<Line> lines;
    for (std::size_t m = 0; m < measurements.size(); ++m)
      for (const FeatureRequest& request : measurements[m].requests)
        lines.push_back({measurements[m].subject, request, m});
    std::vector<std::optional<std::string>> problems(measurements.size());
    for (std::size_t first = 0; first < lines.size(); first += engine_.batch) {
      const auto batch = std::span(lines).subspan(first, std::min(engine_.batch, lines.size() - first));
      measure_batch(batch, results, problems);
    }
    for (std::size_t m = 0; m < measurements.size(); ++m) {
      if (!problems[m]) continue;
      if (measurements[m].problem == nullptr) throw Error(ErrorKind::data, *problems[m]);
      *measurements[m].problem = problems[m];
      results[m].clear();
    }
    return results;
  }

 private:
  /// One subject and request of many measurements, and of which.
  struct Line {
    const Subject& subject;
    const FeatureRequest& request;
    std::size_t measurement;
  };

  void measure_batch(std::span<const Line> lines, std::vector<std::vector<FeatureVector>>& results,
                     std::vector<std::optional<std::string>>& problems) const {
    io::ProgramBatch files(engine_.list, kOutput);
    for (const Line& line : lines)
      files.add(line.subject.image, line.subject.mask, values_of(line.subject, line.request));
    const std::string problem = files.run(run_of(lines.size()));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const Line& line = lines[i];
      std::optional<FeatureVector> made;
      try {
        // What stands there after it failed may be half of a table.
        if (problem.empty()) made = read_output(files.output(i), line.request);
      } catch (const Error&) {
        // Measured alone it says why.
      }
      try {
        results[line.measurement].push_back(made ? std::move(*made) : measure(line.subject, line.request));
      } catch (const Error& error) {
        if (!problems[line.measurement]) problems[line.measurement] = error.what();
      }
    }
  }

  static std::string name_in(const std::string& placeholder) {
    return placeholder.substr(1, placeholder.size() - 2);
  }

  bool is_fixed(const std::string& name) const {
    return std::any_of(engine_.fixed.begin(), engine_.fixed.end(),
                       [&](const auto& setting) { return setting.first == name; });
  }

  /// What a program that resamples by itself cannot do of the grid, in words; "" for nothing. What an
  /// extraction asks of it has to reach the program: in a word of its command, in the text of the extraction,
  /// or as what it always does.
  std::string grid_refusal(const PlannedRequest& planned) const {
    if (engine_.input != Input::native) return {};
    if (planned.changes_grid)
      return "condition " + planned.condition + " changes the grid, and engine " + engine_.name +
             " resamples by itself (input: native); leave the condition out, or give it prepared images";
    if (planned.grid == nullptr || engine_.passes_on("{settings}")) return {};
    const auto asked = grid_placeholders(*planned.grid), plain = grid_placeholders({});
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const std::string name = name_in(asked[i].first);
      if (asked[i] != plain[i] && !is_fixed(name) && !engine_.passes_on(asked[i].first))
        return "extraction " + planned.plain.extraction + " has " + name + " " + asked[i].second +
               ", engine " + engine_.name +
               " resamples by itself (input: native), and no word of its command holds " + asked[i].first +
               "; pass it on, or say under fixed: what it always does";
    }
    return {};
  }

  /// The first setting of which the program has another value than is asked for, in words; "" for none.
  std::string fixed_otherwise(const PlannedRequest& planned) const {
    auto settings = setting_placeholders(planned.changed.settings);
    if (planned.grid != nullptr)
      for (auto& setting : grid_placeholders(*planned.grid)) settings.push_back(std::move(setting));
    for (const auto& [placeholder, asked] : settings) {
      const std::string name = name_in(placeholder);
      for (const auto& [setting, value] : engine_.fixed)
        if (setting == name && value != asked)
          return "extraction " + planned.plain.extraction + " under " + planned.condition + " has " + name +
                 " " + asked + ", and engine " + engine_.name + " measures with " + value + " alone; set " +
                 name + ": " + value + ", or take another engine";
    }
    return {};
  }

  /// The text that stands for {settings}, or nullptr.
  const std::string* text_of(const FeatureRequest& request) const {
    for (const auto& [name, text] : engine_.extractions)
      if (name == request.extraction) return &text;
    return nullptr;
  }

  /// What stands for the placeholders of its words or columns.
  io::NamedTexts values_of(const Subject& subject, const FeatureRequest& request) const {
    io::NamedTexts values = setting_placeholders(request.settings);
    if (engine_.input == Input::native && subject.grid != nullptr)
      for (auto& value : grid_placeholders(*subject.grid)) values.push_back(std::move(value));
    const std::string* text = text_of(request);
    values.emplace_back("{settings}", text == nullptr ? std::string() : *text);
    values.emplace_back("{set}", request.extraction);
    values.emplace_back("{modality}", subject.cell.modality);
    return values;
  }

  /// A run for `n` images and masks.
  io::ProgramRun run_of(std::size_t n) const {
    return {
        engine_.command, engine_.folder, engine_.timeout_s * static_cast<double>(n), engine_.memory_mb, {},
        workers_.get()};
  }

  FeatureVector measure(const Subject& subject, const FeatureRequest& request) const {
    try {
      return engine_.in_batches() ? measure_line(subject, request) : measure_pair(subject, request);
    } catch (const Error& error) {
      throw error.within("engine " + engine_.name);
    }
  }

  FeatureVector measure_pair(const Subject& subject, const FeatureRequest& request) const {
    io::ProgramRun run = run_of(1);
    run.values = values_of(subject, request);
    const io::ProgramFolder files(kOutput);
    const std::string output = files.run(run, subject.image, subject.mask);
    try {
      return read_output(output, request);
    } catch (const Error& error) {
      throw files.unusable_output(run, error.what());
    }
  }

  /// A batch of one.
  FeatureVector measure_line(const Subject& subject, const FeatureRequest& request) const {
    const io::ProgramRun run = run_of(1);
    io::ProgramBatch files(engine_.list, kOutput);
    files.add(subject.image, subject.mask, values_of(subject, request));
    if (const std::string problem = files.run(run); !problem.empty()) throw Error(ErrorKind::data, problem);
    try {
      return read_output(files.output(0), request);
    } catch (const Error& error) {
      throw files.unusable_output(run, error.what());
    }
  }

  /// Throws Error(data) where it is not there, cannot be read, or lacks what was promised.
  FeatureVector read_output(const std::string& output, const FeatureRequest& request) const {
    if (!io::file_exists(output)) throw Error(ErrorKind::data, "it wrote no {output}");
    const std::vector<ReadValue> read = read_feature_values(output, engine_.map);
    const std::vector<MappedFeature> wanted = features(request);
    check_promised(wanted, read);
    return delivered(wanted, read);
  }

  /// What its file says that it measures has to arrive, and be finite or have a status: an exit code of 0
  /// alone says nothing. Throws Error(data) naming what did not.
  void check_promised(const std::vector<MappedFeature>& wanted, const std::vector<ReadValue>& read) const {
    if (engine_.features.empty()) return;
    std::vector<std::string> lacking;
    for (const MappedFeature& feature : wanted) {
      const auto value = std::find_if(read.begin(), read.end(),
                                      [&](const ReadValue& v) { return v.feature == feature.info.tag; });
      if (value == read.end())
        lacking.push_back("no " + feature.info.tag);
      else if (value->not_finite)
        lacking.push_back(feature.info.tag + " = " + to_text(value->value) + " without a status");
    }
    if (!lacking.empty()) throw Error(ErrorKind::data, "it wrote " + listed(lacking, 5));
  }

  /// The values in the order of `wanted`; what was not delivered has failed.
  FeatureVector delivered(const std::vector<MappedFeature>& wanted,
                          const std::vector<ReadValue>& read) const {
    FeatureVector vector;
    for (const MappedFeature& feature : wanted) {
      const auto value = std::find_if(read.begin(), read.end(),
                                      [&](const ReadValue& v) { return v.feature == feature.info.tag; });
      if (value == read.end())
        vector.push_back({std::nan(""), Status::failed,
                          texts_.keep("engine " + engine_.name + " wrote no " + feature.info.tag)});
      else
        vector.push_back({value->value, value->status, texts_.keep(value->reason)});
    }
    return vector;
  }

  ExternalEngine engine_;
  std::unique_ptr<io::ProgramWorkers> workers_;  ///< where its file names a worker
  std::string identity_;
  std::vector<std::string> nameable_;  ///< the tags that its name map knows; empty: any
  TextPool texts_;
};

std::shared_ptr<const Engine> make_command(const io::Yaml* file) {
  return std::make_shared<Command>(*file);
}

}  // namespace

namespace engines {

EngineKind command() {
  return {"command", "a program of yours, run for each image and mask", external_engine_keys(), true,
          &make_command};
}

}  // namespace engines
}  // namespace radgauge::engine
