#include "models/worker.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/text.h"
#include "io/line_program.h"
#include "models/foreign_model.h"
#include "models/log_odds_of_class.h"
#include "models/model_card.h"

namespace radgauge::models {

using io::Yaml;
using Json = nlohmann::json;

const std::vector<std::string>& worker_keys() {
  static const std::vector<std::string> keys{"worker", "timeout_s", "batch"};
  return keys;
}

namespace {

struct WorkerCommand {
  io::LineProgramRequest program;
  std::size_t batch = 1000;  ///< rows of one question
};

/// The program, once it is needed.
class WorkerProgram {
 public:
  WorkerProgram(WorkerCommand command, std::string model)
      : command_(std::move(command)), model_(std::move(model)) {}

  std::size_t batch() const { return command_.batch; }

  /// Starts it if it does not run, and hears its names of the inputs, if it has any.
  std::vector<std::string> greet(const std::vector<std::string>& inputs, std::size_t outputs) {
    program_ = std::make_unique<io::LineProgram>(command_.program);
    Json hello{{"radgauge_worker", kWorkerProtocol}, {"outputs", outputs}};
    if (!inputs.empty()) hello["inputs"] = inputs;
    const Json answer = ask(hello);
    const Json version = answer.value("radgauge_worker", Json());
    if (version != Json(kWorkerProtocol))
      wrong("speaks version " +
            (version.is_null() ? std::string("that it does not say") : shortened(version.dump())) +
            " of the worker's words, not " + std::to_string(kWorkerProtocol));
    std::vector<std::string> names;
    if (answer.contains("inputs") && answer["inputs"].is_array())
      for (const Json& name : answer["inputs"])
        names.push_back(name.is_string() ? name.get<std::string>() : "");
    if (!names.empty() && !inputs.empty() && names != inputs)
      wrong("has the inputs " + listed(names) + ", and the card lists " + listed(inputs));
    return names;
  }

  bool runs() const { return program_ != nullptr; }

  Json ask(const Json& question) {
    const std::string line = program_->ask(question.dump());
    Json answer = Json::parse(line, nullptr, false);
    if (!answer.is_object()) wrong("answered with what is no JSON object: '" + shortened(line) + "'");
    if (answer.contains("error")) wrong("says: " + shortened(answer["error"].dump(), 300));
    return answer;
  }

  /// After an answer that cannot be, the program is not asked again.
  [[noreturn]] void wrong(const std::string& what) {
    const Error error = program_->complaint("(model " + model_ + ") " + what);
    program_.reset();
    throw error;
  }

 private:
  WorkerCommand command_;
  std::string model_;
  std::unique_ptr<io::LineProgram> program_;
};

std::vector<std::string> input_names(const ModelCard& card) {
  std::vector<std::string> names;
  for (const Input& input : card.inputs) names.push_back(input.name);
  return names;
}

class WorkerModel : public Model {
 public:
  WorkerModel(ModelCard card, std::string text, std::unique_ptr<WorkerProgram> program)
      : card_(std::move(card)), text_(std::move(text)), program_(std::move(program)) {}

  const ModelCard& card() const override { return card_; }
  std::string inline_text() const override { return text_; }

  std::vector<double> linear_predictor(InputColumns columns, std::size_t output) const override {
    check_column_count(card_, columns.size());
    std::vector<double> out(columns.empty() ? 0 : columns[0].size(), kNaN);
    const std::vector<std::size_t> complete = complete_cases(columns);
    const std::lock_guard lock(mutex_);
    if (!complete.empty() && !program_->runs()) program_->greet(input_names(card_), card_.n_outputs());
    for (std::size_t first = 0; first < complete.size(); first += program_->batch())
      ask_batch(columns,
                std::span(complete).subspan(first, std::min(program_->batch(), complete.size() - first)),
                output, out);
    return out;
  }

 private:
  void ask_batch(InputColumns columns, std::span<const std::size_t> cases, std::size_t output,
                 std::vector<double>& out) const {
    Json rows = Json::array();
    for (const std::size_t i : cases) {
      Json row = Json::array();
      for (const auto& column : columns) row.push_back(column[i]);
      rows.push_back(std::move(row));
    }
    const std::int64_t id = ++asked_;
    const Json answer = program_->ask({{"id", id}, {"rows", std::move(rows)}});
    if (answer.value("id", Json()) != Json(id))
      program_->wrong("answered another question than " + to_text(id) + ": id " +
                      shortened(answer.value("id", Json()).dump()));
    const bool is_probability = answer.contains("probabilities");
    const Json& values = answer.value(is_probability ? "probabilities" : "scores", Json());
    if (!values.is_array()) program_->wrong("answered with neither 'probabilities' nor 'scores'");
    if (is_probability && (card_.link == Link::identity || card_.link == Link::cox))
      program_->wrong("answered with probabilities, and a model of link " + std::string(to_text(card_.link)) +
                      " has scores");
    if (values.size() != cases.size())
      program_->wrong("answered with " + count_text(values.size()) + " predictions for " +
                      count_text(cases.size()) + " rows");
    for (std::size_t k = 0; k < cases.size(); ++k)
      out[cases[k]] = predictor_of(values[k], is_probability, output);
  }

  double number_of(const Json& value) const {
    if (!value.is_number() || !std::isfinite(value.get<double>()))
      program_->wrong("answered with " + shortened(value.dump()) + " where a number is expected");
    return value.get<double>();
  }

  double predictor_of(const Json& value, bool is_probability, std::size_t output) const {
    std::vector<double> numbers;
    if (value.is_array())
      for (const Json& each : value) numbers.push_back(number_of(each));
    else
      numbers.push_back(number_of(value));
    if (numbers.size() != card_.n_outputs())
      program_->wrong("answered with " + count_text(numbers.size()) +
                      " numbers for a row, and the model has " + count_text(card_.n_outputs()) +
                      (card_.classes.empty() ? " output" : " classes"));
    if (!is_probability) return log_odds_of_class(numbers, output);
    const double p = numbers[output];
    if (!(p >= 0 && p <= 1)) program_->wrong("answered with the probability " + to_text(p));
    return finite_log_odds(p);
  }

  ModelCard card_;
  std::string text_;
  std::unique_ptr<WorkerProgram> program_;
  mutable std::int64_t asked_ = 0;
  mutable std::mutex mutex_;
};

WorkerCommand decode_command(const Yaml& yaml, const std::string& folder) {
  WorkerCommand out;
  out.program.folder = folder;
  const Yaml& words = *yaml.find("worker");
  for (const Yaml& word : words.as_sequence("worker")) out.program.words.push_back(word.as_text("worker"));
  if (out.program.words.empty())
    throw words.error(
        "worker is the list of the words of a command, e.g. [python3, worker.py, model.joblib]");
  if (const Yaml* timeout = yaml.find("timeout_s"))
    out.program.timeout_s = timeout->as_real("timeout_s", Range{0, 86400, true});
  if (const Yaml* batch = yaml.find("batch"))
    out.batch = static_cast<std::size_t>(batch->as_integer("batch", between(1, 1e6)));
  return out;
}

std::string command_text(const WorkerCommand& command) {
  std::vector<std::string> words;
  for (const std::string& word : command.program.words) words.push_back(io::yaml_scalar(word));
  return "worker: [" + join(words, ", ") + "], timeout_s: " + to_text(command.program.timeout_s) +
         ", batch: " + count_text(command.batch);
}

}  // namespace

std::shared_ptr<const Model> load_worker(const Yaml& yaml, const std::string& folder) {
  std::vector<std::string> keys = worker_keys();
  keys.insert(keys.end(), card_keys().begin(), card_keys().end());
  yaml.check_keys(keys, "a worker's model");
  if (yaml.find("model") == nullptr) throw yaml.error("a worker's model has no key 'model', its name");
  const WorkerCommand command = decode_command(yaml, folder);
  auto program = std::make_unique<WorkerProgram>(command, yaml.find("model")->as_text("model"));
  ModelCard card;
  if (yaml.find("inputs") == nullptr) {
    const Yaml* classes = yaml.find("classes");
    const std::size_t outputs = classes == nullptr ? 1 : classes->as_sequence("classes").size();
    for (const std::string& name : program->greet({}, outputs))
      card.inputs.push_back({Input::Kind::feature, name});
  }
  card = decode_card(yaml, card);
  const std::string text = "{" + command_text(command) + ", " + card_text(card) + "}";
  return std::make_shared<const WorkerModel>(std::move(card), text, std::move(program));
}

}  // namespace radgauge::models
